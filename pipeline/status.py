"""How far a corpus is: what each stage did, is at, or has before it."""

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..schemas.errors import WeftError
from .build import LOCK, NoCorpusError, StageRun, last_recipe, past_runs, plan
from .stage import Job, Stage
from .stages import ORDER
from .storage import Corpus


class State(StrEnum):
    """What a stage is, in words."""

    DONE = "done"
    OUT_OF_DATE = "out of date"
    RUNNING = "running"
    BEGUN = "begun"
    NOT_RUN = "not run yet"


@dataclass(frozen=True)
class StageStatus:
    """One stage; ``run`` is there once it was done, ``progress`` says how far one is that was begun."""

    stage: str
    state: State
    run: StageRun | None = None
    progress: str = ""


@dataclass(frozen=True)
class CorpusStatus:
    """Every stage in order; ``unsure`` says why it can't be told whether what was done is up to date."""

    stages: tuple[StageStatus, ...]
    is_busy: bool
    unsure: str = ""

    @property
    def runs(self) -> list[StageRun]:
        """What was done, up to date or not."""
        return [status.run for status in self.stages if status.run is not None]


def status_of(corpus: Corpus) -> CorpusStatus:
    """Look at every stage.

    Raises:
        NoCorpusError: no build has begun here.
    """
    if not corpus.exists("recipe.json"):
        raise NoCorpusError(f"{corpus.root}: no build has begun here; `weft build` makes a corpus from a recipe")
    runs = {run.stage: run for run in past_runs(corpus)}
    unsure = ""
    recipe = last_recipe(corpus)
    try:
        current = {stage for stage, is_done in plan(recipe, None) if is_done}
    except WeftError as error:  # the sources are not where they were
        unsure, current = str(error), set(runs)
    is_busy = _is_busy(corpus)
    return CorpusStatus(tuple(_stages(Job(corpus, recipe), runs, current, is_busy)), is_busy, unsure)


def _stages(job: Job, runs: dict[str, StageRun], current: set[str], is_busy: bool) -> Iterator[StageStatus]:
    """The first stage that is not done is where a build is, or was when it ended."""
    is_at_work = True
    for stage in ORDER:
        if run := runs.get(stage.name):
            yield StageStatus(stage.name, State.DONE if stage.name in current else State.OUT_OF_DATE, run)
            continue
        progress = _progress(job, stage) if is_at_work else ""
        if is_at_work and is_busy:
            yield StageStatus(stage.name, State.RUNNING, progress=progress)
        elif progress and not progress.startswith("0"):  # none of its parts is there
            yield StageStatus(stage.name, State.BEGUN, progress=progress)
        else:
            yield StageStatus(stage.name, State.NOT_RUN)
        is_at_work = False


def _progress(job: Job, stage: Stage) -> str:
    try:
        return stage.progress(job, stage.expected(job))
    except OSError:  # a file went while it was read
        return ""


def _is_busy(corpus: Corpus) -> bool:
    """Whether a build holds the corpus; False where it lies elsewhere and nobody can tell."""
    lock = Path(corpus.path(LOCK))
    if not corpus.is_local() or not lock.exists():
        return False
    with lock.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
