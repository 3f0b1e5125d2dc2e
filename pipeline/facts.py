"""Rows of the aligned tables as the facts that rules are asked about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from ..filters.facts import DocumentFacts, SegmentFacts
from ..filters.signals import TextSignals
from ..schemas.document import Role, SegmentKind
from ..schemas.media import SOUND_SIGNALS

Row = Mapping[str, Any]


def scores_by_segment(document: Row) -> dict[int | None, dict[str, float]]:
    """Scores of each medium that has any, by the index of its segment; those of the document under None."""
    found: dict[int | None, dict[str, float]] = defaultdict(dict)
    for score in document["scores"]:
        found[score["segment"]][score["name"]] = score["value"]
    return found


def segment_facts(document: Row, links: Row | None, signals: Row | None) -> list[SegmentFacts]:
    """Facts of every segment from its rows; parts whose stage has not run stay at their defaults."""
    linked = {link["segment"]: link for link in links["media"]} if links else {}
    counts = signals["segments"] if signals else []
    scores = scores_by_segment(document)
    facts = []
    for index, segment in enumerate(document["segments"]):
        link = linked.get(index)
        facts.append(
            SegmentFacts(
                index=index,
                kind=SegmentKind(segment["kind"]),
                role=Role(segment["role"]) if segment["role"] else None,
                words=counts[index]["words"] if index < len(counts) else 0,
                characters=counts[index]["characters"] if index < len(counts) else 0,
                opt_outs=tuple(document["opt_outs"]),
                link_reason=link["reason"] if link else None,
                media_id=link["media_id"] if link else None,
                bytes=link["bytes"] if link else 0,
                width=link["width"] if link else 0,
                height=link["height"] if link else 0,
                duration_ms=link["duration_ms"] if link else 0,
                frames=link["frames"] if link else 0,
                repeated_frames=link["repeated_frames"] if link else 0,
                **{field.name: link[field.name] if link else None for field in SOUND_SIGNALS},
                scores=scores.get(index, {}),
            )
        )
    return facts


def document_facts(
    document: Row,
    signals: Row,
    duplicates: Row | None,
    contamination: Row | None,
    staying: Sequence[SegmentFacts] = (),
) -> DocumentFacts:
    """What document rules are asked about; ``staying`` are the segments that the segment rules left."""
    return DocumentFacts(
        text=TextSignals(**{field.name: signals[field.name] for field in fields(TextSignals)}),
        opt_outs=tuple(document["opt_outs"]),
        duplicate=duplicates["kind"] if duplicates else None,
        contaminated_ngrams=contamination["ngrams"] if contamination else 0,
        contamination_coverage=contamination["coverage"] if contamination else 0.0,
        pii_spans=len(signals["pii"]),
        media=sum(segment.kind is not SegmentKind.TEXT for segment in staying),
        words=sum(segment.words for segment in staying),
        scores=scores_by_segment(document).get(None, {}),
    )
