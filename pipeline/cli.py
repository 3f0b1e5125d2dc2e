"""The command line. Nothing heavy is imported before a command needs it."""

import gc
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..schemas.errors import WeftError
from .export.formats import ExportedImages, ExportFormat
from .logs import quiet_logs

app = typer.Typer(
    name="weft",
    help="Builds interleaved multimodal pretraining corpora: web pages, images, audio and video in, "
    "sharded WebDataset tars of token sequences out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
recipe_app = typer.Typer(help="Check a recipe, or print the JSON Schema of recipes.", no_args_is_help=True)
app.add_typer(recipe_app, name="recipe")


class StageName(StrEnum):
    """The stages, in order."""

    CRAWL = "crawl"
    EXTRACT = "extract"
    FETCH = "fetch"
    MEDIA = "media"
    LINKS = "links"
    SIGNALS = "signals"
    DUPLICATES = "duplicates"
    CONTAMINATION = "contamination"
    SELECTION = "selection"
    VOCABULARY = "vocabulary"
    TOKENS = "tokens"
    SHARDS = "shards"


class TextFormat(StrEnum):
    """How ``weft extract`` prints segments."""

    JSONL = "jsonl"
    MARKDOWN = "markdown"


RecipePath = Annotated[Path, typer.Argument(help="The recipe, a YAML file.", show_default=False)]
CorpusPath = Annotated[str, typer.Argument(help="Folder or fsspec url of a corpus.", show_default=False)]
ShardsPath = Annotated[str, typer.Argument(help="Folder of shards, or one tar.", show_default=False)]


@app.command(context_settings={"allow_extra_args": True})
def build(
    context: typer.Context,
    recipe: RecipePath,
    until: Annotated[StageName | None, typer.Option(help="Stop after this stage.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes on this machine; 0 fits the input.")] = 0,
    runner: Annotated[str, typer.Option(help="`local`, or a Beam runner such as FlinkRunner.")] = "local",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say which stages would run; run none.")] = False,
) -> None:
    """Carry out RECIPE: every stage that is not done yet. Options after `--` go to Beam."""
    from rich.console import Console

    with one_line_errors():
        from .recipe_file import load_recipe

        loaded = load_recipe(recipe)
        if workers > 1 and runner == "local" and not dry_run:
            from .worker_server import start_server

            start_server()  # its imports take as long as those below, on another core
        with lasting_imports():
            from .beam import Engine
            from .build import build as build_corpus
            from .build import plan
            from .console import ConsoleProgress, print_plan, print_summary

        console = Console()
        if dry_run:
            print_plan(console, plan(loaded, until), loaded.corpus)
            return
        engine = Engine(runner, workers, tuple(context.args))
        runs = build_corpus(loaded, engine, until, ConsoleProgress(console))
        print_summary(console, runs, shorter(loaded.corpus))


@app.command()
def status(corpus: CorpusPath) -> None:
    """Which stages of CORPUS are done, and what each kept and dropped."""
    from rich.console import Console

    with one_line_errors():
        with lasting_imports():
            from .build import asking, check_is_corpus, last_recipe, past_runs, plan
            from .console import ConsoleProgress, print_summary
            from .storage import Corpus

        read = Corpus(existing(corpus))
        begun = asking(read)
        if begun is None:
            check_is_corpus(read)
        runs = past_runs(read)
        console = Console()
        progress = ConsoleProgress(console)
        current = {stage for stage, is_done in plan(last_recipe(read), None) if is_done}
        for run in runs:
            progress.done(run)
            if run.stage not in current:
                console.print("  out of date: its inputs or the recipe changed since; build again", style="yellow")
        if begun is not None:
            stage, how_far = begun
            console.print(f"  {stage:<14}{'not done':>12}  {how_far}; `weft build` goes on", highlight=False)
        if runs:
            print_summary(console, runs, corpus)


@app.command()
def explain(
    corpus: CorpusPath, url: Annotated[str, typer.Argument(help="Of a page or a medium.", show_default=False)]
) -> None:
    """The story of one URL: captured, extracted, judged by which rules with which values, and where it went."""
    from rich.console import Console

    with one_line_errors():
        from .inspect.explain import explain as story_of
        from .inspect.explain import render
        from .storage import Corpus

        render(story_of(Corpus(existing(corpus)), url), Console())


@app.command()
def inspect(
    shards: ShardsPath,
    sample: Annotated[str | None, typer.Option(help="Key of one sample to show.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Samples to show.")] = 1,
) -> None:
    """Look into SHARDS: spans in colour, text decoded, media named."""
    from rich.console import Console

    with one_line_errors():
        from .inspect.viewer import inspect_shards

        inspect_shards(existing(shards), Console(), sample_key=sample, limit=limit)


@app.command()
def report(corpus: CorpusPath) -> None:
    """Write the report of CORPUS: one HTML page with the funnel, reasons with examples, tokens and pictures."""
    with one_line_errors():
        from .build import check_is_corpus
        from .inspect.card import write_cards
        from .inspect.report import write_report
        from .storage import Corpus

        read = Corpus(existing(corpus))
        check_is_corpus(read)
        typer.echo(f"report        {shorter(write_report(read))}")
        if read.exists("shards/manifest.json"):
            card, croissant = write_cards(read)
            typer.echo(f"dataset card  {shorter(card)}\nCroissant     {shorter(croissant)}")


@app.command()
def verify(shards: ShardsPath) -> None:
    """Check every byte, count and index of SHARDS; problems are listed, and the exit code is 1."""
    from rich.console import Console

    with one_line_errors():
        from .inspect.verification import print_verification

        if not print_verification(existing(shards), Console()):
            raise typer.Exit(1)


@app.command()
def export(
    corpus: CorpusPath,
    to: Annotated[ExportFormat, typer.Option(help="The format.", show_default=False)],
    out: Annotated[str, typer.Option(help="A new folder, or fsspec url of one.", show_default=False)],
    images: Annotated[ExportedImages, typer.Option(help="Urls alone, or files beside them.")] = ExportedImages.URLS,
) -> None:
    """Write the kept documents of CORPUS as others publish interleaved sets."""
    with one_line_errors():
        from .export.export import export as export_corpus
        from .storage import Corpus

        counts = export_corpus(Corpus(existing(corpus)), to, Corpus(out), images)
        typer.echo(f"{out}: " + ", ".join(f"{number:,} {what}" for what, number in counts.items()))


@app.command()
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            help="An HTML page, a PDF, an EPUB, Markdown (.md) or text (.txt); `-` reads standard input.",
            show_default=False,
        ),
    ],
    url: Annotated[str, typer.Option(help="Where it came from: links start there.", show_default=False)],
    format_: Annotated[TextFormat, typer.Option("--format", help="What to print.")] = TextFormat.JSONL,
) -> None:
    """Print what extraction makes of FILE: its segments in reading order."""
    with one_line_errors():
        from .documents.one_file import read_one
        from .extract.rendering import as_jsonl, as_markdown
        from .urls import canonical

        if canonical(url) is None:
            raise ValueError(f"--url {url!r} is not an http(s) url; links start there")
        payload = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        document = read_one(payload, str(file), url)
        for line in as_markdown(document) if format_ is TextFormat.MARKDOWN else as_jsonl(document):
            typer.echo(line)


@recipe_app.command("check")
def check_recipe(recipe: RecipePath) -> None:
    """Check RECIPE: unknown keys and rules are named with their line and the nearest known one."""
    with one_line_errors():
        from .recipe_file import load_recipe
        from .sources.units import check_inputs

        loaded = load_recipe(recipe)
        check_inputs(loaded)
        sources = ", ".join(f"{source.name} ({source.kind})" for source in loaded.sources)
        typer.echo(f"{recipe}: good; sources {sources}; corpus in {shorter(loaded.corpus)}")


@recipe_app.command("schema")
def recipe_schema() -> None:
    """Print the JSON Schema of recipes, for editors."""
    import json

    from .recipe_file import recipe_schema as schema

    typer.echo(json.dumps(schema(), indent=2))


def existing(place: str) -> str:
    """The place, if it is there; errors say what to do otherwise."""
    import fsspec

    filesystem, path = fsspec.core.url_to_fs(place)
    if not filesystem.exists(path):
        raise FileNotFoundError(f"{place} is not there; give the folder that `weft build` wrote")
    return place


def shorter(path: str) -> str:
    """The path as seen from the working directory, where that is shorter."""
    here = str(Path.cwd()) + "/"
    return path.removeprefix(here)


@contextmanager
def lasting_imports() -> Iterator[None]:
    """Objects made here stay to the end: no collection looks at them, neither meanwhile nor when the process ends.

    Of the two seconds that Beam takes to come and go, it saves half of one.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def one_line_errors() -> Iterator[None]:
    """A user's mistake, or a failed stage, is one line and exit code 2; a bug of weft's own keeps its trace."""
    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:  # of a pipe whose reader has enough; typer ends in silence
        raise
    except KeyboardInterrupt:
        typer.echo("weft: stopped; run the same command again to go on", err=True)
        raise typer.Exit(130) from None
    except (WeftError, OSError, ValueError) as error:
        typer.echo(f"weft: {one_line(error)}", err=True)
        raise typer.Exit(2) from None


def one_line(error: Exception) -> str:
    """What an error says, on one line; a file that the system has trouble with comes first."""
    if isinstance(error, OSError) and not isinstance(error, WeftError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__


def main() -> None:
    """Entry point."""
    quiet_logs()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ is no reason to stop
    app()
