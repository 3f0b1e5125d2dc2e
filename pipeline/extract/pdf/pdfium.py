"""PDFium's view of a file to pages of words and pictures. Run in a child: its parsers meet untrusted bytes."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from ....schemas.recipe import FileSettings
from ..reading import UnreadableError
from .drawings import drawn_figures, without_words
from .page import Box, Glyph, Page, Picture
from .pictures import Album
from .words import words_of

_MAX_PAGE_GLYPHS = 100_000
_MAX_PAGE_OBJECTS = 50_000
_MAX_FORM_DEPTH = 6
_FEW_CHARACTERS = 100
"""A page with fewer is a picture, if it has ink: a scan, a slide, a chart."""
_FULL_PAGE = 0.7
"""Of the page's area: an image that covers this is the page."""
_PICTURE_SHARE = 0.25
"""Of the page's area: images that cover this show what there is to see, and the page needs no picture of its own."""
_OFF_AXIS = 0.1
"""Quarter turns from upright: watermarks and labels that stand askew are no text of the page."""
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|sfbx", re.IGNORECASE)
_FIXED_NAME = re.compile(r"courier|mono(?!type)|typewriter|cmtt|sftt|consol|menlo|inconsolata|nimbusmon", re.IGNORECASE)
_FIXED_PITCH = 1
"""Bit of a font descriptor's /Flags."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SYMBOL_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"}
_HYPHEN_MARK = 0x02
"""What PDFium says for a hyphen at the end of a line."""
_ENCRYPTED = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})


@dataclass(slots=True)
class Contents:
    """What a PDF holds; ``names`` of pictures in ``pages`` are urls of ``album``."""

    pages: list[Page]
    album: Album
    title: str
    author: str
    created: str
    """As the file spells it: ``D:20240517103000+02'00'``."""
    language: str


@dataclass(frozen=True, slots=True)
class _Style:
    """Of one text object: its size on the page, weight, and quarter turns against the clock (None: askew)."""

    size: float
    is_bold: bool
    is_fixed: bool
    quarter: int | None


@dataclass(slots=True)
class _Frame:
    """From PDF coordinates to those of layout: the page's box, turned until its text runs to the right."""

    box: Box
    """In PDF's own sense: ``top`` is the lower edge, ``bottom`` the upper one."""
    quarter: int

    @property
    def size(self) -> tuple[float, float]:
        return (self.box.width, self.box.height) if self.quarter % 2 == 0 else (self.box.height, self.box.width)

    def place(self, left: float, low: float, right: float, high: float) -> Box:
        match self.quarter:
            case 0:
                return Box(left - self.box.left, self.box.bottom - high, right - self.box.left, self.box.bottom - low)
            case 1:
                return Box(low - self.box.top, left - self.box.left, high - self.box.top, right - self.box.left)
            case 2:
                return Box(self.box.right - right, low - self.box.top, self.box.right - left, high - self.box.top)
            case _:
                return Box(self.box.bottom - high, self.box.right - right, self.box.bottom - low, self.box.right - left)


@dataclass(slots=True)
class _Styles:
    """Styles by text object, fonts by name: each asked for once a page."""

    textpage: pdfium.PdfTextPage
    _by_object: dict[int, _Style] = field(default_factory=dict)
    _fonts: dict[int, tuple[bool, bool]] = field(default_factory=dict)

    def of(self, index: int) -> _Style | None:
        """None for characters that PDFium made up."""
        drawn = raw.FPDFText_GetTextObject(self.textpage, index)
        if not drawn:
            return None
        address = ctypes.addressof(drawn.contents)
        style = self._by_object.get(address)
        if style is None:
            style = self._by_object[address] = self._read(drawn, index)
        return style

    def _read(self, drawn: "ctypes._Pointer[raw.fpdf_pageobject_t__]", index: int) -> _Style:
        matrix = raw.FS_MATRIX()
        if not raw.FPDFText_GetMatrix(self.textpage, index, matrix):
            matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
        size = raw.FPDFText_GetFontSize(self.textpage, index) * math.hypot(matrix.c, matrix.d)
        turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        is_straight = abs(turns - round(turns)) <= _OFF_AXIS
        return _Style(round(abs(size), 1), *self._font(drawn), round(turns) % 4 if is_straight else None)

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
            self._fonts[address] = (_BOLD_NAME.search(name) is not None, fixed)
        return self._fonts[address]


def read_contents(payload: bytes, url: str, limits: FileSettings) -> Contents:
    """Pages, pictures and what the file says of itself.

    Raises ``UnreadableError``: ``encrypted_pdf`` (a password is needed), ``broken_pdf``, ``too_many_pages``.
    """
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        is_encrypted = getattr(error, "err_code", None) in _ENCRYPTED
        raise UnreadableError("encrypted_pdf" if is_encrypted else "broken_pdf") from None
    with document:
        if not len(document):
            raise UnreadableError("broken_pdf")
        if len(document) > limits.max_pages:
            raise UnreadableError("too_many_pages")
        album = Album(url, limits)
        pages = list(_pages(document, album))
        if not pages:
            raise UnreadableError("broken_pdf")
        album.without_running(pages)
        title, author, created = map(document.get_metadata_value, ("Title", "Author", "CreationDate"))
        return Contents(pages, album, title, author, created, _language(document))


def _pages(document: pdfium.PdfDocument, album: Album) -> Iterator[Page]:
    """The pages that can be loaded; a damaged one harms no other."""
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            continue
        try:
            yield _page(page, index + 1, album)
        finally:
            page.close()


def _page(page: pdfium.PdfPage, number: int, album: Album) -> Page:
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    box = Box(bounds.left, bounds.bottom, bounds.right, bounds.top)
    rotation = page.get_rotation() // 90
    glyphs = _glyphs(page)
    quarters = Counter(quarter for _, quarter in glyphs)
    quarter = max(quarters, key=lambda turn: (quarters[turn], -turn)) if quarters else rotation
    frame = _Frame(box, quarter)
    width, height = frame.size
    found = Page(number, width, height)
    upright = (
        replace(glyph, box=frame.place(glyph.box.left, glyph.box.top, glyph.box.right, glyph.box.bottom))
        for glyph, turn in glyphs
        if turn == quarter
    )
    found.words = [word for word in words_of(upright) if _is_inside(word.box, width, height)]
    images, drawings = _objects(page)
    for count, image in enumerate(images, 1):
        place = _object_box(image, frame)
        if place is None or not _is_inside(place, width, height):
            album.dropped["off_page"] += 1
            continue
        url = album.add_image(image, f"page={number}&image={count}", -frame.quarter)
        if url is not None:
            found.pictures.append(Picture(place, url))
    _add_figures(found, page, album, drawings, frame)
    _add_page_picture(found, page, album, bool(drawings or images), frame)
    return found


def _add_figures(
    found: Page, page: pdfium.PdfPage, album: Album, drawings: Sequence[pdfium.PdfObject], frame: _Frame
) -> None:
    """Pictures of the figures that are drawn by lines and shapes; the words in them go with them."""
    strokes = [box for drawn in drawings if (box := _object_box(drawn, frame)) is not None]
    images = [picture.box for picture in found.pictures]
    regions = []
    turn = page.get_rotation() // 90 - frame.quarter
    for count, region in enumerate(drawn_figures(strokes, found.words, images, found.width, found.height), 1):
        url = album.add_figure(page, f"page={found.number}&figure={count}", turn, region)
        if url is not None:
            found.pictures.append(Picture(region, url))
            regions.append(region)
    found.words = without_words(found.words, regions)


def _add_page_picture(found: Page, page: pdfium.PdfPage, album: Album, has_ink: bool, frame: _Frame) -> None:
    """A picture of the whole page, where its text and images do not show what is on it."""
    area = found.width * found.height
    covered = sum(picture.box.area for picture in found.pictures)
    if not has_ink or sum(len(word.text) for word in found.words) >= _FEW_CHARACTERS:
        return
    if any(picture.box.area >= _FULL_PAGE * area for picture in found.pictures) or covered >= _PICTURE_SHARE * area:
        return
    turn = page.get_rotation() // 90 - frame.quarter
    url = album.add_page(page, f"page={found.number}", turn, [word.box for word in found.words])
    if url is not None:
        found.pictures = [Picture(Box(0, 0, found.width, found.height), url)]


def _glyphs(page: pdfium.PdfPage) -> list[tuple[Glyph, int]]:
    """Characters with boxes in PDF coordinates (``top`` is the lower edge), and their quarter turns."""
    found: list[tuple[Glyph, int]] = []
    textpage = page.get_textpage()
    try:
        styles = _Styles(textpage)
        rect = raw.FS_RECTF()
        style: _Style | None = None
        for index in range(min(raw.FPDFText_CountChars(textpage), _MAX_PAGE_GLYPHS)):
            text = _character(raw.FPDFText_GetUnicode(textpage, index))
            if not text:
                continue
            style = styles.of(index) or style
            if style is None or style.quarter is None:
                continue
            if not raw.FPDFText_GetLooseCharBox(textpage, index, rect):
                continue
            box = Box(rect.left, rect.bottom, rect.right, rect.top)
            if not math.isfinite(box.left + box.top + box.right + box.bottom + style.size):
                continue
            found.append((Glyph(text, box, style.size, style.is_bold, style.is_fixed), style.quarter))
    finally:
        textpage.close()
    return found


def _character(code: int) -> str:
    """What a character says; nothing for controls, lone surrogates and signs that only their font knows."""
    if code in (0x09, 0x0A, 0x0D, 0x20, 0xA0):
        return " "
    if code == _HYPHEN_MARK:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in _SYMBOL_BULLETS:
        return _SYMBOL_BULLETS[code]
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xF8FF or code in (0xFFFE, 0xFFFF, 0xFEFF):
        return ""
    return chr(code) if code < 0xF0000 else ""


def _objects(page: pdfium.PdfPage) -> tuple[list[pdfium.PdfImage], list[pdfium.PdfObject]]:
    """Image objects, and the paths and shadings beside them, in the order they are drawn."""
    images: list[pdfium.PdfImage] = []
    drawings: list[pdfium.PdfObject] = []
    for count, drawn in enumerate(page.get_objects(max_depth=_MAX_FORM_DEPTH)):
        if count >= _MAX_PAGE_OBJECTS:
            break
        if isinstance(drawn, pdfium.PdfImage):
            images.append(drawn)
        elif drawn.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING):
            drawings.append(drawn)
    return images, drawings


def _object_box(drawn: pdfium.PdfObject, frame: _Frame) -> Box | None:
    """Where an object stands, through the forms that hold it."""
    try:
        left, low, right, high = drawn.get_bounds()
        container = drawn.container
        while container is not None:
            corners = [container.get_matrix().on_point(x, y) for x in (left, right) for y in (low, high)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            low, high = min(y for _, y in corners), max(y for _, y in corners)
            container = container.container
    except pdfium.PdfiumError:
        return None
    if not all(map(math.isfinite, (left, low, right, high))):
        return None
    return frame.place(left, low, right, high)


def _is_inside(box: Box, width: float, height: float) -> bool:
    """Whether its middle is on the page, with a little tolerance."""
    return -2 <= (box.left + box.right) / 2 <= width + 2 and -2 <= box.middle <= height + 2


def _language(document: pdfium.PdfDocument) -> str:
    """BCP 47 tag of the catalogue; empty when it names none."""
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < length <= 256:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()
