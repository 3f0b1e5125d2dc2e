"""The media items that kept documents show, with their normalised bytes."""

from collections.abc import Container, Iterator
from contextlib import closing
from typing import Any

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
