"""Plain text to segments: blank lines separate paragraphs."""

import re

from ...schemas.document import Document, Role, Segment, SegmentKind
from .decode import decode

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read_plain(payload: bytes, url: str, charset: str = "") -> Document:
    """One paragraph segment a block of lines; line breaks inside a block stay."""
    return Document(url=url, segments=paragraphs(decode(payload, charset)))


def paragraphs(text: str) -> list[Segment]:
    """A paragraph for each block of lines between blank ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = (block.strip("\n") for block in _BLANK_LINES.split(text))
    return [Segment(SegmentKind.TEXT, block, Role.PARAGRAPH) for block in blocks if block.strip()]
