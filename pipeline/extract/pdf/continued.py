"""Tables that go on on the next page: one table, with one head."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .blocks import Block
from .figures import Shown
from .page import Row, Table

_SAME_EDGE = 0.02
"""Of the width of a table: its left edge on two pages differs by no more."""
_SAME_WIDTH = 0.12
"""The same of its right edge: without rules it is as wide as its widest entry."""
_MAX_HEAD_ROWS = 3
_CONTINUED = re.compile(
    r"\b(?:continue[ds]?|cont['’.]?d?|fortsetzung|fortgesetzt|suite|continúa|continuación|continua|segue|vervolg|"
    r"продолжение)\b|続き|续表|تابع|המשך|ادامه",
    re.IGNORECASE,
)
_NAME = re.compile(r"\W*(\w+\.?\s*[\w.-]*\w)")


def with_whole_tables(pages: Sequence[Sequence[Block | Shown]]) -> list[list[Block | Shown]]:
    """What stands on the pages, where nothing but the edge of a page parts two pieces of a table, made one.

    The pieces have as many columns between the same edges. The second one repeats the head of the first, or has none
    of its own; its rows join those on the page where the table begins.
    """
    found: list[list[Block | Shown]] = []
    above: Shown | None = None
    for items in pages:
        left = list(items)
        below = left[0] if left else None
        if above is not None and isinstance(below, Shown) and (whole := _joined(above, below)) is not None:
            above.what = whole
            del left[0]
            if not left:
                found.append(left)
                continue
        found.append(left)
        last = left[-1] if left else None
        above = last if isinstance(last, Shown) and isinstance(last.what, Table) else None
    return found


def _joined(above: Shown, below: Shown) -> Table | None:
    """The two as one table, if they are."""
    first, second = above.what, below.what
    if not isinstance(first, Table) or not isinstance(second, Table) or not _may_go_on(above, below):
        return None
    width = first.box.width
    if len(first.rows[0]) != len(second.rows[0]) or abs(first.box.left - second.box.left) > _SAME_EDGE * width:
        return None
    repeated = _rows_alike(first.rows, second.rows)
    if not repeated and (second.is_headed or abs(first.box.right - second.box.right) > _SAME_WIDTH * width):
        return None
    rows = first.rows[:-1] if _says_that_it_goes_on(first.rows[-1]) else first.rows
    return replace(first, rows=(*rows, *second.rows[repeated:]))


def _may_go_on(above: Shown, below: Shown) -> bool:
    """Whether the second one has no caption, or one that says it goes on or is that of the first."""
    if below.caption is None:
        return True
    text = below.caption.lines[0].text
    if _CONTINUED.search(text):
        return True
    name, other = _NAME.match(text), _NAME.match(above.caption.lines[0].text) if above.caption else None
    return name is not None and other is not None and name[1] == other[1]


def _rows_alike(first: Sequence[Row], second: Sequence[Row]) -> int:
    """How many rows on top of both say the same."""
    count = 0
    for row, other in zip(first[:_MAX_HEAD_ROWS], second[:-1], strict=False):
        if row != other:
            break
        count += 1
    return count


def _says_that_it_goes_on(row: Row) -> bool:
    cells = [" ".join(cell) for cell in row if cell]
    return len(cells) == 1 and _CONTINUED.search(cells[0]) is not None
