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
        took = "done before" if run.was_done else f"{run.seconds:.1f} s"
        mark = "[dim]·[/dim]" if run.was_done else "[green]✓[/green]"
        line = f"{mark} {run.stage:<14}{took:>12}  {escape(in_short(run.ledger))}"
        self._console.print(line, highlight=False, soft_wrap=True)


def in_short(ledger: Ledger) -> str:
    """``42 captures kept, 3 dropped · 12 media kept``."""
    pieces = []
    for unit, flow in sorted(ledger.flows.items()):
        dropped = flow.dropped.total()
        pieces.append(how_many(flow.kept, unit) + (f", {dropped:,} dropped" if dropped else ""))
    return " · ".join(pieces)


def print_summary(console: Console, runs: list[StageRun], corpus: str) -> None:
    """The table at the end of a build: what came in, what stayed, what went and why, and what to do next."""
    ledgers = {run.stage: run.ledger for run in runs}
    console.print()
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for name, value, note in summary_rows(ledgers):
        table.add_row(name, value, Text(note))
    total_s = sum(run.seconds for run in runs if not run.was_done)
    fresh = sum(not run.was_done for run in runs)
    table.add_row(
        "time", f"{total_s:,.1f} s", "everything was done before" if not fresh else f"{how_many(fresh, 'stages')} run"
    )
    console.print(table)
    console.print()
    weft = escape(shlex.quote(_weft()))
    hints = [(f"{weft} report {escape(shlex.quote(corpus))}", "the whole story as one page")]
    if "shards" in ledgers:
        hints.insert(0, (f"{weft} inspect {escape(shlex.quote(f'{corpus}/shards'))}", "look into the sequences"))
    for number, (command, what) in enumerate(hints):
        line = f"{'      ' if number else 'next: '}[cyan]{command}[/cyan]   {what}"
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
        yield "sequences", f"{counts['sequences']:,}", f"{share:.1%} full"


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
