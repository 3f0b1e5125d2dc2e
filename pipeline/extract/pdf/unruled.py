"""Tables without rules: which stretches of aligned lines are tables, and what stands in their cells.

Without rules only what is written speaks for a table: a column of numbers beside names, or a head in bold type above
short entries. Where this is not clear, there is no table.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from .aligned import Stretch
from .cells import is_empty, is_formula, is_mark, is_numeric, is_prose, is_quantity, names_something
from .extents import Extent, pieces_of
from .lines import Line
from .page import Table
from .records import are_records
from .rows_of_table import Cells, beside_each_other, cells_of, merged, rows_of

_MIN_ROWS = 3
_MIN_HEADED_ROWS = 4
"""Rows of a table without a column of numbers, its head among them: names and addresses side by side are fewer."""
_MIN_NUMERIC = 0.6
"""Of the cells of a column below its head: so many are numbers in a column of numbers."""
_MIN_FULL_ROWS = 0.6
"""Of the rows: so many have words in two columns or more."""
_MIN_FILLED = 0.45
"""Of all cells: so many hold words."""
_MAX_FORMULAS = 0.2
"""Of the rows: more hold signs of equations in formulas below each other."""
_MIN_NAMED = 2
"""Cells with a word: a matrix has none."""
_MIN_NAMED_SHARE = 0.1
"""Of all cells."""
_MAX_MEAN_CHARACTERS = 60
_SAME_EDGE = 0.35
"""Of the font size: cells that begin, end or have their middles so near each other are aligned."""
_MIN_ALIGNED = 0.6
"""Of the cells of a column, share an edge or the middle."""
_ROOMIER = 1.12
"""Times the distance between lines of one cell: rows that stand apart do so by more."""
_THOUSANDS = re.compile(r"(?<=\d)[,.'\u2009\u202f ](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+")
_MAX_LEADING = 1.4
"""Font sizes between two lines of one cell."""


def table_of(stretch: Stretch) -> Table | None:
    """The table that a stretch is, if it is one."""
    if len(stretch.lines) < _MIN_ROWS or not are_aligned(stretch):
        return None
    cells = _rows(stretch)
    rows = [[" ".join(line.text for line in cell) for cell in row] for row in cells]
    if not _is_table(rows, stretch):
        return None
    texts = tuple(tuple(tuple(line.text for line in cell) for cell in row) for row in cells)
    return Table(stretch.box, texts, is_headed=_bold_head(stretch.lines) > 0)


def _rows(stretch: Stretch) -> list[Cells]:
    """The rows; lines are one row where they stand beside each other, or where rows stand apart and they do not."""
    columns = stretch.columns
    head = _bold_head(stretch.lines)
    rows = rows_of(stretch.lines[:head], columns, is_row_ruled=False, is_head=True) if head else []
    lines = stretch.lines[head:]
    beside = beside_each_other(lines)
    groups = [merged([cells_of(line, columns) for line in group]) for group in beside]
    return [*rows, *(_by_white(beside, groups) or _by_room(beside, groups, stretch))]


def _bold_head(lines: Sequence[Line]) -> int:
    """How many lines on top are bold, above others that are not."""
    count = next((number for number, line in enumerate(lines) if not line.is_bold), 0)
    return count if count <= _MIN_ROWS and sum(line.is_bold for line in lines) * 2 <= len(lines) + 1 else 0


def _by_white(beside: Sequence[Sequence[Line]], groups: Sequence[Cells]) -> list[Cells] | None:
    """Rows of several lines, if white parts them: each line but the first of a row leaves cells empty."""
    distances = [after[0].box.middle - before[-1].box.middle for before, after in pairwise(beside)]
    if len(distances) < 2 or min(distances) > _MAX_LEADING * beside[0][0].size:
        return None
    least = _ROOMIER * min(distances)
    rows = [[groups[0]]]
    for distance, group in zip(distances, groups[1:], strict=True):
        if distance <= least:
            if all(group):
                return None
            rows[-1].append(group)
        else:
            rows.append([group])
    if len(rows) < 2 or any(sum(map(bool, row[0])) < 2 for row in rows):
        return None
    return [merged(row) for row in rows]


def _by_room(beside: Sequence[Sequence[Line]], groups: Sequence[Cells], stretch: Stretch) -> list[Cells]:
    """Rows of one line, and those that go on because a word had no room."""
    if all(len(group) == 1 for group in beside):
        lines = [line for group in beside for line in group]
        return rows_of(lines, stretch.columns, is_row_ruled=False, is_head=False) if lines else []
    return list(groups)


def are_aligned(stretch: Stretch) -> bool:
    """Whether the pieces in each column share an edge or the middle."""
    columns: list[list[Extent]] = [[] for _ in stretch.extents]
    edges = stretch.columns
    for line in stretch.lines:
        number = 0
        for piece in pieces_of(line):
            while number < len(edges) - 1 and piece.left >= edges[number].right:
                number += 1
            if piece.right <= edges[number].right:
                columns[number].append(piece)
    return all(_share_edge(column, stretch.size) for column in columns)


def _share_edge(pieces: Sequence[Extent], size: float) -> bool:
    if len(pieces) < 2:
        return bool(pieces)
    least = _MIN_ALIGNED * len(pieces)
    places = (
        sorted(piece.left for piece in pieces),
        sorted(piece.right for piece in pieces),
        sorted((piece.left + piece.right) / 2 for piece in pieces),
    )
    return any(_most_alike(place, _SAME_EDGE * size) >= least for place in places)


def _most_alike(places: Sequence[float], tolerance: float) -> int:
    """How many of the sorted places at most are within the tolerance of each other."""
    best = first = 0
    for last, place in enumerate(places):
        while place - places[first] > tolerance:
            first += 1
        best = max(best, last - first + 1)
    return best


def _is_table(rows: Sequence[Sequence[str]], stretch: Stretch) -> bool:
    width = len(rows[0])
    filled = [[cell for cell in row if cell] for row in rows]
    cells = [cell for row in filled for cell in row]
    if len(rows) < _MIN_ROWS or sum(len(row) >= 2 for row in filled) < _MIN_FULL_ROWS * len(rows):
        return False
    if len(cells) < _MIN_FILLED * width * len(rows) or sum(map(len, cells)) > _MAX_MEAN_CHARACTERS * len(cells):
        return False
    if sum(any(map(is_formula, row)) for row in filled) > _MAX_FORMULAS * len(rows):
        return False
    if sum(map(names_something, cells)) < max(_MIN_NAMED, _MIN_NAMED_SHARE * len(cells)):
        return False
    columns = [[row[number] for row in rows if row[number]] for number in range(width)]
    if any(sum("@" in cell for cell in row) > 1 for row in filled):
        return False
    if sum(map(is_prose, columns)) > 1 or _are_contents(filled):
        return False
    if width == 2:
        return _is_priced(columns)
    return _is_recorded(columns, stretch) or are_records(rows, stretch.pitch)


def _is_priced(columns: Sequence[Sequence[str]]) -> bool:
    """Whether names stand before quantities of one kind. Fewer, and those of several kinds, are labels with values."""
    names, values = columns
    if any(is_mark(name) or name.endswith(":") for name in names) or len(values) < _MIN_ROWS or is_prose(names):
        return False
    quantities = values if is_quantity(values[0]) else values[1:]
    if len(quantities) < _MIN_ROWS or not all(is_quantity(value) or is_empty(value) for value in quantities):
        return False
    return len({_kind(value) for value in quantities if not is_empty(value)}) == 1


def _kind(quantity: str) -> str:
    """The quantity with one zero for all digits in a row: ``0.0 €`` for ``1,250.00 €``."""
    return _DIGITS.sub("0", _THOUSANDS.sub("", quantity))


def _is_recorded(columns: Sequence[Sequence[str]], stretch: Stretch) -> bool:
    """Whether one of three columns or more holds numbers, or a bold head stands above entries that are not."""
    numbers = [
        column
        for number, column in enumerate(columns)
        if not all(map(is_mark, column[1:])) and (number or not is_numeric(column[0])) and _holds_numbers(column)
    ]
    if numbers:
        return True
    head = _bold_head(stretch.lines)
    return head > 0 and len(stretch.lines) - head >= _MIN_HEADED_ROWS - 1 and not any(map(is_prose, columns[:1]))


def _holds_numbers(column: Sequence[str]) -> bool:
    below = [cell for cell in column[1:] if not is_empty(cell)]
    return len(below) >= 2 and sum(map(is_numeric, below)) >= _MIN_NUMERIC * len(below)


def _are_contents(rows: Sequence[Sequence[str]]) -> bool:
    """Whether all rows end in page numbers: whole numbers that never fall."""
    ends = [row[-1] for row in rows if len(row) > 1]
    if len(ends) < len(rows) - 1 or not all(end.isdigit() and len(end) < 5 for end in ends):
        return False
    return max(map(len, rows)) <= 3 and all(int(above) <= int(below) for above, below in pairwise(ends))
