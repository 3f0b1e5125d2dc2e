"""Batches brought together by key. On one machine they wait in files, elsewhere in the runner's own shuffle.

Beam's local runner keeps whatever crosses a shuffle in the driver, about four times over, and hands each worker its
whole share at once. What it is given is therefore where the rows lie in a file, a few bytes for many batches; a worker
reads the rows of one key when that key's turn comes.
"""

import tempfile
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

Batch = tuple[int, pa.Table]
"""A key, which is the number of a range or part, and rows that belong to it."""
Group = tuple[int, dict[str, list[pa.Table]]]
"""A key and all its tables, by the name of their collection, in no particular order."""

Batches = beam.PCollection[Batch] | tuple[beam.PCollection[Batch], ...]

_Place = tuple[str, int, int]
"""File in the folder, offset and length in bytes."""

_HELD_BYTES = 16 << 20
"""A bundle's rows are written out when they reach this size: fewer and longer pieces for a reader to gather."""
_TABLE_BYTES = 4 << 10
"""What a table takes beside its rows."""
_ALWAYS = "\0always"


class GroupingOptions(PipelineOptions):
    """``--weft_grouping_folder``: where batches wait, a folder that every worker of the job sees; none: in the runner."""

    @classmethod
    def _add_argparse_args(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--weft_grouping_folder")


@dataclass(eq=False)
class Grouped(beam.PTransform):
    """Collections of batches, by name, or several under one name → a group for each key that occurs.

    With ``keys``, a group for exactly these: an empty one where no batch is for it.
    """

    keys: Sequence[int] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, sides: Mapping[str, Batches]) -> beam.PCollection[Group]:
        named = {name: side if isinstance(side, tuple) else (side,) for name, side in sides.items()}
        pipeline = next(iter(named.values()))[0].pipeline
        folder = pipeline.options.view_as(GroupingOptions).weft_grouping_folder
        gathered = {name: _waiting(side, name, folder) for name, side in named.items()}
        if self.keys is not None:
            always = [(key, None) for key in self.keys]
            gathered[_ALWAYS] = pipeline | "Always" >> beam.Create(always, reshuffle=False)
        return gathered | beam.CoGroupByKey() | "Load" >> beam.FlatMap(_load, folder, self.keys is not None)


def _waiting(sides: tuple[beam.PCollection[Batch], ...], name: str, folder: str | None) -> beam.PCollection[Any]:
    """One collection of several; each is stored before, since the local runner holds what it flattens, too."""
    if folder:
        sides = tuple(side | f"Store {name} {n}" >> beam.ParDo(_Store(folder)) for n, side in enumerate(sides))
    return sides | f"Flatten {name}" >> beam.Flatten()


class _Store(beam.DoFn):
    """Batches → (key, where its rows lie): what a bundle holds is written out, key by key, whenever it is enough."""

    def __init__(self, folder: str):
        super().__init__()
        self._folder = folder

    def start_bundle(self) -> None:
        self._held: defaultdict[int, list[pa.Table]] = defaultdict(list)
        self._held_bytes = 0

    def process(self, batch: Batch) -> Iterator[tuple[int, _Place]]:
        key, table = batch
        self._held[key].append(table)
        self._held_bytes += table.nbytes + _TABLE_BYTES
        if self._held_bytes >= _HELD_BYTES:
            yield from self._write()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        window = GlobalWindow()
        for place in self._write():
            yield WindowedValue(place, window.max_timestamp(), [window])

    def _write(self) -> list[tuple[int, _Place]]:
        places = []
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="", delete=False) as file:
            for key, tables in self._held.items():
                start = file.tell()
                rows = pa.concat_tables(tables).combine_chunks()
                with pa.ipc.new_stream(file, rows.schema) as out:
                    out.write_table(rows)
                places.append((key, (Path(file.name).name, start, file.tell() - start)))
        self.start_bundle()
        return places


def _load(
    element: tuple[int, dict[str, Iterable[Any]]], folder: str | None, only_always: bool
) -> Iterator[Group]:
    key, gathered = element
    if only_always and not list(gathered.pop(_ALWAYS)):
        return
    yield key, {name: list(_read(side, folder) if folder else side) for name, side in gathered.items()}


def _read(places: Iterable[_Place], folder: str) -> Iterator[pa.Table]:
    for name, inside in groupby(sorted(places), key=lambda place: place[0]):
        with Path(folder, name).open("rb") as file:
            for _, offset, length in inside:
                file.seek(offset)
                yield pa.ipc.open_stream(file.read(length)).read_all()
