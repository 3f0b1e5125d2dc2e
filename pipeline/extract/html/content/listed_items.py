"""Titles of items: links to pages, each over the text about it, as on the front page of a blog.

Alone such a link is navigation; on a page that is made of them the title belongs to its text.
"""

from .....schemas.document import Role
from ..blocks import Block, Blocks, width
from .content_blocks import MAX_HEADING_LINK_DENSITY
from .stock_lines import is_stock_line

_MIN_SHARE = 0.5
"""Of the prose that is kept, in the items."""
FEW_ITEMS = 2
"""So many must hold all of it, as posts do whose titles lead to themselves."""
_MAX_BLOCKS = 8
"""From a title to the text of its item."""
_TITLE_WIDTHS = range(8, 200)
"""Of a title that is no heading."""
_HEADING, _PARAGRAPH = Role.HEADING, Role.PARAGRAPH


def titles_of_items(page: Blocks, kept: list[int]) -> list[int]:
    """Indexes of the titles over what is kept of a page, if their items are most of its text."""
    prose = {index: page.blocks[index].prose_characters() for index in kept}
    candidates = [
        index for index, block in enumerate(page.blocks) if index not in prose and _may_be_title(page, index, block)
    ]
    if not candidates or not kept:
        return []
    subtrees = page.subtrees()
    titles: list[int] = []
    characters = 0
    end = len(page.blocks)
    for title in reversed(candidates):  # an item ends where the next one begins
        text = _text_below(page, title, prose, subtrees)
        if text is not None:
            item = subtrees[page.containers[page.blocks[title].container].parent]
            below = range(text, end)
            characters += sum(prose.get(index, 0) for index in below if page.blocks[index].container in item)
            titles.append(title)
            end = title
    if len(titles) > FEW_ITEMS:
        return titles if characters >= _MIN_SHARE * sum(prose.values()) else []
    headings = [title for title in titles if page.blocks[title].segment.level > 1]  # the first names the site
    return headings if characters == sum(prose.values()) else []


def _may_be_title(page: Blocks, index: int, block: Block) -> bool:
    segment = block.segment
    if block.link_density <= MAX_HEADING_LINK_DENSITY or is_stock_line(segment.text):
        return False
    if segment.role is _HEADING:
        return True
    return segment.role is _PARAGRAPH and width(segment.text) in _TITLE_WIDTHS and _begins_container(page, index)


def _begins_container(page: Blocks, index: int) -> bool:
    """Whether no text stands before a block in its container."""
    container = page.blocks[index].container
    for before in reversed(page.blocks[:index]):
        if before.container < container:
            return True
        if not before.is_medium:
            return False
    return True


def _text_below(page: Blocks, title: int, prose: dict[int, int], subtrees: list[range]) -> int | None:
    """Index of the prose that is kept below a title, in the element around it."""
    item = subtrees[page.containers[page.blocks[title].container].parent]
    for index in range(title + 1, min(title + 1 + _MAX_BLOCKS, len(page.blocks))):
        block = page.blocks[index]
        if block.container not in item or block.segment.role is _HEADING:
            return None
        if prose.get(index):
            return index
    return None
