from weft.pipeline.extract.pdf.bookmarks import with_bookmarks
from weft.pipeline.extract.pdf.lines import lines_of
from weft.pipeline.extract.pdf.page import Bookmark

from .conftest import column


def levels(lines: list[str], *bookmarks: tuple[str, int]) -> list[int]:
    marked = with_bookmarks(lines_of(column(lines, 50, 100)), [Bookmark(title, depth) for title, depth in bookmarks])
    return [line.bookmark for line in marked]


def test_a_line_that_spells_a_bookmark_is_a_heading_below_the_title() -> None:
    assert levels(["2.1 Of oil", "it burns."], ("Of oil", 1)) == [3, 0]
    assert levels(["Of oil", "it burns."], ("2 Of oil", 0)) == [2, 0]


def test_a_bookmark_may_run_over_two_lines() -> None:
    assert levels(["before", "Of oil and", "of wicks", "after"], ("Of oil and of wicks", 0)) == [0, 2, 2, 0]


def test_a_line_that_says_more_than_the_bookmark_is_none() -> None:
    assert levels(["Of oil 12", "oil"], ("Of oil", 0)) == [0, 0]
    assert levels(["3.", "4"], ("3", 0)) == [0, 0]


def test_the_end_of_a_sentence_is_none() -> None:
    assert levels(["the lamps are full of", "oil."], ("Oil", 0)) == [0, 0]
