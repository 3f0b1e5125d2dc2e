"""What stays of documents: the texts of kept segments, edited and spelled as Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...filters.pii import apply_edits
from ...schemas.document import Role, Segment, SegmentKind, markdown
from ..stage import Job, aligned


@dataclass(frozen=True)
class KeptDocument:
    """One kept document: its rows of ``documents`` and ``selection``, and its segments that stay."""

    document: dict[str, Any]
    selection: dict[str, Any]

    def segments(self) -> Iterator[tuple[int, Segment]]:
        """(index, segment) of those that stay, in reading order, with their edits applied."""
        edits: dict[int, list[tuple[int, int, str]]] = {}
        for edit in self.selection["edits"]:
            edits.setdefault(edit["segment"], []).append((edit["start"], edit["end"], edit["replacement"]))
        rows = self.document["segments"]
        stays = set(self.selection["segments"])
        for index in self.selection["segments"]:
            row = rows[index]
            segment = Segment(
                kind=SegmentKind(row["kind"]),
                text=apply_edits(row["text"], edits[index]) if index in edits else row["text"],
                role=Role(row["role"]) if row["role"] else None,
                level=row["level"],
                media_url=row["media_url"],
                joint=row["joint"] if row["joint"] is not None and _start(rows, index) in stays else None,
            )
            yield index, segment

    def texts(self) -> Iterator[tuple[int, str]]:
        """(index, Markdown) of the text segments that stay."""
        for index, segment in self.segments():
            if segment.kind is SegmentKind.TEXT and segment.text:
                yield index, markdown(segment)


def _start(segments: list[dict[str, Any]], index: int) -> int:
    """Index of the text that the text at ``index`` goes on with: the one before the media between them."""
    start = index - 1
    while start >= 0 and segments[start]["kind"] != SegmentKind.TEXT:
        start -= 1
    return start


def kept_documents(job: Job, part: int) -> Iterator[KeptDocument]:
    """The kept documents of one part, in order."""
    columns = {"documents": ["url", "author", "published_at", "license", "segments"], "selection": None}
    for batches in aligned(job, part, columns):
        keep = batches["selection"].column("keep")
        documents, selections = (batches[table].filter(keep).to_pylist() for table in columns)
        yield from map(KeptDocument, documents, selections)


def shown_media(job: Job, part: int) -> Iterator[list[bytes]]:
    """Of each kept document of one part, the media ids of the segments that stay, one a segment."""
    for batches in aligned(job, part, {"selection": ["segments"], "links": ["media"]}):
        staying = batches["selection"].column("segments").to_pylist()
        for segments, media in zip(staying, batches["links"].column("media").to_pylist(), strict=True):
            stay = set(segments)
            yield [link["media_id"] for link in media if link["segment"] in stay]
