"""A story on a terminal: one table of facts a stage, every value escaped."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..sources.locations import CONTAINED, described
from ..unpadded import Unpadded
from ..wording import how_many
from .checks import Verdict
from .document_story import DocumentStory
from .story import CaptureFacts, MediumStory, PageShowing, Story, VisitFacts
from .terminal import block, line

Facts = Iterable[tuple[str, Text]]
PLACEMENTS_SHOWN = 12


def render(story: Story, console: Console) -> None:
    """Print the story in the order of the stages; nothing in it is read as markup, no control character passes."""
    console.print(Unpadded(line(story.url, "bold")))
    if story.visits:
        _section(console, "visited", [(visit.table, _visited(visit)) for visit in story.visits])
    for capture in story.captures:
        _section(console, "captured", _captured(capture))
    for document in story.documents:
        _print_document(document, console)
    for medium in story.media:
        _section(console, "medium", _medium(medium))
    if story.embed:
        _section(console, "embed", _embed(story))
    if story.pages_total:
        title = f"this url is on {how_many(story.pages_total, 'pages')}, kept and dropped ones"
        _section(console, title, [_showing(page) for page in story.pages])
    if story.linking:
        title = f"{how_many(story.linking_total, 'visited pages')} with a link to it"
        _section(console, title, [("page", line(url)) for url in story.linking])
    if story.untold:
        console.print(Text(f"\nThe url was captured {how_many(story.untold, 'more times')}.", style="dim"))
    if story.waiting:
        console.print(Text(f"\nNot run yet: {', '.join(story.waiting)}.", style="dim"))


def _print_document(document: DocumentStory, console: Console) -> None:
    _section(console, "extracted", _extracted(document))
    if document.media:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for title in ("segment", "medium", "facts", "outcome", "url"):
            table.add_column(title, overflow="fold")
        for medium in document.media:
            style = "green" if medium.outcome == "kept" else "dim" if "document" in medium.outcome else "red"
            identity = medium.media_id.hex()[:12] if medium.media_id else "–"
            table.add_row(
                str(medium.segment),
                line(f"{medium.kind} {identity}"),
                line(medium.facts),
                line(medium.outcome, style),
                line(medium.url),
            )
        _title(console, "media")
        console.print(Unpadded(Padding(table, (0, 0, 0, 2))))
    if document.rules:
        _title(console, "rules: signal, value, limit")
        console.print(Unpadded(Padding(_rules(document.rules), (0, 0, 0, 2))))
    _section(console, "selected", _selected(document))
    if document.tokens or document.placements:
        _section(console, "tokens", _tokens(document))


def _section(console: Console, title: str, facts: Facts) -> None:
    _title(console, title)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(Text(name), value)
    console.print(Unpadded(Padding(table, (0, 0, 0, 2))))


def _title(console: Console, title: str) -> None:
    console.print(Text(f"\n{title}", style="bold cyan"))


def _visited(visit: VisitFacts) -> Text:
    status = f"HTTP {visit.status}" if visit.status else "no response"
    last = f", last asked for {visit.final_url}"
    return line(f"{visit.kind}: {visit.outcome}, {status}, {how_many(visit.attempts, 'requests')}{last}")


def _captured(capture: CaptureFacts) -> Facts:
    when = capture.captured_at.isoformat(sep=" ", timespec="seconds") if capture.captured_at else "date unknown"
    yield "when", line(when)
    if capture.status:
        yield (
            "response",
            line(f"HTTP {capture.status}, {capture.mime or 'no type'}, {how_many(capture.payload_bytes, 'bytes')}"),
        )
    elif capture.payload_bytes:
        held = (
            "inside its document; no server was asked for it"
            if capture.file.startswith(CONTAINED)
            else "without an HTTP response"
        )
        content = f"{capture.mime or 'no type'}, {how_many(capture.payload_bytes, 'bytes')}, {held}"
        yield "content", line(content)
    yield "record", line(described(capture.file, capture.offset, capture.length))
    if capture.reason:
        target = f" to {capture.redirects_to}" if capture.redirects_to else ""
        yield "outcome", line(f"dropped: {capture.reason}{target}", "red")
    else:
        yield "outcome", line(capture.outcome, "green")


def _extracted(document: DocumentStory) -> Facts:
    yield "title", line(document.title or "–")
    yield "opening", block(document.opening, max_characters=400)
    yield "source", line(document.source)
    detected = f"{document.language} by its text, " if document.language else ""
    yield "language", line(f"{detected}{document.declared_language or 'none'} declared")
    yield "author", line(document.author or "none named")
    yield "published", line(document.published_at.isoformat() if document.published_at else "no date")
    if document.canonical_url not in ("", document.url):
        yield "canonical", line(document.canonical_url)
    yield "license", line(document.license or "none seen")
    yield "opt-outs", line(", ".join(document.opt_outs) or "none seen")
    if document.scores:
        yield "scores", line(", ".join(document.scores))
    yield "segments", line(", ".join(f"{number} {name}" for name, number in document.segments))
    if document.personal_data:
        yield "personal data", line(", ".join(f"{number} {name}" for name, number in document.personal_data))
    yield "doc_id", line(document.doc_id.hex())


def _rules(rules: Iterable[Verdict]) -> Table:
    """A line for each rule and, under it, one for each of its thresholds."""
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    marks = {True: Text("pass", "green"), False: Text("FAIL", "bold red"), None: Text("not asked", "dim")}
    for verdict in rules:
        answer = line(verdict.reason, "bold red") if verdict.reason else Text("pass", "green")
        table.add_row(line(verdict.rule, "bold"), Text(), Text(), answer)
        for check in verdict.checks:
            signal = line(check.signal)
            signal.pad_left(2)
            table.add_row(signal, line(check.value), line(check.limit, "dim"), marks[check.passed])
    return table


def _selected(document: DocumentStory) -> Facts:
    if document.duplicate:
        twin = document.duplicate
        if twin.of:
            alike = f", similarity {twin.similarity:.2f}" if twin.similarity is not None else ""
            yield "duplicate", line(f"{twin.kind} of {twin.of}{alike}; {twin.documents} in the cluster")
        else:
            alone = "no other document is like it"
            yield (
                "duplicate",
                line(alone if twin.documents == 1 else f"the survivor of {how_many(twin.documents, 'documents')}"),
            )
    if document.contamination:
        ngrams, coverage, sets = document.contamination
        found = (
            f"{how_many(ngrams, 'n-grams')}, {coverage:.1%} of its words, of {', '.join(sets)}" if ngrams else "none"
        )
        yield "contamination", line(found)
    if document.keep is None:
        yield "outcome", line("not decided yet", "dim")
        return
    yield "outcome", line("kept", "bold green") if document.keep else line(f"dropped: {document.reason}", "bold red")
    for segment, kind, reason in document.holes:
        yield f"segment {segment}", line(f"{kind} taken out: {reason}")
    if document.edits:
        yield "edits", line(f"{how_many(document.edits, 'places')} with personal data replaced")


def _tokens(document: DocumentStory) -> Facts:
    total = sum(number for _, number in document.tokens)
    if total:
        kinds = ", ".join(f"{number:,} {name}" for name, number in document.tokens)
        yield "tokens", line(f"{total:,}: {kinds}")
    for piece in document.placements[:PLACEMENTS_SHOWN]:
        end = piece.start + piece.length
        yield piece.shard, line(f"{piece.key}, positions {piece.start:,} to {end:,}")
    if (more := len(document.placements) - PLACEMENTS_SHOWN) > 0:
        yield "", line(f"and {how_many(more, 'more places')}", "dim")


def _embed(story: Story) -> Facts:
    yield (
        "what",
        line(f"{story.embed} in a player, recorded by the url of the page where a person would watch or listen"),
    )
    if story.spelled:
        yield "asked as", line(f"{story.spelled}, another way to embed it")
    if story.media:
        yield "bytes", line("from a source that holds it under this url; the player's page is not asked for")
    else:
        yield "bytes", line("none: a player's page is no medium, so neither the crawl nor `fetch` asks for it")


def _showing(page: PageShowing) -> tuple[str, Text]:
    outcome = "not decided yet" if page.keep is None else "kept" if page.keep else f"dropped: {page.reason}"
    times = f", {how_many(page.times, 'times')}" if page.times > 1 else ""
    return outcome, line(", ".join([f"{page.url}{times}", *page.scores]))


def _medium(medium: MediumStory) -> Facts:
    yield "media_id", line(medium.media_id.hex())
    size = f", {medium.width} × {medium.height} pixels" if medium.width else ""
    length = f", {medium.duration_ms / 1000:.1f} s" if medium.duration_ms else ""
    yield (
        "decoded as",
        line(f"{medium.kind} ({medium.mime or 'no type'}), {how_many(medium.bytes, 'bytes')}{size}{length}"),
    )
    if medium.film:
        yield "film", line(", ".join(medium.film))
    if medium.transfer:
        yield "transfer", line(f"{medium.transfer} as captured, mapped to sRGB")
    if medium.sound:
        yield "sound", line(", ".join(medium.sound))
    if medium.error:
        yield "outcome", line(f"could not be read: {medium.error}", "red")
    else:
        yield "normalised", line(how_many(medium.stored_bytes or 0, "bytes"))
    if medium.uses is not None:
        yield "shown", line(f"{how_many(medium.uses, 'times')} in kept documents, under all of its urls")
    if medium.token_reason:
        yield "tokens", line(f"none: {medium.token_reason}", "red")
    elif medium.tokens is not None:
        yield "tokens", line(f"{medium.tokens:,}")
