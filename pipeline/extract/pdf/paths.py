"""The strokes of a page's paths: their straight pieces along the page, as thin boxes."""

import ctypes
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from .frame import Frame
from .page import Box
from .rules import MAX_THICKNESS_POINTS

_MAX_PATH_SEGMENTS = 2_000
"""A path of more is a drawing."""
_MAX_PAGE_SEGMENTS = 20_000
_SLANT_POINTS = 0.5


def strokes_of(paths: Iterable[pdfium.PdfObject], boxes: Iterable[Box | None], frame: Frame) -> list[Box]:
    """Thin paths as they stand (``boxes``, in the order of ``paths``), and the straight lines that others stroke."""
    found: list[Box] = []
    left = _MAX_PAGE_SEGMENTS
    for path, box in zip(paths, boxes, strict=True):
        if box is None or path.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        if min(box.width, box.height) <= MAX_THICKNESS_POINTS:
            found.append(box)
            continue
        count = raw.FPDFPath_CountSegments(path)
        if 2 <= count <= min(_MAX_PATH_SEGMENTS, left) and _is_stroked(path):
            left -= count
            found += _straight_pieces(path, count, frame)
    return found


def _is_stroked(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(stroke.value)


def _straight_pieces(path: pdfium.PdfObject, count: int, frame: Frame) -> Iterator[Box]:
    matrices = [path.get_matrix()]
    container = path.container
    while container is not None:
        matrices.append(container.get_matrix())
        container = container.container
    for line in _lines(path, count):
        points = line
        for matrix in matrices:
            points = [matrix.on_point(x, y) for x, y in points]
        for (x, y), (next_x, next_y) in pairwise(points):
            left, right = sorted((x, next_x))
            low, high = sorted((y, next_y))
            if min(right - left, high - low) <= _SLANT_POINTS and all(map(math.isfinite, (left, low, right, high))):
                yield frame.place(left, low, right, high)


def _lines(path: pdfium.PdfObject, count: int) -> Iterator[list[tuple[float, float]]]:
    """Its polygonal lines, each as its points, in the path's own coordinates; curves part them."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if not segment or not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            yield [*points, points[0]]
            points = []
    if points:
        yield points
