"""PDFium's view of a file to pages of words and pictures. Run in a child: its parsers meet untrusted bytes."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from ....schemas.recipe import FileSettings
from ..reading import UnreadableError
from .bullets import bullets_among
from .characters import Characters, characters_of
from .drawings import drawn_figures, without_words
from .frame import Frame
from .outline import bookmarks_of
from .page import Box, Page, Picture
from .paths import strokes_of
from .pictures import Album
from .rules import Rules, rules_of
from .tables import tables_of
from .vertical import runs_downwards, turned_glyphs, turned_page
from .words import words_of

_MAX_PAGE_OBJECTS = 50_000
_MAX_FORM_DEPTH = 6
_FEW_CHARACTERS = 100
"""A page with fewer is a picture, if it has ink: a scan, a slide, a chart."""
_FULL_PAGE = 0.7
"""Of the page's area: an image that covers this is the page."""
_PICTURE_SHARE = 0.25
"""Of the page's area: images that cover this show what there is to see, and the page needs no picture of its own."""
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
        album = Album(url, limits, has_masks=b"/SMask" in payload or b"/Mask" in payload)
        pages = list(_pages(document, album))
        if not pages:
            raise UnreadableError("broken_pdf")
        album.without_running(pages)
        title, author, created = map(document.get_metadata_value, ("Title", "Author", "CreationDate"))
        return Contents(pages, album, title, author, created, _language(document))


def _pages(document: pdfium.PdfDocument, album: Album) -> Iterator[Page]:
    """The pages that can be loaded; a damaged one harms no other."""
    bookmarks = bookmarks_of(document)
    if document.get_formtype():
        document.init_forms()
    for index in range(len(document)):
        try:
            page = _filled_in(document, index) if document.formenv else document[index]
        except pdfium.PdfiumError:
            continue
        try:
            found = _page(page, index + 1, album)
            found.bookmarks = bookmarks.get(index + 1, [])
            yield found
        finally:
            page.close()


def _filled_in(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page of a form with what stands in its fields as text of its own."""
    page = document[index]
    try:
        page.flatten()
    finally:
        page.close()
    return document[index]


def _page(page: pdfium.PdfPage, number: int, album: Album) -> Page:
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    box = Box(bounds.left, bounds.bottom, bounds.right, bounds.top)
    characters = characters_of(page)
    frame = Frame(box, characters.quarter(page.get_rotation() // 90))
    width, height = frame.size
    found = Page(number, width, height)
    glyphs = characters.glyphs(frame)
    is_vertical = runs_downwards(glyphs)
    images, drawings = _objects(page)
    boxes = [] if is_vertical else [_object_box(drawn, frame) for drawn in drawings]
    rules = Rules() if is_vertical else rules_of(strokes_of(drawings, boxes, frame))
    found.words = [word for word in words_of(glyphs, rules.upright) if _is_inside(word.box, width, height)]
    found.words += bullets_among(boxes, found.words)
    for count, image in enumerate(images, 1):
        place = _object_box(image, frame)
        if place is None or not _is_inside(place, width, height):
            album.dropped["off_page"] += 1
            continue
        url = album.add_image(image, f"page={number}&image={count}", -frame.quarter)
        if url is not None:
            found.pictures.append(Picture(place, url))
    if not is_vertical:
        _add_drawn(found, page, album, boxes, rules, frame)
    _add_page_picture(found, page, album, bool(drawings or images) or not characters.are_legible, frame)
    return _turned(found, characters, frame) if is_vertical else found


def _add_drawn(
    found: Page, page: pdfium.PdfPage, album: Album, boxes: Sequence[Box | None], rules: Rules, frame: Frame
) -> None:
    """The tables and figures that lines and shapes make."""
    found.tables = tables_of(found.words, rules)
    found.words = without_words(found.words, [table.box for table in found.tables])
    strokes = [box for box in boxes if box is not None and not any(table.box.holds(box) for table in found.tables)]
    _add_figures(found, page, album, strokes, frame)


def _turned(page: Page, characters: Characters, frame: Frame) -> Page:
    """A page that is set in columns from top to bottom, turned; what is set sideways in them has turned already."""
    sideways = Frame(frame.box, (frame.quarter + 3) % 4)
    glyphs = turned_glyphs(characters.glyphs(frame), page.width, page.height)
    words = [*words_of(glyphs), *words_of(characters.glyphs(sideways))]
    return turned_page(page, [word for word in words if _is_inside(word.box, page.height, page.width)])


def _add_figures(found: Page, page: pdfium.PdfPage, album: Album, strokes: Sequence[Box], frame: Frame) -> None:
    """Pictures of the figures that are drawn by lines and shapes; the words in them go with them."""
    images = [picture.box for picture in found.pictures]
    regions = []
    turn = page.get_rotation() // 90 - frame.quarter
    for count, region in enumerate(drawn_figures(strokes, found.words, images, found.width, found.height), 1):
        url = album.add_figure(page, f"page={found.number}&figure={count}", turn, region)
        if url is not None:
            found.pictures.append(Picture(region, url))
            regions.append(region)
    found.words = without_words(found.words, regions)


def _add_page_picture(found: Page, page: pdfium.PdfPage, album: Album, has_ink: bool, frame: Frame) -> None:
    """A picture of the whole page, where its text and images do not show what is on it."""
    area = found.width * found.height
    covered = sum(picture.box.area for picture in found.pictures)
    if not has_ink or found.tables or sum(len(word.text) for word in found.words) >= _FEW_CHARACTERS:
        return
    if any(picture.box.area >= _FULL_PAGE * area for picture in found.pictures) or covered >= _PICTURE_SHARE * area:
        return
    turn = page.get_rotation() // 90 - frame.quarter
    url = album.add_page(page, f"page={found.number}", turn, [word.box for word in found.words])
    if url is not None:
        found.pictures = [Picture(Box(0, 0, found.width, found.height), url)]


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


def _object_box(drawn: pdfium.PdfObject, frame: Frame) -> Box | None:
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
