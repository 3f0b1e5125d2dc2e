"""Joins by hash range: what a row asks for, answered by the row that has it, and brought back to its part.

Rows are ids, hashes and numbers; payload stays where it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from .grouping import Group, Grouped, Rows, Split
from .splitting import by_part


@dataclass(eq=False)
class ByRange(beam.PTransform):
    """Group rows by range and combine what each range holds.

    ``combine`` gets the tables of one range, in no particular order, as arguments named like the collections, and
    yields tables for whatever comes next. With ``outputs`` it may tag them; untagged ones are then called
    ``answered``.
    """

    split: Split
    combine: Callable[..., Iterable[Any]]
    outputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, sides: dict[str, Rows]) -> Any:
        combine = beam.FlatMap(_combine, self.combine)
        if self.outputs:
            combine = combine.with_outputs(*self.outputs, main="answered")
        return sides | Grouped(self.split) | "Combine" >> combine


def _combine(group: Group, combine: Callable[..., Iterable[Any]]) -> Iterable[Any]:
    return combine(**group[1])


@dataclass(eq=False)
class ToParts(beam.PTransform):
    """Bring rows to the parts they are for: ``write(part, tables)`` for every part in ``parts``.

    A part that no row is for is written too, from an empty list; rows for other parts are left out.
    """

    parts: Sequence[int]
    write: Callable[[int, list[pa.Table]], None]
    split: Split = by_part

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, rows: Rows) -> beam.PCollection[None]:
        return {"rows": rows} | Grouped(self.split, self.parts) | "Write" >> beam.Map(_write, self.write)


def _write(group: Group, write: Callable[[int, list[pa.Table]], None]) -> None:
    part, sides = group
    write(part, sides["rows"])


def lookup(keys: pa.ChunkedArray, known: pa.Table, column: str) -> pa.Table:
    """The row of ``known`` that each key names, or nulls: as many rows as keys.

    Where ``known`` repeats a key, its first row answers.
    """
    return known.take(pc.index_in(keys, value_set=known.column(column).combine_chunks()))
