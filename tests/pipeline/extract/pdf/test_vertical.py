"""Columns of characters from top to bottom."""

import numpy as np
import pytest

from weft.pipeline.extract.pdf.glyphs import Glyphs
from weft.pipeline.extract.pdf.page import Box, Page, Picture
from weft.pipeline.extract.pdf.read import read_pdf
from weft.pipeline.extract.pdf.vertical import runs_downwards, turned_glyphs, turned_page
from weft.pipeline.extract.pdf.words import words_of
from weft.schemas.document import SegmentKind
from weft.schemas.recipe import FileSettings

from ...conftest import encoded, photo
from ...made_files import Sheet, pdf

WIDTH, HEIGHT = 600.0, 800.0
FIRST, SECOND = "灯台は船舶の安全な航海を助けるため", "海岸に建てられた塔で夜は光を放つ"

Placed = list[tuple[str, float, float]]
"""Characters of 10 points, each with its left and upper edge."""


def column(text: str, left: float, top: float) -> Placed:
    return [(character, left, top + 10 * number) for number, character in enumerate(text)]


def glyphs(placed: Placed) -> Glyphs:
    widths = [10 if ord(text) > 0xFF else 5 for text, _, _ in placed]
    boxes = [[left, top, left + w, top + 10] for (_, left, top), w in zip(placed, widths, strict=True)]
    plain = np.zeros(len(placed), np.bool_)
    runs = np.zeros(len(placed), np.int64)
    texts = [text for text, _, _ in placed]
    return Glyphs(texts, np.array(boxes, np.float64), np.full(len(placed), 10.0), plain, plain, runs)


def turned(placed: Placed) -> list[tuple[str, Box]]:
    words = words_of(turned_glyphs(glyphs(placed), WIDTH, HEIGHT))
    return [(word.text, word.box) for word in words]


def test_a_page_of_columns_runs_downwards_and_one_of_lines_does_not() -> None:
    columns = [*column(FIRST, 500, 50), *column(SECOND, 480, 50)]
    lines = [(character, top, left) for character, left, top in columns]
    latin = [(chr(ord("a") + number % 26), left, top) for number, (_, left, top) in enumerate(columns)]
    assert [runs_downwards(glyphs(placed)) for placed in (columns, lines, latin)] == [True, False, False]


def test_a_column_is_a_line_and_the_rightmost_is_on_top() -> None:
    assert turned([*column("灯台", 500, 50), *column("海", 480, 50)]) == [
        ("灯台", Box(50, 90, 70, 100)),
        ("海", Box(50, 110, 60, 120)),
    ]


def test_a_mark_that_fills_little_of_its_place_parts_no_words() -> None:
    placed = glyphs(column("灯、台", 500, 50))
    placed.boxes[1] = [507, 60.5, 510, 63]
    [word] = words_of(turned_glyphs(placed, WIDTH, HEIGHT))
    assert word.text == "灯、台"


def test_figures_side_by_side_in_a_column_are_read_together() -> None:
    placed = [*column("昭和", 500, 50), ("6", 500, 70), ("4", 505, 70), *column("年", 500, 80)]
    assert [text for text, _ in turned(placed)] == ["昭和64年"]


def test_a_page_number_stands_behind_the_last_line() -> None:
    words = turned([*column(FIRST, 500, 50), ("1", 300, 770), ("2", 305, 770)])
    assert words[1] == ("12", Box(300, 590, 310, 600))


def test_a_picture_moves_with_its_page() -> None:
    page = turned_page(Page(1, WIDTH, HEIGHT, pictures=[Picture(Box(400, 100, 550, 300), "lamp")]), [])
    assert (page.width, page.height, page.pictures) == (HEIGHT, WIDTH, [Picture(Box(100, 50, 300, 200), "lamp")])


@pytest.fixture
def mapped() -> dict[str, str]:
    """A font whose codes from 0x21 on are the characters of both columns."""
    chars = "".join(f"<{0x21 + n:02x}> <{ord(c):04x}> " for n, c in enumerate(FIRST + SECOND))
    ranges = f"1 begincodespacerange <00> <ff> endcodespacerange {len(FIRST + SECOND)} beginbfchar {chars}endbfchar"
    return {"F4": f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"}


def test_columns_are_read_from_the_right_and_a_picture_stands_between_its_neighbours(mapped: dict[str, str]) -> None:
    sheet = Sheet()
    for number in range(len(FIRST + SECOND)):
        behind = number - len(FIRST)
        left, row = (500, number) if behind < 0 else (200, behind)
        sheet.text(left, 700 - 12 * row, chr(0x21 + number), 12, font="F4")
    sheet.jpeg(encoded(photo(1, 96, 64), "JPEG"), 96, 64, (220, 240, 270, 470))
    reading = read_pdf(pdf([sheet], mapped=mapped), "https://lamps.example/a.pdf", {}, FileSettings())
    assert reading.document is not None
    kinds = [segment.text or segment.kind for segment in reading.document.segments]
    assert kinds == [FIRST, SegmentKind.IMAGE, SECOND]
