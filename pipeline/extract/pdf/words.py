"""Glyphs to words: by spaces that were drawn and by gaps that were left."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bidirectional import in_reading_order, runs_leftwards
from .glyphs import Glyphs
from .leftwards import from_the_left
from .page import Box, Word
from .parted import are_parted
from .rules import Rule

_WORD_GAP = 0.2
"""Of the font size. A space is 0.2 to 0.35 wide; kerning and letter-spacing of prose stay below."""

_SAME_LINE = 0.5
"""Of the height of the lower one: glyphs that share less of it stand on two lines."""
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


def words_of(glyphs: Glyphs, upright: Sequence[Rule] = ()) -> list[Word]:
    """Words in the order they were drawn; of lines that are read from the right, from left to right.

    ``upright`` are the rules of the page, from left to right, that part the cells of tables.
    """
    has_leftwards = runs_leftwards("".join(set(glyphs.texts)))
    if has_leftwards:
        glyphs = from_the_left(glyphs)
    inked = [number for number, text in enumerate(glyphs.texts) if not text.isspace()]
    if not inked:
        return []
    boxes, sizes = glyphs.boxes[inked], glyphs.sizes[inked]
    is_parted = (np.diff(inked) > 1) | (are_parted(boxes, upright) & (np.diff(glyphs.runs[inked]) != 0))
    is_start = np.concatenate(([True], ~_continues(boxes, sizes) | is_parted))
    starts = np.flatnonzero(is_start)
    ends = [*starts[1:].tolist(), len(inked)]
    lengths = np.diff([*starts, len(inked)])
    least, most = np.minimum.reduceat(boxes, starts), np.maximum.reduceat(boxes, starts)
    places = np.concatenate((least[:, :2], most[:, 2:]), axis=1).tolist()
    bold = (np.add.reduceat(glyphs.bold[inked].astype(np.int64), starts) * 2 > lengths).tolist()
    fixed = (np.add.reduceat(glyphs.fixed[inked].astype(np.int64), starts) * 2 > lengths).tolist()
    largest = np.maximum.reduceat(sizes, starts).tolist()
    found = []
    for number, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        text = _accented("".join([glyphs.texts[glyph] for glyph in inked[start:end]]))
        behind = inked[end - 1] + 1
        ends_in_space = behind < len(glyphs.texts) and glyphs.texts[behind] == " "
        box = Box(*places[number])
        shown = text if has_leftwards and runs_leftwards(text) else ""
        text = in_reading_order(shown) if shown else text
        found.append(Word(text, box, largest[number], bold[number], fixed[number], ends_in_space, shown))
    return found


def _continues(boxes: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each glyph but the first goes on with the word of the one before it, by where they stand."""
    before, after = boxes[:-1], boxes[1:]
    gap = np.maximum(after[:, 0] - before[:, 2], before[:, 0] - after[:, 2])
    size = np.maximum(sizes[:-1], sizes[1:])
    shared = np.minimum(before[:, 3] - after[:, 1], after[:, 3] - before[:, 1])
    lower = np.minimum(before[:, 3] - before[:, 1], after[:, 3] - after[:, 1])
    is_level = shared >= _SAME_LINE * lower
    return (-size < gap) & (gap < _WORD_GAP * size) & is_level


def _accented(text: str) -> str:
    """Letters with the accents that were drawn over them as signs of their own, before them, as TeX does."""
    if not _ACCENTS.keys().isdisjoint(text):
        text = _ACCENTED.sub(lambda match: match[2] + _ACCENTS[match[1]], text)
    if any(map(unicodedata.combining, text)):
        text = unicodedata.normalize("NFC", _DOTLESS.sub("i", text))
    return text
