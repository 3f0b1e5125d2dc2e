"""Words where a test puts them: a character is half its size wide, a line its size high."""

from collections.abc import Sequence
from dataclasses import replace

from weft.pipeline.extract.pdf.page import Box, Page, Picture, Word

PAGE_WIDTH, PAGE_HEIGHT = 600.0, 800.0


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
