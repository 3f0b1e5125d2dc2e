"""What a reader sees on a line, from left to right, against what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.pdf.bidirectional import Base, in_reading_order, is_mostly_leftwards


def shown(*pieces: str) -> str:
    """Pieces from left to right, each as it is read: those of right-to-left letters are turned."""
    return "".join(piece[::-1] if unicodedata.bidirectional(piece[0]) in ("R", "AL") else piece for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        (("עולם", " ", "שלום"), "שלום עולם"),
        (("אחר", " ", "1823", " ", "בשנת"), "בשנת 1823 אחר"),
        (("אחר", " ", "Augustin Fresnel, Paris", " ", "היה"), "היה Augustin Fresnel, Paris אחר"),
        (("http://example.org/x?a=1", " ", "לפי"), "לפי http://example.org/x?a=1"),
        (("אחר", " ", "Fresnel 1823", " ", "ראו"), "ראו Fresnel 1823 אחר"),
        (("100", "-", "מ"), "מ-100"),
        (("היום", " .(", "LED", ") .", "1"), "1. (LED). היום"),
        (("ספרים", " ", "12-15", " :", "וכתב"), "וכתב: 12-15 ספרים"),
        (("מהם", " ", "3.5%", " ", "רק"), "רק 3.5% מהם"),
        (("אחר", " ", "20", " ", "10", " ", "בין"), "בין 10 20 אחר"),
        (("מטר", " ", "1,234.5"), "1,234.5 מטר"),
        (("متر", " ", "١٬٢٣٤", " ", "ارتفاعها"), "ارتفاعها ١٬٢٣٤ متر"),
        (("،", "1823", " ", "عام"), "عام 1823،"),
        (("%", "50", " ", "نسبة"), "نسبة 50%"),
        (("15", "-", "12", " ", "من"), "من 12-15"),
        (("12/05/2020", " ", "يوم"), "يوم 12/05/2020"),
    ],
)
def test_lines_read_from_the_right(pieces: tuple[str, ...], read: str) -> None:
    assert in_reading_order(shown(*pieces), Base.LEFTWARDS) == read


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        (("The word ", "שלום", " means peace."), "The word שלום means peace."),
        (("It says ", "עולם", " ", "שלום", " twice."), "It says שלום עולם twice."),
        (("It says ", "אור", " 12 ", "מגדל", " there."), "It says מגדל 12 אור there."),
    ],
)
def test_right_to_left_words_in_a_line_read_from_the_left(pieces: tuple[str, ...], read: str) -> None:
    assert in_reading_order(shown(*pieces)) == read


@pytest.mark.parametrize("pair", ["()", ")(", "((", "))"])
def test_brackets_open_and_close_by_their_place_whichever_way_they_are_given(pair: str) -> None:
    left, right = pair
    line = shown("תבל", " ", left, "1823", right, " ", "פלאי")
    assert in_reading_order(line) == "פלאי (1823) תבל"
    line = shown(".", left, "1823 Fresnel", " ", "ראו", right, " ", "תבל")
    assert in_reading_order(line) == "תבל (ראו 1823 Fresnel)."


def test_a_bracket_that_closes_on_the_next_line_opens_on_this_one() -> None:
    assert in_reading_order(shown("ראו", ")", " ", "תבל")) == "תבל (ראו"
    assert in_reading_order(shown("אדמה", " ", "(", "1823")) == "1823) אדמה"


def test_brackets_inside_a_latin_name_stay_in_it() -> None:
    assert in_reading_order(shown("של", " ", "f(x)", " ", "ערך")) == "ערך f(x) של"


def test_marks_stay_behind_their_letters() -> None:
    assert in_reading_order("תינבُ") == "בُנית"


def test_the_direction_of_a_line_is_that_of_most_words() -> None:
    assert is_mostly_leftwards("לפי http://example.org/very/long")
    assert not is_mostly_leftwards("The word שלום")
    assert not is_mostly_leftwards("12 + 5")


@given(st.text("אבג אاب ab12().,-%ُ", max_size=30))
def test_no_character_is_lost(line: str) -> None:
    brackets = str.maketrans("()", "((")
    assert sorted(in_reading_order(line).translate(brackets)) == sorted(line.translate(brackets))
