"""Encoded items by their place in ``media/tokens``: what travels to a document is where the ids lie, not the ids."""

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from ...schemas.ids import MEDIA_ID_BYTES
from ..stage import Job

TABLE = "media/tokens"
ROW_GROUP_BYTES = 256 << 10
"""Of ids in a row group of ``media/tokens``: what is read at once, for the sake of one item if need be."""

PLACES = pa.schema([("media_id", pa.binary(MEDIA_ID_BYTES)), ("item_part", pa.int32()), ("item_row", pa.int32())])
"""Where the row of an item is."""


def item_places(job: Job, part: int) -> Iterator[pa.Table]:
    """PLACES of the rows of one part, a row group at a time."""
    first_row = 0
    for batch in job.corpus.batches(job.name(TABLE, part), ["media_id"]):
        rows = np.arange(first_row, first_row + batch.num_rows, dtype=np.int32)
        columns = [batch.column(0), pa.array(np.full(len(rows), part, np.int32)), pa.array(rows)]
        yield pa.table(columns, schema=PLACES)
        first_row += batch.num_rows


def rows_at(job: Job, places: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """The rows at (part, row), in that order; of each part, the row groups that hold one are read, one at a time.

    ``ids`` are uint32 arrays, without a Python integer for every id.
    """
    for part, wanted in groupby(sorted(set(places)), key=lambda place: place[0]):
        rows = np.array([row for _, row in wanted], np.int64)
        with job.corpus.part(job.name(TABLE, part)) as file:
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
            for group, (start, end) in enumerate(pairwise(np.cumsum([0, *sizes]).tolist())):
                inside = rows[(rows >= start) & (rows < end)] - start
                if len(inside):
                    table = file.read_row_group(group, use_threads=False).take(pa.array(inside)).combine_chunks()
                    yield from _plain(table)


def _plain(table: pa.Table) -> Iterator[dict[str, Any]]:
    ids = table.column("ids")
    for index, row in enumerate(table.drop_columns(["ids"]).to_pylist()):
        yield {**row, "ids": ids[index].values.to_numpy()}
