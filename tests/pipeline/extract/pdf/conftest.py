"""Words where a test puts them, and what is read of them: a character is half its size wide, a line its size high."""

from collections.abc import Sequence
from dataclasses import replace

from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.page import Box, Page, Picture, Word

PAGE_WIDTH, PAGE_HEIGHT = 600.0, 800.0
FULL = "the lamp turns above the grey water and it"
"""A line as wide as its column."""
BODY = " ".join([*[FULL] * 3, "stands still."])
"""What :func:`body` says."""


def line(text: str, left: float, top: float, size: float = 10, bold: bool = False, fixed: bool = False) -> list[Word]:
    """The words of ``text`` from ``left`` on, half an em apart; Hebrew words are spelled as they are read."""
    words = []
    for word in text.split():
        width = len(word) * size / 2
        shown = word[::-1] if "\u05d0" <= word[0] <= "\u05ea" else ""
        words.append(Word(word, Box(left, top, left + width, top + size), size, bold, fixed, shown=shown))
        left += width + size / 2
    return words


def line_from_right(text: str, right: float, top: float, size: float = 10) -> list[Word]:
    """The words of ``text``, the first one at ``right``, half an em apart."""
    words = line(" ".join(reversed(text.split())), 0, top, size)
    moved = right - words[-1].box.right
    return [
        replace(word, box=replace(word.box, left=word.box.left + moved, right=word.box.right + moved)) for word in words
    ]


def column(lines: Sequence[str], left: float, top: float, size: float = 10, pitch: float = 12) -> list[Word]:
    """Lines below each other."""
    return [word for number, text in enumerate(lines) for word in line(text, left, top + number * pitch, size)]


def page(words: Sequence[Word], number: int = 1, pictures: Sequence[Picture] = ()) -> Page:
    return Page(number, PAGE_WIDTH, PAGE_HEIGHT, list(words), list(pictures))


def said(pages: list[Page]) -> list[tuple[str, str]]:
    """Role (``image`` for a picture) and text (name of the picture) of every segment."""
    return [
        (segment.role.value, segment.text) if segment.role else (segment.kind.value, segment.media_url)
        for segment in segments_of(pages)
    ]


def body(top: float, count: int = 4, left: float = 50) -> list[Word]:
    """A paragraph of full lines that ends with a full stop."""
    return column([*[FULL] * (count - 1), "stands still."], left, top)
