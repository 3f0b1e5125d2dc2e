"""Glyphs to words: by spaces that were drawn and by gaps that were left."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .page import Box, Glyph, Word

_WORD_GAP = 0.2
"""Of the font size. A space is 0.2 to 0.35 wide; kerning and letter-spacing of prose stay below."""

_ACCENTS = {
    "`": "\u0300",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
    "\u02c7": "\u030c",
}
"""Spacing accents to combining ones."""
_ACCENTED = re.compile(f"([{''.join(_ACCENTS)}])([A-Za-z\u0131])")

_DOTLESS = re.compile("\u0131(?=[\u0300-\u036f])")
"""An i that gave up its dot for an accent."""


def words_of(glyphs: Iterable[Glyph]) -> Iterator[Word]:
    """Words in the order they were drawn. Glyphs of a right-to-left script may run either way."""
    open_: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            yield from _closed(open_)
            open_ = []
            continue
        if open_ and not _continues(open_[-1], glyph):
            yield from _closed(open_)
            open_ = []
        open_.append(glyph)
    yield from _closed(open_)


def _continues(last: Glyph, glyph: Glyph) -> bool:
    gap = last.box.gap_x(glyph.box)
    size = max(last.size, glyph.size)
    return -size < gap < _WORD_GAP * size and last.box.is_on_line_of(glyph.box)


def _closed(glyphs: list[Glyph]) -> Iterator[Word]:
    if not glyphs:
        return
    box = Box(
        min(glyph.box.left for glyph in glyphs),
        min(glyph.box.top for glyph in glyphs),
        max(glyph.box.right for glyph in glyphs),
        max(glyph.box.bottom for glyph in glyphs),
    )
    size = max(glyph.size for glyph in glyphs)
    bold = sum(glyph.is_bold for glyph in glyphs) * 2 > len(glyphs)
    fixed = sum(glyph.is_fixed for glyph in glyphs) * 2 > len(glyphs)
    yield Word(_accented("".join(glyph.text for glyph in glyphs)), box, size, bold, fixed)


def _accented(text: str) -> str:
    """Letters with the accents that were drawn over them as signs of their own, before them, as TeX does."""
    if not _ACCENTS.keys().isdisjoint(text):
        text = _ACCENTED.sub(lambda match: match[2] + _ACCENTS[match[1]], text)
    if any(map(unicodedata.combining, text)):
        text = unicodedata.normalize("NFC", _DOTLESS.sub("i", text))
    return text
