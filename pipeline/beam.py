"""The few things weft asks of Apache Beam: name a runner, run a job, spread parts, route columns.

Elements are part numbers, and Arrow batches of ids and hashes keyed by a range of their hash; payload never
travels. ``GroupByKey`` sees one batch a part and range, and numpy does the rest inside.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar, cast

import apache_beam as beam
import numpy as np
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms import environments

from .worker_server import worker_command

View = TypeVar("View", bound=PipelineOptions)

RANGES = 64
"""Hash ranges of a shuffle. A range holds 1/64 of a table's ids: raise it before a range passes 100 MB."""


@dataclass(frozen=True)
class Engine:
    """Where jobs run.

    ``runner`` is ``local`` (this machine) or the name of a Beam runner, which then reads ``options`` as
    Beam spells them. ``workers`` counts processes on this machine; 1 stays inside this process.
    """

    runner: str = "local"
    workers: int = 1
    options: tuple[str, ...] = ()

    def for_parts(self, number: int) -> "Engine":
        """No more workers than parts: one part is made in this process, without the start of another."""
        return replace(self, workers=min(self.workers, number)) if self.runner == "local" else self

    def prepare(self) -> None:
        """Let worker processes begin to import what they need, beside whatever this process does first."""
        if self.runner == "local":
            self._environment()

    def run(self, build: Callable[[beam.Pipeline], object], label: str) -> None:
        """Build one pipeline and run it to its end; errors of workers come out as they are."""
        if self.runner == "local":
            runner: object = FnApiRunner(self._environment())
            arguments = [f"--direct_num_workers={self.workers}", *self.options]
        else:
            runner = self.runner
            arguments = [f"--job_name=weft-{label}", *self.options]
        options = _Options(arguments, save_main_session=False)
        with beam.Pipeline(runner=runner, options=options) as pipeline:
            build(pipeline)

    def _environment(self) -> environments.Environment:
        """Beam's own ``multi_processing`` mode, with a worker that is quiet and dies with its driver."""
        os.environ["PYTHONSAFEPATH"] = "1"  # workers never import from the folder they start in
        if self.workers == 1:
            return environments.EmbeddedPythonEnvironment.default()
        return environments.SubprocessSDKEnvironment.from_command_string(worker_command())


class _Options(PipelineOptions):
    """Options that parse their arguments once a view: Beam asks for several views with every transform it applies."""

    def view_as(self, cls: type[View]) -> View:
        """Beam's own view, which shares its values with this object and every other view."""
        views: dict[type[PipelineOptions], PipelineOptions] = self.__dict__.setdefault("_views", {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        return cast(View, views[cls])


class SpreadParts(beam.PTransform):
    """``Create(part numbers) | Reshuffle``: the start of every job."""

    def __init__(self, parts: Iterable[int]):
        super().__init__()
        self.parts = list(parts)

    def expand(self, pbegin: beam.pvalue.PBegin) -> beam.PCollection[int]:
        return pbegin | "Parts" >> beam.Create(self.parts, reshuffle=False) | "Spread" >> beam.Reshuffle()


def hash_range(hashes: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Range of each fixed-size hash, by its first byte: int64 [n], 0 to RANGES - 1."""
    width = hashes.type.byte_width
    if isinstance(hashes, pa.ChunkedArray):
        hashes = hashes.combine_chunks()
    first = np.frombuffer(hashes.buffers()[1], np.uint8).reshape(-1, width)
    return first[hashes.offset : hashes.offset + len(hashes), 0].astype(np.int64) * RANGES // 256


def by_range(table: pa.Table, ranges: np.ndarray) -> Iterator[tuple[int, pa.Table]]:
    """Split a table by the range (or part) of each row: one element a range that occurs, rows in order."""
    order = np.argsort(ranges, kind="stable")
    ordered = ranges[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.array([], np.int64)
    bounds = [*starts.tolist(), len(ordered)]
    for start, end in pairwise(bounds):
        yield int(ordered[start]), table.take(pa.array(order[start:end])).combine_chunks()
