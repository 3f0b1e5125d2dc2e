"""Which range or part each row of a table belongs to: what a shuffle brings together. Pure functions, without Beam."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Batch = tuple[int, pa.Table]
"""The number of a range or part, and rows that belong to it."""

_LEAST_RANGES = 64
_MOST_RANGES = 1 << 16
_PARTS_A_RANGE = 4


def ranges_for(parts: int) -> int:
    """Hash ranges of a shuffle, a power of two: one holds about what four parts do at most, however many there are.

    More ranges would hold less, but each costs every worker a piece of its own for each 16 MB of rows.
    """
    wanted = -(-parts // _PARTS_A_RANGE)
    return min(max(_LEAST_RANGES, 1 << max(wanted - 1, 0).bit_length()), _MOST_RANGES)


def by_hash(table: pa.Table, column: str, ranges: int) -> Iterator[Batch]:
    """Split by the first two bytes of the hashes in ``column``; rows whose hash is null are left out."""
    table = table.filter(table.column(column).is_valid())
    hashes = table.column(column).combine_chunks()
    octets = np.frombuffer(hashes.buffers()[1], np.uint8).reshape(-1, hashes.type.byte_width)
    octets = octets[hashes.offset : hashes.offset + len(hashes), :2].astype(np.int64)
    yield from by_number(table, (octets[:, 0] << 8 | octets[:, 1]) * ranges >> 16)


def by_remainder(table: pa.Table, column: str, ranges: int) -> Iterator[Batch]:
    """Split by the numbers in ``column``, which are evenly spread, modulo ``ranges``."""
    yield from by_number(table, table.column(column).to_numpy() % np.uint64(ranges))


def by_part(table: pa.Table) -> Iterator[Batch]:
    """Split by the part that the rows go to, which ``part`` says."""
    yield from by_number(table, table.column("part").to_numpy())


def by_number(table: pa.Table, numbers: NDArray[np.integer]) -> Iterator[Batch]:
    """Split by a number for each row: one batch a number that occurs, rows in order."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.array([], np.int64)
    for start, end in pairwise([*starts.tolist(), len(ordered)]):
        yield int(ordered[start]), table.take(pa.array(order[start:end])).combine_chunks()
