"""Large first letters that reach over several lines."""

from weft.pipeline.extract.pdf.initials import with_initials_in_words
from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.page import Box, Word

from .conftest import column, line, page

BESIDE = [
    "he observatory sits on a shoulder of basalt so far from",
    "any road that two mules carried the mirror up here in a",
]
BELOW = [
    "sling, and nobody who saw them on their way would say a",
    "word of it to those who had stayed at home that winter",
]


def initial(text: str, right: float = 78, bottom: float = 122) -> Word:
    return Word(text, Box(50, 95, right, bottom), 40)


def said(first: Word, beside: list[str] = BESIDE) -> list[str]:
    words = [first, *column(beside, 80, 100), *column(BELOW, 50, 124)]
    return [segment.text for segment in segments_of([page(words)])]


def test_an_initial_begins_its_word_and_its_paragraph_is_one() -> None:
    assert said(initial("T")) == [" ".join(["T" + BESIDE[0], BESIDE[1], *BELOW])]


def test_an_initial_that_is_a_word_stays_one() -> None:
    assert said(initial("A", right=74), ["road that nobody took", "led up to it"])[0].startswith("A road that nobody")


def test_large_letters_beside_one_line_or_none_stay_as_they_are() -> None:
    alone = [initial("T", bottom=118), *line("he end", 80, 100)]
    assert with_initials_in_words(alone) == alone
    number = [initial("5"), *column(BESIDE, 80, 100)]
    assert with_initials_in_words(number) == number
