"""Claims of rights below a page's content, with a year, and what follows them: the imprint of the site.

An article ends above it wherever it stands, in whatever container: what is kept would take it along where a page has
little text of its own.
"""

import re

from .....schemas.document import Role
from ..blocks import Block, Blocks

_MAX_PROSE_BLOCKS = 3
"""From the claim on: a claim with more text behind it is a part of that, as in a licence."""
_MAX_CREDIT_CHARACTERS = 80
"""Of a claim right below a picture that is the claim of its photographer."""
_SIGN = r"(?:copyrights?\b|\(c\)|©)"
_CLAIM = re.compile(rf"[^\w©(]{{0,9}}{_SIGN}(?:\s|{_SIGN}|since\b|by\b|[–-]){{0,12}}(?:19|20)\d\d\b", re.IGNORECASE)
_LINES = (Role.PARAGRAPH, Role.LIST)


def end_above_imprint(page: Blocks, prose: list[int]) -> int:
    """Index of the claim of rights that ends a page; the number of all blocks where there is none.

    ``prose`` is that of each block.
    """
    behind = 0
    for index in range(len(page.blocks) - 1, 0, -1):
        behind += prose[index] > 0
        if behind > _MAX_PROSE_BLOCKS:
            break
        above = page.blocks[index - 1]
        if above.segment.role is not Role.HEADING and _is_claim(page.blocks[index], below_medium=above.is_medium):
            return index
    return len(page.blocks)


def _is_claim(block: Block, *, below_medium: bool) -> bool:
    text = block.segment.text
    if below_medium and len(text) <= _MAX_CREDIT_CHARACTERS:
        return False
    return block.segment.role in _LINES and _CLAIM.match(text) is not None
