"""Markdown to segments: the blocks of CommonMark 0.31 that documents are made of, and images where they stand.

Inline marks stay as they are, since segments are spelled as Markdown again.
"""

import re

from ...schemas.document import Document, Role, Segment, SegmentKind
from .decode import decode
from .links import Resolver

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_QUOTE = re.compile(r" {0,3}> ?")
_TABLE = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\(\s*<?([^\s()<>]{1,2000})>?(?:\s+[\"'(][^\"')]{0,500}[\"')])?\s*\)")
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.S)


def read_markdown(payload: bytes, url: str, charset: str = "") -> Document:
    """A Markdown file found at the absolute ``url``; its first heading is its title. YAML before it is left out."""
    text = decode(payload, charset).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    links = Resolver(url)
    document = Document(url)
    for role, level, body in _blocks(text[front.end() :] if front else text):
        document.segments += _segments(role, level, body, links)
    headings = (segment.text for segment in document.segments if segment.role is Role.HEADING)
    document.title = next(headings, "")
    return document


def _blocks(text: str) -> list[tuple[Role, int, str]]:
    """(role, heading level, text) of the blocks, in order."""
    found: list[tuple[Role, int, str]] = []
    lines: list[str] = []

    def close(role: Role | None = None, level: int = 0) -> None:
        if lines:
            found.append((role or _role(lines), level, "\n".join(lines)))
            lines.clear()

    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                close(Role.CODE)
                fence = ""
            else:
                lines.append(line)
        elif mark:
            close()
            fence = mark[1]
        elif not line.strip():
            close()
        elif heading := _HEADING.match(line):
            close()
            found.append((Role.HEADING, len(heading[1]), heading[2]))
        elif lines and _role(lines) is Role.PARAGRAPH and (underline := _UNDERLINE.match(line)):
            close(Role.HEADING, 1 if underline[1][0] == "=" else 2)
        elif _RULE.match(line):
            close()
        else:
            if lines and _role([line]) is not Role.PARAGRAPH and _role([line]) is not _role(lines):
                close()
            lines.append(line)
    close(Role.CODE if fence else None)
    return found


def _role(lines: list[str]) -> Role:
    """What a block is, by its first line."""
    for pattern, role in ((_LIST, Role.LIST), (_QUOTE, Role.QUOTE), (_TABLE, Role.TABLE)):
        if pattern.match(lines[0]):
            return role
    return Role.PARAGRAPH


def _segments(role: Role, level: int, body: str, links: Resolver) -> list[Segment]:
    """The block, parted where an image stands in it; a list or table keeps its text whole, its images follow."""
    if role is Role.CODE:
        return [Segment(SegmentKind.TEXT, body, role)] if body.strip() else []
    if role is Role.QUOTE:
        body = "\n".join(_QUOTE.sub("", line, count=1) for line in body.split("\n"))
    images = [(match, links.resolve(match[2])) for match in _IMAGE.finditer(body)]
    media = [Segment(SegmentKind.IMAGE, media_url=url, alt=match[1].strip()) for match, url in images if url]
    pieces = _IMAGE.split(body)[::3]
    if role in (Role.LIST, Role.TABLE):
        whole = "".join(pieces)
        return [*([Segment(SegmentKind.TEXT, whole, role)] if whole.strip() else []), *media]
    made: list[Segment] = []
    shown = iter(media)
    for number, piece in enumerate(pieces):
        if number and images[number - 1][1]:
            made.append(next(shown))
        if piece.strip():
            made.append(Segment(SegmentKind.TEXT, piece.strip(), role, level))
    return made
