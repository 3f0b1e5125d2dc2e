"""HTML tables: which hold data, and where their cells stand."""

from selectolax.lexbor import LexborNode

from .blocks import width

_MAX_SPAN = 64
_BLOCK_CONTENT = "table,h1,h2,h3,h4,pre,blockquote,article,section,form,ul ul,figure,hr"
_MAX_MEAN_CELL_CHARS = 250
"""Cells that hold more on average are columns of a layout."""
_MIN_COLUMN_CHARACTERS = 200
_MAX_COLUMNS = 20
_LAYOUT_CLASSES = frozenset({"fatitem", "itemlist"})
"""Of the forum that Hacker News runs on, with a title and its votes in cells of one table."""

_OF_DOXYGEN = "memberdecls"
"""The members of a class, under headings of their own."""


def is_data_table(table: LexborNode) -> bool:
    """Whether a table is one of data: two or more rows and columns, and no block content in its cells.

    More ``div`` elements than cells are block content too: the posts of older forums are tables of two columns.
    """
    attributes = table.attributes
    if attributes.get("class") == _OF_DOXYGEN:
        return True
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
