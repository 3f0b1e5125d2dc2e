"""Kickers: the few words above a title that name a section, a series or a kind of article."""

from selectolax.lexbor import LexborNode

from ...schemas.document import Role
from .blocks import Block, is_title, width

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


def headline_below_kicker(heading: LexborNode, title: str) -> str:
    """What a heading says besides the kicker in an element at its start; empty where it has none.

    That it is one shows in what the page calls itself: the rest alone, or both with a colon between them.
    """
    first = heading.first_child
    if first is None or first.next is None or (first.tag == "-text" and not (first.text_content or "").isspace()):
        return ""
    children = [child for child in heading.iter(include_text=True) if _has_text(child)]
    if len(children) < 2 or any(child.tag == "-text" for child in children):
        return ""
    kicker, *others = (" ".join(child.text().split()) for child in children)
    headline = " ".join(others)
    if is_title(f"{kicker} {headline}", title):
        return ""
    if is_title(headline, title):
        return headline
    names_second_subtitle = "sub" in (children[1].attributes.get("class") or "")
    return headline if f"{kicker}: {headline}" in title and not names_second_subtitle else ""


def _has_text(node: LexborNode) -> bool:
    return node.tag != "-comment" and not (node.text() or "").isspace() and bool(node.text())
