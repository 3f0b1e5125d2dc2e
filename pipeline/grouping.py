"""Rows brought together by range or part. On one machine they wait in files, elsewhere in the runner's own shuffle.

Beam's local runner keeps whatever crosses a shuffle in the driver, about four times over, and hands each worker its
whole share at once. What it is given is therefore where the rows lie in a file, a few bytes for many rows; a worker
reads the rows of one group when that group's turn comes.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

import apache_beam as beam
import pyarrow as pa
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from .dealing import Claims, SharedFolderOptions, workers_of
from .splitting import Batch

Rows: TypeAlias = beam.PCollection[pa.Table] | tuple[beam.PCollection[pa.Table], ...]
"""Tables of one schema, in one collection or in several."""
Split = Callable[[pa.Table], Iterator[Batch]]
"""Which group each row is for; a function of :mod:`.splitting`, for the most part."""
Group = tuple[int, dict[str, list[pa.Table]]]
"""The number of a group and all its rows, by the name of their collection, in no particular order."""

_Sides: TypeAlias = tuple[beam.PCollection[pa.Table], ...]

_Piece = tuple[str, dict[int, tuple[int, int]]]
"""A file in the folder, and offset and length in bytes of each group's rows there."""

_HELD_BYTES = 16 << 20
"""A bundle's rows are written out when they reach this size: fewer and longer pieces for a reader to gather."""
_TABLE_BYTES = 4 << 10
"""What a table takes beside its rows."""
_ALWAYS = "\0always"


@dataclass(eq=False)
class Grouped(beam.PTransform):
    """Rows, by name → a group for each number that ``split`` gives.

    With ``numbers``, a group for exactly these: an empty one where no row is for it.
    """

    split: Split
    numbers: Sequence[int] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, sides: Mapping[str, Rows]) -> beam.PCollection[Group]:
        named = {name: side if isinstance(side, tuple) else (side,) for name, side in sides.items()}
        pipeline = next(iter(named.values()))[0].pipeline
        folder = pipeline.options.view_as(SharedFolderOptions).weft_shared_folder
        if folder is None:
            return self._in_the_runner(pipeline, named)
        return self._in_files(pipeline, named, folder, workers_of(pipeline.options))

    def _in_the_runner(self, pipeline: beam.Pipeline, named: dict[str, _Sides]) -> beam.PCollection[Group]:
        waiting = {name: _flat(side, name, beam.FlatMap(self.split)) for name, side in named.items()}
        if self.numbers is not None:
            always = [(number, None) for number in self.numbers]
            waiting[_ALWAYS] = pipeline | "Always" >> beam.Create(always, reshuffle=False)
        load = beam.FlatMap(_wanted, only_always=self.numbers is not None)
        return waiting | beam.CoGroupByKey() | "Load" >> load

    def _in_files(
        self, pipeline: beam.Pipeline, named: dict[str, _Sides], folder: str, workers: range
    ) -> beam.PCollection[Group]:
        """Every worker learns where all rows lie, and takes the groups that no other has taken."""
        store = beam.ParDo(_Store(self.split, folder, workers))
        waiting = {name: _flat(side, name, store) for name, side in named.items()}
        always: list[tuple[int, None]] = [(worker, None) for worker in workers]
        waiting[_ALWAYS] = pipeline | "Always" >> beam.Create(always, reshuffle=False)
        numbers = None if self.numbers is None else list(self.numbers)
        load = beam.FlatMap(_load, folder, numbers, Claims(folder))
        return waiting | beam.CoGroupByKey() | "Load" >> load


def _flat(sides: _Sides, name: str, wait: beam.PTransform) -> Any:
    """One collection of several, split before: the local runner holds what it flattens, too."""
    waiting = tuple(side | f"Split {name} {number}" >> wait for number, side in enumerate(sides))
    return waiting | f"Flatten {name}" >> beam.Flatten()


def _wanted(element: tuple[int, dict[str, Iterable[Any]]], only_always: bool) -> Iterator[Group]:
    number, sides = element
    if not only_always or list(sides.pop(_ALWAYS)):
        yield number, {name: list(side) for name, side in sides.items()}


class _Store(beam.DoFn):
    """Tables → for each worker, which group's rows lie where, whenever a bundle has gathered enough."""

    def __init__(self, split: Split, folder: str, workers: range):
        super().__init__()
        self._split = split
        self._folder = folder
        self._workers = workers

    def start_bundle(self) -> None:
        self._held: list[pa.Table] = []
        self._held_bytes = 0

    def process(self, table: pa.Table) -> Iterator[tuple[int, _Piece]]:
        self._held.append(table)
        self._held_bytes += table.nbytes + _TABLE_BYTES
        if self._held_bytes >= _HELD_BYTES:
            yield from self._write()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        window = GlobalWindow()
        for piece in self._write():
            yield WindowedValue(piece, window.max_timestamp(), [window])

    def _write(self) -> list[tuple[int, _Piece]]:
        if not self._held:
            return []
        places: dict[int, tuple[int, int]] = {}
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="", delete=False) as file:
            for number, rows in self._split(pa.concat_tables(self._held)):
                start = file.tell()
                with pa.ipc.new_stream(file, rows.schema) as out:
                    out.write_table(rows)
                places[number] = (start, file.tell() - start)
        self.start_bundle()
        return [(worker, (Path(file.name).name, places)) for worker in self._workers]


def _load(
    element: tuple[int, dict[str, Iterable[_Piece]]], folder: str, numbers: list[int] | None, claims: Claims
) -> Iterator[Group]:
    """The groups that this process takes, the largest first: what is left to wait for at the end is then small."""
    _, sides = element
    pieces = {name: sorted(side, key=lambda piece: piece[0]) for name, side in sides.items() if name != _ALWAYS}
    sizes = Counter(dict.fromkeys(numbers or (), 0))
    for _, places in chain.from_iterable(pieces.values()):
        for number, (_, length_bytes) in places.items():
            if numbers is None or number in sizes:
                sizes[number] += length_bytes
    for number in claims.taken(sorted(sizes, key=lambda number: (-sizes[number], number))):
        yield number, {name: list(_read(side, number, folder)) for name, side in pieces.items()}


def _read(pieces: Iterable[_Piece], number: int, folder: str) -> Iterator[pa.Table]:
    for name, places in pieces:
        if number in places:
            offset, length_bytes = places[number]
            with Path(folder, name).open("rb") as file:
                file.seek(offset)
                yield pa.ipc.open_stream(file.read(length_bytes)).read_all()
