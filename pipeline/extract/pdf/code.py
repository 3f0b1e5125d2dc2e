"""Code: lines in a font of one width, with the white that they stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from .lines import Line
from .page import Page

_MAX_INDENT = 80


def code_of(lines: Sequence[Line]) -> str:
    """The lines as they stand: indented by the width of a character, blank lines where there is room for one."""
    advance = _advance(lines)
    left = min(line.box.left for line in lines)
    pitch = min((below.box.middle - above.box.middle for above, below in pairwise(lines)), default=0.0)
    found: list[str] = []
    last: Line | None = None
    for line in lines:
        if last is not None and pitch > 0 and line.box.middle - last.box.middle > 1.6 * pitch:
            found.append("")
        found.append(_spelled(line, left, advance))
        last = line
    return "\n".join(found)


def without_fixed_body(pages: Sequence[Page]) -> list[Page]:
    """Pages of a document that is written in such a font throughout, as if it were in another: it is no code."""
    characters = fixed = 0
    for page in pages:
        for word in page.words:
            characters += len(word.text)
            fixed += len(word.text) * word.is_fixed
    if fixed * 2 <= characters:
        return list(pages)
    return [replace(page, words=[replace(word, is_fixed=False) for word in page.words]) for page in pages]


def _spelled(line: Line, left: float, advance: float) -> str:
    text = " " * _columns(line.box.left - left, advance)
    right = line.box.left
    for number, word in enumerate(line.words):
        text += " " * (max(_columns(word.box.left - right, advance), 1) if number else 0) + word.text
        right = word.box.right
    return text.replace("\u00ad", "-")


def _columns(width: float, advance: float) -> int:
    return min(max(round(width / advance), 0), _MAX_INDENT) if advance > 0 else 0


def _advance(lines: Iterable[Line]) -> float:
    return median(word.box.width / len(word.text) for line in lines for word in line.words)
