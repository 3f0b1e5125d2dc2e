"""Segments as a person or a program reads them: JSON lines, or Markdown."""

import json
from collections.abc import Iterator

from ...schemas.document import Document, Role, SegmentKind, markdown

_FACTS = ("url", "title", "language", "author", "published_at", "canonical_url", "license", "opt_outs")


def as_jsonl(document: Document) -> Iterator[str]:
    """First the document's facts, then a line a segment; empty fields are left out."""
    facts = {name: getattr(document, name) for name in _FACTS}
    if document.published_at is not None:
        facts["published_at"] = document.published_at.isoformat()
    yield _line(facts)
    for segment in document.segments:
        row = {name: getattr(segment, name) for name in ("kind", "role", "level", "text", "media_url", "alt")}
        yield _line(row)


def as_markdown(document: Document) -> Iterator[str]:
    """Text as Markdown, media as links, in reading order."""
    for segment in document.segments:
        if segment.kind is not SegmentKind.TEXT:
            alt = segment.alt.replace("]", "\\]")
            shown = "" if segment.role is Role.EMBED else "!"
            yield f"{shown}[{alt or segment.kind.value}]({segment.media_url})\n"
        elif segment.role is Role.TRANSCRIPT and segment.media_url:
            yield f"[transcript]({segment.media_url})\n"
        elif segment.role is Role.CAPTION:
            yield f"*{segment.text}*\n"
        else:
            yield markdown(segment) + "\n"


def _line(fields: dict[str, object]) -> str:
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
