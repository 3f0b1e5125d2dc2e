"""Shapes before lines of text, of 10 points."""

import pytest

from weft.pipeline.extract.pdf.bullets import bullets_among
from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.page import Box

from .conftest import line, line_from_right, page

ITEMS = [*line("trim the wick", 60, 100), *line("polish the lens", 60, 115)]


def dots(*places: tuple[float, float], side: float = 4) -> list[Box]:
    """Boxes around middles."""
    return [Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2) for x, y in places]


def test_dots_before_two_lines_make_a_list() -> None:
    bullets = bullets_among(dots((50, 105), (50, 120)), ITEMS)
    assert [bullet.box for bullet in bullets] == [Box(48, 100, 52, 110), Box(48, 115, 52, 125)]
    [segment] = segments_of([page([*ITEMS, *bullets])])
    assert segment.text == "- trim the wick\n- polish the lens"


def test_a_dot_that_is_filled_and_stroked_is_one() -> None:
    assert len(bullets_among(dots((50, 105), (50, 105), (50, 120)), ITEMS)) == 2


def test_at_lines_read_from_the_right_marks_stand_at_the_right() -> None:
    items = [*line_from_right("פנס ראשון", 540, 100), *line_from_right("פנס שני", 540, 115)]
    assert len(bullets_among(dots((550, 105), (550, 120)), items)) == 2


@pytest.mark.parametrize(
    "shapes",
    [
        dots((50, 105)),
        dots((50, 105), (50, 120), side=9),
        dots((50, 105), (50, 120), side=1),
        dots((50, 111), (50, 126)),
        dots((30, 105), (30, 120)),
        dots((63, 105), (63, 120)),
        [Box(46, 103, 54, 107), Box(46, 118, 54, 122)],
    ],
    ids=["one alone", "large", "tiny", "between lines", "far", "over a word", "a dash"],
)
def test_other_shapes_are_no_marks(shapes: list[Box]) -> None:
    assert bullets_among(shapes, ITEMS) == []


def test_a_dot_in_the_middle_of_a_line_is_no_mark() -> None:
    words = [*line("wick", 20, 100), *line("lens", 20, 115), *ITEMS]
    assert bullets_among(dots((50, 105), (50, 120)), words) == []


def test_many_shapes_in_a_long_row_take_little_time() -> None:
    words = line("lamp " * 20_000, 60, 100)
    assert bullets_among(dots(*((50.0 + 7 * n, 105.0) for n in range(20_000))), words) == []
