"""media: captured media to facts and normalised bytes. Shuffles SHA-256 → first location.

An item belongs to the part of its first capture, so each part reads its own file of captures once, front to
back, and decodes what no earlier part holds. Blobs lie in ``media/blobs``, one tar a part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.media import MEDIA_ITEMS
from ...schemas.recipe import Recipe
from ...schemas.tables import CaptureOutcome
from ..beam import Engine, SpreadParts
from ..blobs import BlobWriter
from ..grouping import Rows
from ..media.decode import failed
from ..media.decoded import Decoded
from ..media.decoder import Decoder
from ..media.pool import borrowed_decoder, close_idle_decoders
from ..media.transcode import decoder_versions
from ..shuffle import ByRange
from ..sources.locations import LocationReader, UnreadablePayloadError
from ..splitting import by_hash
from ..stage import Job, Stage, installed, run_shuffle
from ..storage import part_name
from .captured import capture_indexes, fetched_files
from .extract import payload_limits

_FACTS = [name for name in MEDIA_ITEMS.names if name not in ("media_id", "location", "blob", "error")]


@dataclass(frozen=True)
class Media(Stage):
    """The stage."""

    name = "media"
    version = 8
    after = ("extract",)
    tables = ("media/items",)
    folders = ("media/blobs",)

    def settings(self, recipe: Recipe) -> Any:
        return recipe.media.model_dump()

    def inputs(self, job: Job) -> Any:
        return [decoder_versions(), installed("webrtcvad-wheels", "cykooz.resizer", "pi-heif"), fetched_files(job)]

    def is_complete(self, job: Job, table: str) -> bool:
        return super().is_complete(job, table) and not damaged_blobs(job)

    def expected(self, job: Job) -> int:
        return len(capture_indexes(job))

    def run(self, job: Job, engine: Engine) -> None:
        indexes = capture_indexes(job)
        count = len(indexes)
        for name in damaged_blobs(job):
            job.corpus.remove(name)
        wanted = {part_name("media/blobs", part, count).replace(".parquet", ".tar") for part in range(count)}
        for name in set(job.corpus.names("media/blobs")) - wanted:
            job.corpus.remove(name)
        rows, write = partial(first_rows, indexes=indexes), partial(decode_part, indexes=indexes)
        run_shuffle(job, engine, self.tables, count, rows, write)
        close_idle_decoders()


def first_rows(job: Job, pipeline: beam.Pipeline, _pending: list[int], indexes: tuple[str, ...]) -> Rows:
    """(part, row) of the first capture of every item."""
    parts = pipeline | SpreadParts(range(len(indexes)))
    captured = parts | "Captured" >> beam.Map(captured_media, job, indexes)
    by_item = partial(by_hash, column="media_id", ranges=job.ranges)
    return {"captured": captured} | "First" >> ByRange(by_item, first_captures)


def damaged_blobs(job: Job) -> list[str]:
    """Parts of ``media/items`` whose tar of blobs is not there in its full length."""
    sizes = job.corpus.sizes("media/blobs")
    damaged = []
    for name in job.corpus.parts("media/items"):
        info = job.corpus.info(name)
        tar = name.replace("media/items/", "media/blobs/").replace(".parquet", ".tar")
        if info is None or sizes.get(tar) != info.ledger.counts["blob_bytes"]:
            damaged.append(name)
    return damaged


def captured_media(part: int, job: Job, indexes: tuple[str, ...]) -> pa.Table:
    """(media_id, part, row) of every captured medium of a part."""
    table = job.corpus.table(indexes[part], ["media_id", "outcome"])
    table = table.append_column("row", pa.array(np.arange(table.num_rows), pa.int64()))
    table = table.filter(pc.equal(table.column("outcome"), CaptureOutcome.MEDIA)).drop_columns(["outcome"])
    return table.append_column("part", pa.array(np.full(table.num_rows, part), pa.int64()))


def first_captures(captured: list[pa.Table]) -> Iterator[pa.Table]:
    """Of one range of ids, the first (part, row) of each."""
    table = pa.concat_tables(captured).sort_by([("part", "ascending"), ("row", "ascending")])
    first = table.group_by("media_id", use_threads=False).aggregate([("part", "first"), ("row", "first")])
    yield pa.table({"row": first.column("row_first"), "part": first.column("part_first")})


def decode_part(job: Job, part: int, name: str, tables: list[pa.Table], indexes: tuple[str, ...]) -> None:
    """Write ``media/items`` and ``media/blobs`` of one part: the items at the rows that ``tables`` name."""
    rows = {row for table in tables for row in table.column("row").to_pylist()}
    blobs_name = name.replace("media/items/", "media/blobs/").replace(".parquet", ".tar")
    columns = ["location", "media_id", "mime", "outcome"]
    captures = job.corpus.table(indexes[part], columns).to_pylist()
    with job.writing(name, MEDIA_ITEMS) as items, job.corpus.create(blobs_name) as stream:
        blobs = BlobWriter(stream, blobs_name)
        with borrowed_decoder(job.recipe.media) as decoder:
            for row, decoded in decoded_captures(job, captures, rows, decoder):
                capture = captures[row]
                facts = {fact: getattr(decoded, fact) for fact in _FACTS}
                blob = None
                if decoded.error is None:
                    blob = blobs.add(capture["media_id"].hex(), decoded.blob)
                    items.ledger.keep("media")
                    items.ledger.counts[f"media_{decoded.kind}"] += 1
                else:
                    items.ledger.drop("media", decoded.error)
                identity = {"media_id": capture["media_id"], "location": capture["location"]}
                items.row({**identity, **facts, "blob": blob, "error": decoded.error})
        blobs.close()
        items.ledger.counts["blob_bytes"] += blobs.size_bytes
        captured = sum(1 for capture in captures if capture["outcome"] == CaptureOutcome.MEDIA)
        items.ledger.drop("media", "same_bytes", captured - len(rows))


def decoded_captures(
    job: Job, captures: list[dict[str, Any]], rows: set[int], decoder: Decoder
) -> Iterator[tuple[int, Decoded]]:
    """Decode the captures at ``rows``, in order of the file."""
    limits = payload_limits(job.recipe)
    with LocationReader(job.corpus) as reader:
        for row in sorted(rows):
            mime = captures[row]["mime"]
            try:
                payload = reader.read(captures[row]["location"], limits)
            except UnreadablePayloadError as error:
                yield row, failed(b"", mime, error.reason)
                continue
            yield row, decoder.decode(payload, mime)
