"""What each code point is, as tables that numpy can index.

The tables cover all of Unicode, are built once a process on first use (about a tenth of a second) and never change.
"""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

WORD = 1
"""A letter, mark or digit: the characters that words are made of."""
LETTER = 2
SPACE = 4
"""Ends a word: white space and the zero width space, which Khmer, Thai and Burmese use between words."""
UNSEGMENTED = 8
"""Belongs to a script that is written without spaces between words."""
BASE = 16
"""Starts a unit of an unsegmented script."""
LEADING = 32
"""The next base continues this unit: Thai and Lao vowels written first, stacking signs of Khmer and Burmese."""
FINAL = 64
"""The base before this sign closes the unit before it: the Burmese asat."""

CODE_POINTS = 0x110000
_ASSIGNED = (range(0x32400), range(0xE0000, 0xE0200))
"""Beyond these lie private use and unassigned code points alone: neither words nor spaces."""

_HAN_AND_KANA = (
    (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3041, 0x3096), (0x3099, 0x309A), (0x309D, 0x309F),
    (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F), (0x1AFF0, 0x1B16F), (0x20000, 0x323AF),
)  # fmt: skip
_SOUTH_EAST_ASIAN = ((0x0E01, 0x0E4E), (0x0E81, 0x0ECD), (0x0EDC, 0x0EDF), (0x1780, 0x17D3), (0x1000, 0x103F))
_THAI_AND_LAO_FIRST_VOWELS = (*range(0x0E40, 0x0E45), *range(0x0EC0, 0x0EC5))
_STACKING_SIGNS = (0x17D2, 0x1039)
_CONTINUING_LETTERS = (
    0x0E2F, 0x0E30, 0x0E32, 0x0E33, 0x0E45, 0x0E46, 0x0EAF, 0x0EB0, 0x0EB2, 0x0EB3, 0x0EC6, 0x30FC, 0xFF70,
)  # fmt: skip
"""Vowels and repetition signs that are letters to Unicode but follow their consonant."""
_ASAT = 0x103A
_VARIATION_SELECTORS = (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))


@cache
def classes() -> NDArray[np.uint8]:
    """uint8 [0x110000]: the flags above for every code point."""
    table = np.zeros(CODE_POINTS, np.uint8)
    for block in _ASSIGNED:
        for code in block:
            category = unicodedata.category(chr(code))[0]
            if category == "L":
                table[code] = WORD | LETTER
            elif category in "MN":
                table[code] = WORD
            elif chr(code).isspace():
                table[code] = SPACE
    table[0x200B] = SPACE
    table[list(_VARIATION_SELECTORS)] = 0
    for first, last in (*_HAN_AND_KANA, *_SOUTH_EAST_ASIAN):
        block_flags = table[first : last + 1]
        block_flags[block_flags & WORD > 0] |= UNSEGMENTED
        block_flags[block_flags & LETTER > 0] |= BASE
    table[[0x3007, *range(0x3021, 0x302A), *range(0x3038, 0x303B)]] |= BASE  # numerals written as Han
    table[list(_CONTINUING_LETTERS)] &= np.uint8(0xFF ^ BASE)
    table[list(_THAI_AND_LAO_FIRST_VOWELS)] |= LEADING
    table[list(_STACKING_SIGNS)] |= LEADING
    table[_ASAT] |= FINAL
    table.setflags(write=False)
    return table


@cache
def ascii_classes() -> bytes:
    """256 bytes for ``bytes.translate``: the flags of ASCII (and Latin-1) code points."""
    return classes()[:256].tobytes()


@cache
def symbols() -> NDArray[np.uint64]:
    """uint64 [0x110000]: a well mixed number for every code point, the same for both cases of a letter.

    The number is SplitMix64 of the case-folded code point, and 0 for all that is no part of a word. Folding is
    one to one (``ß`` stays itself).
    """
    folded = np.arange(CODE_POINTS, dtype=np.uint64)
    for code in _ASSIGNED[0]:
        character = chr(code)
        fold = character.casefold()
        if fold != character:
            folded[code] = ord(fold if len(fold) == 1 else character.lower()[0])
    table = mix(folded + np.uint64(1))
    table[(classes() & WORD) == 0] = 0
    table.setflags(write=False)
    return table


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's step and finaliser (Steele, Lea and Flood 2014), elementwise: uint64 in, new uint64 out."""
    z = values * np.uint64(0x9E3779B97F4A7C15)
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z
