"""What stands near an edge of a page without running there: headings, and lines of the body."""

from collections import Counter
from collections.abc import Sequence

from .lines import Line, lines_of
from .page import Page
from .slides import WIDE

_LARGER = 1.15
"""Times the size of the body: type of headings."""
_SAME_SIZE = 1.05
_CLOSE = 1.5
"""Of the font size: lines of one paragraph are no farther apart."""
_ENOUGH_PAGES = 3


class Standing:
    """Knows the size of the body, and which wordings come back on most pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        sizes: Counter[float] = Counter()
        wordings: Counter[str] = Counter()
        self._lines = {page.number: lines_of(page.words) for page in pages}
        for lines in self._lines.values():
            wordings.update({line.text for line in lines})
            for line in lines:
                sizes[round(line.size * 2) / 2] += len(line.text)
        self._body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
        self._usual = {
            wording for wording, count in wordings.items() if count >= _ENOUGH_PAGES and count * 2 > len(pages)
        }

    def lines_on(self, page: Page) -> Sequence[Line]:
        """The lines of a page from top to bottom."""
        return self._lines[page.number]

    def is_heading(self, page: Page, edge: str, line: Line) -> bool:
        """Whether a line on top is set as a heading: larger than the body, or bold and close above it.

        Only slides have one heading on most pages.
        """
        if edge != "top" or sum(map(str.isalpha, line.text)) < 2:
            return False
        if line.text in self._usual and page.width < WIDE * page.height:
            return False
        if line.size >= _LARGER * self._body:
            return True
        return line.is_bold and line.size >= self._body and self._is_close(page, edge, line)

    def is_body(self, page: Page, edge: str, line: Line) -> bool:
        """Whether a line goes on towards the middle of the page as those of a paragraph do, in the same type."""
        if line.text in self._usual or sum(map(str.isalpha, line.text)) < 2:
            return False
        return line.size * _SAME_SIZE >= self._body and self._is_close(page, edge, line)

    def _is_close(self, page: Page, edge: str, line: Line) -> bool:
        """Whether the next line towards the middle of the page is near and of the body's size."""
        step = 1 if edge == "top" else -1
        beside = [other for other in self._lines[page.number] if (other.box.middle - line.box.middle) * step > 1]
        if not beside:
            return False
        following = min(beside, key=lambda other: (other.box.middle - line.box.middle) * step)
        distance = abs(following.box.middle - line.box.middle)
        is_body = self._body <= following.size * _SAME_SIZE and following.text not in self._usual
        return is_body and distance <= _CLOSE * line.size
