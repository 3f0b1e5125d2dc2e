"""Orders that come from content, never from arrival: hashes of rows, and samples chosen by name.

Everything here is integer arithmetic, so the same on every machine and with every version of numpy.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray


def sample_rows(rows: int, seed: int, media_id: bytes, count: int) -> NDArray[np.int64]:
    """Up to ``count`` of the indexes below ``rows``, rising; which ones depends on ``seed`` and ``media_id`` alone."""
    digest = hashlib.blake2b(media_id, digest_size=8, key=seed.to_bytes(8, "little"), person=b"weft.sample").digest()
    ranks = mix64(np.arange(rows, dtype=np.uint64) ^ np.uint64(int.from_bytes(digest, "little")))
    return np.sort(np.argsort(ranks, kind="stable")[:count])


def content_hashes(rows: NDArray[np.int8], seed: int) -> NDArray[np.uint64]:
    """A 64-bit hash of each row's bytes, [n]; the same on every machine."""
    padded = np.zeros((len(rows), -(-rows.shape[1] // 8) * 8), np.int8)
    padded[:, : rows.shape[1]] = rows
    state = np.full(len(rows), seed + 1, np.uint64)
    for word in padded.view("<u8").T:
        state = mix64(state ^ word)
    return state


def mix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64 (Steele, Lea & Flood 2014): a bijection of 64-bit integers that looks random."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
