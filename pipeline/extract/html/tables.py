"""HTML tables: which hold data, and their Markdown."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from .blocks import width

_MAX_SPAN = 64
_MAX_FILLED_CELLS = 1 << 16
"""In larger tables short rows stay short, as Markdown allows: one wide row must not widen a million others."""
_BLOCK_CONTENT = "table,h1,h2,h3,h4,pre,blockquote,article,section,form,ul ul,figure,hr"
_MAX_MEAN_CELL_CHARS = 250
"""Cells that hold more on average are columns of a layout."""
_MIN_COLUMN_CHARACTERS = 200
_MAX_COLUMNS = 20
_LAYOUT_CLASSES = frozenset({"fatitem", "itemlist"})
"""Of the forum that Hacker News runs on, with a title and its votes in cells of one table."""


def is_data_table(table: LexborNode) -> bool:
    """Whether a table is one of data: two or more rows and columns, and no block content in its cells.

    More ``div`` elements than cells are block content too: the posts of older forums are tables of two columns.
    """
    attributes = table.attributes
    if attributes.get("role") in {"presentation", "none"} or attributes.get("class") in _LAYOUT_CLASSES:
        return False
    rows = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in rows_of(table)]
    columns = max(map(len, rows), default=0)
    if columns < 2 or sum(map(bool, rows)) < 2 or _holds_blocks(table):
        return False
    if len(table.css("div")) > sum(map(len, rows)):
        return False
    return _holds_cells_of_data([" ".join(cell.text().split()) for row in rows for cell in row])


def _holds_cells_of_data(cells: list[str]) -> bool:
    """Whether cells are short on average, and none of some length holds more than all others: columns of a layout."""
    total = sum(map(len, cells))
    longest = max(cells, key=len)
    is_column = width(longest) >= _MIN_COLUMN_CHARACTERS and 2 * len(longest) > total
    return total <= len(cells) * _MAX_MEAN_CELL_CHARS and not is_column


def _holds_blocks(table: LexborNode) -> bool:
    """Whether there is block content in cells; under a head of its own, a table of data may hold code and quotes."""
    tags = {node.tag for node in table.css(_BLOCK_CONTENT) if node.mem_id != table.mem_id}
    return bool(tags) and not (tags <= {"pre", "blockquote"} and table.css_first("thead th") is not None)


def rows_of(table: LexborNode) -> list[LexborNode]:
    """The ``tr`` elements of a table itself, not of tables inside it."""
    rows: list[LexborNode] = []
    for child in table.iter():
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows += [row for row in child.iter() if row.tag == "tr"]
    return rows


def span(value: str | None) -> int:
    """A ``colspan`` or ``rowspan``, 1 where it is absent or no number, at most 64."""
    return min(int(value), _MAX_SPAN) or 1 if value and value.isascii() and value.isdigit() else 1


def column_of(cell: LexborNode) -> int:
    """Place of a cell in its row, from 0."""
    column, node = 0, cell.prev
    while node is not None and column < _MAX_COLUMNS:
        if node.tag in ("td", "th"):
            column += span(node.attributes.get("colspan"))
        node = node.prev
    return column


@dataclass(slots=True)
class Grid:
    """A table's cells as they are met; spanned places stay empty."""

    rows: list[list[str]] = field(default_factory=list)
    link_chars: int = 0
    _open: int = 0
    _taken: dict[int, int] = field(default_factory=dict)
    """Column → rows below the current one that a ``rowspan`` above still covers."""

    def start_row(self) -> None:
        if self.rows:
            for column in self._taken:
                if column >= len(self.rows[-1]) and self._taken[column]:
                    self._taken[column] -= 1
        self.rows.append([])
        self._skip_taken()

    def start_cell(self, colspan: int, rowspan: int) -> None:
        """Opens the next cell; ``add`` fills it."""
        if not self.rows:
            self.start_row()
        row = self.rows[-1]
        self._skip_taken()
        for _ in range(colspan):
            if rowspan > 1:
                self._taken[len(row)] = rowspan - 1
            row.append("")
        self._open = len(row) - colspan

    def add(self, text: str, link_chars: int) -> None:
        """Words of the open cell."""
        if not self.rows or not self.rows[-1]:
            return
        self.link_chars += link_chars
        row = self.rows[-1]
        row[self._open] = f"{row[self._open]} {text}" if row[self._open] else text

    def _skip_taken(self) -> None:
        row = self.rows[-1]
        while self._taken.get(len(row), 0) > 0:
            self._taken[len(row)] -= 1
            row.append("")

    def markdown(self) -> str:
        """Rows as ``| a | b |`` with a rule under the first; empty when no cell holds a word."""
        rows = [row for row in self.rows if any(row)]
        columns = max(map(len, rows), default=0)
        fills_rows = len(rows) * columns <= _MAX_FILLED_CELLS
        lines: list[str] = []
        for row in rows:
            missing = columns - len(row) if fills_rows or not lines else 0
            cells = [cell.replace("|", "\\|") for cell in row] + [""] * missing
            lines.append(f"| {' | '.join(cells)} |")
        if lines:
            lines.insert(1, "|" + " --- |" * columns)
        return "\n".join(lines)
