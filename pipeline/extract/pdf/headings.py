"""Headings: what is larger than the body, bold where the body is not, or named in the outline of the file."""

from collections import Counter
from collections.abc import Iterable, Sequence

from .blocks import Block
from .markers import is_caption

_LARGER = 1.12
"""Times the size of the body."""
_MIN_BOLD = 0.9
"""Times the size of the body: sans serif headings are set a little smaller beside a serif."""
_SAME_LEVEL = 1.04
"""Sizes closer than this factor are one level."""
_MAX_LINES = 3
_MAX_CHARACTERS = 200
_MAX_BOLD_CHARACTERS = 120
_MAX_LEVEL = 6


class Headings:
    """The sizes of a document: its body's, and those of its headings by level."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._body, self._body_is_bold = _body(blocks)
        larger = sorted({b.size for b in blocks if self._is_large(b)}, reverse=True)
        self._sizes: list[float] = []
        for size in larger:
            if not self._sizes or size * _SAME_LEVEL < self._sizes[-1]:
                self._sizes.append(size)

    @property
    def body_size(self) -> float:
        """Font size of most characters, points."""
        return self._body

    def level(self, block: Block) -> int:
        """1 to 6, or 0 where the block is no heading."""
        if block.is_code or is_caption(block.lines[0].text):
            return 0
        if self._is_large(block):
            above = sum(size > block.size * _SAME_LEVEL for size in self._sizes)
            return min(above + 1, _MAX_LEVEL)
        if self._is_bold_heading(block):
            return min(len(self._sizes) + 1, _MAX_LEVEL)
        return min(block.lines[0].bookmark, _MAX_LEVEL)

    def _is_large(self, block: Block) -> bool:
        return block.size >= _LARGER * self._body and _is_heading_text(block, _MAX_CHARACTERS)

    def _is_bold_heading(self, block: Block) -> bool:
        if not block.is_bold or self._body_is_bold or block.size < _MIN_BOLD * self._body or len(block.lines) > 2:
            return False
        return _is_heading_text(block, _MAX_BOLD_CHARACTERS) and block.lines[-1].text[-1:] not in ".,;:"


def _is_heading_text(block: Block, max_characters: int) -> bool:
    text = " ".join(line.text for line in block.lines)
    letters = sum(map(str.isalpha, text))
    return len(block.lines) <= _MAX_LINES and letters >= 2 and len(text) <= max_characters and letters * 3 > len(text)


def _body(blocks: Iterable[Block]) -> tuple[float, bool]:
    """Size of most characters, and whether most are bold."""
    sizes: Counter[float] = Counter()
    bold = 0
    for block in blocks:
        for line in block.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
            bold += len(line.text) * line.is_bold
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    return body, bold * 2 > sizes.total()
