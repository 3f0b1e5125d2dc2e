"""The media items that kept documents show, with their normalised bytes."""

import heapq
from collections.abc import Container, Iterator
from contextlib import closing
from typing import Any

import pyarrow.compute as pc

from ...schemas.media import MediaKind
from ..stage import Job

_COLUMNS = ["media_id", "kind", "width", "height", "duration_ms", "blob"]


def used_items(job: Job, part: int, kinds: Container[MediaKind]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """(row of ``media/items``, blob) of the used items of one part that are of one of ``kinds``, in order."""
    items = job.corpus.table(job.name("media/items", part), _COLUMNS).to_pylist()
    uses = job.corpus.table(job.name("media/uses", part), ["uses"]).column("uses").to_pylist()
    wanted = [item for item, count in zip(items, uses, strict=True) if count and MediaKind(item["kind"]) in kinds]
    if not wanted:
        return
    with closing(job.corpus.open(wanted[0]["blob"]["file"])) as stream:
        for item in wanted:
            stream.seek(item["blob"]["offset"])
            yield item, stream.read(item["blob"]["length"])


def some_pictures(job: Job, count: int) -> Iterator[bytes]:
    """Blobs of up to ``count`` used images, chosen by their ids: a sample that depends on content alone."""
    found: list[tuple[bytes, dict[str, Any]]] = []
    for part in range(job.count("media/items")):
        items = job.corpus.table(job.name("media/items", part), ["media_id", "kind", "blob"])
        uses = job.corpus.table(job.name("media/uses", part), ["uses"]).column("uses")
        shown = pc.and_(pc.greater(uses, 0), pc.equal(items.column("kind"), MediaKind.IMAGE.value))
        found += [(row["media_id"], row["blob"]) for row in items.filter(shown).to_pylist()]
        found = heapq.nsmallest(count, found, key=lambda pair: pair[0])
    for _, blob in found:
        with closing(job.corpus.open(blob["file"])) as stream:
            stream.seek(blob["offset"])
            yield stream.read(blob["length"])
