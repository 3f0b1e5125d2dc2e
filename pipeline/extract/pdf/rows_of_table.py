"""The rows of a table: lines that stand beside each other, and the lines that go on in a cell."""

from collections.abc import Sequence

from .columns_of_table import Column, spans_of
from .lines import Line, line_of
from .page import Word

_MAX_HEAD_LINES = 4
_SAME_ROW = 0.7
"""Of the font size: lines with less between their middles are parts of one, as signs above each other are."""
_BESIDE = 0.85
"""The same, of lines without rules around them: none is set as close below another."""

Cells = list[list[Line]]
"""Of one row: for every column the lines in its cell, none where it is empty."""


def rows_of(lines: Sequence[Line], columns: Sequence[Column], is_row_ruled: bool, is_head: bool) -> list[Cells]:
    """The rows between two rules.

    ``is_row_ruled`` says that there are rules below every row, ``is_head`` that this is what stands above the first
    rule inside a table: one row, unless a head spans columns.
    """
    cells = [cells_of(line, columns, is_row_ruled) for line in lines]
    if is_row_ruled and not _are_rows(cells):
        return [merged(cells)]
    if is_head and len(lines) <= _MAX_HEAD_LINES and not any(_spans(line, columns) for line in lines):
        return [merged(cells)]
    rights = [
        max((cell[-1].box.right for row in cells if (cell := row[number])), default=0.0)
        for number in range(len(columns))
    ]
    rows: list[Cells] = []
    last: Line | None = None
    for row, line in zip(cells, lines, strict=True):
        is_beside = last is not None and line.box.middle - last.box.middle < _SAME_ROW * max(line.size, last.size)
        last = line
        if rows and (is_beside or _goes_on(rows[-1], row, rights)):
            rows[-1] = merged([rows[-1], row])
        else:
            rows.append(row)
    return rows


def beside_each_other(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in groups that are too close to each other to be rows: their cells are centred beside each other."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.box.middle - groups[-1][-1].box.middle < _BESIDE * line.size:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def cells_of(line: Line, columns: Sequence[Column], by_word: bool = False) -> Cells:
    """The words of a line by column; what spans columns is in the first of them."""
    found: list[list[Word]] = [[] for _ in columns]
    for span in [[word] for word in line.words] if by_word else spans_of(line):
        left, right = span[0].box.left, span[-1].box.right
        first = _column_at(left if _crosses(left, right, columns) and not by_word else (left + right) / 2, columns)
        found[first] += span
    return [[line_of(words)] if words else [] for words in found]


def _column_at(x: float, columns: Sequence[Column]) -> int:
    return next((number for number, column in enumerate(columns) if x < column.right), len(columns) - 1)


def _crosses(left: float, right: float, columns: Sequence[Column]) -> bool:
    return any(left < column.right < right for column in columns[:-1])


def _spans(line: Line, columns: Sequence[Column]) -> bool:
    return any(_crosses(span[0].box.left, span[-1].box.right, columns) for span in spans_of(line))


def _are_rows(cells: Sequence[Cells]) -> bool:
    """Whether lines between two rules are rows although other rows have rules: each fills three columns or more."""
    return len(cells) > 2 and all(len(row) > 2 and all(row) for row in cells)


def merged(rows: Sequence[Cells]) -> Cells:
    """The rows as one, line below line in each cell."""
    return [[line for row in rows for line in row[number]] for number in range(len(rows[0]))]


def _goes_on(last: Cells, row: Cells, rights: Sequence[float]) -> bool:
    """Whether a line is the rest of cells above it: words that had no room there, and nothing beside them."""
    filled = [number for number, cell in enumerate(row) if cell]
    if 2 * len(filled) > len(row) + 1 or len(filled) == len(row):
        return False
    return all(last[number] and _had_no_room(last[number][-1], row[number][0], rights[number]) for number in filled)


def _had_no_room(above: Line, below: Line, right: float) -> bool:
    if len(above.words) < 2 and not above.text.endswith(("-", "\u00ad")):
        return False
    return above.box.right + 0.25 * above.size + below.words[0].box.width > right
