"""Words to lines: what stands on one height, in the direction it is read."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .bidirectional import CLOSING_SIGNS, Base, in_reading_order, is_mostly_leftwards, runs_leftwards
from .page import Box, Word

_TOUCHING = 0.1
"""Of the font size: words closer than this are one, drawn in pieces."""
_UNSPACED = ("CJK ", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH")
_WITHOUT_WORDS = ("THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts whose spaces part sentences."""
_ALL_FIXED = 0.95
"""Of a line's characters: prose names code in passing, code hardly holds prose."""
_MAX_WIDE = 0.2
"""Of the characters of a line of code, in what it comments or prints."""
_BULLETS = ("•", "‣", "◦", "▪", "●", "○", "■")
"""An item of a list stays one where all it says is code."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``words`` from left to right."""

    words: tuple[Word, ...]
    box: Box
    text: str
    size: float
    """Font size of most of its characters."""
    is_bold: bool
    is_fixed: bool = False
    starts_bold: bool = False
    ends_bold: bool = False
    """Of its first and last word in the order they are read."""
    bookmark: int = 0
    """Level of the heading that the outline of the file says it is; 0 where it says nothing."""


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Lines from top to bottom. A raised or lowered word (an exponent, a drop in size) belongs to its line."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda word: (word.box.middle, word.box.left)):
        row = next((row for row in reversed(rows[-3:]) if row.takes(word)), None)
        if row is None:
            rows.append(_Row(word))
        else:
            row.add(word)
    lines = [line_of(row.words) for row in rows]
    return sorted(lines, key=lambda line: (line.box.middle, line.box.left))


def line_of(words: Sequence[Word]) -> Line:
    """One line of words that stand on one height; those of a mirrored page are read from the right."""
    ordered = tuple(sorted(words, key=lambda word: word.box.left))
    is_mirrored = ordered[0].is_mirrored
    base = Base.LEFTWARDS if is_mirrored else Base.MOST_WORDS
    box = Box(
        ordered[0].box.left,
        min([word.box.top for word in ordered]),
        max([word.box.right for word in ordered]),
        max([word.box.bottom for word in ordered]),
    )
    sizes: Counter[float] = Counter()
    bold = fixed = 0
    for word in ordered:
        sizes[word.size] += len(word.text)
        bold += len(word.text) * word.is_bold
        fixed += len(word.text) * word.is_fixed
    size = max(sizes, key=lambda size: (sizes[size], size))
    text = _text(ordered[::-1] if is_mirrored else ordered)
    is_leftwards = False
    if runs_leftwards(text) or (base is Base.LEFTWARDS and text.startswith(CLOSING_SIGNS)):
        is_leftwards = base is Base.LEFTWARDS or is_mostly_leftwards(text)
        text = in_reading_order(text, base)
    first, last = (ordered[-1], ordered[0]) if is_leftwards is not is_mirrored else (ordered[0], ordered[-1])
    is_fixed = fixed >= _ALL_FIXED * sizes.total() and not text.startswith(_BULLETS) and not _is_wide(text)
    return Line(ordered, box, text, size, bold * 2 > sizes.total(), is_fixed, first.is_bold, last.is_bold)


def spaced(before: str, after: str) -> str:
    """The two with a space between them, unless their script has none."""
    return f"{before}{after}" if _is_unspaced(before[-1:]) and _is_unspaced(after[:1]) else f"{before} {after}"


def over_the_end(before: str, after: str) -> str:
    """Two lines of a paragraph as one; where a script parts no words, a space between them would say something."""
    if _parts_no_words(before[-1:]) and _parts_no_words(after[:1]):
        return before + after
    return spaced(before, after)


def _is_wide(text: str) -> bool:
    """Whether much of a line is Chinese or Japanese, whose signs are as wide as each other in any type."""
    return not text.isascii() and sum(map(_is_unspaced, text)) > _MAX_WIDE * len(text)


class _Row:
    """Words on one height; the largest of them says which."""

    def __init__(self, word: Word) -> None:
        self.words = [word]
        self._tallest = word

    def takes(self, word: Word) -> bool:
        if not self._tallest.box.is_on_line_of(word.box):
            return False
        left, right = word.box.left, word.box.right
        for other in self.words[-8:]:
            box = other.box
            if min(right, box.right) - max(left, box.left) >= 0.5 * min(right - left, box.right - box.left):
                return False
        return True

    def add(self, word: Word) -> None:
        self.words.append(word)
        if word.box.height > self._tallest.box.height:
            self._tallest = word


def _text(words: Sequence[Word]) -> str:
    """What stands on the line, from left to right."""
    text = words[0].shown or words[0].text
    for last, word in pairwise(words):
        shown = word.shown or word.text
        text = text + shown if _touches(last, word) else spaced(text, shown)
    return text


def _touches(last: Word, word: Word) -> bool:
    """Whether the two are pieces of one word. An italic letter can reach over the space before it."""
    return not last.ends_in_space and last.box.gap_x(word.box) < _TOUCHING * min(last.size, word.size)


def _parts_no_words(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(_WITHOUT_WORDS)


def _is_unspaced(character: str) -> bool:
    return bool(character) and ord(character) > 0x2E7F and unicodedata.name(character, "").startswith(_UNSPACED)
