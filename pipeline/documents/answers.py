"""A reading as the child's two frames, and back."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

import msgpack

from ...schemas.document import Document, Role, Segment, SegmentKind
from ..extract.reading import Contained, Reading


def packed(reading: Reading) -> tuple[bytes, bytes]:
    """Everything but the bytes of media as msgpack; these one behind the other."""
    document = None if reading.document is None else asdict(reading.document)
    if document is not None and document["published_at"] is not None:
        document["published_at"] = document["published_at"].isoformat()
    facts = {
        "reason": reading.reason,
        "document": document,
        "media": [(medium.url, medium.mime, len(medium.payload)) for medium in reading.media],
        "dropped": dict(reading.dropped),
        "chapters": reading.chapters,
        "chapters_lost": dict(reading.chapters_lost),
    }
    return msgpack.packb(facts), b"".join(medium.payload for medium in reading.media)


def unpacked(facts: bytes, media: bytes) -> Reading:
    """The inverse of ``packed``. Raises ValueError, TypeError or KeyError on frames that are none of its making."""
    said: dict[str, Any] = msgpack.unpackb(facts)
    reading = Reading(
        None,
        said["reason"],
        dropped=Counter(said["dropped"]),
        chapters=said["chapters"],
        chapters_lost=Counter(said["chapters_lost"]),
    )
    if said["document"] is not None:
        about = said["document"]
        segments = [_segment(row) for row in about.pop("segments")]
        if about["published_at"] is not None:
            about["published_at"] = date.fromisoformat(about["published_at"])
        reading.document = Document(segments=segments, **about)
    start = 0
    for url, mime, size in said["media"]:
        reading.media.append(Contained(url, mime, media[start : start + size]))
        start += size
    return reading


def _segment(row: dict[str, Any]) -> Segment:
    role = None if row["role"] is None else Role(row["role"])
    return Segment(**{**row, "kind": SegmentKind(row["kind"]), "role": role})
