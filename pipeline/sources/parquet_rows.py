"""Rows of Parquet files as plain values, a few at a time."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from .capture import SourceError

ROWS_READ = 64
"""Rows of text that are in memory at once."""
_BUFFER_BYTES = 1 << 20


class BrokenParquetError(ValueError):
    """The file can't be read further than before row ``row``; ``str(error)`` is the reason for the ledger."""

    def __init__(self, row: int) -> None:
        super().__init__("parquet_broken")
        self.row = row


def parquet_rows(
    stream: IO[bytes],
    name: str,
    required: Sequence[str],
    optional: Sequence[str] = (),
    rows_read: int = ROWS_READ,
    between: tuple[int, int] | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """``(number, {column: value})`` of every row; an optional column that is not there is None.

    ``rows_read`` rows are in memory at once. ``between`` asks only for rows from its first to before its second.

    Raises:
        SourceError: a required column is missing; the message names it and those that are there.
        BrokenParquetError: the file is no Parquet or is damaged, after every row that could be read.
    """
    try:
        file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER_BYTES)
    except (pa.ArrowException, OSError) as error:
        raise BrokenParquetError(0) from error
    there = file.schema_arrow.names
    for column in required:
        if column not in there:
            raise SourceError(f"{name}: has no column {column!r}; it has {', '.join(there)}")
    wanted = [*required, *(column for column in optional if column in there)]
    nothing = dict.fromkeys(column for column in optional if column not in there)
    first, end = between or (0, file.metadata.num_rows)
    groups, row = _groups(file.metadata, first, end)
    batches = file.iter_batches(rows_read, row_groups=groups, columns=wanted, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
            skipped = 0 if batch is None else min(max(first - row, 0), batch.num_rows)
            rows = [] if batch is None else batch.slice(skipped, max(end - row - skipped, 0)).to_pylist()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise BrokenParquetError(row) from error
        if batch is None:
            return
        for number, values in enumerate(rows, row + skipped):
            yield number, {**values, **nothing}
        row += batch.num_rows


def _groups(metadata: pq.FileMetaData, first: int, end: int) -> tuple[list[int], int]:
    """The row groups that hold rows ``first`` to ``end``, and the number of their first row."""
    starts = [0, *accumulate(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))]
    groups = [group for group, start in enumerate(starts[:-1]) if start < end and starts[group + 1] > first]
    return groups, starts[groups[0]] if groups else 0
