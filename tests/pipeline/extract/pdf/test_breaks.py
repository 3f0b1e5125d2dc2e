from weft.pipeline.extract.pdf.blocks import blocks_of
from weft.pipeline.extract.pdf.lines import lines_of

from .conftest import column


def texts(lines: list[str]) -> list[str]:
    return [
        " ".join(line.text for line in block.lines) for block in blocks_of(lines_of(column(lines, 50, 100)), 1, 1.2)
    ]


def test_lines_that_end_although_the_next_word_would_fit_are_items() -> None:
    assert texts(["The lamp burns oil of the whale all night", "Brass", "Glass"]) == [
        "The lamp burns oil of the whale all night Brass",
        "Glass",
    ]


def test_ragged_lines_stay_one_paragraph() -> None:
    assert (
        len(texts(["The lamp burns the oil of whales", "Northumberland ships to all its", "Keepers who live there"]))
        == 1
    )


def test_short_lines_that_go_on_small_stay_one_paragraph() -> None:
    assert len(texts(["The lamp burns oil", "of the whale", "all night until the keeper puts it out"])) == 1


def test_items_of_a_list_without_marks_are_measured_by_the_column() -> None:
    items = column(["Two barrels of oil", "Forty wicks", "Soap"], 50, 200)
    above = column(["Before the ship comes please write down what is needed in the tower for the winter"], 50, 100)
    blocks = blocks_of(lines_of([*above, *items]), 1, 1.2)
    assert [" ".join(line.text for line in block.lines) for block in blocks][1:] == [
        "Two barrels of oil",
        "Forty wicks",
        "Soap",
    ]
