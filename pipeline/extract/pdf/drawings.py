"""Figures that are drawn, not pasted: regions of lines and shapes that a caption speaks of."""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from .blocks import blocks_of, usual_pitch
from .captions import is_named_caption, may_be_caption
from .columns import zones
from .lines import lines_of
from .markers import is_table_caption
from .page import Box, Word

_CELL_POINTS = 8.0
"""Strokes with up to two such cells between them are one drawing."""
_MAX_CELLS = 1 << 18
_MIN_STROKES = 4
_MIN_WIDTH_POINTS = 60.0
_MIN_HEIGHT_POINTS = 40.0
_BACKGROUND = 0.8
"""Of the page's area: a shape this large is its paper."""
_CAPTION_DISTANCE_POINTS = 48.0
_LABEL_DISTANCE_POINTS = 14.0
_MAX_CHARACTERS = 600
"""More are a box with text in it."""


def drawn_figures(
    strokes: Sequence[Box], words: Sequence[Word], pictures: Sequence[Box], width: float, height: float
) -> list[Box]:
    """The regions of ``strokes`` with a figure's caption above or below, labels beside them included.

    Regions that hold an image are left to the image. ``width`` and ``height`` are the page's, in points.
    """
    drawn = [box for box in strokes if box.area < _BACKGROUND * width * height]
    if len(drawn) < _MIN_STROKES or not words:
        return []
    captions = _captions(words)
    if not captions:
        return []
    size = median(word.size for word in words)
    found = []
    for region, count in _regions(drawn, width, height):
        if count < _MIN_STROKES or region.width < _MIN_WIDTH_POINTS or region.height < _MIN_HEIGHT_POINTS:
            continue
        if any(_overlap(region, picture) for picture in pictures) or not any(_speaks_of(c, region) for c in captions):
            continue
        labelled = _with_labels(region, words, captions, size)
        if sum(len(word.text) for word in words if labelled.holds(word.box)) <= _MAX_CHARACTERS:
            found.append(labelled)
    return found


def _captions(words: Sequence[Word]) -> list[Box]:
    """The first lines of what names a figure."""
    columns = [lines_of(zone) for zone in zones(words)]
    pitch = usual_pitch(columns)
    return [
        block.lines[0].box
        for lines in columns
        for block in blocks_of(lines, 0, pitch)
        if (is_named_caption(block) or may_be_caption(block)) and not is_table_caption(block.lines[0].text)
    ]


def without_words(words: Sequence[Word], regions: Sequence[Box]) -> list[Word]:
    """The words that stand in none of the regions."""
    return [word for word in words if not any(region.holds(word.box) for region in regions)]


def _regions(strokes: Sequence[Box], width: float, height: float) -> Iterator[tuple[Box, int]]:
    """Boxes of strokes that lie close together, and how many strokes each has; from top to bottom."""
    rows, columns = math.ceil(height / _CELL_POINTS) + 1, math.ceil(width / _CELL_POINTS) + 1
    if rows * columns > _MAX_CELLS:
        return
    labels = np.zeros((rows, columns), np.int32)
    spans = [_span(box, rows, columns) for box in strokes]
    for top, bottom, left, right in spans:
        labels[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1] = -1
    members: dict[int, list[Box]] = {}
    for box, (top, _, left, _) in zip(strokes, spans, strict=True):
        if labels[top, left] == -1:
            _flood(labels, top, left, len(members) + 1)
            members[len(members) + 1] = []
        members[int(labels[top, left])].append(box)
    for boxes in members.values():
        region = boxes[0]
        for box in boxes[1:]:
            region = region.union(box)
        yield region, len(boxes)


def _span(box: Box, rows: int, columns: int) -> tuple[int, int, int, int]:
    """First and last row, first and last column of cells, the last ones exclusive."""
    starts = ((box.top, rows), (box.left, columns))
    top, left = (min(max(int(edge / _CELL_POINTS), 0), most - 1) for edge, most in starts)
    bottom, right = (
        min(max(int(edge / _CELL_POINTS) + 1, first + 1), most)
        for edge, first, most in ((box.bottom, top, rows), (box.right, left, columns))
    )
    return top, bottom, left, right


def _flood(labels: NDArray[np.int32], row: int, column: int, label: int) -> None:
    """Give ``label`` to every marked cell that hangs together with this one."""
    labels[row, column] = label
    pending = deque([(row, column)])
    while pending:
        row, column = pending.popleft()
        for beside in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= beside[0] < labels.shape[0] and 0 <= beside[1] < labels.shape[1] and labels[beside] == -1:
                labels[beside] = label
                pending.append(beside)


def _with_labels(region: Box, words: Sequence[Word], captions: Sequence[Box], size: float) -> Box:
    """The region with the small words around it, which name its axes and parts."""
    labelled = region
    for word in words:
        is_beside = max(word.box.gap_x(region), word.box.gap_y(region)) <= _LABEL_DISTANCE_POINTS
        in_caption = any(caption.holds(word.box) for caption in captions)
        if is_beside and not in_caption and word.size <= 0.95 * size:
            labelled = labelled.union(word.box)
    return labelled


def _speaks_of(caption: Box, region: Box) -> bool:
    return caption.gap_x(region) < 0 and -_CELL_POINTS <= caption.gap_y(region) <= _CAPTION_DISTANCE_POINTS


def _overlap(one: Box, other: Box) -> bool:
    return one.gap_x(other) < 0 and one.gap_y(other) < 0
