"""Text objects whose file says what they read as (``ActualText``, ISO 32000-1, 14.9.4): clusters of Thai or Hindi.

PDFium says so for each object. It gives every letter an equal part of the object's box, sets a space behind it, and
says the text again where another object of the same mark is drawn later.
"""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from .vowel_signs import is_southern_asian

_MAX_JOINED_CHARACTERS = 8
"""Of a cluster; more are a word, or a line, whose letters may as well stand where PDFium puts them."""
_FIRST_THAI = "\u0e00"
_MAX_MARKS = 8
"""Of an object, the innermost: each costs a call."""
_INDIC_GAP = 0.08
"""Of the height of a cluster."""
_KEY = b"ActualText"


def join_clusters(
    texts: list[str], boxes: NDArray[np.float64], drawn: Sequence[int | None], page: pdfium.PdfPage
) -> None:
    """Put the letters of a cluster with the first of them, once, and take out the spaces that PDFium made up.

    ``boxes`` are rows of left, low, right, high; ``drawn`` is the address of the text object of each character, None
    for those that PDFium made up.
    """
    marks = {address: _mark(ctypes.cast(address, raw.FPDF_PAGEOBJECT)) for address in set(drawn) if address}
    if not any(marks.values()):
        return
    bounds = _bounds(page, set(filter(None, marks.values())))
    owners: dict[int, int] = {}
    first = last = 0
    made_up: int | None = None
    is_marked = False
    for number, address in enumerate(drawn):
        if not address:
            if is_marked and texts[number] == " " and is_southern_asian(texts[last]):
                texts[number], made_up = "", number
            continue
        if made_up is not None and _parts_words(texts[last], boxes[last], boxes[number]):
            texts[made_up] = " "
        mark = marks[address]
        is_marked, made_up = mark != 0, None
        if mark and owners.setdefault(mark, address) != address:
            texts[number] = ""
            continue
        last = number
        if not mark:
            continue
        if not number or drawn[number - 1] != address:
            first = number
        elif number - first < _MAX_JOINED_CHARACTERS:
            texts[first] += texts[number]
            texts[number] = ""
            boxes[first] = bounds.get(mark, boxes[first])
            last = first


def _parts_words(cluster: str, box: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Whether there is room for a space behind a cluster of a script of India, whose letters touch in a word."""
    is_indic = is_southern_asian(cluster) and cluster < _FIRST_THAI
    return is_indic and after[0] - box[2] > _INDIC_GAP * (box[3] - box[1])


def _bounds(page: pdfium.PdfPage, marks: set[int]) -> dict[int, tuple[float, float, float, float]]:
    """Left, low, right and high of all that is drawn under each mark."""
    found: dict[int, tuple[float, float, float, float]] = {}
    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, number)
        mark = _mark(drawn) if drawn else 0
        if mark in marks and raw.FPDFPageObj_GetBounds(drawn, *edges):
            left, low, right, high = (edge.value for edge in edges)
            known = found.get(mark, (left, low, right, high))
            found[mark] = (min(left, known[0]), min(low, known[1]), max(right, known[2]), max(high, known[3]))
    return found


def _mark(drawn: Any) -> int:
    """The address of the innermost mark of an object that says what it reads as; 0 where none does."""
    length = ctypes.c_ulong()
    count = raw.FPDFPageObj_CountMarks(drawn)
    for number in range(count - 1, max(-1, count - 1 - _MAX_MARKS), -1):
        mark = raw.FPDFPageObj_GetMark(drawn, number)
        if mark and raw.FPDFPageObjMark_GetParamStringValue(mark, _KEY, None, 0, length) and length.value > 2:
            return ctypes.addressof(mark.contents)
    return 0
