"""Tables of contents: lines that lead to a page number by dots. A corpus has no pages for them to point at."""

import re
from collections.abc import Sequence, Set

from .bookmarks import wordings
from .lines import Line
from .page import Page

_PAGE_NUMBER = re.compile(r"\s(?:\d{1,4}|[ivxlc]+)$")
_LEADER = re.compile(r"(?:\. ?){4,}\s*[\divxlc]*\s*$|…{2,}\s*\d*\s*$", re.IGNORECASE)


def headings_of(pages: Sequence[Page]) -> frozenset[str]:
    """The wordings of all headings that the outline of a file names."""
    return frozenset(wording for page in pages for bookmark in page.bookmarks for wording in wordings(bookmark.title))


def without_contents(lines: Sequence[Line], headings: Set[str] = frozenset()) -> list[Line]:
    """The lines without those that lead to a page: by dots, or by a number behind one of ``headings``."""
    return [line for line in lines if not leads_to_page(line) and not _names_page(line, headings)]


def _names_page(line: Line, headings: Set[str]) -> bool:
    heading = _PAGE_NUMBER.sub("", line.text) if headings else line.text
    return len(heading) < len(line.text) and not headings.isdisjoint(wordings(heading))


def leads_to_page(line: Line) -> bool:
    """Whether a line ends in a row of dots and a number."""
    return _LEADER.search(line.text) is not None
