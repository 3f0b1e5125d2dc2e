"""Where what is offered on a page begins: at its name."""

from ..blocks import Block, Blocks
from .content_blocks import is_medium_or_its_text, is_page_title


def from_title(blocks: list[Block], page: Blocks) -> list[Block]:
    """The blocks without texts above the heading that names the offer, where more is told below it.

    Pictures above it stay; other texts there are offers of the day, and what the shop says of itself.
    """
    title = next((index for index, block in enumerate(blocks) if block.segment.level and is_page_title(block, page)), 0)
    above = sum(block.prose_characters() for block in blocks[:title])
    if above > sum(block.prose_characters() for block in blocks[title:]):
        return blocks
    return [block for block in blocks[:title] if is_medium_or_its_text(block)] + blocks[title:]
