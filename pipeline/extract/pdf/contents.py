"""Tables of contents: lines that lead to a page number by dots. A corpus has no pages for them to point at."""

import re
from collections.abc import Sequence

from .lines import Line

_LEADER = re.compile(r"(?:\. ?){4,}\s*[\divxlc]*\s*$|…{2,}\s*\d*\s*$", re.IGNORECASE)


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines that do not end in a row of dots and a number."""
    return [line for line in lines if not leads_to_page(line)]


def leads_to_page(line: Line) -> bool:
    """Whether a line ends in a row of dots and a number."""
    return _LEADER.search(line.text) is not None
