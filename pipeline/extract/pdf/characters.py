"""The characters of a page as PDFium finds them: what each says, where it stands and how it is set."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from .actual_text import join_clusters
from .bidirectional import runs_leftwards
from .frame import Frame
from .glyphs import Glyphs
from .ligatures import with_ligatures
from .vowel_signs import join_vowel_signs

_MAX_PAGE_CHARACTERS = 100_000
_OFF_AXIS = 0.1
"""Quarter turns from upright: watermarks and labels that stand askew are no text of the page."""
_MAX_SILENT = 0.1
"""Of a page's characters: more that say nothing, and its fonts do not tell what their signs mean."""
_MIN_SILENT = 20
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|sfbx", re.IGNORECASE)
_REGULAR_NAME = re.compile(r"roman|regular|italic|oblique|light|book", re.IGNORECASE)
"""Some files give such fonts the weight of bold ones."""
_BOLD_WEIGHT = 600
"""Of 100 to 900, by the stems of the font. Fonts of one width have thick ones."""
_FIXED_NAME = re.compile(r"courier|mono(?!type)|typewriter|cmtt|sftt|consol|menlo|inconsolata|nimbusmon", re.IGNORECASE)
_FIXED_PITCH = 1
"""Bit of a font descriptor's /Flags."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SYMBOL_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"}
_ASCENT, _DESCENT = 0.75, 0.25
"""Of the font size, above and below the baseline."""
_PRESENTED = re.compile("[\ufb1d-\ufdff\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]")
"""Forms of Hebrew and Arabic letters, and of signs in columns of Chinese and Japanese."""
_HYPHEN_MARK = 0x02
"""What PDFium says for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class _Style:
    """Of one text object: its size on the page, weight, and quarter turns against the clock (None: askew)."""

    size: float
    is_bold: bool
    is_fixed: bool
    quarter: int | None
    number: int
    """The object's, of those on the page."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters in the order they were drawn."""

    texts: list[str]
    boxes: NDArray[np.float64]
    """Rows of left, low, right, high in the coordinates of the PDF."""
    styles: list[_Style]
    are_legible: bool = True
    """Whether the fonts say what their signs mean; else the page can only be looked at."""

    def quarter(self, rotation: int) -> int:
        """The direction that most of them run in; ``rotation`` (of the page) where there are none."""
        turns = Counter(style.quarter for style in self.styles if style.quarter is not None)
        return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else rotation

    def glyphs(self, frame: Frame) -> Glyphs:
        """Those that run in the frame's direction, placed on its page."""
        chosen = [number for number, style in enumerate(self.styles) if style.quarter == frame.quarter]
        styles = [self.styles[number] for number in chosen]
        return Glyphs(
            texts=[self.texts[number] for number in chosen],
            boxes=frame.placed(self.boxes[chosen]),
            sizes=np.array([style.size for style in styles], np.float64),
            bold=np.array([style.is_bold for style in styles], np.bool_),
            fixed=np.array([style.is_fixed for style in styles], np.bool_),
            runs=np.array([style.number for style in styles], np.int64),
        )


def characters_of(page: pdfium.PdfPage) -> Characters:
    """The characters of a page that say something and stand somewhere."""
    textpage = page.get_textpage()
    try:
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        count = max(min(raw.FPDFText_CountChars(textpage), _MAX_PAGE_CHARACTERS), 0)
        drawn = [_text_object(handle, index) for index in range(count)]
        codes = with_ligatures([_unicode(handle, index) for index in range(count)], drawn)
        rects = (raw.FS_RECTF * count)()
        start = ctypes.addressof(rects)
        step = ctypes.sizeof(raw.FS_RECTF)
        is_placed = [_loose_box(handle, index, start + step * index) for index in range(count)]
        styles = _Styles(textpage).of(drawn)
        texts = _texts(codes)
        boxes = np.frombuffer(rects, np.float32).reshape(count, 4)[:, [0, 3, 2, 1]].astype(np.float64)
        if runs_leftwards("".join(set(texts))):
            _level(boxes, styles, handle)
    finally:
        textpage.close()
    silent = sum(not text and not 0xDC00 <= code < 0xE000 for text, code in zip(texts, codes, strict=True))
    if silent >= max(_MIN_SILENT, _MAX_SILENT * count):
        return Characters([], np.empty((0, 4)), [], are_legible=False)
    join_clusters(texts, boxes, drawn, page)
    _join_letters(texts, boxes, drawn)
    join_vowel_signs(texts, boxes)
    is_finite = np.isfinite(boxes.sum(axis=1)).tolist()
    chosen: list[int] = []
    chosen_styles: list[_Style] = []
    for number, style in enumerate(styles):
        if texts[number] and is_placed[number] and is_finite[number] and style is not None:
            chosen.append(number)
            chosen_styles.append(style)
    return Characters([texts[number] for number in chosen], boxes[chosen], chosen_styles)


@dataclass(slots=True)
class _Styles:
    """Styles by text object, fonts by name: each asked for once a page."""

    textpage: pdfium.PdfTextPage
    _by_object: dict[int, _Style] = field(default_factory=dict)
    _fonts: dict[int, tuple[bool, bool]] = field(default_factory=dict)

    def of(self, drawn: Sequence[int | None]) -> list[_Style | None]:
        """Of each character by its text object; those that PDFium made up have the style before them."""
        found: list[_Style | None] = []
        style: _Style | None = None
        for index, address in enumerate(drawn):
            if address:
                known = self._by_object.get(address)
                style = known or self._by_object.setdefault(address, self._read(index))
            found.append(style)
        return found

    def _read(self, index: int) -> _Style:
        matrix = raw.FS_MATRIX()
        if not raw.FPDFText_GetMatrix(self.textpage, index, matrix):
            matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
        size = abs(raw.FPDFText_GetFontSize(self.textpage, index) * math.hypot(matrix.c, matrix.d))
        turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        is_straight = math.isfinite(size) and abs(turns - round(turns)) <= _OFF_AXIS
        is_bold, is_fixed = self._font(raw.FPDFText_GetTextObject(self.textpage, index))
        quarter = round(turns) % 4 if is_straight else None
        return _Style(round(size, 1) if is_straight else 0.0, is_bold, is_fixed, quarter, len(self._by_object))

    def _font(self, drawn: "ctypes._Pointer[raw.fpdf_pageobject_t__]") -> tuple[bool, bool]:
        """Whether its font is bold, and whether it is of one width."""
        font = raw.FPDFTextObj_GetFont(drawn)
        if not font:
            return False, False
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            buffer = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
            name = buffer.value.decode("utf-8", "replace")
            fixed = bool(raw.FPDFFont_GetFlags(font) & _FIXED_PITCH) or _FIXED_NAME.search(name) is not None
            says_weight = not fixed and _REGULAR_NAME.search(name) is None
            bold = _BOLD_NAME.search(name) is not None or (says_weight and raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)
            self._fonts[address] = (bold, fixed)
        return self._fonts[address]


def _level(boxes: NDArray[np.float64], styles: Sequence[_Style | None], handle: int | None) -> None:
    """Give upright characters one height above and below their baseline: PDFium gives some no more than their ink."""
    x, y = ctypes.c_double(), ctypes.c_double()
    places = ctypes.byref(x), ctypes.byref(y)
    for index, style in enumerate(styles):
        if style is not None and style.quarter == 0 and style.size and _origin(handle, index, *places):
            boxes[index, 1] = y.value - _DESCENT * style.size
            boxes[index, 3] = y.value + _ASCENT * style.size


def _join_letters(texts: list[str], boxes: NDArray[np.float64], drawn: Sequence[int | None]) -> None:
    """Put the letters of a sign that stands for several, such as ``ffi``, with the first of them.

    PDFium gives each of them the place of the sign.
    """
    first = last = -1
    for number in (np.flatnonzero((boxes[1:] == boxes[:-1]).all(axis=1)) + 1).tolist():
        if drawn[number] and drawn[number] == drawn[number - 1]:
            first = first if last == number - 1 else number - 1
            last = number
            texts[first] += texts[number]
            texts[number] = ""


def _texts(codes: Sequence[int]) -> list[str]:
    """What each character says. PDFium gives letters beyond the first plane in two halves: the first one has both."""
    said: dict[int, str] = {code: _text(code) for code in set(codes)}
    texts = [said[code] for code in codes]
    for number, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00 and number + 1 < len(codes) and 0xDC00 <= codes[number + 1] < 0xE000:
            texts[number] = _text(0x10000 + ((code - 0xD800) << 10) + (codes[number + 1] - 0xDC00))
    return texts


def _text(code: int) -> str:
    """What a character says; nothing for controls, lone surrogates and signs that only their font knows."""
    if code in (0x0A, 0x0D):
        return "\n"
    if code in (0x09, 0x20, 0xA0):
        return " "
    if code == _HYPHEN_MARK:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in _SYMBOL_BULLETS:
        return _SYMBOL_BULLETS[code]
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xF8FF or code in (0xFFFE, 0xFFFF, 0xFEFF):
        return ""
    return _letters(chr(code)) if code < 0xF0000 else ""


def _letters(character: str) -> str:
    """The letters or signs that a form stands for, which they take in print; any other character itself."""
    if not _PRESENTED.match(character):
        return character
    letters = unicodedata.normalize("NFKC", character)
    return letters.strip() if " " not in letters.strip() else character


def _quick(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of PDFium with plain integers for its pointers, which costs a third of a call through its types."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_unicode = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_text_object = _quick(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_origin = _quick(
    raw.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
)
_loose_box = _quick(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
