"""Tables between rules: which rules belong to one, and what stands in its rows and columns.

A table begins and ends with a level rule as wide as itself; between them its words keep to columns. Rules alone make
none: what stands between the rules of a page's head and its footnotes is prose, and prose leaves no white from top to
bottom.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .bidirectional import is_mostly_leftwards, runs_leftwards
from .columns_of_table import columns_of, spans_of
from .contents import leads_to_page
from .head_above import head_above
from .lines import Line, lines_of
from .markers import is_caption
from .page import Box, Table, Word
from .rows_of_table import cells_of, rows_of
from .rules import Rule, Rules

_SAME_EDGE_POINTS = 6.0
_DOUBLE_RULE_POINTS = 4.5
"""Two rules with less between them are one that is drawn double."""
_MIN_WIDTH_POINTS = 50.0
_MAX_RULES = 400
_MAX_MEAN_CELL_CHARACTERS = 200
"""Cells that hold more on average are columns of prose."""
_MAX_CELL_CHARACTERS = 600
_MIN_FULL_ROWS = 0.5
"""Of the rows: so many have words in two columns or more."""
_MIN_FULL_HEADLESS = 0.8
"""The same, of a table without a rule below its head: as good as a frame around anything."""
_MIN_FILLED = 0.4
"""Of all cells: so many hold words. Labels in a drawing leave more of them empty."""
_PROSE_LINES = 2
"""Lines from edge to edge between two rules: so many are prose."""
_MAX_TRIED = 50
"""Rules in a stretch that is no table: parts of a longer one are not tried."""
_PROSE_WORDS = 5
"""Words a cell, on average in every column: columns of prose."""
_ITEM = re.compile(r"\d+:|[•◦▪∗*–−-]$")
"""What the lines of a listing or the items of a list begin with."""
_MIN_CONTENTS = 5
_FIXED = 0.8
"""Of the characters: a listing in a frame."""


@dataclass(frozen=True, slots=True)
class _Slab:
    """What stands between two rules."""

    top: float
    bottom: float
    lines: tuple[Line, ...]


def tables_of(words: Sequence[Word], rules: Rules) -> list[Table]:
    """The tables of a page, from top to bottom; none of two holds a word of another."""
    found: list[Table] = []
    free = list(words)
    for run in _runs(rules.level):
        for table in _tables_between(run, free, rules.upright):
            found.append(table)
            free = [word for word in free if not table.box.holds(word.box)]
    return sorted(found, key=lambda table: (table.box.top, table.box.left))


def _runs(level: Sequence[Rule]) -> list[list[Rule]]:
    """Rules of one width above each other; the widest first."""
    runs: list[list[Rule]] = []
    for rule in level[:_MAX_RULES]:
        if rule.length < _MIN_WIDTH_POINTS:
            continue
        run = next((run for run in runs if _is_as_wide(run[-1], rule)), None)
        if run is None:
            runs.append([rule])
        elif rule.at - run[-1].at > _DOUBLE_RULE_POINTS:
            run.append(rule)
    return sorted((run for run in runs if len(run) > 1), key=lambda run: (-run[0].length, run[0].at, run[0].start))


def _is_as_wide(one: Rule, other: Rule) -> bool:
    return abs(one.start - other.start) <= _SAME_EDGE_POINTS and abs(one.end - other.end) <= _SAME_EDGE_POINTS


def _tables_between(run: Sequence[Rule], words: Sequence[Word], upright: Sequence[Rule]) -> Iterable[Table]:
    """The longest stretches of the run that read as tables."""
    left, right = min(rule.start for rule in run), max(rule.end for rule in run)
    inside = [word for word in words if left - 2 <= (word.box.left + word.box.right) / 2 <= right + 2]
    slabs = [_slab(above.at, below.at, inside) for above, below in pairwise(run)]
    width = right - left
    first = 0
    while first < len(slabs):
        last = first
        while last < len(slabs) and _may_belong(slabs[last], left, width):
            last += 1
        ends = sorted({end for end in (last, last - 1, last - 2, first + 2, first + 1) if first < end <= last})
        tables = (
            (end, _table(Box(left, slabs[first].top, right, slabs[end - 1].bottom), slabs[first:end], inside, upright))
            for end in reversed(ends)
        )
        end, table = next(((end, table) for end, table in tables if table is not None), (first + 1, None))
        if table is not None:
            yield table
        first = max(end, last if last - first > _MAX_TRIED else 0)


def _slab(top: float, bottom: float, words: Sequence[Word]) -> _Slab:
    return _Slab(top, bottom, tuple(lines_of(word for word in words if top < word.box.middle < bottom)))


def _may_belong(slab: _Slab, left: float, width: float) -> bool:
    """Whether it holds words, and neither a caption, a table of contents nor prose from edge to edge."""
    if not slab.lines or any(is_caption(line.text) for line in slab.lines):
        return False
    if sum(map(leads_to_page, slab.lines)) >= min(2, len(slab.lines)):
        return False
    return sum(_is_full(line, left, width) for line in slab.lines) < _PROSE_LINES


def _is_full(line: Line, left: float, width: float) -> bool:
    return line.box.left < left + 0.1 * width and line.box.width >= 0.6 * width and len(spans_of(line)) == 1


def _table(box: Box, slabs: Sequence[_Slab], words: Sequence[Word], upright: Sequence[Rule]) -> Table | None:
    """The table that fills a box, if one does, with its head where that stands above the box, among ``words``."""
    lines = [line for slab in slabs for line in slab.lines]
    bars = _bars(box, upright)
    columns = columns_of(box, lines, bars)
    head = [] if bars else head_above(box, columns, words, lines)
    has_inner_bars = any(box.left + _SAME_EDGE_POINTS < at < box.right - _SAME_EDGE_POINTS for at in bars)
    if len(columns) < 2 or (len(head) + len(lines) < 3 and not has_inner_bars):
        return None
    is_row_ruled = len(bars) > len(columns) and len(slabs) > 2
    rows = [
        [tuple(line.text for line in cell) for cell in row]
        for number, slab in enumerate(slabs)
        for row in rows_of(slab.lines, columns, is_row_ruled, is_head=number == 0 and len(slabs) > 1 and not head)
    ]
    if len(rows) < 2 or not _is_table(rows, lines, has_inner_bars, has_head=len(slabs) > 1):
        return None
    for line in head:
        box = replace(box, top=line.box.top)
        rows.insert(0, [tuple(part.text for part in cell) for cell in cells_of(line, columns)])
    text = " ".join(word.text for line in lines for word in line.words)
    is_leftwards = runs_leftwards(text) and is_mostly_leftwards(text)
    is_headed = [*head, *lines][0].is_bold and not lines[-1].is_bold
    return Table(box, tuple(tuple(reversed(row)) if is_leftwards else tuple(row) for row in rows), is_headed)


def _bars(box: Box, upright: Sequence[Rule]) -> list[float]:
    """Where upright rules run through half the height of the box or more, together."""
    covered: list[tuple[float, float]] = []
    for rule in upright:
        shared = min(rule.end, box.bottom) - max(rule.start, box.top)
        if shared <= 0 or not box.left - _SAME_EDGE_POINTS <= rule.at <= box.right + _SAME_EDGE_POINTS:
            continue
        if covered and rule.at - covered[-1][0] <= _DOUBLE_RULE_POINTS:
            covered[-1] = (covered[-1][0], covered[-1][1] + shared)
        else:
            covered.append((rule.at, shared))
    return [at for at, height in covered if height >= 0.5 * box.height]


def _is_table(rows: Sequence[Sequence[Sequence[str]]], lines: Sequence[Line], has_bars: bool, has_head: bool) -> bool:
    """Whether what was found is one, and no listing, list, index or prose in columns."""
    filled = [[" ".join(cell) for cell in row if cell] for row in rows]
    if sum(len(row) >= 2 for row in filled) < max(_MIN_FULL_ROWS * len(rows), 2):
        return False
    cells = [cell for row in filled for cell in row]
    if sum(map(len, cells)) > _MAX_MEAN_CELL_CHARACTERS * len(cells):
        return False
    if len(cells) < _MIN_FILLED * len(rows) * len(rows[0]):
        return False
    if has_bars:
        return True
    characters = sum(len(word.text) for line in lines for word in line.words)
    fixed = sum(len(word.text) for line in lines for word in line.words if word.is_fixed)
    if fixed >= _FIXED * characters or max(map(len, cells)) > _MAX_CELL_CHARACTERS:
        return False
    if not has_head and sum(len(row) >= 2 for row in filled) < _MIN_FULL_HEADLESS * len(rows):
        return False
    if 2 * sum(_ITEM.match(row[0]) is not None for row in filled) >= len(filled) or _are_contents(filled):
        return False
    return not all(_words_a_cell(rows, number) >= _PROSE_WORDS for number in range(len(rows[0])))


def _are_contents(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows end in page numbers: whole numbers that never fall."""
    ends = [row[-1] for row in rows if len(row) > 1]
    if len(ends) < _MIN_CONTENTS or not all(end.isdigit() and len(end) < 5 for end in ends):
        return False
    words = sum(len(cell.split()) for row in rows for cell in row)
    return all(int(above) <= int(below) for above, below in pairwise(ends)) and words >= 3 * len(rows)


def _words_a_cell(rows: Sequence[Sequence[Sequence[str]]], column: int) -> float:
    cells = [" ".join(row[column]) for row in rows if row[column]]
    return sum(len(cell.split()) for cell in cells) / max(len(cells), 1)
