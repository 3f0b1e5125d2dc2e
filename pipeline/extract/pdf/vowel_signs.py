"""Vowel signs and other marks of the scripts of southern Asia, from Devanagari to Lepcha."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

_FIRST, _BEHIND_LAST = "\u0900", "\u1c00"
_AM = "\u0e33\u0eb3"
"""Vowels of Thai and Lao that stand over a letter and behind it."""


def is_southern_asian(text: str) -> bool:
    """Whether a text begins in one of these scripts."""
    return _FIRST <= text[:1] < _BEHIND_LAST


def join_vowel_signs(texts: list[str], boxes: NDArray[np.float64]) -> None:
    """Put the marks with the letter before them. ``boxes`` are rows of left, low, right, high.

    They stand above, below, before or over it, and some fonts give them boxes far from it; those behind it take room.
    """
    if not any(map(is_southern_asian, set(texts))):
        return
    letter = -1
    for number, text in enumerate(texts):
        if not text:
            continue
        is_mark = is_southern_asian(text) and (unicodedata.category(text[0])[0] == "M" or text[0] in _AM)
        if is_mark and letter >= 0 and not texts[letter].isspace():
            texts[letter] += text
            texts[number] = ""
            beyond = boxes[number, 2] - boxes[letter, 2]
            if 0 < beyond < boxes[letter, 3] - boxes[letter, 1]:
                boxes[letter, 2] = boxes[number, 2]
        else:
            letter = number
