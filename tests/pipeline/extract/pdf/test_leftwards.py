"""Glyphs as PDFium gives them, in an order of its own."""

import numpy as np

from weft.pipeline.extract.pdf.glyphs import Glyphs
from weft.pipeline.extract.pdf.words import words_of

Drawn = list[tuple[str, float, float]]
"""Characters, each with its left and right edge: of 10 points, on one line."""


def glyphs(given: Drawn, top: float = 0) -> Glyphs:
    boxes = np.array([[left, top, right, top + 10] for _, left, right in given], np.float64)
    plain = np.zeros(len(given), np.bool_)
    return Glyphs(
        [text for text, _, _ in given], boxes, np.full(len(given), 10.0), plain, plain, np.zeros(len(given), np.int64)
    )


def read(given: Drawn) -> list[str]:
    return [word.text for word in words_of(glyphs(given))]


def test_words_are_read_from_the_right_where_half_of_them_are_drawn_the_other_way() -> None:
    drawn = [("ת", 30, 35), ("ב", 35, 40), ("ל", 40, 45), (" ", 30, 30), ("א", 20, 25), ("ו", 15, 20), ("ר", 10, 15)]
    assert read(drawn) == ["אור", "לבת"]


def test_a_space_out_of_place_parts_the_words_it_was_drawn_between() -> None:
    """The space is said to stand in the second word; between the two are 1.5 points of white."""
    drawn = [("א", 20, 25), ("ב", 15, 20), (" ", 12, 12), ("ג", 8.5, 13.5), ("ד", 3.5, 8.5)]
    assert read(drawn) == ["גד", "אב"]


def test_a_space_far_from_the_white_of_kerning_tears_no_word() -> None:
    """The space is said to stand under the second letter, 2.5 points from the 1.5 points of white."""
    drawn = [("א", 20, 25), (" ", 16, 16), ("ל", 15.5, 18.5), ("ב", 10, 15.5)]
    assert read(drawn) == ["אלב"]


def test_a_space_that_was_drawn_before_its_place_parts_words_there() -> None:
    drawn = [("ל", 40, 45), (" ", 31, 31), ("א", 35, 40), ("ב", 25, 30)]
    assert read(drawn) == ["ב", "לא"]


def test_a_space_between_glyphs_that_touch_parts_nothing() -> None:
    assert read([("א", 20, 25), (" ", 20, 20), ("ב", 15, 20)]) == ["אב"]


def test_a_mark_goes_behind_the_letter_it_stands_over() -> None:
    drawn = [("\u064f", 26, 27), ("س", 30, 40), ("ت", 25, 30), ("خ", 18, 25)]
    assert read(drawn) == ["ست\u064fخ"]


def test_a_mark_with_a_place_of_its_own_stands_left_of_its_letter() -> None:
    drawn = [("ب", 30, 32), ("\u064f", 28, 30), ("ن", 24, 27.9)]
    assert read(drawn) == ["ب\u064fن"]


def test_two_marks_with_places_of_their_own_stand_left_of_their_letter() -> None:
    drawn = [("م", 34, 36), ("\u0651", 30, 32), ("\u064e", 32, 34), ("د", 25, 30)]
    assert read(drawn) == ["م\u064e\u0651د"]


def test_the_letters_of_a_ligature_are_read_as_they_are_written() -> None:
    lam_alef = [("ل", 20, 26), ("ا", 20, 25.5)]
    assert read([("س", 26, 34), *lam_alef, ("م", 14, 20)]) == ["سلام"]
    assert read([("م", 14, 20), *reversed(lam_alef), ("س", 26, 34)]) == ["سلام"]
    assert read([("ا", 28, 30), ("ه", 18, 28), ("ل", 18, 28), ("ل", 18, 28)]) == ["الله"]


def test_a_glyph_of_several_letters_is_read_as_it_says() -> None:
    assert read([("س", 26, 34), ("لا", 20, 26), ("م", 14, 20)]) == ["سلام"]
    assert read([("م", 30, 34), ("\u064e\u0651", 31, 32), ("ن", 26, 30)]) == ["م\u064e\u0651ن"]


def test_latin_pieces_drawn_from_the_right_are_read_from_the_left() -> None:
    drawn = [("א", 40, 45), (" ", 40, 40), ("x", 30, 35), ("/", 25, 30), ("o", 15, 20), ("r", 20, 25)]
    assert read(drawn) == ["or/x", "א"]


def test_other_lines_of_the_page_are_as_they_were_drawn() -> None:
    drawn = glyphs([("א", 40, 45), ("ב", 35, 40)])
    latin = glyphs([("b", 5, 10), ("a", 0, 5)], top=20)
    whole = Glyphs(
        [*drawn.texts, *latin.texts],
        np.concatenate((drawn.boxes, latin.boxes)),
        np.full(4, 10.0),
        *[np.zeros(4, bool)] * 2,
        np.zeros(4, np.int64),
    )
    assert [word.text for word in words_of(whole)] == ["אב", "ba"]


def test_a_word_knows_what_is_shown_from_left_to_right() -> None:
    [word] = words_of(glyphs([("א", 40, 45), ("ב", 35, 40)]))
    assert (word.text, word.shown) == ("אב", "בא")
