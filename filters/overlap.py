"""Contamination: n-grams that a document shares with evaluation sets (Brown et al. 2020, appendix C).

An n-gram is 13 words (``words``) of the NFKC form of a text, so case and punctuation do not matter. An
evaluation text of 8 to 12 words is one n-gram of its own length; shorter ones say too little to be looked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .characters import mix
from .words import normalised_words

NGRAM_WORDS = 13
MIN_WORDS = 8
"""Fewer words than this (Llama 3 and PaLM use 8-grams) make no n-gram."""

_FACTOR = np.uint64(0xD1342543DE82EF95)


@dataclass(frozen=True, slots=True)
class OverlapIndex:
    """The n-grams of all evaluation sets, for each length that occurs."""

    evaluations: tuple[str, ...]
    hashes: dict[int, NDArray[np.uint64]]
    """n to the different hashes, sorted."""
    sets: dict[int, NDArray[np.uint64]]
    """n to one bit mask for each hash: bit i is set when evaluation i has it."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one document shares with the index."""

    ngrams: int
    """Places in the document at which a shared n-gram begins (counted once for each length)."""
    coverage: float
    """Share of the document's words inside them."""
    evaluations: tuple[str, ...]
    """Names of the sets, in the index' order."""


def ngram_hashes(text: str, n: int = NGRAM_WORDS) -> NDArray[np.uint64]:
    """uint64 [max(0, words - n + 1)]: a hash for every n words in a row, in order."""
    return _rolled(normalised_words(text).hashes, n)


def overlap_index(evaluations: Sequence[tuple[str, Iterable[str]]]) -> OverlapIndex:
    """The index of (name, texts) pairs; at most 64 evaluations. Raises ValueError beyond that."""
    if len(evaluations) > 64:
        raise ValueError(f"{len(evaluations)} evaluation sets: an index holds at most 64")
    found: dict[int, list[tuple[NDArray[np.uint64], int]]] = {}
    for number, (_, texts) in enumerate(evaluations):
        for text in texts:
            words = normalised_words(text).hashes
            if len(words) >= MIN_WORDS:
                n = min(NGRAM_WORDS, len(words))
                found.setdefault(n, []).append((_rolled(words, n), number))
    hashes: dict[int, NDArray[np.uint64]] = {}
    sets: dict[int, NDArray[np.uint64]] = {}
    for n, grams in sorted(found.items()):
        hashes[n], places = np.unique(np.concatenate([values for values, _ in grams]), return_inverse=True)
        bits = np.repeat(
            np.array([1 << number for _, number in grams], np.uint64), [len(values) for values, _ in grams]
        )
        sets[n] = np.zeros(len(hashes[n]), np.uint64)
        np.bitwise_or.at(sets[n], places, bits)
    return OverlapIndex(tuple(name for name, _ in evaluations), hashes, sets)


def overlap(text: str, index: OverlapIndex) -> Overlap:
    """What ``text`` shares with the evaluation sets of ``index``."""
    words = normalised_words(text).hashes
    covered = np.zeros(len(words), np.bool_)
    ngrams = 0
    mask = 0
    for n, known in index.hashes.items():
        grams = _rolled(words, n)
        if not len(grams):
            continue
        places = np.minimum(np.searchsorted(known, grams), len(known) - 1)
        shared = np.flatnonzero(known[places] == grams)
        if len(shared):
            ngrams += len(shared)
            mask |= int(np.bitwise_or.reduce(index.sets[n][places[shared]]))
            for offset in range(n):
                covered[shared + offset] = True
    names = tuple(name for number, name in enumerate(index.evaluations) if mask >> number & 1)
    return Overlap(ngrams, float(covered.mean()) if len(covered) else 0.0, names)


def _rolled(words: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    count = len(words) - n + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    hashes = words[:count]
    for offset in range(1, n):
        hashes = hashes * _FACTOR + words[offset : offset + count]
    return mix(hashes)
