"""What a build says while it runs and when it is done, on a terminal or in a log."""

import os
import shlex
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from .build import StageRun
from .ledger import Flow, Ledger
from .scored import missing_scores
from .stage import Job, Stage
from .status import CorpusStatus, State
from .unpadded import Unpadded
from .wording import how_many

_POLL_S = 0.5
_PLAIN_EVERY_S = 10.0
_REASONS_TOLD = 6
_MODALITIES = ("text", "image", "audio", "video")


class ConsoleProgress:
    """A live line for the stage at work; a line for each one done. Plain lines where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def watching(self, stage: Stage, job: Job) -> Iterator[None]:
        """Tell how far the stage is while it runs, from outside: any runner, any number of workers."""
        stopped = threading.Event()
        spinner = Spinner("dots", Text(f" {stage.name:<14}"), style="cyan")
        live = Live(spinner, console=self._console, refresh_per_second=8, transient=True)
        watcher = threading.Thread(target=self._watch, args=(stage, job, spinner, stopped), daemon=True)
        if self._console.is_terminal:
            live.start()
        watcher.start()
        try:
            yield
        finally:
            stopped.set()
            watcher.join()
            live.stop()

    def _watch(self, stage: Stage, job: Job, spinner: Spinner, stopped: threading.Event) -> None:
        expected = 0
        waited_s = 0.0
        while not stopped.wait(_POLL_S):
            try:
                expected = expected or stage.expected(job)
                said = stage.progress(job, expected)
            except OSError:  # a file went while it was read
                continue
            spinner.update(text=Text(f" {stage.name:<14}{said}"))
            waited_s += _POLL_S
            if not self._console.is_terminal and waited_s >= _PLAIN_EVERY_S:
                waited_s = 0.0
                self._console.print(f"  {stage.name:<14}{said}", highlight=False)

    def done(self, run: StageRun) -> None:
        """Print the line of a finished stage."""
        took = "done before" if run.was_done else _seconds(run)
        mark = "[dim]·[/dim]" if run.was_done else "[green]✓[/green]"
        _print_stage(self._console, mark, run.stage, took, in_short(run.ledger))


def _seconds(run: StageRun) -> str:
    return f"{run.seconds:,.1f} s"


def _print_stage(console: Console, mark: str, stage: str, took: str, said: str) -> None:
    console.print(f"{mark} {stage:<14}{took:>12}  {escape(said)}".rstrip(), highlight=False, soft_wrap=True)


def in_short(ledger: Ledger) -> str:
    """``42 captures kept, 3 dropped · 12 media kept``."""
    pieces = []
    for unit, flow in sorted(ledger.flows.items()):
        dropped = flow.dropped.total()
        pieces.append(how_many(flow.kept, unit) + (f", {dropped:,} dropped" if dropped else ""))
    return " · ".join(pieces)


def print_summary(console: Console, runs: list[StageRun], corpus: str) -> None:
    """The table at the end of a build: what came in, what stayed, what went and why, and what to do next."""
    fresh = [run for run in runs if not run.was_done]
    note = f"{how_many(len(fresh), 'stages')} run" if fresh else "everything was done before"
    _print_totals(console, runs, sum(run.seconds for run in fresh), note)
    _print_hints(console, _next_looks({run.stage for run in runs}, corpus))


def print_status(console: Console, status: CorpusStatus, corpus: str) -> None:
    """Every stage with what it did and how long it took, those that are not done too; then the totals."""
    for stage in status.stages:
        match stage.state, stage.run:
            case State.DONE, StageRun() as run:
                _print_stage(console, "[green]✓[/green]", run.stage, _seconds(run), in_short(run.ledger))
            case _, StageRun() as run:
                _print_stage(console, "[yellow]![/yellow]", run.stage, _seconds(run), in_short(run.ledger))
                console.print("  out of date: its inputs or the recipe changed since; build again", style="yellow")
            case _:
                _print_stage(console, "[dim]·[/dim]", stage.stage, stage.state, stage.progress)
    if status.unsure:
        console.print(
            f"whether this is up to date can't be told: {escape(status.unsure)}", style="yellow", soft_wrap=True
        )
    done = sum(stage.state is State.DONE for stage in status.stages)
    is_whole = done == len(status.stages)
    note = f"{how_many(done, 'stages')} done" if is_whole else f"{done} of {len(status.stages)} stages done"
    _print_totals(console, status.runs, sum(run.seconds for run in status.runs), note)
    hints = _next_looks({run.stage for run in status.runs}, corpus)
    if not is_whole and not status.is_busy:
        hints.insert(0, ("build RECIPE", "go on where it ended"))
    _print_hints(console, hints)


def _print_totals(console: Console, runs: list[StageRun], total_s: float, note: str) -> None:
    console.print()
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for name, value, about in summary_rows({run.stage: run.ledger for run in runs}):
        table.add_row(name, value, Text(about))
    table.add_row("time", f"{total_s:,.1f} s", note)
    console.print(Unpadded(table))
    console.print()


def _next_looks(done: set[str], corpus: str) -> list[tuple[str, str]]:
    """(arguments of weft, what they are for): ways to look at what the stages that are done have made."""
    looks = [(f"report {shlex.quote(corpus)}", "the whole story as one page")] if done else []
    if "shards" in done:
        looks.insert(0, (f"inspect {shlex.quote(f'{corpus}/shards')}", "look into the sequences"))
    return looks


def _print_hints(console: Console, hints: list[tuple[str, str]]) -> None:
    weft = shlex.quote(_weft())
    for number, (arguments, what) in enumerate(hints):
        line = f"{'      ' if number else 'next: '}[cyan]{escape(f'{weft} {arguments}')}[/cyan]   {what}"
        console.print(line, highlight=False, soft_wrap=True)


def _weft() -> str:
    """How this person calls weft: by its name where that is on PATH, else by where it lies."""
    if shutil.which("weft") or Path(sys.argv[0]).name != "weft":
        return "weft"
    return os.path.relpath(sys.argv[0])


def print_plan(console: Console, planned: list[tuple[str, bool]], corpus: str) -> None:
    """What a build would do."""
    console.print(f"corpus in {escape(corpus)}", highlight=False)
    for stage, is_done in planned:
        console.print(f"  {stage:<14}{'done' if is_done else 'would run'}", highlight=False)


def summary_rows(ledgers: dict[str, Ledger]) -> Iterator[tuple[str, str, str]]:
    """(name, number, note) for each thing a user asks first."""
    if "crawl" in ledgers and (unchanged := ledgers["crawl"].counts["urls_not_modified"]):
        urls = ledgers["crawl"].flow("urls").entered
        yield "not modified", f"{unchanged:,}", f"of {how_many(urls, 'urls')}; carried over from the earlier corpus"
    if "extract" in ledgers:
        extract = ledgers["extract"]
        flow = extract.flow("captures")
        yield "captures", f"{flow.entered:,}", "dropped: " + _reasons(flow.dropped) if flow.dropped else ""
        yield "pages", f"{extract.counts['captures_document']:,}", "with content"
    if "fetch" in ledgers and (flow := ledgers["fetch"].flow("media urls")).entered:
        yield "media urls", f"{flow.kept:,}", f"of {flow.entered:,} captured or fetched; {_reasons(flow.dropped)}"
    if "media" in ledgers:
        flow = ledgers["media"].flow("media")
        yield "media", f"{flow.kept:,}", _of(flow, "captured")
    if "links" in ledgers:
        flow = ledgers["links"].flow("media segments")
        yield "media linked", f"{flow.kept:,}", _of(flow, "on pages")
    if "selection" in ledgers:
        flow = ledgers["selection"].flow("documents")
        yield "documents kept", f"{flow.kept:,}", _reasons(flow.dropped)
        flow = ledgers["selection"].flow("segments")
        yield "segments kept", f"{flow.kept:,}", _reasons(flow.dropped)
        if missing := missing_scores(ledgers["selection"]):
            yield "scores missing", f"{len(missing):,}", f"nothing was judged by {', '.join(missing)}: none has it"
    if "tokens" in ledgers:
        counts = ledgers["tokens"].counts
        by_modality = {name: counts[f"tokens_{name}"] for name in _MODALITIES if counts[f"tokens_{name}"]}
        yield "tokens", f"{sum(by_modality.values()):,}", _numbers(by_modality.items())
        languages = Counter({name[9:]: count for name, count in counts.items() if name.startswith("language_")})
        yield "languages", f"{len(languages)}", _numbers(_most_first(languages)[:8])
    if "shards" in ledgers:
        counts = ledgers["shards"].counts
        filled = sum(counts[f"tokens_{name}"] for name in _MODALITIES)
        share = filled / max(1, filled + counts["tokens_padding"])
        flow = ledgers["shards"].flow("documents")
        if flow.dropped:
            yield "documents packed", f"{flow.kept:,}", _of(flow, "encoded")
        note = f"{share:.1%} full · {filled:,} tokens with each document's <bos> and <eos>"
        yield "sequences", f"{counts['sequences']:,}", note


def _of(flow: Flow, where: str) -> str:
    return f"of {flow.entered:,} {where}" + (f"; {_reasons(flow.dropped)}" if flow.dropped else "")


def _reasons(dropped: Counter[str]) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in _most_first(dropped)[:_REASONS_TOLD]) + (
        f", {how_many(more, 'more reasons')}" if (more := len(dropped) - _REASONS_TOLD) > 0 else ""
    )


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _numbers(pairs: Iterable[tuple[str, int]]) -> str:
    return " · ".join(f"{name} {count:,}" for name, count in pairs)
