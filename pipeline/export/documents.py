"""Kept documents as plain sequences of texts and images: what interleaved formats have in common."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...schemas.document import Role, SegmentKind, markdown
from ..extract.reading import is_contained_url
from ..facts import scores_by_segment
from ..stage import Job, aligned
from ..stages.kept import KeptDocument
from ..urls import canonical

_COLUMNS = {"documents": ["url", "license", "capture", "segments", "scores"], "selection": None, "links": None}
_FOLLOWERS = (Role.CAPTION, Role.TRANSCRIPT)
_LEFT_OUT = {SegmentKind.AUDIO: "left-out sounds", SegmentKind.VIDEO: "left-out videos"}
IMAGES_HELD = "images without an address on the web"
"""Those inside files, rows and archives: their urls name them, and lead nowhere."""


@dataclass(frozen=True, slots=True)
class ExportImage:
    """An image that stays; ``width`` and ``height`` in pixels, as captured."""

    url: str
    name: str
    """Of its file: the sha256 of the captured bytes, with an ending where files are exported, too."""
    alt: str
    width: int
    height: int
    scores: Mapping[str, float]
    """That its set gave it, by the set's own names."""


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """A kept document: Markdown of its texts, and its images, in reading order."""

    url: str
    license: str
    capture: dict[str, Any]
    scores: Mapping[str, float]
    items: tuple[str | ExportImage, ...]


def export_documents(
    job: Job, part: int, counts: Counter[str], name: Callable[[bytes], str] = bytes.hex
) -> Iterator[ExportDocument]:
    """The kept documents of one part, row group by row group; ``name`` gives an image's by its id.

    Audio and video have no place in these formats: they are left out with their captions and transcripts, and
    ``counts`` says how many, beside ``documents``, ``texts``, ``images``, and of these ``IMAGES_HELD``.
    """
    for batches in aligned(job, part, _COLUMNS):
        keep = batches["selection"].column("keep")
        rows = (batches[table].filter(keep).to_pylist() for table in _COLUMNS)
        for document, selection, links in zip(*rows, strict=True):
            items = tuple(_items(KeptDocument(document, selection), links["media"], counts, name))
            scores = scores_by_segment(document).get(None, {})
            counts["documents"] += 1
            yield ExportDocument(document["url"], document["license"], document["capture"], scores, items)


def _items(
    kept: KeptDocument, links: list[dict[str, Any]], counts: Counter[str], name: Callable[[bytes], str]
) -> list[str | ExportImage]:
    items: list[str | ExportImage] = []
    facts = {link["segment"]: link for link in links}
    scores = scores_by_segment(kept.document)
    left_out = False
    for index, segment in kept.segments():
        if segment.kind is SegmentKind.TEXT:
            if segment.text and not (left_out and segment.role in _FOLLOWERS):
                text = markdown(segment)
                if segment.joint is not None and items and isinstance(items[-1], str):
                    items[-1] += segment.joint + text  # the medium between the two did not stay
                else:
                    counts["texts"] += 1
                    items.append(text)
            left_out = left_out and segment.role in _FOLLOWERS
            continue
        left_out = segment.kind is not SegmentKind.IMAGE
        if left_out:
            counts[_LEFT_OUT[segment.kind]] += 1
            continue
        counts["images"] += 1
        url = segment.media_url
        if canonical(url) is None or is_contained_url(url):
            counts[IMAGES_HELD] += 1
        link, alt = facts[index], kept.document["segments"][index]["alt"]
        called = name(link["media_id"])
        items.append(ExportImage(url, called, alt, link["width"], link["height"], scores.get(index, {})))
    return items
