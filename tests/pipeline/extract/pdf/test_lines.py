import random

from weft.pipeline.extract.pdf.lines import lines_of, over_the_end, spaced
from weft.pipeline.extract.pdf.page import Box, Word

from .conftest import column, line


def test_lines_come_from_top_to_bottom_and_words_from_left_to_right() -> None:
    words = column(["one two three", "four five"], 50, 100)
    random.Random(1).shuffle(words)
    assert [found.text for found in lines_of(words)] == ["one two three", "four five"]


def test_an_exponent_stays_on_its_line() -> None:
    words = [*line("E = mc", 50, 100), Word("2", Box(80, 97, 83, 103), 6), *line("next", 50, 112)]
    assert [found.text for found in lines_of(words)] == ["E = mc2", "next"]


def test_the_size_of_a_line_is_that_of_most_of_its_characters() -> None:
    words = [*line("Notice", 50, 100, size=14), *line("small print follows here", 100, 102, size=8)]
    assert [found.size for found in lines_of(words)] == [8]


def test_right_to_left_words_are_read_from_the_right() -> None:
    words = line("עולם שלום", 50, 0)
    assert [found.text for found in lines_of(words)] == ["שלום עולם"]


def test_words_drawn_in_touching_pieces_are_one() -> None:
    words = [Word("light", Box(0, 0, 25, 10), 10), Word("house", Box(25.5, 0, 50, 10), 10)]
    assert [found.text for found in lines_of(words)] == ["lighthouse"]


def test_chinese_and_japanese_lines_join_without_a_space() -> None:
    assert spaced("灯台の", "光") == "灯台の光"
    assert spaced("灯台の", "light") == "灯台の light"
    assert spaced("등대의", "빛") == "등대의 빛"


def test_an_italic_that_reaches_over_the_space_before_it_is_a_word_of_its_own() -> None:
    words = [Word("the", Box(0, 0, 15, 10), 10, ends_in_space=True), Word("form", Box(15.4, 0, 35, 10), 10)]
    assert [found.text for found in lines_of(words)] == ["the form"]


def test_a_phrase_of_latin_letters_keeps_its_order_on_a_line_that_is_read_from_the_right() -> None:
    words = line("אחר ולא Augustin Fresnel היה הוא", 50, 0)
    assert [found.text for found in lines_of(words)] == ["הוא היה Augustin Fresnel ולא אחר"]


def test_the_last_word_of_a_line_that_is_read_from_the_right_is_its_leftmost() -> None:
    [found] = lines_of([*line("אור", 50, 0), *line("מגדל", 80, 0, bold=True)])
    assert (found.text, found.starts_bold, found.ends_bold) == ("מגדל אור", True, False)


def test_lines_of_scripts_that_part_no_words_are_joined_without_a_space() -> None:
    assert over_the_end("\u0e01\u0e32\u0e23", "\u0e17\u0e33") == "\u0e01\u0e32\u0e23\u0e17\u0e33"
    assert over_the_end("one", "two") == "one two"
    assert over_the_end("\u0e01\u0e32\u0e23", "two") == "\u0e01\u0e32\u0e23 two"


def test_chinese_is_no_code_however_even_its_type() -> None:
    assert [found.is_fixed for found in lines_of(line("灯塔的灯 lamp.light() 在夜里", 50, 100, fixed=True))] == [False]
    assert [found.is_fixed for found in lines_of(line("lamp.light() # 灯", 50, 100, fixed=True))] == [True]
