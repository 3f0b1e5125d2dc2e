"""Short blocks beside each other, and labels with what they stand for: aligned lines that are no table.

Blocks are read one after the other, each from top to bottom: addresses, the columns of a slide, signatures. A label is
read with its value, and a term with all lines of what it means.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from .aligned import Stretch
from .cells import is_formula, is_mark, is_numeric, is_prose, names_something
from .columns_of_table import Column
from .extents import Extent
from .lines import Line
from .markers import marker_of
from .rows_of_table import Cells, beside_each_other, cells_of, merged
from .unruled import are_aligned

_MIN_GUTTER = 2.5
"""Font sizes of white between two blocks. Labels stand closer to their values."""
_MIN_GUTTER_FOR_TWO = 6.0
"""The same, where the blocks have two lines each."""
_MIN_PROSE_GUTTER = 0.8
_MIN_ROWS = 3
_MAX_PITCH = 1.5
"""Font sizes between the lines of a block; rows of a form are farther apart."""
_MIN_NAMED = 0.7
"""Of the cells of blocks: so many hold a word."""
_MAX_NUMERIC = 0.4
"""Of the cells of a block: more are data."""
_MAX_FORMULAS = 0.2
"""Of the rows: more hold signs of equations in formulas, which are read line by line."""
_SAME_EDGE = 0.2
"""Of the font size: cells that begin closer to each other begin at one place."""
_LABEL_WORDS = 2
_DIGIT = re.compile(r"\d")
_MOST = 0.6
"""Of the cells of a column: so many are numbers, or end in a colon, in a column of values or labels."""


class Setting(Enum):
    """How aligned lines are read."""

    BLOCKS = auto()
    """Column by column."""
    ENTRIES = auto()
    """Row by row, each a label and all lines of what stands beside it."""


def setting_of(stretch: Stretch) -> Setting | None:
    """How a stretch that is no table is read; None where nothing speaks against reading it line by line."""
    columns = _without_marks(stretch)
    groups = beside_each_other(stretch.lines)
    if len(columns) < 2 or len(groups) < 2:
        return None
    rows = [merged([cells_of(line, columns) for line in group]) for group in groups]
    cells = [[" ".join(line.text for line in row[number]) for row in rows] for number in range(len(columns))]
    formulas = sum(any(map(is_formula, row)) for row in zip(*cells, strict=True))
    if formulas > _MAX_FORMULAS * len(rows) or _are_line_numbers(cells[0]):
        return None
    if any(all(is_mark(cell) for cell in column if cell) for column in cells[1:]):
        return None
    is_list = any(marker_of(line.text) for line in stretch.lines)
    is_pair = len(columns) == 2 and sum(map(all, rows)) >= _MIN_ROWS
    may_be_entries = is_pair and bool(rows[0][0]) and not is_list
    pitch = median(below[0].box.middle - above[-1].box.middle for above, below in pairwise(groups)) / stretch.size
    if is_pair and _are_labels(cells, rows, pitch):
        return Setting.ENTRIES if may_be_entries else None
    if _are_blocks(cells, stretch, columns, pitch) and not _may_be_labels(cells, stretch):
        return Setting.BLOCKS
    return Setting.ENTRIES if may_be_entries and _begin_alike(rows, stretch.size) else None


def blocks_beside(stretch: Stretch) -> list[list[Line]]:
    """The lines of each block, the left one first."""
    columns = _without_marks(stretch)
    rows = [cells_of(line, columns) for line in stretch.lines]
    blocks = [[line for row in rows for line in row[number]] for number in range(len(columns))]
    blocks[0] += stretch.tail
    return blocks


def entries_of(stretch: Stretch) -> list[list[Line]]:
    """The lines of each entry; it begins where there is a label."""
    columns = _without_marks(stretch)
    entries: list[list[Line]] = []
    for group in beside_each_other(stretch.lines):
        label, value = merged([cells_of(line, columns) for line in group])
        lines = group if len(group) == 1 else [*label, *value]
        if label or not entries:
            entries.append(lines)
        else:
            entries[-1] += lines
    return entries


def _without_marks(stretch: Stretch) -> list[Column]:
    """The columns, those of marks joined with what they mark."""
    columns = stretch.columns
    rows = [cells_of(line, columns) for line in stretch.lines]
    found: list[Column] = []
    left: float | None = None
    for number, column in enumerate(columns):
        marks = [row[number][0].text for row in rows if row[number]]
        left = column.left if left is None else left
        is_bullets = bool(marks) and all(marker_of(f"{mark} x") for mark in marks)
        if not is_bullets or number + 1 == len(columns):
            found.append(Column(left, column.right))
            left = None
    return found


def _are_labels(cells: Sequence[Sequence[str]], rows: Sequence[Cells], pitch: float) -> bool:
    """Whether the left column says what the right one is."""
    labels, values = ([cell for cell in column if cell] for column in cells)
    if any(marker_of(value) for value in values):
        return False
    if sum(label.endswith(":") for label in labels) >= _MOST * len(labels):
        return True
    if any(sum(map(is_numeric, column)) >= _MOST * len(column) for column in (labels, values)):
        return True
    if all(is_mark(label) for label in labels) or pitch > _MAX_PITCH:
        return True
    last = max(number for number, row in enumerate(rows) if row[0])
    if any(not row[0] for row in rows[:last]):
        return True
    return all(row[0][0].is_bold and not row[1][0].is_bold for row in rows if all(row))


def _may_be_labels(cells: Sequence[Sequence[str]], stretch: Stretch) -> bool:
    """Whether one or two words stand in every row on the left, not far from a cell on the right: roles and names."""
    if len(cells) != 2 or len(cells[0]) < _MIN_ROWS or stretch.tail or stretch.gutter >= _MIN_GUTTER_FOR_TWO:
        return False
    return all(map(all, cells)) and all(
        len(label.split()) <= _LABEL_WORDS and not _DIGIT.search(label) for label in cells[0]
    )


def _are_line_numbers(labels: Sequence[str]) -> bool:
    """Whether every line has the number behind that of the line above it: a manuscript. Four digits are years."""
    if not all(label.isdecimal() and len(label) < 4 for label in labels):
        return False
    return all(int(below) - int(above) == 1 for above, below in pairwise(labels))


def _begin_alike(rows: Sequence[Cells], size: float) -> bool:
    """Whether all cells of each column begin at one place."""
    lefts = [[row[number][0].box.left for row in rows if row[number]] for number in range(2)]
    return all(max(column) - min(column) <= _SAME_EDGE * size for column in lefts)


def _are_blocks(cells: Sequence[Sequence[str]], stretch: Stretch, columns: Sequence[Column], pitch: float) -> bool:
    """Whether lines follow each other in every column as those of an address do."""
    if pitch > _MAX_PITCH or not are_aligned(stretch):
        return False
    texts = [[cell for cell in column if cell] for column in cells]
    every = [cell for column in texts for cell in column]
    if sum(map(names_something, every)) < _MIN_NAMED * len(every):
        return False
    if any(len(column) < 2 or sum(map(is_numeric, column)) > _MAX_NUMERIC * len(column) for column in texts):
        return False
    if any(_has_hole(column) for column in cells):
        return False
    gutter = _gutter(stretch.extents, columns) / stretch.size
    if all(map(is_prose, texts)):
        return gutter >= _MIN_PROSE_GUTTER and len(stretch.lines) >= _MIN_ROWS
    return gutter >= (_MIN_GUTTER if len(stretch.lines) >= _MIN_ROWS else _MIN_GUTTER_FOR_TWO)


def _has_hole(column: Sequence[str]) -> bool:
    """Whether an empty cell stands between others."""
    filled = [number for number, cell in enumerate(column) if cell]
    return filled[-1] - filled[0] >= len(filled)


def _gutter(extents: Sequence[Extent], columns: Sequence[Column]) -> float:
    """The narrowest white between the columns, points."""
    edges = {column.right for column in columns}
    return min(other.left - one.right for one, other in pairwise(extents) if (one.right + other.left) / 2 in edges)
