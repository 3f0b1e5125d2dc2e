"""signals: what is measured of each document and segment. Aligned with ``documents``; shuffles nothing."""

from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import pyarrow as pa

from ...filters.language import FastTextLanguage, LanguageModel, cld2_language
from ...filters.pii import pii_spans
from ...filters.signals import TextSignals, aside_text, document_text, text_signals
from ...filters.words import word_counts
from ...schemas.recipe import Recipe
from ...schemas.tables import SIGNALS
from ..sources.units import file_facts
from ..stage import Job, PartStage, installed


@dataclass(frozen=True)
class Signals(PartStage):
    """The stage."""

    name = "signals"
    version = 5
    after = ("extract",)
    tables = ("signals",)

    def settings(self, recipe: Recipe) -> Any:
        return recipe.signals.model_dump()

    def inputs(self, job: Job) -> Any:
        model = job.recipe.signals.language_model
        return [file_facts(model) if model else None, installed("pycld2", "phonenumbers")]

    def make(self, job: Job, part: int, name: str) -> None:
        language = language_model(job.recipe.signals.language_model, job.key)
        with job.writing(name, SIGNALS) as out:
            for batch in job.corpus.batches(job.name("documents", part), ["doc_id", "segments"]):
                out.batch(measured(batch, language))
                out.ledger.keep("documents", batch.num_rows)


@lru_cache(maxsize=1)
def language_model(path: str, key: str) -> LanguageModel:
    """The language identifier of a recipe, loaded once a process for each stage key."""
    return FastTextLanguage(path) if path else cld2_language


def measured(documents: pa.RecordBatch, language: LanguageModel = cld2_language) -> pa.RecordBatch:
    """Rows of ``SIGNALS`` for rows of ``documents`` (``doc_id`` and ``segments``)."""
    flat = documents.column("segments").flatten()
    kinds, roles, texts, joints = (flat.field(name).to_pylist() for name in ("kind", "role", "text", "joint"))
    words = word_counts(texts)
    lengths = documents.column("segments").value_lengths().to_pylist()
    rows = []
    for doc_id, end, length in zip(documents.column("doc_id"), accumulate(lengths), lengths, strict=True):
        inside = slice(end - length, end)
        signals = _signals(kinds[inside], roles[inside], texts[inside], joints[inside], language)
        segments = [
            {"words": int(count), "characters": len(text)}
            for count, text in zip(words[inside], texts[inside], strict=True)
        ]
        pii = _personal_data(texts[inside], signals.language)
        rows.append({"doc_id": doc_id.as_py(), **asdict(signals), "segments": segments, "pii": pii})
    return pa.RecordBatch.from_pylist(rows, schema=SIGNALS)


def _signals(
    kinds: list[str], roles: list[str], texts: list[str], joints: list[str | None], language: LanguageModel
) -> TextSignals:
    """Those of the running text; a document without any is in the language of its captions."""
    text = document_text(kinds, roles, texts, joints)
    signals = text_signals(text, language)
    captions = "" if text else aside_text(kinds, roles, texts)
    if not captions:
        return signals
    code, score = language(captions)
    return replace(signals, language=code, language_score=score)


def _personal_data(texts: list[str], language: str) -> list[dict[str, Any]]:
    return [
        {"segment": segment, "start": span.start, "end": span.end, "kind": span.kind}
        for segment, text in enumerate(texts)
        if text
        for span in pii_spans(text, language)
    ]
