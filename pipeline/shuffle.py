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

Batch = tuple[int, pa.Table]
"""A range (or part) number and rows that belong to it."""


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
    """Group two collections of batches, ``asking`` and ``having``, by range and combine each pair of groups.

    ``combine(asking, having)`` gets the tables of one range, in no particular order, and yields batches for
    whatever comes next. With ``outputs`` it may tag them; untagged ones are then called ``answered``.
    """

    combine: Callable[[list[pa.Table], list[pa.Table]], Iterable[Any]]
    outputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, sides: dict[str, beam.PCollection[Batch]]) -> Any:
        combine = beam.FlatMap(_combine, self.combine)
        if self.outputs:
            combine = combine.with_outputs(*self.outputs, main="answered")
        return sides | "Group" >> beam.CoGroupByKey() | "Combine" >> combine


def _combine(
    element: tuple[int, dict[str, list[pa.Table]]],
    combine: Callable[[list[pa.Table], list[pa.Table]], Iterable[Any]],
) -> Iterable[Any]:
    _, sides = element
    return combine(list(sides["asking"]), list(sides["having"]))


@dataclass(eq=False)
class BackToParts(beam.PTransform):
    """Bring batches back to the parts they are for: ``write(part, tables)`` for every part in ``parts``.

    A part that no batch is for is written too, from an empty list; batches for other parts are left out.
    """

    parts: Sequence[int]
    write: Callable[[int, list[pa.Table]], None]

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, batches: beam.PCollection[Batch]) -> beam.PCollection[None]:
        wanted = batches.pipeline | "Wanted" >> beam.Create([(part, None) for part in self.parts], reshuffle=False)
        return (
            {"batches": batches, "wanted": wanted}
            | "ByPart" >> beam.CoGroupByKey()
            | "Write" >> beam.Map(_write_wanted, self.write)
        )


def _write_wanted(element: tuple[int, dict[str, Iterable[Any]]], write: Callable[[int, list[pa.Table]], None]) -> None:
    part, sides = element
    if any(True for _ in sides["wanted"]):
        write(part, list(sides["batches"]))


def lookup(keys: pa.ChunkedArray, known: pa.Table, column: str) -> pa.Table:
    """The row of ``known`` that each key names, or nulls: as many rows as keys.

    Where ``known`` repeats a key, its first row answers.
    """
    return known.take(pc.index_in(keys, value_set=known.column(column).combine_chunks()))
