"""Lines that hold nothing but code and are part of a sentence: where it broke, the name of a function came first."""

from collections.abc import Sequence
from dataclasses import replace

from .flow import SENTENCE_ENDS, is_full, is_in_sentence
from .lines import Line
from .markers import marker_of

_SAME_EDGE = 0.3
"""Of the font size: code of its own is set in from the text around it."""
_WIDER_PITCH = 1.1
"""Of the usual distance between lines: code of its own has white above it."""
_MAX_WORDS = 3
"""Of a line with nothing behind it that ends no sentence either."""


def with_code_in_prose(lines: Sequence[Line], left: float, right: float, pitch: float) -> list[Line]:
    """The lines of a column between two edges (points), those that go on with a sentence set as its type is."""
    found = list(lines)
    for number in range(1, len(lines)):
        line, last = lines[number], lines[number - 1]
        if not line.is_fixed or last.is_fixed or line.bookmark != last.bookmark:
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        goes_on = following is not None and _is_close(following, line, pitch)
        if goes_on and following is not None and following.is_fixed:
            continue
        if len(line.words) > _MAX_WORDS and not goes_on and not line.text.endswith(SENTENCE_ENDS):
            continue
        is_open = is_in_sentence(last, left, right) or _ends_in_url(last, left, right)
        if is_open and _is_close(line, last, pitch) and _begins_where(line, lines, number):
            found[number] = replace(line, is_fixed=False)
    return found


def _ends_in_url(line: Line, left: float, right: float) -> bool:
    """Whether a url goes over the end of a line, broken behind one of its points."""
    return is_full(line, left, right) and "://" in line.words[-1].text


def _is_close(line: Line, last: Line, pitch: float) -> bool:
    return line.box.middle - last.box.middle <= _WIDER_PITCH * pitch * max(line.size, last.size)


def _begins_where(line: Line, lines: Sequence[Line], number: int) -> bool:
    """Whether it begins where the text of the line above it does, be that the first one of a list item."""
    last = lines[number - 1]
    starts = [last.box.left]
    if marker_of(last.text) and len(last.words) > 1:
        starts.append(last.words[1].box.left)
    if number > 1 and lines[number - 2].box.left < last.box.left:
        starts.append(lines[number - 2].box.left)
    return any(abs(line.box.left - start) <= _SAME_EDGE * line.size for start in starts)
