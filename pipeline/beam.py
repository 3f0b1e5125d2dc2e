"""The few things weft asks of Apache Beam: name a runner, run a job, spread parts, route columns.

Elements are part numbers, and Arrow batches of ids and hashes keyed by a range of their hash; payload never
travels. ``GroupByKey`` sees one batch a part and range, and numpy does the rest inside.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import apache_beam as beam
import numpy as np
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms import environments

from .grouping import GroupingOptions
from .worker_server import worker_command, workers_folder

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

    def run(self, build: Callable[[beam.Pipeline], object], label: str) -> None:
        """Build one pipeline and run it to its end; errors of workers come out as they are."""
        if self.runner != "local":
            _run(build, self.runner, [f"--job_name=weft-{label}", *self.options])
            return
        os.environ["PYTHONSAFEPATH"] = "1"  # workers never import from the folder they start in
        with tempfile.TemporaryDirectory(prefix="weft-", dir=None if self.workers == 1 else workers_folder()) as folder:
            arguments = [f"--direct_num_workers={self.workers}", *self.options]
            _run(build, FnApiRunner(self._environment()), arguments, folder)

    def _environment(self) -> environments.Environment:
        """Beam's own ``multi_processing`` mode, with a worker that is quiet and dies with its driver."""
        if self.workers == 1:
            return environments.EmbeddedPythonEnvironment.default()
        return environments.SubprocessSDKEnvironment.from_command_string(worker_command())


def _run(
    build: Callable[[beam.Pipeline], object], runner: object, arguments: list[str], grouping_folder: str | None = None
) -> None:
    options = PipelineOptions(arguments, save_main_session=False)
    options.view_as(GroupingOptions).weft_grouping_folder = grouping_folder
    with beam.Pipeline(runner=runner, options=options) as pipeline:
        build(pipeline)


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
