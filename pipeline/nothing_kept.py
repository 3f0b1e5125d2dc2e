"""The end of a build of which no document is left: there is nothing to make a vocabulary or a sequence of."""

from collections import Counter

from ..filters.selection import NOTHING_LEFT
from ..schemas.errors import WeftError
from ..schemas.recipe import Recipe
from .ledger import Ledger
from .wording import how_many

_REASONS_TOLD = 4


class NothingKeptError(WeftError):
    """Selection kept no document; the message says how many there were, why they went, and what to do."""


def check_kept(recipe: Recipe, ledgers: dict[str, Ledger]) -> None:
    """Raise NothingKeptError if the ledger of selection has no document that stays."""
    documents = ledgers["selection"].flow("documents")
    if documents.kept:
        return
    if not documents.entered:
        captures = ledgers["extract"].flow("captures")
        all_of_them = f"all {captures.entered:,} captures were dropped or are media"
        if captures.entered == 1:
            all_of_them = "their one capture was dropped or is a medium"
        raise NothingKeptError(
            f"the sources gave no document: {all_of_them} ({_told(captures.dropped) or 'none was dropped'}); "
            "see that the sources are read as what they are"
        )
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
