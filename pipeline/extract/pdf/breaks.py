"""Line breaks that the author made: the first word below would have fitted in what the line leaves free."""

from collections.abc import Sequence

from .lines import Line
from .prose import ends_hyphened

_SLACK = 1.5
"""Of the font size, beyond the space: ragged lines are not filled to the last point."""
_FREE = 0.5
"""Of the measure: what a line broken on purpose leaves free."""
_MIN_ITEMS = 3
_SAME_EDGE = 0.3
"""Of the font size: lines indented alike begin no farther apart."""


def is_broken_on_purpose(last: Line, line: Line, left: float, right: float) -> bool:
    """Whether ``line`` begins anew below ``last``, in a run of lines of one measure between ``left`` and ``right``.

    A line that begins small goes on with the sentence: text beside a float is narrow without a forced break. Centred
    lines and those of other indents are not judged.
    """
    if last.is_fixed or line.is_fixed or ends_hyphened(last.text) or last.text.endswith((",", "،", "、", "，")):
        return False
    if not line.text[:1].isupper() or abs(line.box.left - last.box.left) > _SAME_EDGE * line.size:
        return False
    first = line.words[0]
    free = right - last.box.right
    return free > _FREE * (right - left) and free > first.box.width + (0.5 + _SLACK) * line.size


def measures(lines: Sequence[Line], pitch: float) -> list[tuple[float, float]]:
    """Left and right edge, for each line, of the lines around it that follow each other in one size."""
    runs: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number and _follows(line, lines[number - 1], pitch):
            runs[-1].append(line)
        else:
            runs.append([line])
    widest = max((line.box.right for line in lines), default=0.0)
    edges = ((min(line.box.left for line in run), _right_edge(run, widest), len(run)) for run in runs)
    return [(left, right) for left, right, count in edges for _ in range(count)]


def _right_edge(run: Sequence[Line], widest: float) -> float:
    """That of the lines themselves; of all, where each begins with a capital, as the items of a list without marks."""
    is_list = len(run) >= _MIN_ITEMS and all(line.text[:1].isupper() for line in run)
    return widest if is_list else max(line.box.right for line in run)


def _follows(line: Line, last: Line, pitch: float) -> bool:
    size = max(line.size, last.size)
    distance = line.box.middle - last.box.middle
    return size <= 1.1 * min(line.size, last.size) and 0.5 * size <= distance <= 1.3 * pitch * size
