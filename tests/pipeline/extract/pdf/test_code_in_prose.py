"""Lines that hold nothing but code, below lines of text."""

import pytest

from weft.pipeline.extract.pdf.code_in_prose import with_code_in_prose
from weft.pipeline.extract.pdf.lines import lines_of
from weft.pipeline.extract.pdf.page import Word

from .conftest import line

OPEN = "the light is lit at dusk by a call of the function named"
RIGHT = 50 + 5 * len(OPEN)


def are_fixed(words: list[Word]) -> list[bool]:
    return [found.is_fixed for found in with_code_in_prose(lines_of(words), 50, RIGHT, 1.2)]


def test_a_name_below_an_open_line_is_of_its_sentence() -> None:
    assert are_fixed([*line(OPEN, 50, 100), *line("lamp.light().", 50, 112, fixed=True)]) == [False, False]


def test_so_is_one_in_an_item_of_a_list() -> None:
    words = [*line("•", 40, 100), *line(OPEN, 50, 100), *line("lamp.light()", 50, 112, fixed=True)]
    assert are_fixed(words) == [False, False]


def test_so_are_many_names_where_they_end_it_or_it_goes_on() -> None:
    names = "lamp.light, lamp.dim, lamp.turn and lamp.rest"
    assert are_fixed([*line(OPEN, 50, 100), *line(f"{names}.", 50, 112, fixed=True)]) == [False, False]
    followed = [*line(OPEN, 50, 100), *line(names, 50, 112, fixed=True), *line("are calls of it.", 50, 124)]
    assert are_fixed(followed) == [False] * 3


def test_so_is_the_rest_of_a_url_broken_behind_a_point() -> None:
    url = OPEN[:-21] + "http://lamp.example."
    assert are_fixed([*line(url, 50, 100), *line("org/light", 50, 112, fixed=True)]) == [False, False]


@pytest.mark.parametrize(
    "words",
    [
        [*line("Light it with", 50, 100), *line("lamp.light()", 50, 112, fixed=True)],
        [*line(f"{OPEN[:-6]} this:", 50, 100), *line("lamp.light()", 50, 112, fixed=True)],
        [*line(OPEN, 50, 100), *line("lamp.light()", 70, 112, fixed=True)],
        [*line(OPEN, 50, 100), *line("lamp.light()", 50, 118, fixed=True)],
        [*line(OPEN, 50, 100), *line("for each of lamps", 50, 112, fixed=True)],
        [
            *line(OPEN, 50, 100),
            *line("lamp.light()", 50, 112, fixed=True),
            *line("lamp.dim()", 50, 124, fixed=True),
        ],
    ],
    ids=["a short line", "a colon", "set in", "white above", "many words", "two lines"],
)
def test_code_of_its_own_stays_code(words: list[Word]) -> None:
    assert are_fixed(words)[1]
