import pytest

from weft.pipeline.extract.pdf.markers import is_caption, marker_of


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("• lamp", ""),
        ("– lamp", ""),
        ("1. lamp", "1."),
        ("12) lamp", "12."),
        ("(a) lamp", "- (a)"),
        ("iv. lamp", "- (iv)"),
    ],
)
def test_marks_of_list_items(text: str, ordinal: str) -> None:
    marker = marker_of(text)
    assert marker is not None
    assert (marker.ordinal, text[marker.length :]) == (ordinal, "lamp")


@pytest.mark.parametrize("text", ["lamp", "1.5 metres", "-5 degrees", "•", "2024. was", "A. Keeper", "1."])
def test_other_beginnings_are_no_marks(text: str) -> None:
    assert marker_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3: A lamp",
        "Fig. 2. A lamp",
        "FIG. 12",
        "Table 1: Lamps",
        "Abbildung 4.2: Lampe",
        "TABLE IV. Lamps",
        "Table 2 Lamps of the north",
        "図1：灯台",
        "图 2 灯塔",
    ],
)
def test_captions(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text", ["Figure 3 shows a lamp", "Figures are below", "Table of lamps", "The figure 3: no", "Table i have seen"]
)
def test_prose_about_figures_is_no_caption(text: str) -> None:
    assert not is_caption(text)
