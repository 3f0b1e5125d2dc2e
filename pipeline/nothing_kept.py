"""The end of a build of which no document is left: there is nothing to make a vocabulary or a sequence of."""

from collections import Counter

from ..filters.selection import NOTHING_LEFT
from ..schemas.errors import WeftError
from ..schemas.recipe import Recipe
from ..schemas.tables import CaptureOutcome
from .ledger import Ledger
from .sources.units import units
from .storage import Corpus
from .wording import how_many

_REASONS_TOLD = 4
_FILES_TOLD = 3


class NothingKeptError(WeftError):
    """No document is left; the message says how many there were, why they went, and what to do."""


def check_documents(corpus: Corpus, recipe: Recipe) -> None:
    """Raise NothingKeptError if extraction made no document; it names the files and says what became of each."""
    told: dict[str, Ledger] = {}
    for unit, part in zip(units(corpus, recipe), corpus.parts("documents"), strict=True):
        info = corpus.info(part)
        ledger = Ledger() if info is None else info.ledger
        if ledger.counts[f"captures_{CaptureOutcome.DOCUMENT}"]:
            return
        told.setdefault(unit.file, Ledger()).add(ledger)
    said = ", ".join(f"{file} ({_ended(ledger)})" for file, ledger in list(told.items())[:_FILES_TOLD])
    if (more := len(told) - _FILES_TOLD) > 0:
        said += f", {how_many(more, 'more files')}"
    raise NothingKeptError(f"the sources gave no document: {said}; see that each is read as the `kind` that it is")


def _ended(ledger: Ledger) -> str:
    captures = ledger.flow("captures")
    return _told(captures.dropped + Counter(media=captures.kept)) or "nothing in it"


def check_kept(recipe: Recipe, ledgers: dict[str, Ledger]) -> None:
    """Raise NothingKeptError if the ledger of selection has no document that stays."""
    documents = ledgers["selection"].flow("documents")
    if documents.kept:
        return
    said = f"selection kept none of {how_many(documents.entered, 'documents')} ({_told(documents.dropped)}"
    if NOTHING_LEFT in documents.dropped and (media := ledgers["links"].flow("media segments").dropped):
        said += f"; of their media: {_told(media)}"
    advice = "change `rules` in the recipe and build again: only selection and what follows is made anew"
    if recipe.rules is None:
        advice = f"the default rules are made for pages of prose, docs/sources.md has some for captions; {advice}"
    raise NothingKeptError(f"{said}); {advice}; `weft explain {recipe.corpus} URL` shows what a rule measured")


def _told(dropped: Counter[str]) -> str:
    """The most frequent reasons, and how many more there are."""
    ranked = sorted(dropped.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{reason} {count:,}" for reason, count in ranked[:_REASONS_TOLD])
    return told + (f", {how_many(more, 'more reasons')}" if (more := len(ranked) - _REASONS_TOLD) > 0 else "")
