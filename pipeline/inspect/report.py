"""The report: one HTML file about a corpus, without scripts and without anything from outside.

Page text is hostile: every value is escaped, control and direction characters are taken out, no url of the
web becomes a link, and a content security policy forbids whatever would slip through.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ...schemas.shard import Modality
from ..scored import missing_scores
from ..shards.manifest import Manifest, token_totals
from ..storage import Corpus
from ..wording import how_many, named
from .funnel import MODALITIES, Funnel, StageFlow, read_funnel
from .gallery import Woven, gallery
from .media_facts import MediaFacts, media_facts
from .pictures import PictureBudget
from .recipe_used import IdleRule, idle_rules, recipe_of, recipe_text
from .reconstruction import Reconstruction, reconstructions

REPORT = "index.html"
MAX_RECIPE_CHARACTERS = 20_000
MEDIA_NAMES = {"image": "picture", "audio": "sound", "video": "video"}
"""What a reader calls one medium of a kind."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Figure:
    """One headline number."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Packing:
    """How full the sequences are; ``tokens`` are in the order of MODALITIES, ``positions`` count padding too."""

    sequences: int
    length: int
    tokens: tuple[int, ...]

    @property
    def positions(self) -> int:
        """Ids in all sequences."""
        return self.sequences * self.length

    @property
    def fullness(self) -> float:
        """Share of positions that are not padding."""
        return sum(self.tokens) / self.positions if self.positions else 0.0


@dataclass(frozen=True)
class Report:
    """Everything the template shows."""

    name: str
    sources: tuple[str, ...]
    headline: tuple[Figure, ...]
    funnel: Funnel
    untouched: tuple[StageFlow, ...]
    packing: Packing | None
    gallery: tuple[Woven, ...]
    media: MediaFacts
    reconstructions: tuple[Reconstruction, ...]
    rules: tuple[IdleRule, ...] | None
    missing_scores: tuple[str, ...]
    recipe: str
    fingerprint: str


def write_report(corpus: Corpus, folder: Corpus) -> str:
    """Read the corpus, write ``index.html`` into the folder and return its full path."""
    folder.write(REPORT, render(read_report(corpus)).encode("utf-8", "replace"))
    return folder.path(REPORT)


def read_report(corpus: Corpus) -> Report:
    """Gather what the report shows; stages that have not run leave their part empty."""
    funnel = read_funnel(corpus)
    media = media_facts(corpus)
    budget = PictureBudget()
    packing = packing_of(funnel.shards)
    done = {run.stage for run in funnel.runs}
    recipe = recipe_of(corpus)
    return Report(
        name=corpus.root.rstrip("/").rsplit("/", 1)[-1],
        sources=tuple(source.name for source in recipe.sources) if recipe else (),
        headline=tuple(_headline(funnel, media, packing)),
        funnel=funnel,
        untouched=tuple(flow for flow in funnel.flows if not flow.drops and flow.entered),
        packing=packing,
        gallery=gallery(corpus, budget) if {"selection", "links"} <= done else (),
        media=media,
        reconstructions=reconstructions(corpus, PictureBudget(pictures=16)) if "tokens" in done else (),
        rules=idle_rules(corpus, funnel.runs),
        missing_scores=tuple(
            name for run in funnel.runs if run.stage == "selection" for name in missing_scores(run.ledger)
        ),
        recipe=recipe_text(corpus)[:MAX_RECIPE_CHARACTERS],
        fingerprint=funnel.shards.fingerprint if funnel.shards else "",
    )


def packing_of(manifest: Manifest | None) -> Packing | None:
    """Sequences and their tokens by modality, off the shard set's manifest."""
    if manifest is None:
        return None
    totals = token_totals(manifest.shards)
    by_modality = tuple(totals.get(Modality[name.upper()].name.lower(), 0) for name in MODALITIES)
    return Packing(sum(shard.samples for shard in manifest.shards), manifest.length, by_modality)


def render(report: Report) -> str:
    """The HTML of a report."""
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report, modalities=MODALITIES, media_names=MEDIA_NAMES, css=Markup(_resource("report.css"))
    )


def _headline(funnel: Funnel, media: MediaFacts, packing: Packing | None) -> Iterable[Figure]:
    tokens = funnel.tokens
    if packing:
        yield Figure("tokens", compact(sum(packing.tokens)), f"in {how_many(packing.sequences, 'sequences')}")
    elif tokens.total:
        yield Figure("tokens", compact(tokens.total), "before packing")
    numbers = {station.label: station.number for station in funnel.stations}
    if "Extracted" in numbers:
        kept = numbers.get("Selected")
        share = f"{percent(kept / numbers['Extracted'])} kept" if kept is not None and numbers["Extracted"] else ""
        yield Figure("documents", compact(numbers["Extracted"] if kept is None else kept), share or "extracted")
    for kind in media.kinds:
        if kind.kind in MEDIA_NAMES:
            unused = f"of {kind.items:,} captured" if kind.used is not None else "captured"
            yield Figure(f"{MEDIA_NAMES[kind.kind]}s", compact(kind.items if kind.used is None else kind.used), unused)
    if tokens.languages:
        known = [share.name for share in tokens.languages[:4]]
        yield Figure("languages", str(len(tokens.languages)), ", ".join(known))
    if funnel.shards:
        shards = funnel.shards.shards
        yield Figure(
            "shards",
            size(sum(shard.bytes for shard in shards)),
            how_many(len(shards), "tar files"),
        )


def count(number: int) -> str:
    """``1,234,567``."""
    return f"{number:,}"


def compact(number: int) -> str:
    """Three digits at most: ``987``, ``12.3 k``, ``4.56 M``."""
    if abs(number) < 1000:
        return str(number)
    value, units = number / 1000, ["k", "M", "G", "T"]
    while abs(value) >= 999.5 and len(units) > 1:
        value /= 1000
        units.pop(0)
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}\u202f{units[0]}"


def percent(share: float) -> str:
    """``12.3%``; a share that rounds to nothing is ``<0.1%``."""
    if 0 < share < 0.001:
        return "<0.1%"
    return f"{share * 100:.1f}%"


def size(number: int) -> str:
    """Bytes in decimal units: ``12.3 MB``."""
    return f"{compact(number)}B" if number >= 1000 else f"{number}\u202fB"


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def seen(value: object) -> object:
    """Text without control characters and without characters that turn the direction of what follows."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\ufffd", value)
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=seen,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    environment.filters.update(count=count, compact=compact, percent=percent, size=size, how_many=how_many, named=named)
    environment.globals.update(zip=zip)
    return environment
