"""Kickers: the few words above a title that name a section, a series or a kind of article."""

from .....schemas.document import Role
from ..blocks import Block, width

MAX_CHARACTERS = 40
"""Of a kicker; a Chinese character counts as two."""
MAX_LINES = 4
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_LINES = (Role.PARAGRAPH, Role.LIST)


def without_kickers(blocks: list[Block], title: int) -> list[Block]:
    """``blocks`` without the short lines right above the one at the index ``title``, if no prose stands above it."""
    if not title or any(block.prose_characters() for block in blocks[:title]):
        return blocks
    above = [index for index in range(title - 1, -1, -1) if not blocks[index].is_medium][:MAX_LINES]
    dropped = set()
    for index in above:
        if not is_kicker(blocks[index]):
            break
        dropped.add(index)
    return [block for index, block in enumerate(blocks) if index not in dropped]


def is_kicker(block: Block) -> bool:
    """Whether a block may be one: a few words that are no sentence."""
    text = block.segment.text
    is_short = width(text) <= MAX_CHARACTERS
    return is_short and block.segment.role in _LINES and not text.endswith(_SENTENCE_ENDS)
