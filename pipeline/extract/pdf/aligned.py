"""Lines whose words keep to columns without a rule between them: the stretches of a column that may be a table.

A stretch grows line by line as long as the white between its columns holds. What it is (a table, blocks beside each
other, labels with their values, or none of them) is decided elsewhere.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .columns_of_table import Column, spans_of
from .contents import leads_to_page
from .lines import Line
from .markers import is_caption
from .page import Box

_WIDE = 0.8
"""Of the font size: the least white in a line that makes it a row. Justified prose rarely leaves as much."""
_CORRIDOR = 0.5
"""Of the font size: the least white between two columns that all rows leave. Two cells of an office suite leave it."""
_FAR = 3.5
"""Font sizes between the middles of two lines: farther ones are no rows of one table."""
_WIDER = 1.2
"""Times the distance between the rows so far: what a line alone in the first column stands apart by."""
_SAME_PITCH = 1.1
_OTHER_SIZE = 1.08
_MAX_ALONE = 4
"""Lines without a gap, one after the other, in one cell."""
_HEAD_ROWS = 2
"""Rows that may span what is below them in several columns."""
_MAX_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Extent:
    """A piece of a line, or what all rows cover in one column: its left and right edge, points."""

    left: float
    right: float


@dataclass(frozen=True)
class Stretch:
    """Lines ``first`` to ``end`` (exclusive) of a column, and where the columns inside it stand."""

    first: int
    end: int
    lines: tuple[Line, ...]
    extents: tuple[Extent, ...]
    tail: tuple[Line, ...] = ()
    """Lines right below that stand in the first column: the rest of a block that is longer than those beside it."""

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def box(self) -> Box:
        box = self.lines[0].box
        for line in self.lines[1:]:
            box = box.union(line.box)
        return box

    @property
    def columns(self) -> list[Column]:
        """The columns, parted in the middle of the white between them."""
        middles = [(one.right + other.left) / 2 for one, other in pairwise(self.extents)]
        edges = [self.extents[0].left, *middles, self.extents[-1].right]
        return [Column(left, right) for left, right in pairwise(edges)]

    @property
    def gutter(self) -> float:
        """The narrowest white between two of the columns, font sizes."""
        return min(other.left - one.right for one, other in pairwise(self.extents)) / self.size


def pieces_of(line: Line) -> list[Extent]:
    """Where the words of a line stand that have no more than a space between them."""
    return [Extent(span[0].box.left, max(word.box.right for word in span)) for span in spans_of(line)]


def is_row(pieces: Sequence[Extent], size: float) -> bool:
    """Whether the pieces of a line leave as much white as columns do."""
    return any(other.left - one.right >= _WIDE * size for one, other in pairwise(pieces))


def stretches_of(lines: Sequence[Line]) -> list[Stretch]:
    """The stretches of one column, ``lines`` from top to bottom; each has two rows or more. None shares a line."""
    pieces = [pieces_of(line) for line in lines]
    found: list[Stretch] = []
    first = 0
    while first < len(lines):
        growth = _Growth(lines, pieces, first)
        while growth.takes():
            growth.end += 1
        end = growth.last_row + 1
        if growth.rows < 2:
            first += 1
            continue
        end = growth.with_rest_of_cells(end)
        extents = _columns(lines, pieces, first, end)
        if 2 <= len(extents) <= _MAX_COLUMNS:
            tail = tuple(lines[end : growth.end_of_tail(end)])
            found.append(Stretch(first, end, tuple(lines[first:end]), tuple(extents), tail))
        first = end
    return found


class _Growth:
    """A stretch from ``first`` on; ``end`` is the line that it may take next."""

    def __init__(self, lines: Sequence[Line], pieces: Sequence[list[Extent]], first: int) -> None:
        self._lines, self._pieces = lines, pieces
        self._extents: list[Extent] = []
        self._row_distance = 0.0
        self._first = self.end = first
        self.last_row = first
        self.rows = 0

    def takes(self) -> bool:
        """Take the next line, if it is one more of the stretch."""
        number = self.end
        if number >= len(self._lines):
            return False
        line, pieces = self._lines[number], self._pieces[number]
        if line.is_fixed or leads_to_page(line) or is_caption(line.text) or line.bookmark:
            return False
        if len(pieces) > _MAX_COLUMNS:
            return False
        row = is_row(pieces, line.size)
        if number > self._first and not self._is_below(line, self._lines[number - 1]):
            return False
        if not row and (number - self.last_row > _MAX_ALONE or not self._may_stand_alone(number)):
            return False
        size = self._lines[self._first].size
        merged = _with(self._extents, pieces, _CORRIDOR * size)
        if merged is None:
            return False
        if row and self.rows > _HEAD_ROWS and _splits_cell(self._extents, pieces, _WIDE * size):
            return False
        self._extents = merged
        if row:
            if self.rows:
                distance = line.box.middle - self._lines[self.last_row].box.middle
                self._row_distance = max(self._row_distance, distance)
            self.rows += 1
            self.last_row = number
        return True

    def with_rest_of_cells(self, end: int) -> int:
        """The end of the stretch, with the lines behind its last row that go on in one of its later columns."""
        while end < self.end:
            above, line = self._lines[end - 1], self._lines[end]
            begins = pieces[0].left if (pieces := self._pieces[end]) else 0.0
            cells = self._pieces[self.last_row][1:]
            is_rest = any(abs(begins - cell.left) <= 0.2 * line.size for cell in cells)
            distance = line.box.middle - above.box.middle
            if not is_rest or distance > 1.5 * line.size or line.is_bold != above.ends_bold:
                break
            end += 1
        return end

    def end_of_tail(self, end: int) -> int:
        """The end of the lines that go on below the first column as the rows did."""
        left = self._extents[0].left
        while end < self.end:
            line = self._lines[end]
            distance = line.box.middle - self._lines[end - 1].box.middle
            if abs(line.box.left - left) > 0.2 * line.size or distance > _SAME_PITCH * self._row_distance:
                break
            end += 1
        return end

    def _is_below(self, line: Line, last: Line) -> bool:
        size = self._lines[self._first].size
        if max(line.size, size) > _OTHER_SIZE * min(line.size, size):
            return False
        return line.box.middle - last.box.middle <= _FAR * size

    def _may_stand_alone(self, number: int) -> bool:
        """Whether a line without a gap is part of a cell: no heading, and nothing that stands apart at the left."""
        if number == self._first:
            return self._opens_row(number)
        line = self._lines[number]
        if not self._extents or line.box.left > self._extents[0].left + line.size:
            return True
        distance = line.box.middle - self._lines[number - 1].box.middle
        usual = self._row_distance or 1.5 * line.size
        return distance <= _WIDER * usual and not (line.is_bold and distance > 0.9 * line.size)

    def _opens_row(self, number: int) -> bool:
        """Whether the cells beside this line stand a little lower, as those do that are centred on it."""
        if number + 1 >= len(self._lines):
            return False
        line, following = self._lines[number], self._lines[number + 1]
        is_close = following.box.middle - line.box.middle < 0.85 * line.size
        return is_close and is_row(self._pieces[number + 1], following.size)


def _with(extents: Sequence[Extent], pieces: Sequence[Extent], white: float) -> list[Extent] | None:
    """The extents with those of one more line; None where a piece lies across the white between two of them."""
    rights = [extent.right for extent in extents]
    taken: dict[int, Extent] = {}
    new: list[Extent] = []
    for piece in pieces:
        first = bisect_left(rights, piece.left - white)
        if first == len(extents) or extents[first].left - piece.right >= white:
            new.append(piece)
            continue
        if first + 1 < len(extents) and extents[first + 1].left - piece.right < white:
            return None
        old = taken.get(first, extents[first])
        taken[first] = Extent(min(old.left, piece.left), max(old.right, piece.right))
    grown = [taken.get(number, extent) for number, extent in enumerate(extents)]
    return sorted([*grown, *_covered(new, white)], key=lambda extent: extent.left)


def _splits_cell(extents: Sequence[Extent], pieces: Sequence[Extent], wide: float) -> bool:
    """Whether two pieces of a line with wide white between them stand in one column."""
    rights = [extent.right for extent in extents]
    return any(
        other.left - one.right >= wide
        and bisect_left(rights, one.left) == bisect_left(rights, other.left) < len(rights)
        for one, other in pairwise(pieces)
    )


def _columns(lines: Sequence[Line], pieces: Sequence[list[Extent]], first: int, end: int) -> list[Extent]:
    """The columns of the lines, seen without the first rows where those span several."""
    size = lines[first].size
    best: list[Extent] = []
    for head in range(min(_HEAD_ROWS, max(end - first - 3, 0)) + 1):
        extents = _covered([piece for number in range(first + head, end) for piece in pieces[number]], _CORRIDOR * size)
        if len(extents) > len(best):
            best = extents
    if not best:
        return []
    left = min(pieces[number][0].left for number in range(first, end))
    right = max(pieces[number][-1].right for number in range(first, end))
    best[0] = Extent(min(best[0].left, left), best[0].right)
    best[-1] = Extent(best[-1].left, max(best[-1].right, right))
    return best


def _covered(pieces: Sequence[Extent], white: float) -> list[Extent]:
    found: list[Extent] = []
    for piece in sorted(pieces, key=lambda piece: (piece.left, piece.right)):
        if found and piece.left - found[-1].right < white:
            found[-1] = Extent(found[-1].left, max(found[-1].right, piece.right))
        else:
            found.append(piece)
    return found
