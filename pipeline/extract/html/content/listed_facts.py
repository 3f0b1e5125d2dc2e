"""Facts beside a text: tables, and lists of terms with what they are, of the thing that it describes."""

from collections.abc import Sequence

from .....schemas.document import Role
from ..blocks import Block, Blocks
from .content_blocks import is_content, is_top_heading, leads_away

_MAX_HEADING_CHARACTERS = 60
_MAX_DEPTH = 3
"""Of a term or what it is, in its list."""


def facts_below(page: Blocks, start: int, within: Sequence[bool]) -> set[int]:
    """Indexes of the facts from the block at ``start`` on, with their headings; up to the first that is neither.

    ``within`` says which containers may hold them.
    """
    found: set[int] = set()
    heading: int | None = None
    for index in range(start, len(page.blocks)):
        block = page.blocks[index]
        if not within[block.container] or block.link_chars or not is_content(block):
            break
        if _is_fact(page, block):
            found.add(index)
            if heading is not None:
                found.add(heading)
        elif block.segment.role is Role.HEADING and len(block.segment.text) <= _MAX_HEADING_CHARACTERS:
            heading = index
        else:
            break
    return found


def facts_of_offer(page: Blocks, within: Sequence[bool]) -> set[int]:
    """Indexes of all facts of a product behind its title, with their headings, wherever ``within`` says.

    Up to the first heading that leads to others.
    """
    found: set[int] = set()
    has_begun = False
    for index, block in enumerate(page.blocks):
        has_begun = has_begun or is_top_heading(block, page)
        if not has_begun or not within[block.container]:
            continue
        if leads_away(block):
            break
        if _is_fact(page, block) and is_content(block):
            found.add(index)
            before = page.blocks[index - 1]
            if before.segment.role is Role.HEADING and len(before.segment.text) <= _MAX_HEADING_CHARACTERS:
                found.add(index - 1)
    return found


def _is_fact(page: Blocks, block: Block) -> bool:
    if block.segment.role is Role.TABLE:
        return True
    container = block.container
    for _ in range(_MAX_DEPTH):
        if page.containers[container].tag == "dl":
            return True
        container = page.containers[container].parent
    return False
