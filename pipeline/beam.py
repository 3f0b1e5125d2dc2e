"""The few things weft asks of Apache Beam: name a runner, run a job, spread parts.

Elements are part numbers, and Arrow tables of ids and hashes; payload never travels.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms import environments

from .dealing import Claims, SharedFolderOptions, workers_of
from .local_workers import watch_workers
from .worker_server import worker_command, workers_folder

View = TypeVar("View", bound=PipelineOptions)

LARGE_INPUT_BYTES = 32 << 20
"""Input from which worker processes pay for their start."""
URLS_A_WORKER = 2000
"""Urls that pay for the start of another process."""
_CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Engine:
    """Where jobs run.

    ``runner`` is ``local`` (this machine) or the name of a Beam runner, which then reads ``options`` as
    Beam spells them. ``workers`` counts processes on this machine; 1 stays inside this process. ``is_fitted`` says
    that the number is weft's own choice by the bytes of the input, from which a job that knows better may depart.
    """

    runner: str = "local"
    workers: int = 1
    options: tuple[str, ...] = ()
    is_fitted: bool = False

    def fitted_to(self, size_bytes: int) -> "Engine":
        """As many workers as pay for their start: this process alone for small inputs, one a core for large ones."""
        return replace(self, workers=_CORES if size_bytes >= LARGE_INPUT_BYTES else 1, is_fitted=True)

    def for_urls(self, number: int) -> "Engine":
        """No more workers than urls pay for: hosts wait for each other's answers, so one process visits many."""
        most = _CORES if self.is_fitted else self.workers
        return replace(self, workers=min(most, 1 + number // URLS_A_WORKER)) if self.runner == "local" else self

    def for_parts(self, number: int) -> "Engine":
        """No more workers than parts: one part is made in this process, without the start of another."""
        return replace(self, workers=min(self.workers, number)) if self.runner == "local" else self

    def prepare(self) -> None:
        """Let worker processes begin to import what they need, beside whatever this process does first."""
        if self.runner == "local":
            self._environment()

    def run(self, build: Callable[[beam.Pipeline], object], label: str) -> None:
        """Build one pipeline and run it to its end; errors of workers come out as they are."""
        if self.runner != "local":
            _run(build, self.runner, [f"--job_name=weft-{label}", *self.options])
            return
        runner = FnApiRunner(self._environment())
        with tempfile.TemporaryDirectory(prefix="weft-", dir=None if self.workers == 1 else workers_folder()) as folder:
            here = [f"--direct_num_workers={self.workers}", f"--weft_shared_folder={folder}"]
            _run(build, runner, [*here, *self.options])

    def _environment(self) -> environments.Environment:
        """Beam's own ``multi_processing`` mode, with a worker that is quiet and dies with its driver."""
        os.environ["PYTHONSAFEPATH"] = "1"  # workers never import from the folder they start in
        if self.workers == 1:
            return environments.EmbeddedPythonEnvironment.default()
        watch_workers()
        return environments.SubprocessSDKEnvironment.from_command_string(worker_command())


def _run(build: Callable[[beam.Pipeline], object], runner: object, arguments: list[str]) -> None:
    options = _Options(arguments, save_main_session=False)
    with beam.Pipeline(runner=runner, options=options) as pipeline:
        build(pipeline)


class _Options(PipelineOptions):
    """Options that parse their arguments once a view: Beam asks for several views with every transform it applies."""

    def view_as(self, cls: type[View]) -> View:
        """Beam's own view, which shares its values with this object and every other view."""
        views: dict[type[PipelineOptions], PipelineOptions] = self.__dict__.setdefault("_views", {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        return cast(View, views[cls])


class SpreadParts(beam.PTransform):
    """Parts, by number or by name, spread over the workers: the start of every job.

    On a cluster that is ``Create(parts) | Reshuffle``; on one machine each worker takes the next that is left.
    """

    def __init__(self, parts: Iterable[int] | Iterable[str]):
        super().__init__()
        self.parts = list(parts)

    def expand(self, pbegin: beam.pvalue.PBegin) -> beam.PCollection[Any]:
        options = pbegin.pipeline.options
        folder = options.view_as(SharedFolderOptions).weft_shared_folder
        if folder is None:
            return pbegin | "Parts" >> beam.Create(self.parts, reshuffle=False) | "Spread" >> beam.Reshuffle()
        workers = workers_of(options)
        if len(workers) == 1:
            return pbegin | "Parts" >> beam.Create(self.parts, reshuffle=False)
        take = beam.FlatMap(_left, self.parts, Claims(folder))
        return (
            pbegin | "Workers" >> beam.Create(workers, reshuffle=False) | "Spread" >> beam.Reshuffle() | "Take" >> take
        )


def _left(_worker: int, parts: Sequence[Any], claims: Claims) -> Iterator[Any]:
    return (parts[number] for number in claims.taken(range(len(parts))))
