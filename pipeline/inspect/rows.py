"""Rows found by a value in one column: that column is read first, and other columns only of the rows found."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..storage import Corpus
from .documents import Place, part_names


def places_where(corpus: Corpus, table: str, column: str, value: bytes | str) -> list[Place]:
    """Places of the rows whose ``column`` equals ``value``, in order; empty when the table is not there."""
    return [
        Place(part, row)
        for part, name in enumerate(part_names(corpus, table))
        for row in rows_of_part(corpus, name, column, value)
    ]


def rows_of_part(corpus: Corpus, name: str, column: str, value: bytes | str) -> list[int]:
    """Row numbers in one part (or any Parquet file of the corpus) where ``column`` equals ``value``."""
    found: list[int] = []
    start = 0
    for batch in corpus.batches(name, [column]):
        values = batch.column(0)
        hits = pc.equal(values, pa.scalar(value, values.type)).fill_null(False)
        found += (np.flatnonzero(np.asarray(hits)) + start).tolist()
        start += batch.num_rows
    return found


def places_within(corpus: Corpus, table: str, lists: str, name: str, value: bytes) -> Iterator[Place]:
    """Places of the rows whose list column ``lists`` of structs holds one whose field ``name`` equals ``value``."""
    for part, file in enumerate(part_names(corpus, table)):
        start = 0
        for batch in corpus.batches(file, [f"{lists}.list.element.{name}"]):
            column = batch.column(0)
            values = pc.struct_field(column.flatten(), name)
            hits = np.asarray(pc.equal(values, pa.scalar(value, values.type)).fill_null(False))
            rows = np.asarray(pc.list_parent_indices(column))[hits]
            yield from (Place(part, start + int(row)) for row in np.unique(rows))
            start += batch.num_rows
