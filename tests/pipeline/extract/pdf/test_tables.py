"""Words and rules in, cells out."""

from collections.abc import Sequence

import pytest

from weft.pipeline.extract.pdf.page import Box, Table, Word
from weft.pipeline.extract.pdf.rules import Rule, Rules
from weft.pipeline.extract.pdf.tables import tables_of

FULL = "the lamp turns above the grey water and it stands still"


def line(text: str, left: float, top: float, fixed: bool = False) -> list[Word]:
    """Words of 10 points, a quarter of an em apart, as prose has them."""
    words = []
    for word in text.split():
        shown = word[::-1] if "\u05d0" <= word[0] <= "\u05ea" else ""
        words.append(Word(word, Box(left, top, left + 5 * len(word), top + 10), 10, is_fixed=fixed, shown=shown))
        left += 5 * len(word) + 2.5
    return words


def column(lines: Sequence[str], left: float, top: float) -> list[Word]:
    return [word for number, text in enumerate(lines) for word in line(text, left, top + 12 * number)]


def level(*heights: float, left: float = 50, right: float = 350) -> list[Rule]:
    return [Rule(height, left, right) for height in heights]


def row(top: float, *cells: tuple[float, str]) -> list[Word]:
    """Words of one line, each cell from its left edge on."""
    return [word for left, text in cells for word in line(text, left, top)]


def said(table: Table) -> list[list[str]]:
    return [[" ".join(cell) for cell in row] for row in table.rows]


def only(words: Sequence[Word], rules: Rules) -> list[list[str]]:
    [table] = tables_of(words, rules)
    return said(table)


THREE_COLUMNS = [
    *row(103, (55, "Lamp"), (180, "Oil [l]"), (280, "Ships")),
    *row(123, (55, "North light"), (180, "12.5"), (280, "103")),
    *row(135, (55, "South light"), (180, "24"), (280, "68")),
]


def test_three_rules_and_white_are_a_table() -> None:
    [table] = tables_of(THREE_COLUMNS, Rules(level(100, 118, 150)))
    assert said(table) == [
        ["Lamp", "Oil [l]", "Ships"],
        ["North light", "12.5", "103"],
        ["South light", "24", "68"],
    ]
    assert table.box == Box(50, 100, 350, 150)


def test_a_head_over_two_columns_stands_in_the_first_of_them() -> None:
    words = [
        *row(103, (55, "Lamp"), (180, "Oil and wicks used by all the keepers")),
        *row(115, (180, "1901"), (280, "1902")),
        *row(133, (55, "North"), (180, "12.5"), (280, "103")),
        *row(145, (55, "South"), (180, "24"), (280, "68")),
        *row(157, (55, "East"), (180, "7"), (280, "9")),
        *row(169, (55, "West"), (180, "8"), (280, "10")),
    ]
    assert only(words, Rules(level(100, 130, 185)))[:3] == [
        ["Lamp", "Oil and wicks used by all the keepers", ""],
        ["", "1901", "1902"],
        ["North", "12.5", "103"],
    ]


def test_a_head_of_two_lines_is_one_row() -> None:
    words = [
        *row(103, (55, "Lamp and"), (180, "Oil")),
        *row(115, (55, "its keeper"), (180, "[l]"), (280, "Ships")),
        *row(133, (55, "North"), (180, "12.5"), (280, "103")),
        *row(145, (55, "South"), (180, "24"), (280, "68")),
    ]
    assert only(words, Rules(level(100, 130, 160)))[0] == ["Lamp and its keeper", "Oil [l]", "Ships"]


def test_words_that_found_no_room_in_their_cell_go_on_in_it() -> None:
    words = [
        *row(103, (55, "Lamp"), (180, "Oil"), (280, "Ships")),
        *row(123, (55, "The light of the north"), (180, "12.5"), (280, "103")),
        *row(135, (60, "and its tower"), (180, ""), (280, "")),
        *row(147, (55, "South"), (180, "24"), (280, "68")),
    ]
    assert only(words, Rules(level(100, 118, 165)))[1:] == [
        ["The light of the north and its tower", "12.5", "103"],
        ["South", "24", "68"],
    ]


def test_an_empty_first_cell_is_a_row_of_its_own_where_the_one_above_had_room() -> None:
    words = [
        *row(103, (55, "Lamp"), (180, "Year"), (280, "Ships")),
        *row(123, (55, "North light"), (180, "1901"), (280, "103")),
        *row(135, (180, "1902"), (280, "110")),
    ]
    assert only(words, Rules(level(100, 118, 150)))[1:] == [["North light", "1901", "103"], ["", "1902", "110"]]


def test_rules_around_every_cell_make_rows_of_several_lines() -> None:
    bars = [Rule(at, 100, 160) for at in (50, 170, 350)]
    words = [
        *row(103, (55, "Lamp"), (175, "What it is")),
        *row(123, (55, "North"), (175, "A light that turns above")),
        *row(135, (175, "the grey water.")),
        *row(150, (55, "South"), (175, "A bell.")),
    ]
    assert only(words, Rules(level(100, 118, 148, 160), bars)) == [
        ["Lamp", "What it is"],
        ["North", "A light that turns above the grey water."],
        ["South", "A bell."],
    ]


def test_two_tables_of_one_width_stay_two() -> None:
    below = [Word(w.text, Box(w.box.left, w.box.top + 100, w.box.right, w.box.bottom + 100), 10) for w in THREE_COLUMNS]
    caption = line("Table 2: Lamps of the south", 55, 180)
    rules = Rules(level(100, 118, 150, 200, 218, 250))
    tables = tables_of([*THREE_COLUMNS, *caption, *below], rules)
    assert [table.box.top for table in tables] == [100, 200]
    assert [len(table.rows) for table in tables] == [3, 3]


@pytest.mark.parametrize(
    "words",
    [
        column([FULL] * 6, 50, 105),
        [*column(["the lamp turns above the"] * 6, 55, 105), *column(["keeper counts the ships in"] * 6, 210, 105)],
        [
            word
            for n in range(6)
            for word in row(105 + 12 * n, (55, f"{n + 1}:"), (80, f"count ship {n}"), (250, "done"))
        ],
        [word for n in range(6) for word in line(f"{n} lamp . . . . . . . . . . . . {n}", 55, 105 + 12 * n)],
        [
            word
            for n in range(6)
            for word in [
                *line("x = lamp", 55, 105 + 12 * n, fixed=True),
                *line("# turn", 220, 105 + 12 * n, fixed=True),
            ]
        ],
        [word for n in range(6) for word in row(105 + 12 * n, (55, f"Of lamps {n} and oil"), (320, str(3 * n)))],
        row(105, (55, "Almanac"), (300, "12")),
        [word for n in range(6) for word in row(105 + 12 * n, (55, "•"), (80, f"count ship {n}"))],
        [word for n in range(6) for word in row(105 + 12 * n, (55, f"lamp {n}"), (250, "oil" if n % 2 else ""))],
    ],
    ids=[
        "prose",
        "columns of prose",
        "numbered listing",
        "contents",
        "code",
        "contents without dots",
        "running head",
        "list",
        "labels",
    ],
)
def test_what_else_stands_between_rules_is_no_table(words: list[Word]) -> None:
    assert tables_of(words, Rules(level(100, 190))) == []


def test_lines_of_different_width_are_no_table() -> None:
    assert tables_of(THREE_COLUMNS, Rules([*level(100), *level(150, right=200)])) == []


def test_columns_of_a_script_that_is_read_from_the_right_begin_there() -> None:
    words = [
        *row(103, (55, "שמן"), (250, "מגדלור")),
        *row(123, (55, "12"), (250, "צפון")),
        *row(135, (55, "24"), (250, "דרום")),
    ]
    assert only(words, Rules(level(100, 118, 150))) == [["מגדלור", "שמן"], ["צפון", "12"], ["דרום", "24"]]


RULED_BELOW = [
    *row(103, (55, "North light"), (180, "12.5"), (280, "103")),
    *row(123, (55, "South light"), (180, "24"), (280, "68")),
    *row(143, (55, "West light"), (180, "9"), (280, "12")),
]


def test_a_head_above_the_first_rule_belongs_to_the_table() -> None:
    head = row(85, (55, "Lamp"), (180, "Oil"), (280, "Ships"))
    [table] = tables_of([*head, *RULED_BELOW], Rules(level(100, 118, 138, 158)))
    assert said(table)[:2] == [["Lamp", "Oil", "Ships"], ["North light", "12.5", "103"]]
    assert table.box == Box(50, 85, 350, 158)


@pytest.mark.parametrize(
    "above",
    [
        line("the lamp turns above the grey water", 55, 85),
        row(85, (55, "The lamps"), (280, "7 / 12")),
        row(85, (55, "Table 2:"), (180, "Lamps"), (280, "Ships")),
        row(70, (55, "Lamp"), (180, "Oil"), (280, "Ships")),
    ],
    ids=["prose", "running head", "caption", "far"],
)
def test_other_lines_above_the_first_rule_stay_out(above: list[Word]) -> None:
    [table] = tables_of([*above, *RULED_BELOW], Rules(level(100, 118, 138, 158)))
    assert said(table)[0] == ["North light", "12.5", "103"]
