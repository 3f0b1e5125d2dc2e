"""Running heads, feet and page numbers: what comes back at the same height on page after page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from .lines import Line, lines_of
from .page import Page, Word
from .standing import Standing

_MARGIN = 0.15
"""Of the page height, above and below: where running lines stand."""
_OUTERMOST_LINES = 3
_SAME_HEIGHT_POINTS = 6.0
_ENOUGH_PAGES = 3
_SHORT_DOCUMENT_PAGES = 3
"""Up to so many pages, two that agree are enough."""
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_FOLIO = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*")
_OUTER_NUMBER = re.compile(r"^(\d{1,4})\b|\b(\d{1,4})$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    line: Line


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without the words of their running lines."""
    running: dict[int, set[Word]] = defaultdict(set)
    standing = Standing(pages)
    offsets: set[str | int] = set()
    alike = _alike(pages, standing)
    for (_, said), candidates in alike.items():
        height = median(candidate.line.box.middle for candidate in candidates)
        level = [c for c in candidates if abs(c.line.box.middle - height) <= _SAME_HEIGHT_POINTS]
        if len({candidate.page for candidate in level}) >= _enough(len(pages)):
            for candidate in level:
                running[candidate.page].update(candidate.line.words)
            if isinstance(said, int):
                offsets.add(said)
    for (_, said), candidates in alike.items():
        if said in offsets:  # a page number at the foot where a chapter opens, as others are at the head
            for candidate in candidates:
                if _FOLIO.fullmatch(candidate.line.text):
                    running[candidate.page].update(candidate.line.words)
    return [replace(page, words=[word for word in page.words if word not in running[page.number]]) for page in pages]


def _enough(pages: int) -> int:
    return 2 if pages <= _SHORT_DOCUMENT_PAGES else _ENOUGH_PAGES


def _alike(pages: Sequence[Page], standing: Standing) -> dict[tuple[str, str | int], list[_Candidate]]:
    """Margin lines by edge and wording without numbers, and by edge and what their number is beyond the page's own.

    The second finds heads that change from chapter to chapter and carry the page number.
    """
    found: dict[tuple[str, str | int], list[_Candidate]] = defaultdict(list)
    for page in pages:
        for edge, line in _margin_lines(page):
            if standing.is_heading(page, edge, line) or standing.is_body(page, edge, line):
                continue
            candidate = _Candidate(page.number, line)
            wording = " ".join(_NUMBER.sub("", line.text).split()).casefold()
            found[edge, wording].append(candidate)
            _add_numbered(found, edge, candidate)
        for edge, line in _outermost_inside(page, standing.lines_on(page)):
            if not standing.is_heading(page, edge, line) and not standing.is_body(page, edge, line):
                _add_numbered(found, edge, _Candidate(page.number, line))
    return found


def _add_numbered(found: dict[tuple[str, str | int], list[_Candidate]], edge: str, candidate: _Candidate) -> None:
    """Add it by what its number, at its beginning or end, is beyond that of its page."""
    for match in _OUTER_NUMBER.finditer(candidate.line.text):
        found[edge, int(match[1] or match[2]) - candidate.page].append(candidate)


def _outermost_inside(page: Page, lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """The first and last line of a page, as far as they do not stand in its margins: of text smaller than its paper."""
    top = page.height * _MARGIN
    ends = [("top", lines[0]), ("bottom", lines[-1])] if len(lines) > 1 else []
    return [(edge, line) for edge, line in ends if top <= line.box.middle <= page.height - top]


def _margin_lines(page: Page) -> list[tuple[str, Line]]:
    top = page.height * _MARGIN
    bottom = page.height - top
    above = lines_of(word for word in page.words if word.box.middle < top)[:_OUTERMOST_LINES]
    below = lines_of(word for word in page.words if word.box.middle > bottom)[-_OUTERMOST_LINES:]
    return [("top", line) for line in above] + [("bottom", line) for line in below]
