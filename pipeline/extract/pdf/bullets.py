"""Marks of lists that are drawn as shapes, as browsers print them: discs, rings and squares before the items."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .page import Box, Word

_MIN_SIDE = 0.2
_MAX_SIDE = 0.75
"""Of the font size of the item: the sides of its mark."""
_MAX_ASPECT = 1.3
_MIN_GAP = 0.25
_MAX_GAP = 1.6
"""Of the font size: white between a mark and its item, and what is free on its other side."""
_LEVEL = 0.3
"""Of the font size: the middles of a mark and of its item are no farther apart."""
_MIN_MARKS = 2
"""Of one size on a page: a single dot may be anything."""
_MAX_SHAPES = 4_000
_BAND_POINTS = 12.0
_MAX_ON_BAND = 300
"""Words looked at beside a shape: no line has as many."""


def bullets_among(shapes: Iterable[Box | None], words: Sequence[Word]) -> list[Word]:
    """A bullet for each shape that stands before the first word of a line as the mark of a list item does."""
    small = [box for box in shapes if box is not None and _may_be_mark(box, words)][:_MAX_SHAPES]
    if len(small) < _MIN_MARKS:
        return []
    bands = _bands(words)
    found = [(box, bullet) for box in small if (bullet := _bullet(box, bands)) is not None]
    sizes = Counter(_size(box) for box, _ in found)
    seen: set[tuple[int, int]] = set()
    bullets = []
    for box, bullet in found:
        place = (round(box.left), round(box.middle))
        if sizes[_size(box)] >= _MIN_MARKS and place not in seen:
            seen.add(place)
            bullets.append(bullet)
    return bullets


def _may_be_mark(box: Box, words: Sequence[Word]) -> bool:
    """Whether it is about as wide as high, and not too large for any type on the page."""
    if not words or min(box.width, box.height) <= 0:
        return False
    return max(box.width, box.height) <= min(24.0, _MAX_ASPECT * min(box.width, box.height))


def _size(box: Box) -> tuple[int, int]:
    """Its sides in half points."""
    return round(2 * box.width), round(2 * box.height)


def _bands(words: Sequence[Word]) -> dict[int, list[Word]]:
    bands: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        bands[int(word.box.middle // _BAND_POINTS)].append(word)
    return bands


def _bullet(box: Box, bands: dict[int, list[Word]]) -> Word | None:
    band = int(box.middle // _BAND_POINTS)
    near = [word for number in (band - 1, band, band + 1) for word in bands.get(number, [])[:_MAX_ON_BAND]]
    beside = [word for word in near if abs(word.box.middle - box.middle) <= _LEVEL * word.size]
    if not beside:
        return None
    right = min((word for word in beside if word.box.left >= box.right), key=lambda word: word.box.left, default=None)
    left = max((word for word in beside if word.box.right <= box.left), key=lambda word: word.box.right, default=None)
    if any(word.box.gap_x(box) < 0 for word in beside):
        return None
    item, other = (left, right) if left is not None and left.shown and _is_near(left, box) else (right, left)
    if item is None or not _is_near(item, box) or (other is not None and other.box.gap_x(box) <= _MAX_GAP * item.size):
        return None
    if not _MIN_SIDE * item.size <= min(box.width, box.height) <= max(box.width, box.height) <= _MAX_SIDE * item.size:
        return None
    place = Box(box.left, item.box.top, box.right, item.box.bottom)
    return Word("•", place, item.size, is_fixed=item.is_fixed, ends_in_space=True)


def _is_near(item: Word, box: Box) -> bool:
    return _MIN_GAP * item.size <= item.box.gap_x(box) <= _MAX_GAP * item.size
