"""k-means on small integers: the same codes on any CPU, with any number of threads, for any order of points.

Floating point sums depend on their order, and so on threads, vector width and library. Integers that float32
holds exactly do not. For points and codes of dimension d with absolute values up to B, every number met in
``|x|² + |c|² - 2 x·c``, in any order of summation, is an integer of at most ``4 d B²``. Where that is below 2²⁴
(the largest range of consecutive integers in float32) each distance is exact, whichever way it is computed:
d = 192 with int8 values gives 12,582,912 < 16,777,216.
"""

import faiss
import numpy as np
from numpy.typing import NDArray

from .content_order import content_hashes

_EXACT = 1 << 24
_BLOCK_ROWS = 1 << 15
_CANDIDATES = 4
"""Nearest codes asked for at once, so that ties are seen; their order within a tie is the library's."""

_DIVISORS = (1, 4, 8)
"""Share of the points an iteration sees, as one over this, from the last third of the iterations to the first."""
_MIN_POINTS_PER_CODE = 8


class CodeIndex:
    """Exact search of the nearest code; among codes at the same distance the lowest index."""

    def __init__(self, codes: NDArray[np.int8]) -> None:
        """``codes``: int8 [k, d], k >= 1. ValueError when distances would not be exact in float32."""
        self._codes = codes
        self._check_exact(codes)
        self._index = faiss.IndexFlatL2(codes.shape[1])
        self._index.add(codes.astype(np.float32))

    def _check_exact(self, values: NDArray[np.int8]) -> None:
        largest = max(abs(int(values.min(initial=0))), abs(int(values.max(initial=0))))
        if 4 * values.shape[1] * largest**2 >= _EXACT:
            raise ValueError(f"values up to {largest} in {values.shape[1]} dimensions are not exact in float32")

    def nearest(self, points: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Index of the nearest code and squared distance to it, each [n], for points int8 [n, d]."""
        self._check_exact(points)
        count = min(_CANDIDATES, len(self._codes))
        indices = np.empty(len(points), np.int64)
        distances = np.empty(len(points), np.int64)
        for start in range(0, len(points), _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            found_distances, found = self._index.search(points[block].astype(np.float32), count)
            tied = found_distances == found_distances[:, :1]
            best = np.where(tied, found, len(self._codes)).min(axis=1)
            if count < len(self._codes):
                for row in np.flatnonzero(tied.all(axis=1)):
                    best[row] = self._lowest(points[start + row])
            indices[block], distances[block] = best, found_distances[:, 0]
        return indices, distances

    def _lowest(self, point: NDArray[np.int8]) -> int:
        difference = self._codes.astype(np.int32) - point
        return int((difference * difference).sum(axis=1).argmin())


def train_codes(points: NDArray[np.int8], k: int, iterations: int) -> NDArray[np.int8]:
    """Lloyd's algorithm in exact integers: int8 [k', d] from points int8 [n, d].

    Starts from the ``k`` distinct points whose content hashes are smallest. A code is the mean of its points,
    rounded to the nearest integer (halves up); a code without points moves to the points that lie farthest from
    their codes. The first third of the iterations sees an eighth of the points, the second a quarter (those with
    the smallest hashes, at least 8 a code), the last all: half the work, and codes no worse. Stops after
    ``iterations`` or when nothing moves. There are fewer codes than ``k`` where there are fewer distinct points.
    ValueError without points.
    """
    if not len(points):
        raise ValueError("k-means needs at least one point")
    distinct, weights = _distinct(points)
    codes = distinct[:k].copy()
    for iteration in range(iterations):
        divisor = _DIVISORS[(iterations - 1 - iteration) * len(_DIVISORS) // iterations]
        seen = min(len(distinct), max(len(distinct) // divisor, _MIN_POINTS_PER_CODE * k))
        moved = _step(distinct[:seen], weights[:seen], codes)
        if seen == len(distinct) and np.array_equal(moved, codes):
            break
        codes = moved
    return _without_repeats(codes)


def _step(points: NDArray[np.int8], weights: NDArray[np.int64], codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """One iteration of Lloyd's algorithm: where the codes move."""
    indices, distances = CodeIndex(codes).nearest(points)
    moved = _means(points, weights, indices, codes)
    empty = np.flatnonzero(np.bincount(indices, minlength=len(codes)) == 0)
    moved[empty] = points[np.argsort(-distances * weights, kind="stable")[: len(empty)]]
    return moved


def _distinct(points: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Distinct points in the order of their content hashes, and how often each occurs."""
    first, second = content_hashes(points, 0), content_hashes(points, 1)
    order = np.lexsort((second, first))
    ordered = points[order]
    is_new = np.ones(len(points), bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(is_new)
    return ordered[starts], np.diff(starts, append=len(points))


def _means(
    points: NDArray[np.int8], weights: NDArray[np.int64], indices: NDArray[np.int64], codes: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Rounded weighted mean of each code's points; the code itself where it has none."""
    order = np.argsort(indices, kind="stable")
    points, weights = points[order], weights[order]
    used, starts = np.unique(indices[order], return_index=True)
    means = codes.copy()
    for code, start, stop in zip(used, starts, np.append(starts[1:], len(order)), strict=True):
        total = weights[start:stop].sum()
        means[code] = (2 * (weights[start:stop] @ points[start:stop].astype(np.int64)) + total) // (2 * total)
    return means


def _without_repeats(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    _, first = np.unique(codes, axis=0, return_index=True)
    return codes[np.sort(first)]
