"""How much of a text is repeated (Rae et al. 2021, table A1), from one pass over its words.

**Definitions** (the paper leaves them open, and implementations differ):

- *Characters* are those of words: letters, marks and digits. The denominator is all of them.
- *Duplicate* means a repeat: the first copy is content and is free, every later copy counts. A text that says
  everything twice has a share of one half.
- *Duplicate n-grams* (5 to 10 words): the characters of all words that lie inside an n-gram which occurred
  before; a word under several of them counts once.
- *Top n-gram* (2 to 4 words): the characters of all words under the most frequent n-gram, all its copies, each
  word once; among equally frequent ones the longest. When nothing occurs twice it is 0, whatever the length.
- In a text most of whose words are units of an unsegmented script, an n-gram has ``2n`` units, since about two
  Han characters or Thai clusters make a word.
- Two n-grams are the same when their words are, case and punctuation aside, over line and paragraph ends too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .words import Words

TOP_SIZES = (2, 3, 4)
DUPLICATE_SIZES = (5, 6, 7, 8, 9, 10)
UNITS_PER_WORD = 2
"""Units of an unsegmented script that make about one word."""

_FACTOR = np.uint64(0xD1342543DE82EF95)


@dataclass(frozen=True, slots=True)
class Repetition:
    """Shares of a text's word characters."""

    top: tuple[float, ...]
    """Under the most frequent n-gram, for each of ``TOP_SIZES``."""
    duplicate: tuple[float, ...]
    """Under n-grams that occurred before, for each of ``DUPLICATE_SIZES``."""


@dataclass(frozen=True, slots=True)
class LineRepetition:
    """Shares of repeated lines or paragraphs: all copies but the first."""

    fraction: float
    """Of the lines."""
    characters: float
    """Of the code points of the lines."""


NO_REPETITION = Repetition((0.0,) * len(TOP_SIZES), (0.0,) * len(DUPLICATE_SIZES))


def ngram_repetition(words: Words) -> Repetition:
    """The repetition of n-grams in a text's words.

    An n-gram can only occur twice if the two (n-1)-grams in it do, so each size looks only at the places that
    the one before left over; in prose few are left after three words.
    """
    if not len(words):
        return NO_REPETITION
    ends = np.cumsum(words.lengths, dtype=np.int64)
    total = int(ends[-1])
    unsegmented = 2 * int(np.count_nonzero(words.unsegmented)) > len(words)
    units = UNITS_PER_WORD if unsegmented else 1
    top = {n * units: 0.0 for n in TOP_SIZES}
    duplicate = {n * units: 0.0 for n in DUPLICATE_SIZES}
    # Sorting a hash with its place in the low bits keeps equal n-grams together and in reading order, and
    # sorts plain integers; 44 bits of hash are left in a text of a million words.
    low = np.uint64((1 << len(words).bit_length()) - 1)
    hashes = np.zeros(len(words) + 1, np.uint64)
    twice = np.ones(len(words) + 1, np.bool_)
    for n in range(1, min(len(words), DUPLICATE_SIZES[-1] * units) + 1):
        hashes = hashes[:-1] * _FACTOR + words.hashes[n - 1 :]
        places = np.flatnonzero(twice[:-1] & twice[1:])
        keys = hashes[places] & ~low
        keys |= places.view(np.uint64)
        keys.sort()
        same = (keys[1:] ^ keys[:-1]) <= low
        if not same.any():
            break
        grouped = (keys & low).view(np.int64)
        later = grouped[1:][same]
        if n in top:
            top[n] = _top_characters(words, ends, grouped, same, n) / total
        elif n in duplicate:
            duplicate[n] = _covered_characters(words, later, n) / total
        twice = np.zeros(len(hashes), np.bool_)
        twice[later] = True
        twice[grouped[:-1][same]] = True
    return Repetition(tuple(top.values()), tuple(duplicate.values()))


def line_repetition(lines: list[str]) -> LineRepetition:
    """The repetition of stripped, non-empty lines (or paragraphs); zero when there are none."""
    if not lines:
        return LineRepetition(0.0, 0.0)
    different = set(lines)
    characters = sum(map(len, lines))
    return LineRepetition(
        fraction=1 - len(different) / len(lines),
        characters=1 - sum(map(len, different)) / characters,
    )


def _top_characters(
    words: Words, ends: NDArray[np.int64], grouped: NDArray[np.int64], same: NDArray[np.bool_], n: int
) -> int:
    """``grouped``: places, equal n-grams beside each other, each group rising; ``same``: as the one before."""
    group_starts = np.flatnonzero(np.concatenate(([True], ~same, [True])))
    counts = group_starts[1:] - group_starts[:-1]
    most = int(counts.max())
    best = group_starts[:-1][counts == most]
    begin = grouped[best]
    sizes = ends[begin + n - 1] - ends[begin] + words.lengths[begin]
    # Ties go to the longest n-gram, then to the one that comes first in the text.
    chosen = best[sizes == sizes.max()]
    chosen = chosen[np.argmin(grouped[chosen])]
    return _covered_characters(words, grouped[chosen : chosen + most], n)


def _covered_characters(words: Words, places: NDArray[np.int64], n: int) -> int:
    covered = np.zeros(len(words), np.bool_)
    for offset in range(n):
        covered[places + offset] = True
    return int(words.lengths[covered].sum())
