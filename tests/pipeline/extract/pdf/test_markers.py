import pytest

from weft.pipeline.extract.pdf.markers import is_caption, marker_of


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("• lamp", ""),
        ("– lamp", ""),
        ("\u25b6 lamp", ""),
        ("A) lamp", "- (A)"),
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


@pytest.mark.parametrize(
    "text", ["lamp", "1.5 metres", "-5 degrees", "•", "2024. was", "A. Keeper", "1.", "(p. 2) lamp"]
)
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
        "Figure 2.1: A lamp",
        "Figure 2.1. A lamp",
        "Figure 2.1 Lamps of the north",
        "Figure 4 — Lamps",
        "Figure 4.2 - Lamps",
        "Table 2 | Lamps",
        "Table A.1: Lamps",
        "TABLE 2 LAMPS OF THE NORTH",
        "Tableau 3.2 – Étoiles",
        "Figura 2 Áncora",
        "図1：灯台",
        "图 2 灯塔",
        "شكل 1: منارة",
        "جدول ۲: چراغ‌ها",
        "איור 3: מגדלור",
        "Figur 2: Fyr",
        "Rys. 4. Latarnia",
        "표 1. 등대",
    ],
)
def test_captions(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3 shows a lamp",
        "Figure 2.1 shows a lamp",
        "Figure 2.1a shows a lamp",
        "Figure 12-13 show a lamp",
        "Figure 2.1, which shows a lamp",
        "Figure 3 A shows a lamp",
        "Fig. 2.1 and Fig. 2.2 show lamps",
        "Abbildung 3.2 zeigt eine Lampe",
        "Figura 2.4 muestra una lámpara",
        "Tableau 1.2 donne les phares",
        "La figure 2.1 montre un phare",
        "图2.1显示灯塔",
        "Figures are below",
        "Table of lamps",
        "The figure 3: no",
        "Table i have seen",
    ],
)
def test_prose_about_figures_is_no_caption(text: str) -> None:
    assert not is_caption(text)
