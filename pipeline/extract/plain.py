"""Plain text to segments: blank lines separate paragraphs."""

import re

from ...schemas.document import Document, Role, Segment, SegmentKind
from .decode import decode

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read_plain(payload: bytes, url: str, charset: str = "") -> Document:
    """One paragraph segment a block of lines; line breaks inside a block stay."""
    text = decode(payload, charset).replace("\r\n", "\n").replace("\r", "\n")
    blocks = (block.strip("\n") for block in _BLANK_LINES.split(text))
    segments = [Segment(SegmentKind.TEXT, block, Role.PARAGRAPH) for block in blocks if block.strip()]
    return Document(url=url, segments=segments)
