"""Whatever stands in a column, nothing of it is lost or said twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.pdf.arrangement import Flow, arranged
from weft.pipeline.extract.pdf.lines import lines_of
from weft.pipeline.extract.pdf.page import Word

from .conftest import column, line

CELLS = st.sampled_from(
    ["Lamp", "12", "3.50", "oil and wicks", "•", "[1]", "x = 3", "2019 – 24", "Name:", "–", "(1)", ""]
)
ROWS = st.tuples(st.sampled_from([6, 12, 14, 18, 30]), st.booleans(), st.lists(CELLS, min_size=1, max_size=5))


@given(st.lists(ROWS, max_size=12), st.sampled_from([40, 70, 110]))
def test_every_word_is_in_a_passage_or_in_a_table(rows: list[tuple[int, bool, list[str]]], width: int) -> None:
    words: list[Word] = []
    top = 100.0
    for pitch, is_bold, cells in rows:
        top += pitch
        for number, cell in enumerate(cells):
            words += line(cell, 50 + width * number, top, bold=is_bold)
    found = arranged(lines_of(words))
    said = [text.text for passage in found.passages for text in passage.lines]
    said += [text for table in found.tables for row in table.rows for cell in row for text in cell]
    assert Counter("".join(said).replace(" ", "")) == Counter("".join(word.text for word in words))
    assert all(len({len(row) for row in table.rows}) == 1 for table in found.tables)


def test_prose_around_a_table_is_one_passage() -> None:
    rows = [
        word for n in range(3) for word in [*line(f"Lamp {n}x", 50, 140 + 14 * n), *line("9.50", 200, 140 + 14 * n)]
    ]
    prose = "the lamp turns above the sea"
    found = arranged(lines_of([*column([prose] * 2, 50, 100), *rows, *column([prose], 50, 200)]))
    assert [(passage.flow, len(passage.lines)) for passage in found.passages] == [(Flow.RUNNING, 3)]
    assert len(found.lines_of_tables) == 3


def test_entries_part_the_text_above_them_from_that_below() -> None:
    rows = [
        word for n in range(3) for word in [*line(f"{2010 + n}", 50, 140 + 14 * n), *line("keeper", 120, 140 + 14 * n)]
    ]
    prose = "the lamp turns above the sea"
    found = arranged(lines_of([*column([prose] * 2, 50, 100), *rows, *column([prose], 50, 200)]))
    assert [passage.flow for passage in found.passages] == [Flow.RUNNING, *[Flow.ENTRY] * 3, Flow.RUNNING]
