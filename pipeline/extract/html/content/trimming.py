"""What is taken off a page's content once it is chosen: closing notes, headings of nothing, picture credits."""

import re
from itertools import zip_longest

from .....schemas.document import Role
from ..blocks import Block, width
from .appeals import is_appeal
from .code_labels import is_code_label
from .content_blocks import MAX_HEADING_LINK_DENSITY
from .credits import without_credit
from .datelines import MAX_LETTERS_ABOVE, MAX_LETTERS_BELOW, is_dateline

FIRST_BLOCKS = 3
LAST_BLOCKS = 8
"""How many blocks at the start and at the end of a page's content may be appeals to its readers."""
FOOTNOTE_MARKS = "*†‡[(¹²³0123456789"
MAX_LEAD_CHARACTERS = 300
"""Bound on a lead, which many pages set above date and byline."""
MAX_CREDITED_CHARACTERS = 240
"""Bound on a paragraph below an image that is its caption because it ends in a credit."""
MIN_DECK_WIDTH = 60
"""Of a heading below the title over no text of its own; a shorter one is that of a section without text."""
_ADDRESS = re.compile(r"\w@\w")
_COLONS = frozenset(":：")
MAX_LABEL_CHARACTERS = 30
"""Of a line that ends in a colon; a longer one is the sentence before what it announces."""
_PARAGRAPH, _HEADING, _CAPTION, _CODE = Role.PARAGRAPH, Role.HEADING, Role.CAPTION, Role.CODE
_LINES = (_PARAGRAPH, Role.LIST, Role.QUOTE)


def trimmed(blocks: list[Block]) -> list[Block]:
    """The blocks that stay, in order; texts of captions lose their credits."""
    blocks = _without_appeals(_without_datelines(_without_closing_notes(blocks)))
    return _without_credits(_without_orphan_headings(_without_orphan_labels(_without_code_labels(blocks))))


def _without_datelines(blocks: list[Block]) -> list[Block]:
    """Drops dates, bylines and counts before the first prose, or the lead and what follows it, and behind the last."""
    prose = (index for index, block in enumerate(blocks) if _is_prose(block))
    first = next(prose, None)
    if first is None:
        return blocks
    if len(blocks[first].segment.text) <= MAX_LEAD_CHARACTERS:
        first = next(prose, first)
    last = next(index for index in range(len(blocks) - 1, -1, -1) if _is_prose(blocks[index]))
    return [
        block
        for index, block in enumerate(blocks)
        if not (index < first and _is_dateline(block)) and not (index > last and _is_dateline(block, MAX_LETTERS_BELOW))
    ]


def _is_prose(block: Block) -> bool:
    return block.prose_characters() > 0 and not _is_dateline(block)


def _is_dateline(block: Block, max_letters: int = MAX_LETTERS_ABOVE) -> bool:
    return _is_line(block) and is_dateline(block.segment.text, max_letters)


def _without_appeals(blocks: list[Block]) -> list[Block]:
    """Drops appeals and claims of rights among the first and last blocks, if that leaves any prose.

    A list of which most points are none loses the others alone.
    """
    kept = [
        block
        for index, block in enumerate(blocks)
        if not ((index < FIRST_BLOCKS or index >= len(blocks) - LAST_BLOCKS) and _is_appeal(block))
        or _keeps_points(block)
    ]
    return kept if len(kept) == len(blocks) or any(block.prose_characters() for block in kept) else blocks


def _is_appeal(block: Block) -> bool:
    return _is_line(block) and is_appeal(block.segment.text)


def _keeps_points(block: Block) -> bool:
    """Takes the appeals off a list; whether most of its points stay."""
    points = block.segment.text.split("\n") if block.segment.role is Role.LIST else []
    stays = [point for point in points if not is_appeal(point)]
    if 2 * len(stays) <= len(points):
        return False
    block.segment.text = "\n".join(stays)
    return True


def _is_line(block: Block) -> bool:
    return block.segment.role in _LINES


def _without_closing_notes(blocks: list[Block]) -> list[Block]:
    """Drops paragraphs in italics after the last plain one: notes on the author, the site or its offers.

    Footnotes, which start with a mark, stay, as do a last word that leads nowhere and a text in italics as a whole.
    """
    end = len(blocks)
    while end and _is_closing_note(blocks[end - 1]):
        end -= 1
    if end == len(blocks):
        return blocks
    return blocks[:end] if any(block.prose_characters() and not block.is_emphasis for block in blocks[:end]) else blocks


def _is_closing_note(block: Block) -> bool:
    segment = block.segment
    if not block.is_emphasis or segment.role is not _PARAGRAPH or segment.text[0] in FOOTNOTE_MARKS:
        return False
    return block.link_chars > 0 or _ADDRESS.search(segment.text) is not None


def _without_code_labels(blocks: list[Block]) -> list[Block]:
    """Drops the names of languages above blocks of code."""
    return [
        block
        for block, following in zip_longest(blocks, blocks[1:])
        if following is None or following.segment.role is not _CODE or not _is_code_label(block)
    ]


def _is_code_label(block: Block) -> bool:
    return block.segment.role is _PARAGRAPH and is_code_label(block.segment.text)


def _without_orphan_labels(blocks: list[Block]) -> list[Block]:
    """Drops lines that announce something, such as ``Colours:``, where nothing is left of what they announce."""
    kept: list[Block] = []
    announced = False
    for block in reversed(blocks):
        is_label = _is_label(block)
        if is_label and not announced:
            continue
        announced = not is_label and block.segment.role is not _HEADING
        kept.append(block)
    kept.reverse()
    return kept


def _is_label(block: Block) -> bool:
    text = block.segment.text
    return text[-1:] in _COLONS and block.segment.role is _PARAGRAPH and len(text) <= MAX_LABEL_CHARACTERS


def _without_orphan_headings(blocks: list[Block]) -> list[Block]:
    """Drops headings below the first level that no block follows before a heading of their level or above.

    Those that are links stay: they are the items of a list.
    """
    kept: list[Block] = []
    following_level = 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        segment = block.segment
        if segment.role is _HEADING:
            is_orphan = segment.level > 1 and segment.level >= following_level
            if is_orphan and block.link_density <= MAX_HEADING_LINK_DENSITY and not _is_deck(blocks, index):
                continue
            following_level = segment.level
        else:
            following_level = 7
        kept.append(block)
    kept.reverse()
    return kept


def _is_deck(blocks: list[Block], index: int) -> bool:
    """Whether a heading right below the title says what the story is about."""
    above = blocks[index - 1].segment if index else None
    return above is not None and above.level == 1 and width(blocks[index].segment.text) >= MIN_DECK_WIDTH


def _without_credits(blocks: list[Block]) -> list[Block]:
    """Takes the picture credit off captions; a short text below an image that ends in one is its caption."""
    kept: list[Block] = []
    for block in blocks:
        segment = block.segment
        is_caption = segment.role is _CAPTION
        if segment.role is _PARAGRAPH and len(segment.text) <= MAX_CREDITED_CHARACTERS:
            is_caption = bool(kept) and kept[-1].is_medium
        text = without_credit(segment.text) if is_caption else segment.text
        if len(text) < len(segment.text):
            segment.text, segment.role = text, _CAPTION
        if text or not is_caption:
            kept.append(block)
    return kept
