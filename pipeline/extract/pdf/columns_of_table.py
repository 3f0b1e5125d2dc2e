"""The columns of a table: by the white that its lines leave free, and by upright rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .lines import Line
from .page import Box, Word

_MIN_WHITE = 0.45
"""Of the font size: the narrowest white between columns. A space is 0.2 to 0.35 wide."""
_MIN_FREE = 0.25
"""Of the font size: the least white that all lines together leave between two columns."""
_MAX_CROSSING = 0.2
"""Of the lines, may cross the white between two columns: heads that span both, and notes."""
_MAX_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """Its edges, in points: the middles of the white on both sides, or rules."""

    left: float
    right: float


def columns_of(box: Box, lines: Sequence[Line], bars: Sequence[float]) -> list[Column]:
    """The columns of the lines inside ``box``; ``bars`` are where upright rules stand, from left to right."""
    inner = [at for at in bars if box.left + 3 < at < box.right - 3]
    is_framed = len(bars) == len(inner) + 2
    edges = inner if inner and is_framed else sorted([*inner, *_whites(box, lines, inner)])
    return [Column(left, right) for left, right in pairwise([box.left, *edges, box.right])][:_MAX_COLUMNS]


def _whites(box: Box, lines: Sequence[Line], bars: Sequence[float]) -> list[float]:
    """Middles of the white that runs down past most lines."""
    if not lines:
        return []
    steps: list[tuple[float, int]] = []
    for line in lines:
        for span in spans_of(line):
            steps += [(span[0].box.left, 1), (span[-1].box.right, -1)]
    steps.sort()
    most = int(_MAX_CROSSING * len(lines))
    size = median(line.size for line in lines)
    found: list[float] = []
    crossing = 0
    whites: list[tuple[int, float, float]] = []
    was_crowded = False
    for (x, step), (next_x, _) in pairwise([*steps, (box.right, 0)]):
        crossing += step
        if crossing <= most:
            whites.append((crossing, x, next_x))
            continue
        if was_crowded and whites:
            fewest = min(count for count, _, _ in whites)
            left, right = max(((l, r) for count, l, r in whites if count == fewest), key=lambda w: w[1] - w[0])
            if right - left >= _MIN_FREE * size and not any(left - 2 <= bar <= right + 2 for bar in bars):
                found.append((left + right) / 2)
        was_crowded, whites = True, []
    return found


def spans_of(line: Line) -> list[list[Word]]:
    """Words with no more than a space between them, from left to right."""
    spans: list[list[Word]] = []
    for word in line.words:
        if spans and word.box.left - spans[-1][-1].box.right < _MIN_WHITE * line.size:
            spans[-1].append(word)
        else:
            spans.append([word])
    return spans
