"""The text of an article that a page holds only in JSON-LD, for scripts to show: ``articleBody`` of schema.org."""

from .....schemas.document import Role, Segment, SegmentKind
from .json_ld import JsonLd

MIN_BODY_CHARACTERS = 100


def json_article(json_ld: JsonLd) -> list[Segment]:
    """Headline and paragraphs of the first ``articleBody`` of some length; empty where there is none."""
    for node in json_ld.nodes_of("articleBody"):
        body = node.get("articleBody")
        if isinstance(body, str) and len(body) >= MIN_BODY_CHARACTERS and "<" not in body:
            return _segments(node.get("headline"), body)
    return []


def _segments(headline: object, body: str) -> list[Segment]:
    segments = []
    if isinstance(headline, str) and headline.strip():
        segments.append(Segment(SegmentKind.TEXT, " ".join(headline.split()), Role.HEADING, 1))
    paragraphs = (" ".join(line.split()) for line in body.splitlines())
    return segments + [Segment(SegmentKind.TEXT, paragraph, Role.PARAGRAPH) for paragraph in paragraphs if paragraph]
