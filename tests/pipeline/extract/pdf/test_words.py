from dataclasses import replace

import numpy as np
import pytest

from weft.pipeline.extract.pdf.glyphs import Glyphs
from weft.pipeline.extract.pdf.page import Box
from weft.pipeline.extract.pdf.rules import Rule
from weft.pipeline.extract.pdf.words import words_of

Drawn = list[tuple[str, float, float]]
"""Characters, each with its left and upper edge: of 10 points, 5 wide and 10 high."""


def drawn(text: str, gaps: dict[int, float] | None = None, top: float = 0) -> Drawn:
    """``gaps`` is the white before the character of that number."""
    found, left = [], 0.0
    for number, character in enumerate(text):
        left += (gaps or {}).get(number, 0.0)
        found.append((character, left, top))
        left += 5
    return found


def glyphs(given: Drawn) -> Glyphs:
    boxes = np.array([[left, top, left + 5, top + 10] for _, left, top in given], np.float64)
    plain = np.zeros(len(given), np.bool_)
    return Glyphs(
        [text for text, _, _ in given], boxes, np.full(len(given), 10.0), plain, plain, np.zeros(len(given), np.int64)
    )


def spelled(given: Drawn) -> list[str]:
    return [word.text for word in words_of(glyphs(given))]


@pytest.mark.parametrize(("gap", "words"), [(0.0, ["lamp"]), (1.9, ["lamp"]), (2.1, ["la", "mp"]), (-1.0, ["lamp"])])
def test_a_gap_of_a_fifth_of_the_size_parts_words(gap: float, words: list[str]) -> None:
    assert spelled(drawn("lamp", {2: gap})) == words


def test_a_drawn_space_parts_words_however_narrow() -> None:
    assert spelled(drawn("a b")) == ["a", "b"]


def test_the_next_line_is_another_word() -> None:
    assert spelled([*drawn("ab"), *drawn("cd", top=12)]) == ["ab", "cd"]


def test_glyphs_of_right_to_left_letters_are_one_word_read_from_the_right_whatever_the_drawing_order() -> None:
    """What is drawn from left to right here as bet and alef reads alef, bet."""
    assert spelled(drawn("בא")) == spelled(list(reversed(drawn("בא")))) == ["אב"]


def test_accents_drawn_as_signs_of_their_own_are_put_on_their_letters() -> None:
    assert spelled(drawn("Br¨oker")) == ["Bröker"]
    assert spelled(drawn("P´eter")) == ["Péter"]
    assert spelled(drawn("ma\u0131\u0302tre")) == ["maître"]


def test_a_word_has_the_box_and_size_of_its_glyphs() -> None:
    word = words_of(glyphs(drawn("lamp")))[0]
    assert (word.box, word.size) == (Box(0, 0, 20, 10), 10)


def test_a_word_knows_the_space_behind_it_but_not_the_end_of_its_line() -> None:
    words = words_of(glyphs(drawn("a b\nc")))
    assert [(word.text, word.ends_in_space) for word in words] == [("a", True), ("b", False), ("c", False)]


def test_nothing_drawn_is_no_word() -> None:
    assert (spelled([]), spelled(drawn("  "))) == ([], [])


def parted(rule: Rule, cells: int = 2) -> list[str]:
    runs = np.array([0] * 4 + [cells - 1] * 7)
    return [word.text for word in words_of(replace(glyphs(drawn("bellharbour")), runs=runs), [rule])]


def test_a_rule_of_a_table_parts_cells_that_touch() -> None:
    """The fourth letter ends at 20 points."""
    assert parted(Rule(20.2, -30, 40)) == ["bell", "harbour"]


@pytest.mark.parametrize(
    "rule", [Rule(20.2, 0, 15), Rule(20.2, 30, 90), Rule(22.5, -30, 40)], ids=["short", "elsewhere", "through a letter"]
)
def test_other_upright_rules_part_no_words(rule: Rule) -> None:
    assert parted(rule) == ["bellharbour"]


def test_a_rule_parts_no_word_that_is_drawn_in_one_piece() -> None:
    assert parted(Rule(20.2, -30, 40), cells=1) == ["bellharbour"]


def test_of_many_rules_at_one_place_some_are_looked_at() -> None:
    rules = [Rule(20.0, 500, 600)] * 20_000
    assert words_of(glyphs(drawn("bellharbour" * 1_000)), rules)
