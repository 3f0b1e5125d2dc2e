"""Which blocks are content by what they say themselves, inside the container that holds it and around it."""

import re

from .....schemas.document import Role, SegmentKind
from ..blocks import MAX_TITLE_LEVEL, Block, Blocks, is_title
from .credits import is_credit_line
from .stand_ins import is_stand_in
from .stock_lines import is_stock_line

_TEXT, _HEADING, _PARAGRAPH = SegmentKind.TEXT, Role.HEADING, Role.PARAGRAPH
_LIST, _TABLE, _CAPTION, _TRANSCRIPT = Role.LIST, Role.TABLE, Role.CAPTION, Role.TRANSCRIPT
MAX_BLOCK_LINK_DENSITY = 0.3
MAX_SENTENCE_LINK_DENSITY = 0.6
MIN_CHARACTERS_BESIDE_LINKS = 25
"""Of a sentence, or of each line of a list on average."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”»)]?$")
MAX_CONTAINER_LINK_DENSITY = 0.5
MAX_TABLE_LINK_DENSITY = 0.85
"""Of the text in its cells: tables of data name what they are about, and link it."""
MAX_PRICED_CHARACTERS = 120
_PRICE = re.compile(
    r"(?:[$€£¥￥₹₽₩]|US\$|R\$|kr\.? ?)\s?\d|\d[\d.,\s]{0,12}\s?(?:[€₽₴₺₫₪円元원]|руб|грн|zł|Kč|Ft\b|lei\b|EUR|USD|kr\b)"
)
_TABLE_MARKS = re.compile(r"[|\s]|---")
_PAGE_NUMBER = re.compile(r"[\W\d_]{1,10}")
MAX_HEADING_LINK_DENSITY = 0.8
MIN_HEADED_CHARACTERS = 120
"""A teaser under a linked heading is shorter."""
MIN_DIRECT_LEAD_CHARACTERS = 40
"""Text right in an element around the main container, not in a container of its own."""
MIN_LEAD_CHARACTERS = 60
MAX_LEAD_LINK_DENSITY = 0.1


def is_content(block: Block) -> bool:
    """Whether a block in the main container stays: media always, text unless it is links or a stock line."""
    segment = block.segment
    if segment.kind is not _TEXT:
        return True
    role, density = segment.role, block.link_density
    if role is _PARAGRAPH:
        is_text = density <= MAX_BLOCK_LINK_DENSITY or _is_linked_sentence(block)
        text = segment.text
        return is_text and not is_stock_line(text) and not is_stand_in(text) and not is_credit_line(text)
    if role is _HEADING:
        return density <= MAX_HEADING_LINK_DENSITY and not is_stock_line(segment.text)
    if role is _TRANSCRIPT:
        return True
    if role is _TABLE:
        density = block.link_chars / max(1, len(segment.text) - len(_TABLE_MARKS.findall(segment.text)))
        return density <= MAX_TABLE_LINK_DENSITY and not _is_headed_by_stock_line(segment.text)
    if role is not _CAPTION and density > MAX_BLOCK_LINK_DENSITY and not _is_linked_list(block):
        return False
    if role is _LIST:
        return not _is_stock_list(segment.text.split("\n"))
    return not is_stock_line(segment.text)


def _is_stock_list(points: list[str]) -> bool:
    """Whether all points of a list are stock lines, be it with numbers of pages between them."""
    said = [point for point in points if not _PAGE_NUMBER.fullmatch(point)]
    return bool(said) and all(map(is_stock_line, said))


def _is_linked_sentence(block: Block) -> bool:
    """Whether a paragraph of links is a sentence with words of its own."""
    text = block.segment.text
    has_words = len(text) - block.link_chars >= MIN_CHARACTERS_BESIDE_LINKS
    return has_words and block.link_density <= MAX_SENTENCE_LINK_DENSITY and _SENTENCE_END.search(text) is not None


def _is_linked_list(block: Block) -> bool:
    """Whether a list of links says something about each."""
    text = block.segment.text
    beside = (len(text) - block.link_chars) / (text.count("\n") + 1)
    is_said = block.segment.role is _LIST and beside >= MIN_CHARACTERS_BESIDE_LINKS
    return is_said and block.link_density <= MAX_SENTENCE_LINK_DENSITY


def heads_prose(page: Blocks, index: int) -> bool:
    """Whether a heading stands right over long prose without links: then it may be a link, as in a list of tools."""
    block = page.blocks[index]
    if block.segment.role is not _HEADING or index + 1 == len(page.blocks) or is_stock_line(block.segment.text):
        return False
    below = page.blocks[index + 1]
    while below.is_medium and index + 2 < len(page.blocks):
        index += 1
        below = page.blocks[index + 1]
    is_prose = below.segment.role is _PARAGRAPH and len(below.segment.text) >= MIN_HEADED_CHARACTERS
    return is_prose and not below.link_chars and below.container == block.container


def leads_away(block: Block) -> bool:
    """Whether a heading, or the first row of a table, stands over cards that lead to other pages."""
    segment = block.segment
    if segment.role is _TABLE:
        return _is_headed_by_stock_line(segment.text)
    return segment.role is _HEADING and segment.level > 1 and is_stock_line(segment.text)


def is_part_of_card(block: Block) -> bool:
    """Whether a block is a picture, a link, or a line such as a price."""
    if block.is_medium or block.link_density > MAX_BLOCK_LINK_DENSITY:
        return True
    text = block.segment.text
    if block.segment.role is _LIST:
        return all(map(_PRICE.search, text.split("\n")))
    return block.segment.role is _PARAGRAPH and (is_stock_line(text) or _is_priced(text))


def _is_priced(text: str) -> bool:
    """Whether a line is a price and the name of what it is for."""
    return len(text) <= MAX_PRICED_CHARACTERS and _PRICE.match(text) is not None


def _is_headed_by_stock_line(table: str) -> bool:
    """Whether the first row is one cell of the kind that stands over links to other pages."""
    cells = [cell for cell in table.partition("\n")[0].split("|") if cell.strip()]
    return len(cells) == 1 and is_stock_line(cells[0])


def is_direct_lead(block: Block) -> bool:
    """Whether a block right in an element around the main container belongs to it: media, headings, a lead."""
    segment = block.segment
    if segment.kind is _TEXT and segment.role in (_PARAGRAPH, Role.QUOTE, _LIST):
        return len(segment.text) >= MIN_DIRECT_LEAD_CHARACTERS and is_content(block)
    return is_content(block)


def is_lead(block: Block) -> bool:
    """Whether a block in another part of ``main``, before the main container, is the article's lead."""
    return (
        block.prose_characters(MIN_LEAD_CHARACTERS) > 0
        and block.link_density < MAX_LEAD_LINK_DENSITY
        and is_content(block)
    )


def is_medium_or_its_text(block: Block) -> bool:
    return block.is_medium or block.segment.role in (_CAPTION, _TRANSCRIPT)


def is_top_heading(block: Block, page: Blocks) -> bool:
    segment = block.segment
    if segment.role is _HEADING and segment.level == 1 and block.link_density <= MAX_CONTAINER_LINK_DENSITY:
        return True
    return is_page_title(block, page)


def is_page_title(block: Block, page: Blocks) -> bool:
    """Whether a heading or a line says what the page calls itself, beside little else; it may link to the page."""
    segment = block.segment
    if segment.level > MAX_TITLE_LEVEL or not is_title(segment.text, page.title):
        return False
    return segment.role is _HEADING or segment.role is _PARAGRAPH
