"""Cards in a text: a heading that leads to another page, or asks for something, and a line or two below it."""

from .....schemas.document import Role
from ..blocks import Block, Blocks
from .boilerplate import ACQUITTED_SHARE
from .content_blocks import MAX_HEADING_LINK_DENSITY, MIN_HEADED_CHARACTERS, is_page_title, leads_away

MAX_LINES = 3
"""Of a card below its heading."""
_MAX_DEPTH = 4
"""How far inside a card its lines may stand."""
_HEADING, _PARAGRAPH, _LIST = Role.HEADING, Role.PARAGRAPH, Role.LIST


def card_lines(page: Blocks, prose_characters: int) -> set[int]:
    """Indexes of the lines of cards, on a page that has far more prose, of which ``prose_characters`` count.

    A card is a container of its own that begins with its heading, pictures aside, and ends with these lines.
    """
    found: set[int] = set()
    last_text = -1
    for index, block in enumerate(page.blocks):
        if block.is_medium:
            continue
        if block.container and _heads_card(block, page):
            before = page.blocks[last_text].container if last_text >= 0 else -1
            found.update(_lines_below(page, index, before))
        last_text = index
    in_cards = sum(page.blocks[index].prose_characters() for index in found)
    return found if in_cards < ACQUITTED_SHARE * prose_characters else set()


def _heads_card(block: Block, page: Blocks) -> bool:
    segment = block.segment
    if segment.role is not _HEADING or segment.level < 2:
        return False
    is_link = block.link_density > MAX_HEADING_LINK_DENSITY
    return (is_link or leads_away(block)) and not is_page_title(block, page)


def _lines_below(page: Blocks, heading: int, before: int) -> list[int]:
    """The lines of the card whose heading is at an index; none if it is no card.

    ``before`` is the container of the text before it, lower than the card's if it stands outside.
    """
    card = page.blocks[heading].container
    lines: list[int] = []
    for index in range(heading + 1, len(page.blocks)):
        block = page.blocks[index]
        if block.is_medium:
            continue
        if not lines and not _is_inside(page, block.container, card):
            card = page.containers[card].parent  # the heading has an element of its own
        if not card or not _is_inside(page, block.container, card):
            break
        is_line = block.segment.role in (_PARAGRAPH, _LIST) and len(block.segment.text) < MIN_HEADED_CHARACTERS
        if not is_line or len(lines) == MAX_LINES:
            return []
        lines.append(index)
    return lines if before < card else []


def _is_inside(page: Blocks, container: int, card: int) -> bool:
    for _ in range(_MAX_DEPTH):
        if container <= card:
            break
        container = page.containers[container].parent
    return container >= card
