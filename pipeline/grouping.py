"""Rows brought together by range or part. On one machine they wait in files, elsewhere in the runner's own shuffle.

Beam's local runner keeps whatever crosses a shuffle in the driver, about four times over, and hands each worker its
whole share at once. What it is given is therefore where the rows lie in a file, a few bytes for many rows; a worker
reads the rows of one group when that group's turn comes.
"""

import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import apache_beam as beam
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from .splitting import Batch

Rows: TypeAlias = beam.PCollection[pa.Table] | tuple[beam.PCollection[pa.Table], ...]
"""Tables of one schema, in one collection or in several."""
Split = Callable[[pa.Table], Iterator[Batch]]
"""Which group each row is for; a function of :mod:`.splitting`, for the most part."""
Group = tuple[int, dict[str, list[pa.Table]]]
"""The number of a group and all its rows, by the name of their collection, in no particular order."""

_Place = tuple[str, int, int]
"""File in the folder, offset and length in bytes."""

_HELD_BYTES = 16 << 20
"""A bundle's rows are written out when they reach this size: fewer and longer pieces for a reader to gather."""
_TABLE_BYTES = 4 << 10
"""What a table takes beside its rows."""
_ALWAYS = "\0always"


class GroupingOptions(PipelineOptions):
    """``--weft_grouping_folder``: where rows wait, a folder that every worker of the job sees; none: in the runner."""

    @classmethod
    def _add_argparse_args(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--weft_grouping_folder")


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
        folder = pipeline.options.view_as(GroupingOptions).weft_grouping_folder
        waiting = {name: self._waiting(side, name, folder) for name, side in named.items()}
        if self.numbers is not None:
            always = [(number, None) for number in self.numbers]
            waiting[_ALWAYS] = pipeline | "Always" >> beam.Create(always, reshuffle=False)
        load = beam.FlatMap(_load, folder, only_always=self.numbers is not None)
        return waiting | beam.CoGroupByKey() | "Load" >> load

    def _waiting(self, sides: tuple[beam.PCollection[pa.Table], ...], name: str, folder: str | None) -> Any:
        """One collection of several, split before: the local runner holds what it flattens, too."""
        wait = beam.ParDo(_Store(self.split, folder)) if folder else beam.FlatMap(self.split)
        waiting = tuple(side | f"Split {name} {number}" >> wait for number, side in enumerate(sides))
        return waiting | f"Flatten {name}" >> beam.Flatten()


class _Store(beam.DoFn):
    """Tables → (number of the group, where its rows lie), whenever a bundle has gathered enough."""

    def __init__(self, split: Split, folder: str):
        super().__init__()
        self._split = split
        self._folder = folder

    def start_bundle(self) -> None:
        self._held: list[pa.Table] = []
        self._held_bytes = 0

    def process(self, table: pa.Table) -> Iterator[tuple[int, _Place]]:
        self._held.append(table)
        self._held_bytes += table.nbytes + _TABLE_BYTES
        if self._held_bytes >= _HELD_BYTES:
            yield from self._write()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        window = GlobalWindow()
        for place in self._write():
            yield WindowedValue(place, window.max_timestamp(), [window])

    def _write(self) -> list[tuple[int, _Place]]:
        if not self._held:
            return []
        places = []
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="", delete=False) as file:
            for number, rows in self._split(pa.concat_tables(self._held)):
                start = file.tell()
                with pa.ipc.new_stream(file, rows.schema) as out:
                    out.write_table(rows)
                places.append((number, (Path(file.name).name, start, file.tell() - start)))
        self.start_bundle()
        return places


def _load(element: tuple[int, dict[str, Iterable[Any]]], folder: str | None, only_always: bool) -> Iterator[Group]:
    number, sides = element
    if only_always and not list(sides.pop(_ALWAYS)):
        return
    yield number, {name: list(_read(side, folder) if folder else side) for name, side in sides.items()}


def _read(places: Iterable[_Place], folder: str) -> Iterator[pa.Table]:
    for name, inside in groupby(sorted(places), key=lambda place: place[0]):
        with Path(folder, name).open("rb") as file:
            for _, offset, length in inside:
                file.seek(offset)
                yield pa.ipc.open_stream(file.read(length)).read_all()
