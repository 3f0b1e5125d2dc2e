"""What single cells say they are."""

import pytest

from weft.pipeline.extract.pdf.cells import is_empty, is_formula, is_mark, is_numeric, is_quantity


@pytest.mark.parametrize(
    "cell",
    ["4", "1,250.00", "£ 4", "12.7 ± 0.9", "33:12", "(4,100)", "18 nm", "41.0%", "-4.3", "< 0.01", "9.40 m", "€12"],
)
def test_quantities(cell: str) -> None:
    assert is_quantity(cell)


@pytest.mark.parametrize("cell", ["3 May 2024", "12 Quay Street", "closed", "L-100", "# ships", "= 3", "", "4 a 5 b"])
def test_no_quantities(cell: str) -> None:
    assert not is_quantity(cell)


def test_a_quantity_is_looked_for_in_linear_time() -> None:
    assert not is_quantity("1" * 100_000 + "x y")
    assert not is_mark("1" * 100_000)


def test_marks_dashes_and_formulas() -> None:
    assert all(map(is_mark, ["•", "1.", "(2)", "[12]", "a)", "–"]))
    assert not any(map(is_mark, ["12", "Lamp", "2024-17"]))
    assert all(map(is_empty, ["–", "-", "n/a", "..."]))
    assert is_formula("x = 3")
    assert not is_formula("n = 30")
    assert [is_numeric(cell) for cell in ("3 May 2024", "L-100", "12 Quay Street", "–")] == [True, True, False, False]
