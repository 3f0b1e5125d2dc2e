"""The head of a table that stands above its first rule, where rules are drawn below rows alone."""

from collections.abc import Sequence

from .cells import names_something
from .columns_of_table import Column, spans_of
from .lines import Line, lines_of
from .markers import is_caption
from .page import Box, Word

_FAR = 1.8
"""Font sizes between the middle of a head and the rule below it."""
_MAX_UNNAMED = 0.25
"""Of the columns, have no name in the head."""
_OTHER_SIZE = 1.15


def head_above(box: Box, columns: Sequence[Column], words: Sequence[Word], lines: Sequence[Line]) -> list[Line]:
    """The lines of the head, none where there is none; ``lines`` are those of the table in ``box``.

    It is one line, each of its entries a word or more in one of the columns, in type like that of the table.
    """
    if not lines or len(columns) < 2:
        return []
    size = lines[0].size
    near = [word for word in words if box.top - _FAR * size <= word.box.middle <= box.top]
    found = lines_of(near)
    if not found:
        return []
    head = found[-1]
    if head.is_fixed or is_caption(head.text) or max(head.size, size) > _OTHER_SIZE * min(head.size, size):
        return []
    if lines[0].is_bold and not head.is_bold:
        return []
    spans = spans_of(head)
    if not all(names_something("".join(word.text for word in span)) for span in spans):
        return []
    places = [_column_of(span[0].box.left, span[-1].box.right, columns) for span in spans]
    is_named = len(places) == len(set(places)) >= (1 - _MAX_UNNAMED) * len(columns)
    return [head] if is_named and None not in places else []


def _column_of(left: float, right: float, columns: Sequence[Column]) -> int | None:
    return next((n for n, column in enumerate(columns) if column.left <= (left + right) / 2 <= column.right), None)
