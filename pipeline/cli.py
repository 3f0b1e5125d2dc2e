"""The command line. Nothing heavy is imported before a command needs it."""

import errno
import gc
import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .. import __version__
from ..schemas.errors import WeftError
from .export.formats import ExportedImages, ExportFormat
from .logs import quiet_logs

if TYPE_CHECKING:
    from .storage import Corpus

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


def print_version(is_asked: bool) -> None:
    """Print the version and end, if it is asked for."""
    if is_asked:
        typer.echo(f"weft {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version of weft.")
    ] = False,
) -> None:
    """Options of weft itself."""


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
    """Which stages of CORPUS are done, how long each took, what it kept and dropped, and which are to come."""
    from rich.console import Console

    with one_line_errors():
        with lasting_imports():
            from .console import print_status
            from .status import status_of

        print_status(Console(), status_of(corpus_at(corpus)), corpus)


@app.command()
def explain(
    corpus: CorpusPath, url: Annotated[str, typer.Argument(help="Of a page or a medium.", show_default=False)]
) -> None:
    """The story of one URL: captured, extracted, judged by which rules with which values, and where it went."""
    from rich.console import Console

    with one_line_errors():
        from .inspect.explain import explain as story_of
        from .inspect.explain import render

        render(story_of(corpus_at(corpus), url), Console())


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
def report(
    corpus: CorpusPath,
    out: Annotated[str, typer.Option(help="Folder or fsspec url; `report` in the corpus unless given.")] = "",
) -> None:
    """Write the report of CORPUS: one HTML page with the funnel, reasons with examples, tokens and pictures."""
    with one_line_errors():
        from .build import check_is_corpus
        from .inspect.card import write_cards
        from .inspect.report import write_report
        from .storage import Corpus

        read = corpus_at(corpus)
        check_is_corpus(read)
        folder = Corpus(out or f"{corpus.rstrip('/')}/report")
        with other_folder_advised(out):
            typer.echo(f"report        {shorter(write_report(read, folder))}")
            if read.exists("shards/manifest.json"):
                card, croissant = write_cards(read, folder)
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
    images: Annotated[ExportedImages, typer.Option(help="Urls alone, or files, too.")] = ExportedImages.URLS,
) -> None:
    """Write the kept documents of CORPUS as others publish interleaved sets."""
    with one_line_errors():
        from .export.documents import IMAGES_HELD
        from .export.export import export as export_corpus
        from .storage import Corpus
        from .wording import how_many

        counts = export_corpus(corpus_at(corpus), to, Corpus(out), images)
        held = counts.pop(IMAGES_HELD, 0)
        typer.echo(f"{out}: " + (", ".join(how_many(number, what) for what, number in counts.items()) or "nothing"))
        if held and images is ExportedImages.URLS:
            typer.echo(f"{held:,} of the images have no address on the web; `--images files` writes them, too")


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
        from .models import check_vocabulary
        from .recipe_file import load_recipe
        from .sources.input_checks import check_inputs

        loaded = load_recipe(recipe)
        check_inputs(loaded)
        check_vocabulary(loaded)
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


def corpus_at(place: str) -> "Corpus":
    """The corpus in a folder, if that is there and one."""
    from .storage import Corpus

    corpus = Corpus(existing(place))
    if corpus.is_file():
        raise NotADirectoryError(f"{place} is a file; give the folder that `weft build` wrote")
    return corpus


@contextmanager
def other_folder_advised(out: str) -> Iterator[None]:
    """Where a corpus can't be written to, say that a report goes elsewhere, too; ``out`` is where it was to go."""
    try:
        yield
    except OSError as error:
        if out or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise WeftError(f"{one_line(error)}; give a folder for the report with --out") from error


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
        raise typer.Exit(_STOP.exit_code) from None
    except (WeftError, OSError, ValueError) as error:
        typer.echo(f"weft: {one_line(error)}", err=True)
        raise typer.Exit(2) from None


def one_line(error: Exception) -> str:
    """What an error says, on one line; a file that the system has trouble with comes first."""
    if isinstance(error, OSError) and not isinstance(error, WeftError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__


@dataclass
class Stop:
    """Ends the command as Ctrl-C does when a signal comes, and knows which one it was."""

    number: int = signal.SIGINT

    def __call__(self, number: int, _frame: object) -> NoReturn:
        """Handle a signal."""
        self.number = number
        raise KeyboardInterrupt

    @property
    def exit_code(self) -> int:
        """As shells have it."""
        return 128 + self.number


_STOP = Stop()


def main() -> None:
    """Entry point."""
    quiet_logs()
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _STOP)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ is no reason to stop
    app()
