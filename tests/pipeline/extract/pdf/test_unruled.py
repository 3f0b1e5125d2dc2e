"""Lines in, tables without rules out."""

import time
from collections.abc import Sequence

import pytest

from weft.pipeline.extract.pdf.aligned import stretches_of
from weft.pipeline.extract.pdf.lines import Line, lines_of
from weft.pipeline.extract.pdf.page import Word
from weft.pipeline.extract.pdf.unruled import table_of

from .conftest import line

Row = Sequence[tuple[float, str]]
"""Cells, each from its left edge on."""


def lines(*rows: Row, pitch: float = 14, bold: int = 0) -> list[Line]:
    """Lines below each other; the first ``bold`` ones are bold."""
    words: list[Word] = []
    for number, row in enumerate(rows):
        for left, text in row:
            words += line(text, left, 100 + pitch * number, bold=number < bold)
    return lines_of(words)


def at(top: float, *cells: tuple[float, str]) -> list[Word]:
    return [word for left, text in cells for word in line(text, left, top)]


def tables(found: Sequence[Line]) -> list[list[list[str]]]:
    made = [table_of(stretch) for stretch in stretches_of(found)]
    return [[[" ".join(cell) for cell in row] for row in table.rows] for table in made if table is not None]


def test_names_and_columns_of_numbers_are_a_table() -> None:
    found = lines(
        [(50, "Month"), (150, "Sail"), (250, "Steam")],
        [(50, "January"), (160, "41"), (255, "120")],
        [(50, "March"), (160, "55"), (260, "99")],
    )
    assert tables(found) == [[["Month", "Sail", "Steam"], ["January", "41", "120"], ["March", "55", "99"]]]


def test_names_and_prices_are_a_table_of_two_columns() -> None:
    found = lines([(50, "Fish pie"), (250, "13.50")], [(50, "Leek tart"), (250, "11.00")], [(50, "Oil"), (255, "9.00")])
    assert tables(found) == [[["Fish pie", "13.50"], ["Leek tart", "11.00"], ["Oil", "9.00"]]]


def test_empty_cells_stay_empty() -> None:
    found = lines(
        [(50, "Harbour"), (150, "First"), (250, "Last")],
        [(50, "Oban"), (150, "06:10"), (250, "17:30")],
        [(50, "Lochaline"), (250, "18:55")],
        [(50, "Kilchoan"), (150, "08:40")],
    )
    assert tables(found)[0][2:] == [["Lochaline", "", "18:55"], ["Kilchoan", "08:40", ""]]


def test_a_head_over_two_columns_stands_in_the_first_of_them() -> None:
    found = lines(
        [(175, "Calls"), (335, "Cargo/tonnes-of-all")],
        [(50, "Harbour"), (150, "2022"), (220, "2023"), (320, "2022"), (420, "2023")],
        [(50, "Leith"), (145, "1,204"), (215, "1,310"), (325, "812"), (425, "790")],
        [(50, "Aberdeen"), (145, "7,411"), (215, "7,090"), (315, "3,905"), (415, "4,012")],
        [(50, "Lerwick"), (145, "4,870"), (215, "5,002"), (325, "655"), (425, "702")],
    )
    assert tables(found)[0][:2] == [
        ["", "Calls", "", "Cargo/tonnes-of-all", ""],
        ["Harbour", "2022", "2023", "2022", "2023"],
    ]


def test_lines_of_one_cell_are_joined_where_white_parts_the_rows() -> None:
    words = [
        *at(100, (50, "Light"), (150, "Known for"), (350, "Since")),
        *at(118, (50, "Bell Rock"), (150, "The oldest tower in"), (350, "1811")),
        *at(130, (150, "the open sea")),
        *at(148, (50, "Cape Wrath"), (150, "Its road"), (350, "1828")),
        *at(166, (50, "Skerryvore"), (150, "The tallest tower of"), (350, "1844")),
        *at(178, (150, "them all")),
    ]
    assert tables(lines_of(words)) == [
        [
            ["Light", "Known for", "Since"],
            ["Bell Rock", "The oldest tower in the open sea", "1811"],
            ["Cape Wrath", "Its road", "1828"],
            ["Skerryvore", "The tallest tower of them all", "1844"],
        ]
    ]


def test_cells_that_are_centred_beside_a_taller_one_are_of_its_row() -> None:
    words = at(94, (50, "Date"), (150, "Details"), (350, "Paid out"))
    for number, (day, first, second, paid) in enumerate(
        [
            ("02 May", "Card payment", "Grocer", "23.40"),
            ("03 May", "Order", "Rent", "650.00"),
            ("9 May", "A", "B", "7.10"),
        ]
    ):
        top = 120 + 30 * number
        words += [*at(top - 6, (150, first)), *at(top, (50, day), (350, paid)), *at(top + 6, (150, second))]
    assert tables(lines_of(words))[0][1:] == [
        ["02 May", "Card payment Grocer", "23.40"],
        ["03 May", "Order Rent", "650.00"],
        ["9 May", "A B", "7.10"],
    ]


def test_words_without_numbers_are_a_table_below_a_bold_head() -> None:
    rows: list[Row] = [
        [(50, "Day"), (150, "Morning"), (250, "Evening")],
        [(50, "Monday"), (150, "Ada"), (250, "John")],
        [(50, "Tuesday"), (150, "Signe"), (250, "Ada")],
        [(50, "Friday"), (150, "John"), (250, "Signe")],
    ]
    assert len(tables(lines(*rows, bold=1))[0]) == 4
    assert tables(lines(*rows)) == []


def test_addresses_of_mail_in_one_column_are_of_a_table() -> None:
    rows: list[Row] = [
        [(50, "Name"), (150, "Room"), (250, "Mail")],
        [(50, "Ada"), (150, "12"), (250, "ada@lamps.example")],
        [(50, "John"), (150, "14"), (250, "john@lamps.example")],
    ]
    assert len(tables(lines(*rows))[0]) == 3


def test_the_name_of_a_section_is_a_row() -> None:
    found = lines(
        [(50, "In pounds"), (250, "2023"), (350, "2022")],
        [(50, "Revenue"), (250, "12,204"), (350, "11,310")],
        [(50, "Expenses")],
        [(50, "Oil"), (250, "(4,100)"), (350, "(3,905)")],
        [(50, "Profit"), (250, "1,793"), (350, "1,107")],
    )
    assert tables(found)[0][2] == ["Expenses", "", ""]


def test_two_tables_with_a_heading_between_them_are_two() -> None:
    words = [word for n in range(3) for word in at(100 + 14 * n, (50, f"Lamp {n}x"), (150, f"L-{n}"), (250, f"{n}.50"))]
    words += line("Accessories", 50, 172)
    words += [
        word for n in range(3) for word in at(200 + 14 * n, (50, f"Wick {n}x"), (150, f"A-{n}"), (250, f"{n}.20"))
    ]
    assert [len(table) for table in tables(lines_of(words))] == [3, 3]


PROSE = "the lamp turns above the sea"


@pytest.mark.parametrize(
    "rows",
    [
        [[(50, PROSE), (250, PROSE)]] * 6,
        [[(50, "The lamp goes round,"), (250, "O little ship")], [(50, "the sea goes down"), (250, "upon the swell")]]
        * 3,
        [[(50, "Harbour Lamps"), (250, "Northern Board")], [(50, "12 Quay Street"), (250, "84 George Street")]] * 2,
        [[(50, "E = I / d"), (250, "(1)")], [(50, "I = L A"), (250, "(2)")], [(50, "R = k log I"), (250, "(3)")]],
        [[(50, "x"), (80, "= 3"), (150, "y"), (180, "= 4")]] * 4,
        [[(50, "1"), (80, "0"), (110, "3")], [(50, "0"), (80, "1"), (110, "12")], [(50, "4"), (80, "5"), (110, "6")]],
        [[(50, f"[{n}]"), (80, f"A. Fresnel. Of lamps, {1820 + n}.")] for n in range(5)],
        [[(50, "•"), (70, f"{n} lamps")] for n in range(5)],
        [[(50, f"{n}"), (80, "Of lamps and oil"), (400, str(3 * n))] for n in range(1, 7)],
        [[(50, "Invoice no."), (150, "2024-17")], [(50, "Date"), (150, "3 May 2024")], [(50, "Page"), (150, "4")]],
        [[(50, "Ada Keeper"), (200, "John Lamp"), (350, "Jo Reid")], [(50, "Leith"), (200, "Wick"), (350, "Oban")]] * 2,
        [[(50, "Lamp"), (150, "4"), (250, "7")], [(50, "Bell"), (150, "5"), (250, "8")]],
    ],
    ids=[
        "columns of prose",
        "poems side by side",
        "addresses",
        "numbered formulas",
        "equations",
        "matrix",
        "references",
        "list",
        "contents",
        "labels and values",
        "authors",
        "two rows",
    ],
)
def test_what_else_is_aligned_is_no_table(rows: list[Row]) -> None:
    assert tables(lines(*rows)) == []


def test_code_is_no_table() -> None:
    words = [
        word
        for n in range(5)
        for left, text in [(50, f"total{n}"), (120, f"= {n}"), (200, "# ships")]
        for word in line(text, left, 100 + 12 * n, fixed=True)
    ]
    assert stretches_of(lines_of(words)) == []


def test_spread_lines_of_prose_are_no_stretch() -> None:
    """Gaps of 9 points, nowhere below each other."""
    words: list[Word] = []
    for number, text in enumerate(
        ["lamp turns above the", "a grey sea and it", "stands still until dawn", "when ships go by"]
    ):
        left = 50.0
        for word in text.split():
            words += line(word, left, 100 + 12 * number)
            left = words[-1].box.right + 9
    assert [tables(lines_of(words)), [s for s in stretches_of(lines_of(words)) if len(s.lines) > 2]] == [[], []]


def test_hostile_pages_take_linear_time() -> None:
    """Rows that break the columns of the ones before them again and again, and one row without end."""
    words = [
        word
        for number in range(4_000)
        for cell in range(5)
        for word in line("oil", 50 + cell * (50 if number % 7 else 47), 12.0 * number)
    ]
    found = lines_of([*words, *(word for n in range(3_000) for word in line("oil", 40.0 * n, 60_000))])
    started_s = time.monotonic()
    assert len(stretches_of(found)) < len(found)
    assert time.monotonic() - started_s < 5
