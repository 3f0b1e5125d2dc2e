"""Headings: what is larger than the body, bold and set apart, or named in the outline of the file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from .arrangement import Flow
from .blocks import Block
from .flow import SENTENCE_ENDS
from .lines import Line
from .markers import is_labelled

_LARGER = 1.12
"""Times the size of the body."""
_MIN_BOLD = 0.9
"""Times the size of the body: sans serif headings are set a little smaller beside a serif."""
_SAME_LEVEL = 1.04
"""Sizes closer than this factor are one level."""
_MIN_ALIKE = 2
_MAX_BYLINES = 8
_BYLINE_SHARE = 0.8
"""Of the size of the title: what is larger is its second part."""
_MAX_LINES = 3
_MAX_CHARACTERS = 200
_MAX_BOLD_CHARACTERS = 120
_MAX_LEVEL = 6
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z](?:\.\d{1,3}){1,5})[.)]?\s+(?=\S)")
"""Of a section: what a heading needs no white above it for."""
_ORDINAL = re.compile(
    r"(?:[^\W\d]+\s)?[(§]?\s?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z]|[IVXLC]{1,6})(?:\.\d{1,3}){0,5}[.):]?$"
)
"""Of a section or chapter: ``2.1``, ``IV.``, ``Chapter 3``."""
_CELL_GAP = 1.0
"""Of the font size: white that parts cells. Words of a heading are closer, but for the number before them."""
_WIDE_CELL_GAP = 2.5
"""The same, of ideographs and kana: their spaces are as wide as they are, and short titles are spread by two."""
_BOLD_SHARE = 0.67
"""Of the letters of a heading without a number: of fewer, the bold ones stress words of a sentence."""
_TEXT_ENDS = (*SENTENCE_ENDS, ",", ";", "،", "；", "、")
_QUESTIONS = ("!", "?", "！", "？")


class Headings:
    """The sizes of a document: its body's, and those of its headings by level.

    Lines in tables count as body, so that what stands between tables alone can be a heading.
    """

    def __init__(self, blocks: Sequence[Block], in_tables: Iterable[Line] = ()) -> None:
        self._body, self._body_is_bold = _body([*(line for block in blocks for line in block.lines), *in_tables])
        larger = sorted({b.size for b in blocks if self._is_large(b)}, reverse=True)
        self._sizes: list[float] = []
        for size in larger:
            if not self._sizes or size * _SAME_LEVEL < self._sizes[-1]:
                self._sizes.append(size)
        self._bylines = set(map(id, self._below_title(blocks)))
        self._bold_styles = Counter(_style(block) for block in blocks if self._is_bold_heading(block))

    @property
    def body_size(self) -> float:
        """Font size of most characters, points."""
        return self._body

    def level(self, block: Block) -> int:
        """1 to 6, or 0 where the block is no heading."""
        if block.is_code:
            return 0
        if is_labelled(block.lines[0].text) or any(map(_is_data, block.lines)):
            return min(block.lines[0].bookmark, _MAX_LEVEL)
        if self._is_large(block) and id(block) not in self._bylines:
            above = sum(size > block.size * _SAME_LEVEL for size in self._sizes)
            return min(above + 1, _MAX_LEVEL)
        if self._is_bold_heading(block) or self._looks_like_others(block):
            return min(len(self._sizes) + 1, _MAX_LEVEL)
        return min(block.lines[0].bookmark, _MAX_LEVEL)

    def _is_large(self, block: Block) -> bool:
        return block.size >= _LARGER * self._body and _is_heading_text(block, _MAX_CHARACTERS)

    def _below_title(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """Authors, their places and the day, which papers set larger than their text, if their headings are bold."""
        start = next((number for number, block in enumerate(blocks) if self._is_large(block)), len(blocks))
        title = blocks[start : start + 1]
        if not title or title[0].size < self._sizes[0] or not any(b.is_bold for b in blocks if self._is_large(b)):
            return
        for block in blocks[start + 1 : start + 1 + _MAX_BYLINES]:
            if not self._is_large(block) or block.is_bold or block.size > _BYLINE_SHARE * title[0].size:
                break
            yield block

    def _is_bold_heading(self, block: Block) -> bool:
        if (
            block.flow is not Flow.RUNNING
            or not block.is_bold
            or self._body_is_bold
            or block.size < _MIN_BOLD * self._body
            or len(block.lines) > 2
        ):
            return False
        text = block.lines[-1].text
        if not _is_heading_text(block, _MAX_BOLD_CHARACTERS) or (
            text.endswith(_TEXT_ENDS) and text[-1] not in _QUESTIONS
        ):
            return False
        if _is_run_in(block):
            return False
        return _is_numbered(block) or (block.is_apart and not block.is_term and _is_mostly_bold(block))

    def _looks_like_others(self, block: Block) -> bool:
        """Whether a bold line with a number, such as the only point of a list, is set as at least two headings are."""
        if not block.is_bold or self._body_is_bold or len(block.lines) > 1 or not _NUMBER.match(block.lines[0].text):
            return False
        is_heading = self._bold_styles[_style(block)] >= _MIN_ALIKE and _is_heading_text(block, _MAX_BOLD_CHARACTERS)
        ends_so = block.lines[0].text.endswith(_TEXT_ENDS)
        return is_heading and not ends_so and not _is_run_in(block) and _is_mostly_bold(block)


def _style(block: Block) -> tuple[int, int]:
    """Size and left edge of a block, in half points and steps of four."""
    return round(block.size * 2), round(block.lines[0].box.left / 4)


def _is_heading_text(block: Block, max_characters: int) -> bool:
    text = " ".join(line.text for line in block.lines)
    letters = sum(map(str.isalpha, text))
    return len(block.lines) <= _MAX_LINES and letters >= 2 and len(text) <= max_characters and letters * 3 > len(text)


def _is_data(line: Line) -> bool:
    """Whether its words stand apart like cells; the number of a section may stand apart from its title."""
    texts = [word.text for word in line.words]
    gap = (_WIDE_CELL_GAP if line.text[:1] > "\u2e7f" else _CELL_GAP) * line.size
    return any(
        word.box.left - before.box.right >= gap and not _ORDINAL.match(" ".join(texts[:number]))
        for number, (before, word) in enumerate(pairwise(line.words), 1)
    )


def _is_numbered(block: Block) -> bool:
    return block.marker is None and _NUMBER.match(block.lines[0].text) is not None


def _is_run_in(block: Block) -> bool:
    """Whether it begins in bold type, up to a full stop or colon, and goes on in another: ``Note: the lamp``."""
    words = block.lines[0].words
    return words[0].is_bold and any(
        word.is_bold and not after.is_bold and word.text.endswith(_TEXT_ENDS) and after.text[:1].isalnum()
        for word, after in pairwise(words)
    )


def _is_mostly_bold(block: Block) -> bool:
    """Whether its letters are; names of code in it are set in a type of their own."""
    letters = bold = 0
    for line in block.lines:
        for word in line.words:
            if word.is_bold or not word.is_fixed:
                count = sum(map(str.isalpha, word.text))
                letters += count
                bold += count * word.is_bold
    return bold >= _BOLD_SHARE * letters


def _body(lines: Iterable[Line]) -> tuple[float, bool]:
    """Size of most characters, and whether most are bold."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
        bold += len(line.text) * line.is_bold
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    return body, bold * 2 > sizes.total()
