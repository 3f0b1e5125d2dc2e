"""Whether aligned words without numbers and without a bold head are the rows of a table.

Lists side by side are aligned, too, but they are read downwards. Rows are told by a column whose words come back, by a
head that alone begins large, or by the white between them.
"""

from collections.abc import Sequence
from itertools import chain, pairwise

_MIN_COLUMNS = 3
_MIN_ROWS = 5
"""Of a table, its head among them: authors with their addresses, and the columns of a slide, are fewer."""
_MIN_FILLED = 0.95
_MAX_MEAN_CHARACTERS = 24
_MAX_DISTINCT = 0.5
"""Of the entries of a column of kinds: so many differ."""
_MAX_PITCH_OF_LISTS = 1.5
"""Font sizes between the lines of a list; rows of a table may be farther apart."""


def are_records(rows: Sequence[Sequence[str]], pitch: float) -> bool:
    """``pitch`` is the usual distance between two rows, in font sizes."""
    width = len(rows[0])
    cells = [cell for row in rows for cell in row if cell]
    if width < _MIN_COLUMNS or len(rows) < _MIN_ROWS or len(cells) < _MIN_FILLED * width * len(rows):
        return False
    if sum(map(len, cells)) > _MAX_MEAN_CHARACTERS * len(cells):
        return False
    columns = [[row[number] for row in rows] for number in range(width)]
    if _go_on_downwards(columns):
        return False
    return _has_head(columns) or any(map(_are_kinds, columns[1:])) or pitch > _MAX_PITCH_OF_LISTS


def _go_on_downwards(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the entries are in the order of the alphabet from column to column: an index, a list of names."""
    entries = [cell.casefold() for cell in chain.from_iterable(columns) if cell]
    return all(above <= below for above, below in pairwise(entries))


def _has_head(columns: Sequence[Sequence[str]]) -> bool:
    """Whether every column begins with a capital, and one or more have no other."""
    if not all(column[0][:1].isupper() for column in columns):
        return False
    return any(all(cell[:1].islower() for cell in column[1:]) for column in columns)


def _are_kinds(column: Sequence[str]) -> bool:
    """Whether words come back below the first one: yes and no, names of kinds."""
    below = [cell for cell in column[1:] if cell]
    return len(set(below)) <= _MAX_DISTINCT * len(below) and any(map(str.isalpha, "".join(below)))
