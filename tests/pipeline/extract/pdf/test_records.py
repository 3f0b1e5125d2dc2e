"""Aligned words without numbers: rows of a table, or lists beside each other."""

import pytest

from weft.pipeline.extract.pdf.records import are_records

CLOSE, WIDE = 1.2, 1.8
LAMPS = [["amber", "wick", "quay"], ["brass", "lens", "harbour"], ["iron", "rope", "cliff"], ["zinc", "horn", "rock"]]
HEADED = [["Metal", "Part", "Place"], *LAMPS]
KINDS = [["Fanad", "yes", "rock"], ["Kullen", "no", "cape"], ["Ar-Men", "yes", "reef"], ["Skagen", "no", "spit"]]


def test_a_head_that_alone_begins_large_stands_over_records() -> None:
    assert are_records(HEADED, CLOSE)


def test_a_column_whose_words_come_back_is_of_records() -> None:
    assert are_records([["Light", "Manned", "On"], *KINDS], CLOSE)


def test_rows_that_white_parts_are_records() -> None:
    assert are_records([*LAMPS, ["tin", "bell", "pier"]], WIDE)


@pytest.mark.parametrize(
    ("rows", "pitch"),
    [
        ([*LAMPS, ["tin", "bell", "pier"]], CLOSE),
        (HEADED[:4], WIDE),
        ([row[:2] for row in HEADED], WIDE),
        ([["Metal", "", ""], *LAMPS], WIDE),
        ([[f"{letter}{n}" for letter in "abc"] for n in range(6)], WIDE),
        ([[f"the {cell} that the keeper knows well" for cell in row] for row in HEADED], WIDE),
    ],
    ids=["nothing tells", "few rows", "two columns", "a hole", "an index", "sentences"],
)
def test_other_aligned_words_are_none(rows: list[list[str]], pitch: float) -> None:
    assert not are_records(rows, pitch)
