"""Segments as a person or a program reads them: JSON lines, or Markdown."""

import json
from collections.abc import Iterator

from ...schemas.document import Document, Role, Segment, SegmentKind, markdown

_FACTS = ("url", "title", "language", "author", "published_at", "canonical_url", "license", "opt_outs")


def as_jsonl(document: Document) -> Iterator[str]:
    """First the document's facts, then a line a segment; empty fields are left out."""
    facts = {name: getattr(document, name) for name in _FACTS}
    if document.published_at is not None:
        facts["published_at"] = document.published_at.isoformat()
    yield _line(facts)
    for segment in document.segments:
        row = {name: getattr(segment, name) for name in ("kind", "role", "level", "text", "media_url", "alt")}
        yield _line(row if segment.joint is None else {**row, "joint": segment.joint})


def as_markdown(document: Document) -> Iterator[str]:
    """Text as Markdown, media as links, in reading order; media inside a paragraph stay in its line."""
    waiting: list[str] = []
    for segment in document.segments:
        block = _markdown(segment)
        if segment.joint is not None:
            waiting = [segment.joint.join([*waiting, block])]
        elif segment.kind is not SegmentKind.TEXT:
            waiting.append(block)
        else:
            yield from (f"{before}\n" for before in waiting)
            waiting = [block]
    yield from (f"{before}\n" for before in waiting)


def _markdown(segment: Segment) -> str:
    if segment.kind is not SegmentKind.TEXT:
        alt = segment.alt.replace("]", "\\]")
        shown = "" if segment.role is Role.EMBED else "!"
        return f"{shown}[{alt or segment.kind.value}]({segment.media_url})"
    if segment.role is Role.TRANSCRIPT and segment.media_url:
        return f"[transcript]({segment.media_url})"
    return f"*{segment.text}*" if segment.role is Role.CAPTION else markdown(segment)


def _line(fields: dict[str, object]) -> str:
    shown = {name: value for name, value in fields.items() if value or name == "joint"}
    return json.dumps(shown, ensure_ascii=False)
