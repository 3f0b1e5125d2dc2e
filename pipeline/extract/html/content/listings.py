"""Pages that say nothing but what else there is: categories of a shop, boards of a forum, archives of a blog.

Their items are links, which on other pages are navigation. They count where a page has next to no text of its own.
"""

from .....schemas.document import Role, SegmentKind
from ..blocks import Block, Blocks, subtree_sums, width
from .content_blocks import MAX_HEADING_LINK_DENSITY, is_content, is_page_title
from .listed_items import FEW_ITEMS, titles_of_items
from .stock_lines import is_stock_line

_MAX_BLOCK_WIDTH = 100
"""Of what is kept of a page that is a listing: one with a longer text says something itself."""
_MAX_WIDTH = 600
"""Of all that is kept of it: one with more lines does, too, be they verses."""
_MIN_ITEMS = 5
_MIN_ITEM_WIDTH = 20
"""Of an item, or of each line of a list on average: what menus lead to has shorter names, but seldom as headings."""
_SHARE = 0.9
"""Of the items, in the container that is the listing."""
_ROLES = (Role.HEADING, Role.PARAGRAPH, Role.LIST, Role.TABLE)


def with_items(page: Blocks, kept: list[int], dropped: list[bool], prose: list[int]) -> list[int]:
    """Indexes of the blocks that are kept, those of titles and of the listing among them where the page is one.

    ``dropped`` tells of each container whether it is boilerplate, ``prose`` is that of each block.
    """
    titles = titles_of_items(page, kept, prose)
    kept = sorted([*kept, *titles])
    return kept if page.is_article else _with_listing(page, kept, dropped, has_items=len(titles) > FEW_ITEMS)


def _with_listing(page: Blocks, kept: list[int], dropped: list[bool], *, has_items: bool) -> list[int]:
    """``has_items`` tells whether what is kept are items."""
    texts = [page.blocks[index].segment.text for index in kept if page.blocks[index].prose_characters(1)]
    if not has_items and any(len(text) > _MAX_BLOCK_WIDTH for text in texts):  # as most pages; a width takes longer
        return kept
    text_widths = [width(text) for text in texts]
    if not has_items and (max(text_widths, default=0) > _MAX_BLOCK_WIDTH or sum(text_widths) > _MAX_WIDTH):
        return kept
    left_out = _left_out(page, dropped)
    min_heading_width = 0 if has_items or sum(text_widths) < _MAX_BLOCK_WIDTH else _MIN_ITEM_WIDTH
    items = {
        index
        for index, block in enumerate(page.blocks)
        if not left_out[block.container] and _is_item(block, min_heading_width)
    }
    if sum(_lines(page.blocks[index]) for index in items) < _MIN_ITEMS:
        return kept
    places = [block.container for block in page.blocks]
    parents = [container.parent for container in page.containers]
    widths = [width(block.segment.text) if index in items else 0 for index, block in enumerate(page.blocks)]
    sums = subtree_sums(parents, places, widths)
    if sums[0] < sum(text_widths):
        return kept
    inside = page.subtrees()[max(index for index, n in enumerate(sums) if n >= _SHARE * sums[0])]
    listing = (
        index
        for index, block in enumerate(page.blocks)
        if block.container in inside
        and not left_out[block.container]
        and (index in items or is_content(block) or is_page_title(block, page))
    )
    return sorted({*kept, *listing})


def _left_out(page: Blocks, dropped: list[bool]) -> list[bool]:
    """``dropped``, but for the forms around the items of a shop, of which each has a button that buys it.

    On a page without a word outside links no suspect is dropped: here all are.
    """
    is_form = [container.is_suspect and container.tag == "form" for container in page.containers]
    of_items = sum(is_form) >= _MIN_ITEMS
    has_words = any(block.prose_characters(1) for block in page.blocks)
    left_out = [False] * len(dropped)
    for index, container in enumerate(page.containers[1:], 1):
        is_boilerplate = container.is_suspect and (dropped[index] or not has_words)
        left_out[index] = left_out[container.parent] or (is_boilerplate and not (of_items and is_form[index]))
    return left_out


def _is_item(block: Block, min_heading_width: int) -> bool:
    """Whether a block is links of which each says what it leads to, or a table of many."""
    segment = block.segment
    if segment.kind is not SegmentKind.TEXT or segment.role not in _ROLES or is_stock_line(segment.text):
        return False
    if segment.role is Role.TABLE:
        return bool(block.link_chars) and _lines(block) > _MIN_ITEMS
    if block.link_density <= MAX_HEADING_LINK_DENSITY:
        return False
    min_width = min_heading_width if segment.role is Role.HEADING else _MIN_ITEM_WIDTH
    return width(segment.text) >= min_width * _lines(block)


def _lines(block: Block) -> int:
    return block.segment.text.count("\n") + 1
