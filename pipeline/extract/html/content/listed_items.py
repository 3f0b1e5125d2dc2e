"""Titles of items: links to pages, each over the text about it, as on the front page of a blog.

Alone such a link is navigation; on a page that is made of them the title belongs to its text.
"""

from .....schemas.document import Role
from ..blocks import Blocks, width
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


def titles_of_items(page: Blocks, kept: list[int], prose: list[int]) -> list[int]:
    """Indexes of the titles over what is kept of a page, if their items are most of its text.

    ``prose`` is that of each block.
    """
    said = {index: prose[index] for index in kept}
    candidates = _candidates(page, said)
    if not candidates:
        return []
    subtrees = page.subtrees()
    titles: list[int] = []
    characters = 0
    end = len(page.blocks)
    for title in reversed(candidates):  # an item ends where the next one begins
        text = _text_below(page, title, said, subtrees)
        if text is not None:
            item = subtrees[page.containers[page.blocks[title].container].parent]
            below = range(text, end)
            characters += sum(said.get(index, 0) for index in below if page.blocks[index].container in item)
            titles.append(title)
            end = title
    if len(titles) > FEW_ITEMS:
        return titles if characters >= _MIN_SHARE * sum(said.values()) else []
    headings = [title for title in titles if page.blocks[title].segment.level > 1]  # the first names the site
    return headings if characters == sum(said.values()) else []


def _candidates(page: Blocks, said: dict[int, int]) -> list[int]:
    """Indexes of the links that may be titles: headings, and lines that no text stands before in their container."""
    found = []
    above = -1
    for index, block in enumerate(page.blocks):
        if block.is_medium:
            continue
        segment = block.segment
        begins, above = block.container > above, block.container
        if index not in said and block.link_density > MAX_HEADING_LINK_DENSITY:
            is_line = segment.role is _PARAGRAPH and begins and width(segment.text) in _TITLE_WIDTHS
            if (segment.role is _HEADING or is_line) and not is_stock_line(segment.text):
                found.append(index)
    return found


def _text_below(page: Blocks, title: int, said: dict[int, int], subtrees: list[range]) -> int | None:
    """Index of the prose that is kept below a title, in the element around it."""
    item = subtrees[page.containers[page.blocks[title].container].parent]
    for index in range(title + 1, min(title + 1 + _MAX_BLOCKS, len(page.blocks))):
        block = page.blocks[index]
        if block.container not in item or block.segment.role is _HEADING:
            return None
        if said.get(index):
            return index
    return None
