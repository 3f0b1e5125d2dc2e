"""The text of an article that a page holds only in JSON-LD, for scripts to show: ``articleBody`` of schema.org."""

import json
from typing import Any

from selectolax.lexbor import LexborNode

from ...schemas.document import Role, Segment, SegmentKind
from .elements import PageElements

MAX_JSON_CHARACTERS = 1 << 20
MAX_VALUES = 1 << 14
MIN_BODY_CHARACTERS = 100


def json_article(elements: PageElements) -> list[Segment]:
    """Headline and paragraphs of the first ``articleBody`` of some length; empty where there is none."""
    for script in elements.json_ld:
        segments = _article(script)
        if segments:
            return segments
    return []


def _article(script: LexborNode) -> list[Segment]:
    source = script.text()
    if '"articleBody"' not in source or len(source) > MAX_JSON_CHARACTERS:
        return []
    try:
        pending: list[Any] = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return []
    for _ in range(MAX_VALUES):
        if not pending:
            break
        value = pending.pop()
        if isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, dict):
            body = value.get("articleBody")
            if isinstance(body, str) and len(body) >= MIN_BODY_CHARACTERS and "<" not in body:
                return _segments(value.get("headline"), body)
            pending += reversed(list(value.values()))
    return []


def _segments(headline: object, body: str) -> list[Segment]:
    segments = []
    if isinstance(headline, str) and headline.strip():
        segments.append(Segment(SegmentKind.TEXT, " ".join(headline.split()), Role.HEADING, 1))
    paragraphs = (" ".join(line.split()) for line in body.splitlines())
    return segments + [Segment(SegmentKind.TEXT, paragraph, Role.PARAGRAPH) for paragraph in paragraphs if paragraph]
