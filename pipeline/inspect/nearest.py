"""The names most like one that is not there."""

import difflib
from collections.abc import Iterable, Iterator
from heapq import nlargest

import pyarrow.compute as pc

from ..storage import Corpus
from .documents import VISITED, part_names

CANDIDATES = 200
"""Names compared letter by letter, after a first choice by common beginning and ending."""


def nearest(name: str, known: Iterable[str], number: int = 3) -> list[str]:
    """Up to ``number`` of ``known`` that look most like ``name``, nearest first. One pass, bounded memory."""
    likely = nlargest(CANDIDATES, known, key=lambda other: (_overlap(name, other), other))
    ranked = sorted(set(likely), key=lambda other: (-difflib.SequenceMatcher(None, name, other).ratio(), other))
    return ranked[:number]


def known_urls(corpus: Corpus) -> Iterator[str]:
    """Every url that was captured, visited, extracted, or named by a page for a medium; some come more than once."""
    for table in ("captures/index", "documents", VISITED):
        for name in part_names(corpus, table):
            for batch in corpus.batches(name, ["url"]):
                yield from batch.column("url").to_pylist()
    for name in part_names(corpus, "documents"):
        for batch in corpus.batches(name, ["segments.list.element.media_url"]):
            yield from filter(None, pc.struct_field(batch.column(0).flatten(), "media_url").to_pylist())


def _overlap(name: str, other: str) -> int:
    """Characters in common at both ends."""
    return _common(name, other) + _common(name[::-1], other[::-1])


def _common(name: str, other: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other))
    )
