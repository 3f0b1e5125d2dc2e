"""One pass over a text: where its words are, and a 64-bit hash of each.

**The definition of a word**, used by every signal, signature and overlap:

- White space (and the zero width space) separates words. A word's characters are its letters, marks and
  digits; punctuation and symbols around or inside it are no part of it (``Don't`` is ``dont``, ``"yes!"``
  is ``yes``), and a run without any letter, mark or digit is no word.
- Chinese and Japanese (Han, Hiragana, Katakana) are taken character by character; Thai, Lao, Khmer and Burmese
  by orthographic cluster: a consonant with the vowels and signs written around it. Hangul is written with
  spaces and follows the first rule.
- Two words are the same when their characters are, case aside.

The hash of a word is ``mix(Σ symbol(character i) · 0x9E3779B97F4A7C15^i)`` modulo 2^64, see ``characters``:
no strings are made, so a text costs a few numpy passes.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .characters import (
    BASE,
    FINAL,
    LEADING,
    LETTER,
    SPACE,
    UNSEGMENTED,
    WORD,
    ascii_classes,
    classes,
    mix,
    symbols,
)

_CHUNK_CHARACTERS = 1 << 20
"""Longer texts are taken in pieces, so that the arrays of one pass stay under 100 MB."""
_POWERS = 1 << 12


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in reading order; every array has one entry a word."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    """Code point offset of each word's first character."""
    lengths: NDArray[np.int32]
    """Characters (letters, marks and digits) of each word."""
    alphabetic: NDArray[np.bool_]
    """Whether the word has a letter."""
    unsegmented: NDArray[np.bool_]
    """Whether the word is a unit of a script written without spaces."""

    def __len__(self) -> int:
        return len(self.hashes)


def words(text: str) -> Words:
    """The words of ``text``; lone surrogates count as symbols."""
    if len(text) <= _CHUNK_CHARACTERS:
        return _chunk_words(text)
    chunks: list[Words] = []
    offset = 0
    while offset < len(text):
        end = min(offset + _CHUNK_CHARACTERS, len(text))
        if end < len(text):
            end = max(text.rfind(" ", offset + 1, end), text.rfind("\n", offset + 1, end)) + 1 or end
        chunk = _chunk_words(text[offset:end])
        chunks.append(Words(chunk.hashes, chunk.starts + offset, chunk.lengths, chunk.alphabetic, chunk.unsegmented))
        offset = end
    return Words(
        np.concatenate([chunk.hashes for chunk in chunks]),
        np.concatenate([chunk.starts for chunk in chunks]),
        np.concatenate([chunk.lengths for chunk in chunks]),
        np.concatenate([chunk.alphabetic for chunk in chunks]),
        np.concatenate([chunk.unsegmented for chunk in chunks]),
    )


def normalised_words(text: str) -> Words:
    """The words of the NFKC form of ``text``: full-width letters, ligatures and accents in one spelling."""
    return words(text if text.isascii() else unicodedata.normalize("NFKC", text))


def word_counts(texts: Sequence[str]) -> NDArray[np.int32]:
    """int32 [len(texts)]: the number of words of each text, counted in one pass over all of them."""
    joined = words("\n".join(texts))
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    before = np.searchsorted(joined.starts, ends)
    return np.diff(before, prepend=0).astype(np.int32)


def _chunk_words(text: str) -> Words:
    flags: NDArray[np.uint8]
    codes: NDArray[np.uint8] | NDArray[np.uint32]
    if text.isascii():
        raw = text.encode("ascii")
        codes = np.frombuffer(raw, np.uint8)
        flags = np.frombuffer(raw.translate(ascii_classes()), np.uint8)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        flags = classes().take(codes)
    at = np.flatnonzero((flags & (WORD | SPACE)) != 0)
    at_flags = flags[at]
    inside = np.zeros(len(at) + 2, np.bool_)
    inside[1:-1] = at_flags & WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    if not len(edges):
        return _NO_WORDS
    first, lengths = edges[0::2], edges[1::2] - edges[0::2]
    if codes.itemsize > 1 and (at_flags & UNSEGMENTED).any():
        first, lengths = _split_units(at_flags, inside[1:-1], first)
    return _hashed(codes[at], at_flags, at, first, lengths)


def _hashed(
    codes: NDArray[Any],
    flags: NDArray[np.uint8],
    at: NDArray[np.int64],
    first: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> Words:
    """Words that begin at ``first`` in ``codes``, where the spaces are still in: their symbol is zero."""
    spans = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=spans[:-1])
    spans[-1] = len(codes) - first[-1]
    within = np.arange(first[0], len(codes))
    within -= np.repeat(first, spans)
    within &= _POWERS - 1
    products = symbols().take(codes[first[0] :])
    products *= _powers().take(within)
    begins = first - first[0]
    any_flags = np.bitwise_or.reduceat(flags[first[0] :], begins)
    return Words(
        hashes=mix(np.add.reduceat(products, begins)),
        starts=at[first],
        lengths=lengths.astype(np.int32),
        alphabetic=(any_flags & LETTER) > 0,
        unsegmented=(any_flags & UNSEGMENTED) > 0,
    )


def _split_units(
    flags: NDArray[np.uint8], inside: NDArray[np.bool_], first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(begins, lengths) after starting a word at every unit, and where an unsegmented script begins or ends."""
    unsegmented = (flags & UNSEGMENTED) > 0
    begins = (flags & BASE) > 0
    begins[1:] &= (flags[:-1] & LEADING) == 0
    begins[:-1] &= (flags[1:] & FINAL) == 0
    begins[1:] |= unsegmented[1:] != unsegmented[:-1]
    begins &= inside
    begins[first] = True
    first = np.flatnonzero(begins)
    return first, np.add.reduceat(inside, first, dtype=np.int64)


@cache
def _powers() -> NDArray[np.uint64]:
    factors = np.full(_POWERS, 0x9E3779B97F4A7C15, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


_NO_WORDS = Words(
    np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.bool_), np.empty(0, np.bool_)
)
