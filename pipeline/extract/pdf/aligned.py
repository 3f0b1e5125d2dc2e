"""Lines whose words keep to columns without a rule between them: the stretches of a column that may be a table.

A stretch grows line by line as long as the white between its columns holds. What it is (a table, blocks beside each
other, labels with their values, or none of them) is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .columns_of_table import Column
from .contents import leads_to_page
from .extents import CLOSE_PIECE, CORRIDOR, WIDE, Extent, covered, is_row, pieces_of, splits_cell, widened, with_pieces
from .lines import Line
from .markers import is_caption
from .page import Box

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
_HEAD_DISTANCE = 2.2
"""Font sizes between the middles of a head over several columns and the line below it."""
_MAX_COLUMNS = 30


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
    def pitch(self) -> float:
        """The usual distance between two lines, font sizes."""
        return median(below.box.middle - above.box.middle for above, below in pairwise(self.lines)) / self.size

    @property
    def gutter(self) -> float:
        """The narrowest white between two of the columns, font sizes."""
        return min(other.left - one.right for one, other in pairwise(self.extents)) / self.size


def stretches_of(lines: Sequence[Line]) -> list[Stretch]:
    """The stretches of one column, ``lines`` from top to bottom; each has two rows or more. None shares a line."""
    pieces = [pieces_of(line) for line in lines]
    found: list[Stretch] = []
    first = done = 0
    while first < len(lines):
        growth = _grown(lines, pieces, first)
        if growth.rows < 2:
            first += 1
            continue
        end = growth.with_rest_of_cells(growth.last_row + 1)
        extents = _columns(lines, pieces, growth.first, end)
        if 2 <= len(extents) <= _MAX_COLUMNS:
            begin = _with_heads(lines, pieces, extents, growth.first, done)
            extents = widened(extents, pieces[begin:end], pieces[begin : growth.first])
            tail = tuple(lines[end : growth.end_of_tail(end)])
            found.append(Stretch(begin, end, tuple(lines[begin:end]), tuple(extents), tail))
            done = end
        first = end
    return found


def _grown(lines: Sequence[Line], pieces: list[list[Extent]], first: int) -> "_Growth":
    """The longest stretch that begins at ``first``, or right below, if that line may be a head of columns."""
    best = _Growth(lines, pieces, first)
    best.grow()
    if 2 <= best.rows <= _HEAD_ROWS + 1:
        for below in range(first + 1, min(best.last_row + 1, first + _HEAD_ROWS + 1)):
            other = _Growth(lines, pieces, below)
            other.grow()
            if other.rows > max(best.rows, _HEAD_ROWS):
                return other
    return best


def _with_heads(
    lines: Sequence[Line], pieces: Sequence[list[Extent]], extents: Sequence[Extent], first: int, done: int
) -> int:
    """The first line of a stretch, with the heads right above it that stand over several of its columns."""
    rows = lines[first + 1].box.middle - lines[first].box.middle
    farthest = max(_HEAD_DISTANCE * lines[first].size, _SAME_PITCH * rows)
    while first > done and lines[first].box.middle - lines[first - 1].box.middle <= farthest:
        line, head = lines[first - 1], pieces[first - 1]
        is_other = max(line.size, lines[first].size) > _OTHER_SIZE * min(line.size, lines[first].size)
        if is_other or is_caption(line.text) or line.bookmark or head[-1].right > extents[-1].right + line.size:
            break
        if head[0].left < extents[0].right if len(head) == 1 else head[0].left < extents[0].left - line.size:
            break
        first -= 1
    return first


class _Growth:
    """A stretch from ``first`` on; ``end`` is the line that it may take next."""

    def __init__(self, lines: Sequence[Line], pieces: list[list[Extent]], first: int) -> None:
        self._lines, self._pieces = lines, pieces
        self._extents: list[Extent] = []
        self._row_distance = 0.0
        self.first = self.end = first
        self.last_row = first
        self.rows = 0

    def grow(self) -> None:
        """Take all lines that belong to it."""
        while self._takes():
            self.end += 1

    def _takes(self) -> bool:
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
        if number > self.first and not self._is_below(line, self._lines[number - 1]):
            return False
        if not row and not self._is_rest(number) and not self._may_stand_alone(number):
            return False
        size = self._lines[self.first].size
        merged = with_pieces(self._extents, pieces, CORRIDOR * size)
        if merged is None:
            pieces = self._pieces[number] = pieces_of(line, CLOSE_PIECE)
            merged = with_pieces(self._extents, pieces, CORRIDOR * size)
        if merged is None:
            return False
        if row and self.rows > _HEAD_ROWS and splits_cell(self._extents, pieces, WIDE * size):
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
        while end < self.end and self._is_rest(end):
            end += 1
        return end

    def _is_rest(self, number: int) -> bool:
        """Whether a line goes on in one of the later columns, right below the line above it."""
        if number == self.first:
            return False
        above, line = self._lines[number - 1], self._lines[number]
        if line.box.middle - above.box.middle > 1.5 * line.size or line.is_bold != above.ends_bold:
            return False
        left = self._pieces[number][0].left
        return any(abs(left - extent.left) <= 0.2 * line.size for extent in self._extents[1:])

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
        size = self._lines[self.first].size
        if max(line.size, size) > _OTHER_SIZE * min(line.size, size):
            return False
        return line.box.middle - last.box.middle <= _FAR * size

    def _may_stand_alone(self, number: int) -> bool:
        """Whether a line without a gap is part of a cell: no heading, and nothing that stands apart at the left."""
        if number == self.first:
            return self._opens_row(number)
        if number - self.last_row > _MAX_ALONE:
            return False
        line = self._lines[number]
        if not self._extents or line.box.left > self._extents[0].left + line.size:
            return True
        distance = line.box.middle - self._lines[number - 1].box.middle
        usual = self._row_distance or 1.5 * line.size
        return distance <= (_SAME_PITCH * self._row_distance if line.is_bold else _WIDER * usual)

    def _opens_row(self, number: int) -> bool:
        """Whether the cells beside this line stand a little lower, as those do that are centred on it."""
        if number + 1 >= len(self._lines):
            return False
        line, following = self._lines[number], self._lines[number + 1]
        is_close = following.box.middle - line.box.middle < 0.85 * line.size
        return is_close and is_row(self._pieces[number + 1], following.size)


def _columns(lines: Sequence[Line], pieces: Sequence[list[Extent]], first: int, end: int) -> list[Extent]:
    """The columns of the lines, seen without the first rows where those span several."""
    size = lines[first].size
    best: list[Extent] = []
    for head in range(min(_HEAD_ROWS, max(end - first - 3, 0)) + 1):
        extents = covered([piece for number in range(first + head, end) for piece in pieces[number]], CORRIDOR * size)
        if len(extents) > len(best):
            best = extents
    return best
