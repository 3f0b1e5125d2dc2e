import pytest

from weft.pipeline.extract.pdf.page import Box, Glyph
from weft.pipeline.extract.pdf.words import words_of


def glyphs(text: str, gaps: dict[int, float] | None = None, top: float = 0) -> list[Glyph]:
    """Characters of 10 points, 5 wide; ``gaps`` is the white before the character of that number."""
    found, left = [], 0.0
    for number, character in enumerate(text):
        left += (gaps or {}).get(number, 0.0)
        found.append(Glyph(character, Box(left, top, left + 5, top + 10), 10))
        left += 5
    return found


def spelled(given: list[Glyph]) -> list[str]:
    return [word.text for word in words_of(given)]


@pytest.mark.parametrize(("gap", "words"), [(0.0, ["lamp"]), (1.9, ["lamp"]), (2.1, ["la", "mp"]), (-1.0, ["lamp"])])
def test_a_gap_of_a_fifth_of_the_size_parts_words(gap: float, words: list[str]) -> None:
    assert spelled(glyphs("lamp", {2: gap})) == words


def test_a_drawn_space_parts_words_however_narrow() -> None:
    assert spelled(glyphs("a b")) == ["a", "b"]


def test_the_next_line_is_another_word() -> None:
    assert spelled([*glyphs("ab"), *glyphs("cd", top=12)]) == ["ab", "cd"]


def test_glyphs_that_run_leftwards_are_one_word_in_the_order_they_came() -> None:
    assert spelled(list(reversed(glyphs("אב")))) == ["בא"]


def test_accents_drawn_as_signs_of_their_own_are_put_on_their_letters() -> None:
    assert spelled(glyphs("Br¨oker")) == ["Bröker"]
    assert spelled(glyphs("P´eter")) == ["Péter"]
    assert spelled(glyphs("ma\u0131\u0302tre")) == ["maître"]


def test_a_word_has_the_box_and_size_of_its_glyphs() -> None:
    word = next(words_of(glyphs("lamp")))
    assert (word.box, word.size) == (Box(0, 0, 20, 10), 10)
