"""Notes on who wrote a text, above or below it: the author's name and some lines about the person."""

import re

from .....schemas.document import Role
from ..blocks import Block
from .trimming import FOOTNOTE_MARKS

_LAST_BLOCKS = 8
"""Among which such a note may stand below a text."""
_MAX_NOTE_CHARACTERS = 700
_MAX_NOTES = 2
"""Paragraphs below a line that says that they are about the author."""
_MIN_SHARE_ABOVE = 3
"""Times the characters of such paragraphs, of prose above the line: below a byline may stand the text itself."""
_MAX_LINE_CHARACTERS = 60
_ABOUT = re.compile(
    r"\W*(?:about (?:the )?(?:authors?|writer|reviewer|contributor)|author(?: bio(?:graphy)?| profile)?"
    r"|(?:über|zu[mr]?) (?:den |die |dem |der )?aut(?:h?or|orin|oren|ors)|aut(?:h?or|orin|oren)"
    r"|à propos de (?:l['’])?aut(?:eur|rice)|l['’]aut(?:eur|rice|ore)|sobre (?:la firma|(?:el |la |o |a )?autora?)"
    r"|sull['’]aut(?:ore|rice)|over de auteur|o autor(?:ze|ce|ovi)|об авторе|про автора|yazar hakkında"
    r"|om (?:författaren|forfatteren)|tietoa kirjoittajasta|σχετικά με τον συντάκτη"
    r"|この記事を書いた人|著者プロフィール|筆者プロフィール|ライター紹介|作者简介|关于作者|저자 소개"
    r"|عن الكاتب|نبذة عن الكاتب|על המחבר(?:ת)?|về tác giả|tentang penulis)\W*$"
)
"""Lines above a note on the author, whatever the name."""
_BEFORE_NAME = re.compile(
    r"\W*(?:about|(?:(?:written|words|article|posted|published) )?by|über|(?:verfasst |artikel |geschrieben )?von"
    r"|autor(?:in)?|à propos de|(?:écrit )?par|sobre|(?:escrito )?por|(?:scritto )?d[ai]|door|over|av|af|om"
    r"|автор|作者|著者|글쓴이)\W*\s"
)
_GOES_ON = re.compile(
    r"\s*[,(–—]|\s(?:is (?!\w+ing\b|pleased|proud|delighted|set|due|to|not|also\b)|writes|covers|has covered"
    r"|has written|lives|works|joined|studied|graduated|teaches|holds a|specialis|specializ|ist |schreibt|arbeitet"
    r"|lebt|studierte|entdeckte|est |écrit|travaille|vit |es (?!\w+ndo\b)|escribe|trabaja|vive|estudió|é |escreve"
    r"|trabalha|è |scrive|lavora|schrijft|werkt|jest |pisze|pracuje|studiował|пишет|работает|пише|працює"
    r"|är |er |skriver|arbetar)"
)
"""Behind a name: more about the person. An organisation whose page it is "calls for", "has found" or "is pleased"."""
_LINES = (Role.PARAGRAPH, Role.HEADING)


def without_author_notes(blocks: list[Block], author: str, title: str) -> list[Block]:
    """The blocks without notes on ``author``, names separated by ``; ``, before the first prose or among the last.

    A page of whose title the name is a part tells of the person.
    """
    names = [name for name in _names(author) if name not in title.lower()]
    prose = next((index for index, block in enumerate(blocks) if _is_prose_of_others(block, names)), len(blocks))
    dropped: set[int] = set()
    for index, block in enumerate(blocks):
        is_below = index > prose and index >= len(blocks) - _LAST_BLOCKS
        if index in dropped or not (index < prose or is_below):
            continue
        if _is_note(block, names):
            dropped.add(index)
        elif is_below and _heads_note(block, names):
            notes = _notes_below(blocks, index)
            announces = _is_about(block) and " " in block.segment.text
            dropped.update([index, *notes] if notes or announces else ())
    if not dropped or not any(block.prose_characters() for at, block in enumerate(blocks) if at not in dropped):
        return blocks
    return [block for index, block in enumerate(blocks) if index not in dropped]


def _names(author: str) -> list[str]:
    """Names of persons, in lower case: of two words or more, or Chinese ones."""
    return [name.lower() for name in author.split("; ") if name and (" " in name or not name.isascii())]


def _is_prose_of_others(block: Block, names: list[str]) -> bool:
    return block.prose_characters() > 0 and not _is_note(block, names)


def _is_note(block: Block, names: list[str]) -> bool:
    """Whether a paragraph begins with the name of an author and goes on about the person."""
    text = block.segment.text
    if block.segment.role is not Role.PARAGRAPH or not names or len(text) > _MAX_NOTE_CHARACTERS:
        return False
    lower = text.lower()
    return any(lower.startswith(name) and _GOES_ON.match(text, len(name)) for name in names)


def _heads_note(block: Block, names: list[str]) -> bool:
    """Whether a line is the name of an author, or says that something about the author follows."""
    text = block.segment.text
    if block.segment.role not in _LINES or len(text) > _MAX_LINE_CHARACTERS:
        return False
    return _is_about(block) or _BEFORE_NAME.sub("", text.lower(), count=1).strip(" :") in names


def _is_about(block: Block) -> bool:
    return _ABOUT.match(block.segment.text.lower()) is not None


def _notes_below(blocks: list[Block], index: int) -> list[int]:
    """Indexes of the paragraphs right below a line about the author; none if they are more than a note."""
    notes: list[int] = []
    room = sum(block.prose_characters() for block in blocks[:index]) // _MIN_SHARE_ABOVE
    for at in range(index + 1, len(blocks)):
        segment = blocks[at].segment
        if blocks[at].is_medium:
            continue
        if segment.role is not Role.PARAGRAPH or segment.text[0] in FOOTNOTE_MARKS:
            break
        notes.append(at)
        room -= len(segment.text)
        if room < 0 or len(segment.text) > _MAX_NOTE_CHARACTERS or len(notes) > _MAX_NOTES:
            return []
    return notes
