from weft.pipeline.extract.pdf.columns import zones
from weft.pipeline.extract.pdf.lines import lines_of
from weft.pipeline.extract.pdf.page import Box, Word

from .conftest import column, line

PROSE = "the lamp turns above the grey water and"
"""39 characters: 195 points wide."""


def read(words: list[Word]) -> list[str]:
    return [found.text for zone in zones(words) for found in lines_of(zone)]


def numbered(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number} {PROSE}" for number in range(count)]


def test_one_column_is_one_zone() -> None:
    assert len(zones(column(numbered("a", 10), 50, 100))) == 1


def test_the_left_column_comes_before_the_right() -> None:
    words = [*column(numbered("b", 8), 320, 100), *column(numbered("a", 8), 50, 100)]
    assert read(words) == [*numbered("a", 8), *numbered("b", 8)]


def test_columns_whose_lines_stand_at_other_heights_are_columns() -> None:
    words = [*column(numbered("a", 8), 50, 100), *column(numbered("b", 8), 320, 106, pitch=13)]
    assert read(words) == [*numbered("a", 8), *numbered("b", 8)]


def test_a_gutter_as_narrow_as_a_letter_is_high_is_seen() -> None:
    left = numbered("a", 8)
    right = 50 + len(left[0]) * 5
    words = [*column(left, 50, 100), *column(numbered("b", 8), right + 10, 100)]
    assert read(words) == [*left, *numbered("b", 8)]


def test_three_columns_are_read_one_after_the_other() -> None:
    short = [f"{number} turns the lamp again" for number in range(8)]
    words = [word for left in (430, 50, 240) for word in column([f"{left}{text}" for text in short], left, 100)]
    assert read(words) == [f"{left}{text}" for left in (50, 240, 430) for text in short]


def test_a_title_and_a_wide_caption_part_the_columns_into_bands() -> None:
    wide = " ".join([PROSE] * 2)
    words = [
        *line(wide, 50, 60),
        *column(numbered("a", 5), 50, 100),
        *column(numbered("b", 5), 320, 100),
        *line(wide, 50, 180),
        *column(numbered("c", 5), 50, 220),
        *column(numbered("d", 5), 320, 220),
    ]
    assert read(words) == [wide, *numbered("a", 5), *numbered("b", 5), wide, *numbered("c", 5), *numbered("d", 5)]


def test_a_table_is_read_line_by_line() -> None:
    rows = [("lamp", "12", "red"), ("bell", "7", "blue"), ("rope", "31", "green"), ("lens", "4", "white")] * 2
    words = [
        w
        for number, row in enumerate(rows)
        for x, cell in enumerate(row)
        for w in line(cell, 50 + 150 * x, 100 + 12 * number)
    ]
    assert read(words) == [" ".join(row) for row in rows]


def test_bullets_are_no_column() -> None:
    words = [word for n in range(8) for word in (*line("•", 50, 100 + 12 * n), *line(PROSE, 70, 100 + 12 * n))]
    assert read(words) == [f"• {PROSE}"] * 8


def test_no_words_are_no_zones() -> None:
    assert zones([]) == []


def test_a_column_of_formulas_and_words_is_a_column() -> None:
    symbols = [word for n in range(5) for word in (*line("k", 50, 170 + 12 * n), *line("oil of it", 80, 170 + 12 * n))]
    left = [*column(numbered("a", 5), 50, 100), *symbols]
    assert read([*left, *column(numbered("b", 11), 320, 100)])[-11:] == numbered("b", 11)


def test_a_wide_table_parts_the_columns_as_a_title_does() -> None:
    columns = [(left, top) for top in (100, 260) for left in (50, 320)]
    words = [word for left, top in columns for word in column(numbered(f"{left} {top} ", 5), left, top)]
    shown = [Box(50, 180, 540, 240)]
    lines = [found.text for zone in zones(words, shown) for found in lines_of(zone)]
    assert lines == [text for left, top in columns for text in numbered(f"{left} {top} ", 5)]


def test_a_few_lines_below_columns_are_in_them() -> None:
    wide = " ".join([PROSE] * 2)
    above = [*column(numbered("a", 5), 50, 100), *column(numbered("b", 5), 320, 100)]
    notes = [*column(["Note a.", "Note b."], 50, 220), *column(["Figure 1: The", "harbour."], 320, 222)]
    assert read([*above, *line(wide, 50, 180), *notes])[-4:] == ["Note a.", "Note b.", "Figure 1: The", "harbour."]


def test_lines_in_the_white_between_those_of_the_next_column_are_beside_them() -> None:
    words = [*column(numbered("a", 8), 50, 100, pitch=20), *column(numbered("b", 8), 320, 108, pitch=20)]
    assert read(words) == [*numbered("a", 8), *numbered("b", 8)]


def test_a_short_last_line_above_columns_ends_its_paragraph() -> None:
    wide = line(" ".join([PROSE] * 2), 50, 80)
    words = [
        *wide,
        *line("and so on.", 50, 92),
        *column(numbered("a", 5), 50, 130),
        *column(numbered("b", 5), 320, 130),
    ]
    parts = [[found.text for found in lines_of(zone)] for zone in zones(words)]
    assert parts == [[" ".join([PROSE] * 2), "and so on."], numbered("a", 5), numbered("b", 5)]


def test_a_picture_in_a_column_leaves_its_gutter_to_be_found() -> None:
    left = [*line("A b c", 50, 80), *column(numbered("a", 5), 50, 250)]
    right = column(numbered("b", 9), 320, 110)
    picture = Box(50, 100, 245, 230)
    lines = [found.text for zone in zones([*left, *right], [picture]) for found in lines_of(zone)]
    assert lines == ["A b c", *numbered("a", 5), *numbered("b", 9)]
