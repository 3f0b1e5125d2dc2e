"""Columns: in which order the parts of a page are read.

Words are first merged into fragments, pieces of a line without a wide gap. A gutter is a height of white that many
lines leave free. Fragments that cross it (a title, a wide caption) cut the page into bands, and in each band that
reads as columns of prose the left side comes before the right one, each side cut again in the same way. Tables and
lists leave white, too: their sides are no prose, and they are read line by line. Where columns are found, a band of few
lines is read as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from .page import Box, Word

_GUTTER = 0.8
"""Of the font size: the narrowest white between columns. TeX's own is one em."""
_LEADING = 0.4
"""Of the font size: a line in the white between two lines of the next column is beside the nearer one."""
_MIN_LINES = 4
"""A side of fewer lines is no column."""
_MIN_COLUMN = 8
"""Of the font size: the narrowest column of prose."""
_MIN_FILL = 0.5
"""Of a column's width: a line of prose fills as much."""
_MIN_WORDS = 3
"""Words a line of prose; in scripts without spaces it has 20 characters."""
_PROSE = 0.5
"""Of a column's characters, in lines of prose. The rest are formulas, symbols and their meanings, labels."""
_LEADERS = ".…0123456789"
"""What a line of a table of contents ends in."""
_MAX_DEPTH = 6
_MAX_PICTURES = 20
"""Of a page, looked at for what stands beside them."""
_MAX_ON_LINE = 300
"""Fragments looked at before and behind one for what stands beside it: no line of a page has as many."""


@dataclass(frozen=True, slots=True)
class _Fragment:
    """Words side by side without a wide gap."""

    words: tuple[Word, ...]
    box: Box


def zones(words: Sequence[Word], shown: Sequence[Box] = ()) -> list[list[Word]]:
    """The words of a page as parts that are each one column wide, in reading order.

    ``shown`` are the places of tables and pictures: one that crosses a gutter cuts the page as a title does.
    """
    if not words:
        return []
    size = median(word.size for word in words)
    cut = _cut(_fragments(words, size), shown, size, 0)
    zones_ = ([word for fragment in zone for word in fragment.words] for zone in cut)
    return [zone for zone in zones_ if zone]


def _fragments(words: Sequence[Word], size: float) -> list[_Fragment]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.middle, word.box.left)):
        row = next((row for row in reversed(rows[-4:]) if row[0].box.is_on_line_of(word.box)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    found = []
    for row in rows:
        row.sort(key=lambda word: word.box.left)
        open_ = [row[0]]
        right = row[0].box.right
        for word in row[1:]:
            if word.box.left - right >= _GUTTER * max(size, 0.5 * word.size):
                found.append(_fragment(open_))
                open_ = []
            open_.append(word)
            right = max(right, word.box.right)
        found.append(_fragment(open_))
    return found


def _fragment(words: list[Word]) -> _Fragment:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return _Fragment(tuple(words), box)


def _cut(fragments: list[_Fragment], shown: Sequence[Box], size: float, depth: int) -> list[list[_Fragment]]:
    gutter = _gutter(fragments, shown, size) if depth < _MAX_DEPTH else None
    if gutter is None:
        return [fragments]
    bars = [_Fragment((), box) for box in shown if box.left < gutter < box.right]
    by_height = sorted([*fragments, *bars], key=lambda fragment: (fragment.box.middle, fragment.box.left))
    bands = [
        (crosses, list(band))
        for crosses, band in groupby(by_height, key=lambda fragment: fragment.box.left < gutter < fragment.box.right)
    ]
    for (crosses, wide), (_, below) in pairwise(bands):
        if crosses and _ends_paragraph(wide[-1], below):
            wide.append(below.pop(0))
    sides = [[] if crosses else _halves(band, gutter) for crosses, band in bands]
    are_columns = [bool(halves) and all(_is_prose(side, shown, size, depth) for side in halves) for halves in sides]
    is_proven = any(are_columns)
    found: list[list[_Fragment]] = []
    is_open = False
    for (_, band), halves, is_split in zip(bands, sides, are_columns, strict=True):
        if is_split or (is_proven and halves and min(map(len, halves)) < _MIN_LINES):
            for side in halves:
                found += _cut(side, shown, size, depth + 1) if side else []
            is_open = False
        elif is_open:
            found[-1] += band
        else:
            found.append(band)
            is_open = True
    return found


def _ends_paragraph(wide: _Fragment, below: list[_Fragment]) -> bool:
    """Whether the first of the lines below a wide one is the short last line of its paragraph."""
    if not wide.words or not below:
        return False
    size, last = wide.words[0].size, below[0]
    is_alone = len(below) == 1 or not below[1].box.is_on_line_of(last.box)
    is_next = last.box.top - wide.box.bottom <= _LEADING * size and abs(last.words[0].size - size) < 0.5
    return is_alone and is_next and abs(last.box.left - wide.box.left) <= size


def _gutter(fragments: list[_Fragment], shown: Sequence[Box], size: float) -> float | None:
    """The middle of the white that most lines leave free, if enough do; beside other lines, or beside a picture."""
    by_top = sorted(fragments, key=lambda fragment: fragment.box.top)
    tallest = max(fragment.box.height for fragment in fragments)
    slack = _LEADING * size
    edges = _beside_pictures(fragments, shown, size)
    first = 0
    for number, fragment in enumerate(by_top):
        line = fragment.box.middle
        while by_top[first].box.top < line - tallest - slack:
            first += 1
        right = fragment.box.right
        beside = near = float("inf")
        for other in by_top[max(first, number - _MAX_ON_LINE) : number + _MAX_ON_LINE]:
            if other.box.top > line + slack:
                break
            if other.box.bottom >= line - slack and other.box.left >= right:
                near = min(near, other.box.left)
                if other.box.top <= line <= other.box.bottom:
                    beside = min(beside, other.box.left)
        beside = near if beside == float("inf") else beside
        if _GUTTER * size <= beside - right < float("inf"):
            edges += [(right, 1), (beside, -1)]
    votes = best = 0
    place: float | None = None
    edges.sort()
    for (x, step), (next_x, _) in pairwise(edges):
        votes += step
        if votes > best and next_x - x >= 0.5 * size:
            best, place = votes, (x + next_x) / 2
    return place if best >= _MIN_LINES else None


def _beside_pictures(fragments: list[_Fragment], shown: Sequence[Box], size: float) -> list[tuple[float, int]]:
    """Left and right edges of the white between pictures as wide as columns and the nearest lines beside them."""
    edges: list[tuple[float, int]] = []
    least = min(fragment.box.left for fragment in fragments) - size
    most = max(fragment.box.right for fragment in fragments) + size
    wide = [
        box
        for box in shown
        if box.width >= _MIN_COLUMN * size
        and box.height >= _MIN_LINES * size
        and least <= box.left <= box.right <= most
    ]
    for box in wide[:_MAX_PICTURES]:
        level = [fragment.box for fragment in fragments if box.top <= fragment.box.middle <= box.bottom]
        before = [other.right for other in level if other.right <= box.left]
        after = [other.left for other in level if other.left >= box.right]
        if before and box.left - max(before) >= _GUTTER * size:
            edges += [(max(before), len(before)), (box.left, -len(before))]
        if after and min(after) - box.right >= _GUTTER * size:
            edges += [(box.right, len(after)), (min(after), -len(after))]
    return edges


def _is_prose(side: list[_Fragment], shown: Sequence[Box], size: float, depth: int) -> bool:
    """Whether a side reads as a column, or as columns beside each other. Page numbers beside it do not count."""
    side = [fragment for fragment in side if any(word.text.strip(_LEADERS) for word in fragment.words)]
    if len(side) < _MIN_LINES:
        return False
    width = max(fragment.box.right for fragment in side) - min(fragment.box.left for fragment in side)
    if width < _MIN_COLUMN * size:
        return False
    characters = sum(map(_characters, side))
    if sum(_characters(fragment) for fragment in side if _is_line_of_prose(fragment, width)) < _PROSE * characters:
        gutter = _gutter(side, shown, size) if depth < _MAX_DEPTH else None
        if gutter is None or any(fragment.box.left < gutter < fragment.box.right for fragment in side):
            return False
        return all(_is_prose(half, shown, size, depth + 1) for half in _halves(side, gutter))
    return True


def _is_line_of_prose(fragment: _Fragment, width: float) -> bool:
    """Whether it fills half a column of this width with words."""
    if fragment.box.width < _MIN_FILL * width:
        return False
    characters = _characters(fragment)
    return len(fragment.words) >= _MIN_WORDS or (characters >= 20 and characters >= 8 * len(fragment.words))


def _characters(fragment: _Fragment) -> int:
    return sum(len(word.text) for word in fragment.words)


def _halves(fragments: list[_Fragment], gutter: float) -> list[list[_Fragment]]:
    return [
        [fragment for fragment in fragments if fragment.box.right <= gutter],
        [fragment for fragment in fragments if fragment.box.left >= gutter],
    ]
