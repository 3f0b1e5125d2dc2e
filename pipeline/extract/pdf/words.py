"""Glyphs to words: by spaces that were drawn and by gaps that were left."""

from collections.abc import Iterable, Iterator

from .page import Box, Glyph, Word

_WORD_GAP = 0.2
"""Of the font size. A space is 0.2 to 0.35 wide; kerning and letter-spacing of prose stay below."""


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
    yield Word("".join(glyph.text for glyph in glyphs), box, size, bold)
