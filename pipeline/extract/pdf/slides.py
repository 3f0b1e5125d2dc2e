"""Slides: pages of a talk, each with a title on top, some shown again with more on them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from .lines import Line, lines_of
from .page import Bookmark, Page, Picture

WIDE = 1.2
"""Width by height of a slide, at the least: 4:3, 16:10 and 16:9 are above."""
_MIN_PAGES = 3
_TOP = 0.3
"""Of a slide's height: where its title stands."""
_MAX_TITLE_CHARACTERS = 120
_SAME_SIZE = 1.05
_LARGER = 1.1
_WHOLE = 0.95
"""Of a page's sides: a picture of this size is of the page."""
_SAME_SHARE = 0.95
"""Of a slide's words, on the next one at the same place: that one shows it again, with more on it."""


def read_as_slides(pages: Sequence[Page]) -> list[Page]:
    """The pages as they are, or, where most are slides, without those that the next one repeats, and with titles."""
    wide = sum(page.width >= WIDE * page.height for page in pages)
    if len(pages) < _MIN_PAGES or wide * 2 <= len(pages):
        return list(pages)
    kept = [page for page, following in pairwise(pages) if not _is_repeated(page, following)]
    return [_with_title(page) for page in [*kept, pages[-1]]]


def _is_repeated(page: Page, following: Page) -> bool:
    """Whether the next page shows this one again; pictures that it does not show keep a page."""
    if not page.words or len(following.words) < len(page.words):
        return False
    is_fuller = len(following.words) > len(page.words)
    pictures = {picture.name for picture in page.pictures if not (is_fuller and _is_whole_page(picture, page))}
    if not pictures <= {picture.name for picture in following.pictures}:
        return False
    if not {table.rows for table in page.tables} <= {table.rows for table in following.tables}:
        return False
    places = {(word.text, round(word.box.left), round(word.box.top)) for word in following.words}
    again = sum((word.text, round(word.box.left), round(word.box.top)) in places for word in page.words)
    return again >= _SAME_SHARE * len(page.words)


def _is_whole_page(picture: Picture, page: Page) -> bool:
    """Whether it shows the page itself, words and all: of a step with little text."""
    return picture.box.width >= _WHOLE * page.width and picture.box.height >= _WHOLE * page.height


def _with_title(page: Page) -> Page:
    """The page with a bookmark that spells what stands on top of it, if that can be a title."""
    lines = lines_of(page.words)
    if len(lines) < 2 or lines[0].box.middle > _TOP * page.height:
        return page
    usual = median(word.size for word in page.words)
    title = " ".join(line.text for line in _title_lines(lines, usual))
    if lines[0].size < usual or len(title) > _MAX_TITLE_CHARACTERS:
        return page
    return replace(page, bookmarks=[*page.bookmarks, Bookmark(title, 0)])


def _title_lines(lines: Sequence[Line], usual: float) -> list[Line]:
    """The first line, and those below it in the same large type."""
    title = [lines[0]]
    if lines[0].size < _LARGER * usual:
        return title
    for above, line in pairwise(lines[:3]):
        is_same = line.size <= _SAME_SIZE * above.size and above.size <= _SAME_SIZE * line.size
        if not is_same or line.box.middle - above.box.middle > 1.6 * line.size:
            break
        title.append(line)
    return title
