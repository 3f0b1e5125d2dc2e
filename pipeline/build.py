"""A recipe carried out: stage after stage, each skipped if it is done, checked when it is made."""

import fcntl
import re
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..schemas.errors import WeftError
from ..schemas.recipe import Recipe
from .beam import Engine
from .full_disk import full_disk_in
from .ledger import Ledger, UnbalancedLedgerError, check_handover
from .models import check_vocabulary
from .nothing_kept import check_documents, check_kept
from .sources.input_checks import check_inputs
from .sources.units import NoInputError, units
from .stage import Job, Stage
from .stages import ORDER
from .stages.captured import FETCHED
from .stages.crawl import crawl_sources
from .stages.crawl_identity import CrawlChangedError, check_crawls
from .storage import Corpus
from .temporary import outer_folder, temporary_folder

_NAMES = [stage.name for stage in ORDER]
_UP_TO_SELECTION = _NAMES[: _NAMES.index("selection") + 1]
"""A build that ends with one of these is of use without a document, too."""


class Progress(Protocol):
    """Told of every stage as it goes."""

    def watching(self, stage: Stage, job: Job) -> Any:
        """A context in which the stage runs."""

    def done(self, run: "StageRun") -> None:
        """The stage is done, now or before."""


@dataclass(frozen=True)
class StageRun:
    """One stage of a build."""

    stage: str
    key: str
    seconds: float
    workers: int
    ledger: Ledger
    was_done: bool = False


class StageFailedError(WeftError):
    """A stage raised; the trace lies in the corpus."""


class CorpusBusyError(WeftError):
    """Another build works on the corpus."""


LOCK = ".lock"
"""What a build holds while it works on a local corpus."""


class NoCorpusError(WeftError):
    """A folder in which no stage is done, or a place that is no folder."""


@dataclass(frozen=True)
class Handover:
    """What some stages keep, another must see: ``given`` and ``taken`` name a unit or, with ``#``, a count."""

    before: tuple[str, ...]
    given: str
    after: str
    taken: str


HANDOVERS = (
    Handover(("extract", "fetch"), "#captures_media", "media", "media"),
    Handover(("extract",), "#captures_document", "signals", "documents"),
    Handover(("extract",), "#captures_document", "duplicates", "documents"),
    Handover(("extract",), "#captures_document", "contamination", "documents"),
    Handover(("extract",), "#captures_document", "selection", "documents"),
    Handover(("extract",), "#segments", "selection", "segments"),
    Handover(("extract",), "#media_segments", "links", "media segments"),
    Handover(("selection",), "documents", "tokens", "documents"),
    Handover(("selection",), "segments", "tokens", "segments"),
    Handover(("selection",), "media", "tokens", "media"),
    Handover(("tokens",), "documents", "shards", "documents"),
)


def build(recipe: Recipe, engine: Engine, until: str | None, progress: Progress) -> list[StageRun]:
    """Run every stage up to ``until`` that is not done yet, and return what each did.

    Raises:
        StageFailedError: with one line for the person; the trace is in ``logs/<stage>.txt`` of the corpus.
        UnbalancedLedgerError: when a stage lost something or made it up.
        NoInputError, CrawlChangedError: before anything is written, when a source can't be read, or is not the one
            that was crawled into this corpus.
        NothingKeptError: when extraction made or selection kept no document, and the build was to go on from selection.
        CorpusBusyError: when another build holds the corpus.
        FullDiskError: when the corpus or the temporary folder has no room left.
    """
    corpus = Corpus(recipe.corpus)
    _check_sources(corpus, recipe)
    job = Job(corpus, recipe)
    keys: dict[str, str] = {}
    runs: list[StageRun] = []
    # What other runners start in this process may outlast the build, and its folder with it.
    with _locked(corpus), temporary_folder() if engine.runner == "local" else nullcontext():
        corpus.write("recipe.json", recipe.model_dump_json(indent=1).encode())
        for stage in ORDER:
            run = _run_stage(stage, stage.with_key(job, keys), engine, progress)
            keys[stage.name] = run.key
            runs.append(run)
            check(runs)
            _record(job, stage, run)
            progress.done(run)
            if stage.name == until:
                break
            if stage.name == "extract" and until not in _UP_TO_SELECTION:
                check_documents(corpus, recipe)
            if stage.name == "selection":
                check_kept(recipe, {run.stage: run.ledger for run in runs})
    return runs


def plan(recipe: Recipe, until: str | None) -> list[tuple[str, bool]]:
    """(stage, whether it is done) up to ``until``: what a build would find, without running anything.

    Behind the first stage that is not done, every one counts as not done.
    """
    corpus = Corpus(recipe.corpus)
    _check_sources(corpus, recipe)
    job = Job(corpus, recipe)
    keys: dict[str, str] = {}
    planned: list[tuple[str, bool]] = []
    for stage in ORDER:
        reached = all(is_done for _, is_done in planned)
        keyed = stage.with_key(job, keys) if reached else job
        keys[stage.name] = keyed.key
        planned.append((stage.name, reached and _done(stage, keyed) is not None))
        if stage.name == until:
            break
    return planned


def _check_sources(corpus: Corpus, recipe: Recipe) -> None:
    """Refuse a recipe whose sources can't be read, or are not those of the corpus, before anything is written."""
    if corpus.is_file():
        raise NoCorpusError(f"corpus: {corpus.root} is a file, or lies below one; name a folder")
    check_inputs(recipe)
    check_vocabulary(recipe)
    check_crawls(corpus, crawl_sources(recipe))


def last_recipe(corpus: Corpus) -> Recipe:
    """The recipe of the last build, finished or not. Raises NoCorpusError where it is damaged."""
    try:
        recipe = Recipe.model_validate_json(corpus.read("recipe.json"))
    except ValueError as error:
        raise NoCorpusError(f"{corpus.path('recipe.json')} is damaged; `weft build` writes it again") from error
    return recipe.model_copy(update={"corpus": corpus.root})


def past_runs(corpus: Corpus) -> list[StageRun]:
    """The stages that a corpus has behind it, in order."""
    runs = []
    for stage in ORDER:
        run = _past_run(corpus, stage)
        if run is not None:
            runs.append(run)
    return runs


def _past_run(corpus: Corpus, stage: Stage) -> StageRun | None:
    """The run that left a stage's mark of success; None where there is none, or it was cut off."""
    name = success_name(stage.name)
    if not corpus.exists(name):
        return None
    try:
        said = corpus.read_json(name)
    except ValueError:
        return None
    ledger = Ledger.from_json(said["ledger"])
    return StageRun(stage.name, said["key"], said["seconds"], said["workers"], ledger, was_done=True)


def check_is_corpus(corpus: Corpus) -> None:
    """Raise NoCorpusError unless a stage is done in the corpus."""
    if not any(corpus.exists(success_name(stage.name)) for stage in ORDER):
        raise NoCorpusError(f"{corpus.root}: no stage is done here; `weft build` makes a corpus from a recipe")


def success_name(stage: str) -> str:
    """Where a finished stage leaves its key and ledger."""
    return f"{stage}/_SUCCESS.json"


def check(runs: list[StageRun]) -> None:
    """Raise UnbalancedLedgerError unless the last stage balances and saw all that earlier ones kept."""
    ledgers = {run.stage: run.ledger for run in runs}
    last = runs[-1]
    last.ledger.check(last.stage)
    for handover in HANDOVERS:
        if handover.after == last.stage and all(before in ledgers for before in handover.before):
            given = sum(_given(ledgers[before], handover.given) for before in handover.before)
            taken = last.ledger.flow(handover.taken).entered
            check_handover(" and ".join(handover.before), given, handover.after, taken, handover.taken)


def _given(ledger: Ledger, name: str) -> int:
    return ledger.counts[name[1:]] if name.startswith("#") else ledger.flow(name).kept


def _run_stage(stage: Stage, job: Job, engine: Engine, progress: Progress) -> StageRun:
    done = _done(stage, job)
    if done is not None:
        return done
    engine = engine if engine.workers else engine.fitted_to(_input_bytes(job))
    engine.prepare()
    started = time.monotonic()
    job.corpus.remove(success_name(stage.name))
    for folder in (stage.name, *stage.tables, *stage.folders):
        job.corpus.sweep(folder)
    with progress.watching(stage, job), _explained(stage, job.corpus):
        stage.run(job, engine)
        for table in stage.tables:
            if not stage.is_complete(job, table):
                raise FileNotFoundError(f"the runner ended, but {table} is not complete in {job.corpus.root}")
    return StageRun(stage.name, job.key, time.monotonic() - started, engine.workers, stage.ledger(job))


def _done(stage: Stage, job: Job) -> StageRun | None:
    """The run that made the stage's tables under its present key; None if it has to run."""
    run = _past_run(job.corpus, stage)
    if run is None or run.key != job.key or not all(stage.is_complete(job, table) for table in stage.tables):
        return None
    return None if stage.may_bring_more(job) else run


def _record(job: Job, stage: Stage, run: StageRun) -> None:
    """Leave the mark of success, with the part of the recipe that the stage was carried out under."""
    if not run.was_done:
        said: Mapping[str, Any] = {
            "stage": run.stage,
            "key": run.key,
            "seconds": round(run.seconds, 3),
            "workers": run.workers,
            "settings": stage.settings(job.recipe),
            "ledger": run.ledger.to_json(),
        }
        job.corpus.write_json(success_name(run.stage), said)


_WHILE_RUNNING = re.compile(r"\s*\[while running '[^']*'\]")
"""What Beam adds to messages, wherever their first line ends."""


def _input_bytes(job: Job) -> int:
    """Bytes of the files that the recipe names, of pages that were crawled, and of media that were fetched."""
    fetched = job.corpus.sizes(FETCHED).values()
    return sum(unit.size_bytes for unit in units(job.corpus, job.recipe)) + sum(fetched)


@contextmanager
def _explained(stage: Stage, corpus: Corpus) -> Iterator[None]:
    """Turn whatever a stage raises into one line, and keep the trace; errors of the user's making pass as they are."""
    try:
        yield
    except (CrawlChangedError, NoInputError, UnbalancedLedgerError):
        raise
    except Exception as error:
        if "KeyboardInterrupt" in str(error):
            raise KeyboardInterrupt from error
        if full_disk := full_disk_in("".join(traceback.format_exception(error)), outer_folder()):
            raise full_disk from error
        log = f"logs/{stage.name}.txt"
        corpus.write(log, traceback.format_exc().encode())
        while isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        said = _WHILE_RUNNING.sub("", str(error)).strip()
        last_line = said.splitlines()[-1] if said else type(error).__name__
        raise StageFailedError(f"stage {stage.name} failed: {last_line} (trace in {corpus.path(log)})") from error


@contextmanager
def _locked(corpus: Corpus) -> Iterator[None]:
    """Hold a local corpus for this build alone; the lock goes with the process, however it ends."""
    if not corpus.is_local():
        yield
        return
    folder = Path(corpus.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CorpusBusyError(f"another build is at work in {folder}; wait for it to end") from error
        yield
