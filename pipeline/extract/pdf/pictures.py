"""Pictures out of a PDF: the JPEG as it lies there where it can be shown as it is, else pixels as PNG."""

import hashlib
import io
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from ....schemas.recipe import FileSettings
from ..reading import Contained, contained_url
from .page import Box, Page

_RUNNING_PAGES = 3
_SAME_PLACE_POINTS = 6.0
_OPAQUE = 255
_FIGURE_SCALE = 3.0
"""Most pixels a point of a drawn figure: 216 to the inch."""
_VISIBLE = 24
"""Levels of 255 by which ink differs from its paper."""
_MIN_INK = 0.005
"""Of a page's area."""


@dataclass(slots=True)
class Album:
    """The media taken out of one file so far, under its limits; the same bytes are taken once."""

    url: str
    limits: FileSettings
    has_masks: bool = False
    """Whether the file has any: a JPEG with one is not what the page shows."""
    media: dict[str, Contained] = field(default_factory=dict)
    """By url, in order of first showing."""
    dropped: Counter[str] = field(default_factory=Counter)
    _bytes: int = 0
    _by_payload: dict[bytes, str] = field(default_factory=dict)
    _by_source: dict[bytes, str | None] = field(default_factory=dict)

    def add(self, name: str, mime: str, payload: bytes) -> str | None:
        """The url under which the bytes are kept; None when a limit keeps them out."""
        digest = hashlib.sha256(payload).digest()
        if digest in self._by_payload:
            return self._by_payload[digest]
        if len(self.media) >= self.limits.max_media:
            self.dropped["too_many_media"] += 1
            return None
        if self._bytes + len(payload) > self.limits.max_media_bytes:
            self.dropped["too_many_bytes"] += 1
            return None
        self._bytes += len(payload)
        url = contained_url(self.url, name, payload)
        self.media[url] = Contained(url, mime, payload)
        self._by_payload[digest] = url
        return url

    def add_image(self, image: pdfium.PdfImage, name: str, turn: int) -> str | None:
        """The url of an image object of a page that is read after ``turn`` quarter turns; None when it is left out."""
        try:
            width, height = image.get_px_size()
            if min(width, height) < self.limits.min_image_side:
                self.dropped["image_too_small"] += 1
                return None
            if width * height > self.limits.max_image_pixels:
                self.dropped["too_many_pixels"] += 1
                return None
            raw = bytes(image.get_data())
            matrix = image.get_matrix()
            placing = np.sign(np.round([matrix.a, matrix.b, matrix.c, matrix.d], 3)).astype(int).tolist()
            source = hashlib.sha256(repr((width, height, placing, turn)).encode() + raw).digest()
            if source not in self._by_source:
                is_upright = placing == [1, 0, 0, 1] and turn == 0
                is_shown_whole = is_upright and not (self.has_masks and _is_masked(image))
                mime, payload = _encoded(image, raw, is_shown_whole, turn, self.limits.max_image_pixels)
                self._by_source[source] = self.add(name, mime, payload)
            return self._by_source[source]
        except (pdfium.PdfiumError, ValueError, ZeroDivisionError, OSError):
            self.dropped["broken_image"] += 1
            return None

    def add_page(self, page: pdfium.PdfPage, name: str, turn: int, words: Sequence[Box]) -> str | None:
        """The url of the page's own picture; None when it is left out, or holds little but ``words``."""
        scale = self.limits.page_image_side / max(*page.get_size(), 1.0)
        pixels = np.rot90(page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3], turn)
        if not _has_ink(pixels, words, scale):
            return None
        return self.add(name, "image/png", _png(pixels))

    def add_figure(self, page: pdfium.PdfPage, name: str, turn: int, region: Box) -> str | None:
        """The url of a part of the page as it is drawn; ``region`` in points of the turned page."""
        width, height = page.get_size()
        most = math.sqrt(self.limits.max_image_pixels / max(width * height, 1.0))
        scale = min(self.limits.page_image_side / max(region.width, region.height, 1.0), _FIGURE_SCALE, most)
        pixels = np.rot90(page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3], turn)
        pixels = pixels[
            max(math.floor(region.top * scale) - 1, 0) : math.ceil(region.bottom * scale) + 1,
            max(math.floor(region.left * scale) - 1, 0) : math.ceil(region.right * scale) + 1,
        ]
        return self.add(name, "image/png", _png(pixels)) if pixels.size else None

    def without_running(self, pages: Sequence[Page]) -> None:
        """Take out of ``pages`` what most of them show at the same place: logos, backgrounds."""
        shown: dict[str, list[tuple[Page, Box]]] = defaultdict(list)
        for page in pages:
            for picture in page.pictures:
                shown[picture.name].append((page, picture.box))
        for url, places in shown.items():
            if _is_running([box for _, box in places], len({page.number for page, _ in places}), len(pages)):
                for page, _ in places:
                    page.pictures = [picture for picture in page.pictures if picture.name != url]
                self.dropped["running_image"] += 1
                del self.media[url]


def _has_ink(pixels: NDArray[np.uint8], words: Sequence[Box], scale: float) -> bool:
    """Whether a rendered page, uint8 [height, width, 3], shows more than thin rules beside its words."""
    paper = np.median(pixels[::8, ::8].reshape(-1, 3), axis=0)
    darkest, lightest = np.clip(np.ceil(paper - _VISIBLE), 0, _OPAQUE), np.clip(np.floor(paper + _VISIBLE), 0, _OPAQUE)
    marked = np.zeros(pixels.shape[:2], np.bool_)
    for colour in range(3):
        levels = pixels[:, :, colour]
        marked |= (levels < np.uint8(darkest[colour])) | (levels > np.uint8(lightest[colour]))
    for box in words:
        marked[
            max(math.floor(box.top * scale), 0) : math.ceil(box.bottom * scale),
            max(math.floor(box.left * scale), 0) : math.ceil(box.right * scale),
        ] = False
    return bool(marked.mean() >= _MIN_INK)


def _is_running(boxes: Sequence[Box], shown_on: int, pages: int) -> bool:
    if shown_on < _RUNNING_PAGES or shown_on * 2 < pages:
        return False
    first = boxes[0]
    return all(abs(box.left - first.left) + abs(box.top - first.top) <= _SAME_PLACE_POINTS for box in boxes)


def _is_masked(image: pdfium.PdfImage) -> bool:
    """Whether the page shows an image with holes, or thinned; looked at in the size of the page."""
    bitmap = image.get_bitmap(render=True)
    alpha = bitmap.to_numpy()[1:-1, 1:-1, 3:]
    return bool((alpha < _OPAQUE).any())


def _encoded(image: pdfium.PdfImage, raw: bytes, is_shown_whole: bool, turn: int, max_pixels: int) -> tuple[str, bytes]:
    """MIME type and bytes of the picture as the page shows it; where ``is_shown_whole``, a JPEG as it lies there."""
    if is_shown_whole and image.get_filters() == ["DCTDecode"] and _is_plain_jpeg(raw):
        return "image/jpeg", raw
    bitmap = _rendered(image, max_pixels)
    pixels = bitmap.to_numpy()
    if bitmap.mode in ("BGR", "BGRA", "BGRX"):
        pixels = pixels[:, :, [2, 1, 0, 3][: pixels.shape[2]]]
    if bitmap.mode == "BGRA":
        pixels = _on_white(pixels)
    return "image/png", _png(np.rot90(pixels, turn))


def _rendered(image: pdfium.PdfImage, max_pixels: int) -> pdfium.PdfBitmap:
    """With masks and turned as placed, at about its own resolution; as it lies there where that fails."""
    left, bottom, right, top = image.get_bounds()
    width, height = image.get_px_size()
    spanned = max(abs(right - left), 1e-3) * max(abs(top - bottom), 1e-3)
    scale = max(width / max(abs(right - left), 1e-3), height / max(abs(top - bottom), 1e-3))
    if spanned * scale * scale <= max_pixels:
        try:
            return image.get_bitmap(render=True, scale_to_original=True)
        except pdfium.PdfiumError:
            pass  # an image object without a page matrix of its own; its plain pixels follow
    return image.get_bitmap(render=False)


def _is_plain_jpeg(raw: bytes) -> bool:
    """Grey or three colours: four are inks, and viewers disagree on them."""
    try:
        with Image.open(io.BytesIO(raw), formats=["JPEG"]) as picture:
            return picture.mode in ("L", "RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    alpha = pixels[:, :, 3:]
    if (alpha == _OPAQUE).all():
        return pixels[:, :, :3]
    colour = pixels[:, :, :3].astype(np.uint16)
    weight = alpha.astype(np.uint16)
    return ((colour * weight + _OPAQUE * (_OPAQUE - weight) + _OPAQUE // 2) // _OPAQUE).astype(np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """PNG of [height, width], [height, width, 1] or [height, width, 3 or 4]; grey where all colours are."""
    if pixels.ndim == 3:
        pixels = pixels[:, :, :3]
        if pixels.shape[2] == 1 or (
            np.array_equal(pixels[:, :, 0], pixels[:, :, 1]) and np.array_equal(pixels[:, :, 0], pixels[:, :, 2])
        ):
            pixels = pixels[:, :, 0]
    sink = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(sink, "PNG")
    return sink.getvalue()


def kept(media: Mapping[str, Contained], urls: Sequence[str]) -> list[Contained]:
    """The media behind ``urls``, in their order, each once."""
    return [media[url] for url in dict.fromkeys(urls) if url in media]
