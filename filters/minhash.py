"""Near duplicates: shingles of words, MinHash signatures and bands (Broder 1997; Leskovec et al., chapter 3).

**Definition.** A text's words are those of its NFKC form (``words``). A *shingle* is five words in a row; its
64-bit hash is ``mix(Σ hash(word i) · 0xD1342543DE82EF95^(4-i))`` modulo 2^64. A text of one to four words has one
shingle of all its words; a text without words has none.

Permutation p of 112 sends the upper 32 bits x of a shingle's hash to ``a_p · x + b_p`` modulo 2^32, a bijection as
a_p is odd; a_p and b_p are the upper halves of SplitMix64 of 2p+1 and 2p+2. The *signature* is the smallest
value under each. 14 bands of 8 rows make two documents candidates with probability 1 - (1 - s^8)^14 for Jaccard
similarity s: 0.57 at 0.7, 0.92 at 0.8 and 1.0 at 0.9, as for FineWeb (arXiv 2406.17557).
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .characters import mix
from .words import normalised_words

SHINGLE_WORDS = 5
PERMUTATIONS = 112
BANDS = 14
ROWS = PERMUTATIONS // BANDS

EMPTY = np.uint32(0xFFFFFFFF)
"""Every value of the signature of a document without shingles."""

_FACTOR = np.uint64(0xD1342543DE82EF95)
_GROUP_SHINGLES = 1 << 14
_GROUP_PERMUTATIONS = 4
"""Taken at once; 4 × 16,384 × 4 bytes stay in a core's second cache. A larger document is a group of its own."""


def shingle_hashes(text: str) -> NDArray[np.uint64]:
    """uint64 [n]: the different shingles of ``text``, sorted."""
    hashes = normalised_words(text).hashes
    size = min(SHINGLE_WORDS, len(hashes))
    if not size:
        return hashes
    count = len(hashes) - size + 1
    rolled = hashes[:count]
    for offset in range(1, size):
        rolled = rolled * _FACTOR + hashes[offset : offset + count]
    return _sorted_set(mix(rolled))


def signature(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """uint32 [112]: the smallest value of the shingles under each permutation; ``EMPTY`` without shingles."""
    row: NDArray[np.uint32] = signatures([shingles])[0]
    return row


def signatures(documents: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint32]:
    """uint32 [len(documents), 112]: one signature a row; a row depends on its own document alone."""
    result = np.full((len(documents), PERMUTATIONS), EMPTY, np.uint32)
    group: list[int] = []
    shingles = 0
    for row, document in enumerate(documents):
        if not len(document):
            continue
        if group and shingles + len(document) > _GROUP_SHINGLES:
            result[group] = _group_signatures([documents[member] for member in group])
            group, shingles = [], 0
        group.append(row)
        shingles += len(document)
    if group:
        result[group] = _group_signatures([documents[member] for member in group])
    return result


def _group_signatures(documents: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint32]:
    """uint32 [len(documents), 112]; every document has a shingle.

    A few permutations over many documents' shingles at once keep the working set in the cache.
    """
    factors, offsets = _permutations()
    upper = (np.concatenate(documents) >> np.uint64(32)).astype(np.uint32)
    begins = np.cumsum([0, *map(len, documents[:-1])])
    smallest = np.empty((PERMUTATIONS, len(documents)), np.uint32)
    values = np.empty((_GROUP_PERMUTATIONS, len(upper)), np.uint32)
    for first in range(0, PERMUTATIONS, _GROUP_PERMUTATIONS):
        some = slice(first, first + _GROUP_PERMUTATIONS)
        np.multiply(upper, factors[some], out=values)
        np.add(values, offsets[some], out=values)
        np.minimum.reduceat(values, begins, axis=1, out=smallest[some])
    return smallest.T


def band_hashes(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """uint64 [..., 14] for signatures [..., 112]: two documents with an equal hash in a band are candidates.

    The band's number is part of its hash, so hashes of all bands can share one table. A document without
    shingles is no candidate for anything: leave it out before.
    """
    rows = signatures.reshape(*signatures.shape[:-1], BANDS, ROWS).astype(np.uint64)
    return mix((rows * _row_factors()).sum(axis=-1, dtype=np.uint64) ^ np.arange(BANDS, dtype=np.uint64))


def jaccard(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> float:
    """Jaccard similarity of two sorted sets of hashes, 0 to 1; of two empty sets 0."""
    if not len(left) or not len(right):
        return 0.0
    if len(left) > len(right):
        left, right = right, left
    places = np.minimum(np.searchsorted(right, left), len(right) - 1)
    shared = int(np.count_nonzero(right[places] == left))
    return shared / (len(left) + len(right) - shared)


def _sorted_set(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values.sort()
    different = np.empty(len(values), np.bool_)
    different[0] = True
    np.not_equal(values[1:], values[:-1], out=different[1:])
    return values[different]


@cache
def _row_factors() -> NDArray[np.uint64]:
    return mix(np.arange(1, PERMUTATIONS + 1, dtype=np.uint64)).reshape(BANDS, ROWS) | np.uint64(1)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors (odd) and offsets, each uint32 [112, 1]."""
    draws = (mix(np.arange(1, 2 * PERMUTATIONS + 1, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)
    return draws[0::2, None] | np.uint32(1), draws[1::2, None]
