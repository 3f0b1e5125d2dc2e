"""Which of the scores that a recipe judges by are in the corpus at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ..filters.document_rules import DocumentScores
from ..filters.rules import Rule
from ..filters.segment_rules import MediaScores
from .ledger import Ledger

_DOCUMENTS, _MEDIA = "scored_documents_", "scored_media_"


@dataclass(frozen=True)
class JudgedScores:
    """Names of the scores that rules put bounds on."""

    of_documents: frozenset[str]
    of_media: frozenset[str]

    def account(self, ledger: Ledger, documents: Iterable[Iterable[Mapping[str, Any]]]) -> None:
        """Count the scores of documents and of their media; a name that nothing carries is counted as 0."""
        ledger.counts.update(dict.fromkeys((f"{_DOCUMENTS}{name}" for name in self.of_documents), 0))
        ledger.counts.update(dict.fromkeys((f"{_MEDIA}{name}" for name in self.of_media), 0))
        for score in chain.from_iterable(documents):
            if score["segment"] is None and score["name"] in self.of_documents:
                ledger.counts[f"{_DOCUMENTS}{score['name']}"] += 1
            elif score["segment"] is not None and score["name"] in self.of_media:
                ledger.counts[f"{_MEDIA}{score['name']}"] += 1


def judged_scores(rules: Iterable[Rule]) -> JudgedScores:
    """The scores that a recipe's rules name."""
    names: dict[type, set[str]] = {DocumentScores: set(), MediaScores: set()}
    for rule in rules:
        if isinstance(rule, DocumentScores | MediaScores):
            names[type(rule)] |= {name for name, _ in (*rule.min, *rule.max)}
    return JudgedScores(frozenset(names[DocumentScores]), frozenset(names[MediaScores]))


def missing_scores(selection: Ledger) -> list[str]:
    """What no document or medium carried of that which rules judge by, in words: ``toxic_prob of documents``."""
    return [
        f"{name.removeprefix(prefix)} of {things}"
        for prefix, things in ((_DOCUMENTS, "documents"), (_MEDIA, "media"))
        for name, count in sorted(selection.counts.items())
        if name.startswith(prefix) and not count
    ]
