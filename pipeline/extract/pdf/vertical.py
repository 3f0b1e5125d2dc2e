"""Pages set in columns of characters from top to bottom, as Chinese and Japanese are: turned until they are lines.

What is rightmost on such a page is on top of the turned one, and what is on top is at its left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .glyphs import Glyphs
from .page import Box, Page, Word

_IDEOGRAPHIC = 0x2E80
"""The first code of the scripts that are set so."""
_MIN_STEPS = 20
_DOWNWARDS = 0.6
"""Of the steps from one character to the next, down or to the right: so many go down on such a page."""
_MAX_STEP = 2.0
"""Of the font size: the longest step from one character to the next."""
_SHARED = 0.5
"""Of the width of the narrower one, or of the height of the lower one: characters that share more are in one line."""
_TOUCHING = 0.2
"""Of the font size: the most white between figures that stand beside each other in a column."""


def runs_downwards(glyphs: Glyphs) -> bool:
    """Whether most ideographs and kana of a page follow the one before them below it, not beside it."""
    if max(set(glyphs.texts), default="") < chr(_IDEOGRAPHIC):
        return False
    is_ideographic = np.array([ord(text[0]) >= _IDEOGRAPHIC for text in glyphs.texts], np.bool_)
    steps = _steps(glyphs)
    are_ideographic = is_ideographic[:-1] & is_ideographic[1:]
    downwards = int((steps.are_down & are_ideographic).sum())
    across = int((steps.are_across & are_ideographic).sum())
    return downwards >= _MIN_STEPS and downwards >= _DOWNWARDS * (downwards + across)


def turned_glyphs(glyphs: Glyphs, width: float, height: float) -> Glyphs:
    """The glyphs of a page of this size, in points, on the turned one.

    Figures side by side in a column are one glyph. What runs across the page, as its number does, is put on the first
    line or behind the last.
    """
    steps = _steps(glyphs)
    boxes = np.stack(
        (glyphs.boxes[:, 1], width - glyphs.boxes[:, 2], glyphs.boxes[:, 3], width - glyphs.boxes[:, 0]), axis=1
    )
    texts = list(glyphs.texts)
    kept = []
    for start, end in _runs_across(steps, glyphs):
        is_in_column = (start > 0 and steps.are_down[start - 1]) or (end < len(texts) and steps.are_down[end - 1])
        is_across = end - start > 1 or ord(texts[start][0]) < _IDEOGRAPHIC
        if not is_across or is_in_column:
            texts[start] = "".join(texts[start:end])
            boxes[start, :2] = boxes[start:end, :2].min(axis=0)
            boxes[start, 2:] = boxes[start:end, 2:].max(axis=0)
            kept.append(start)
        else:
            for number in range(start, end):
                boxes[number] = _at_edge(glyphs.boxes[number], width, height)
                kept.append(number)
    for number, following in pairwise(kept):
        if following == number + 1 and steps.are_down[number]:
            boxes[number, 2] = max(boxes[number, 2], boxes[following, 0])
    said = [texts[number] for number in kept]
    return Glyphs(said, boxes[kept], glyphs.sizes[kept], glyphs.bold[kept], glyphs.fixed[kept], glyphs.runs[kept])


def turned_page(page: Page, words: list[Word]) -> Page:
    """The turned page with its pictures in their places, and with words that are placed on it already."""
    pictures = [replace(picture, box=_turned(picture.box, page.width)) for picture in page.pictures]
    return replace(page, width=page.height, height=page.width, words=words, pictures=pictures)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Of all glyphs but the last: whether the next one is below, and whether it is at the right."""

    are_down: NDArray[np.bool_]
    are_across: NDArray[np.bool_]


def _steps(glyphs: Glyphs) -> _Steps:
    before, after = glyphs.boxes[:-1], glyphs.boxes[1:]
    most = _MAX_STEP * glyphs.sizes[:-1]
    shared = np.minimum(before[:, 2:], after[:, 2:]) - np.maximum(before[:, :2], after[:, :2])
    least = np.minimum(before[:, 2:] - before[:, :2], after[:, 2:] - after[:, :2])
    is_shared = shared > _SHARED * least
    right, below = (after[:, :2] - before[:, :2]).T
    are_inked = np.array([not text.isspace() for text in glyphs.texts], np.bool_)
    are_inked = are_inked[:-1] & are_inked[1:]
    return _Steps(
        are_down=are_inked & is_shared[:, 0] & ~is_shared[:, 1] & (below > 0) & (below <= most),
        are_across=are_inked & is_shared[:, 1] & ~is_shared[:, 0] & (right > 0) & (right <= most),
    )


def _runs_across(steps: _Steps, glyphs: Glyphs) -> list[tuple[int, int]]:
    """The glyphs in stretches of those that touch each other side by side."""
    gaps = glyphs.boxes[1:, 0] - glyphs.boxes[:-1, 2]
    goes_on = steps.are_across & (gaps <= _TOUCHING * glyphs.sizes[:-1])
    starts = [0, *(np.flatnonzero(~goes_on) + 1).tolist()]
    return list(zip(starts, [*starts[1:], len(glyphs.texts)], strict=True))


def _at_edge(box: Sequence[float] | NDArray[np.float64], width: float, height: float) -> list[float]:
    """Where what runs across the page goes on the turned one: to the left of its first line or of its last."""
    left, top, right, bottom = box
    start = 0.0 if top + bottom < height else width - (bottom - top)
    return [left, start, right, start + bottom - top]


def _turned(box: Box, width: float) -> Box:
    return Box(box.top, width - box.right, box.bottom, width - box.left)
