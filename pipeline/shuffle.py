"""Joins by hash range: what a row asks for, answered by the row that has it.

Both sides travel as Arrow batches of one hash range each; payload columns stay where they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from .beam import by_range, hash_range
from .grouping import Batch, Batches, Group, Grouped

def keyed(table: pa.Table, column: str) -> Iterator[Batch]:
    """Split a table by the hash range of ``column``; rows whose key is null are left out."""
    table = table.filter(table.column(column).is_valid()).combine_chunks()
    if table.num_rows:
        yield from by_range(table, hash_range(table.column(column)))


def routed(table: pa.Table, column: str = "part") -> Iterator[Batch]:
    """Split a table by the part that its rows go back to."""
    if table.num_rows:
        yield from by_range(table, table.column(column).to_numpy())


@dataclass(eq=False)
class ByRange(beam.PTransform):
    """Group collections of batches by range and combine what each range holds.

    ``combine`` gets the tables of one range, in no particular order, as arguments named like the collections, and
    yields batches for whatever comes next. With ``outputs`` it may tag them; untagged ones are then called
    ``answered``.
    """

    combine: Callable[..., Iterable[Any]]
    outputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, sides: dict[str, Batches]) -> Any:
        combine = beam.FlatMap(_combine, self.combine)
        if self.outputs:
            combine = combine.with_outputs(*self.outputs, main="answered")
        return sides | Grouped() | "Combine" >> combine


def _combine(group: Group, combine: Callable[..., Iterable[Any]]) -> Iterable[Any]:
    return combine(**group[1])


@dataclass(eq=False)
class BackToParts(beam.PTransform):
    """Bring batches back to the parts they are for: ``write(part, tables)`` for every part in ``parts``.

    A part that no batch is for is written too, from an empty list; batches for other parts are left out.
    """

    parts: Sequence[int]
    write: Callable[[int, list[pa.Table]], None]

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, batches: Batches) -> beam.PCollection[None]:
        return {"batches": batches} | Grouped(self.parts) | "Write" >> beam.Map(_write, self.write)


def _write(group: Group, write: Callable[[int, list[pa.Table]], None]) -> None:
    part, sides = group
    write(part, sides["batches"])


def lookup(keys: pa.ChunkedArray, known: pa.Table, column: str) -> pa.Table:
    """The row of ``known`` that each key names, or nulls: as many rows as keys.

    Where ``known`` repeats a key, its first row answers.
    """
    return known.take(pc.index_in(keys, value_set=known.column(column).combine_chunks()))
