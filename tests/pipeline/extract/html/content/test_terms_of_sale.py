"""Sections of a product's page that tell of delivery, returns and payment."""

import pytest

from weft.pipeline.extract.html.read import read_html

PRODUCT = '<script type="application/ld+json">{"@type": "Product", "name": "Bag"}</script>'
TEXT = "Built for the last train on a Friday, the bag shrugs off drizzle and wears in rather than out over the years."
CARE = "Never machine wash; brush off dried mud and sponge it with cold water, then rub in a little fresh wax."
TERMS = "We post on weekdays before noon, and take back unused items within thirty days of their arrival."


def read(section: str, head: str = PRODUCT) -> list[str]:
    html = f"{head}<title>Bag</title><main><h1>Bag</h1><p>{TEXT}</p>{section}<h2>Care</h2><p>{CARE}</p></main>"
    return [segment.text for segment in read_html(html, "https://e.com/bag").document.segments]


@pytest.mark.parametrize(
    "heading",
    [
        *("Shipping &amp; Returns", "Delivery", "Our returns policy", "Delivery to Leeds", "Versand und Rückgabe"),
        *("Livraison et retours", "Envíos y devoluciones", "Доставка и оплата", "配送について", "Kargo ve iade"),
    ],
)
@pytest.mark.parametrize("level", [2, 3])
def test_their_sections_are_no_text_of_the_product(heading: str, level: int) -> None:
    assert read(f"<div><h{level}>{heading}</h{level}><p>{TERMS}</p></div>") == ["Bag", TEXT, "Care", CARE]


@pytest.mark.parametrize("heading", ["Customer reviews (12)", "Fragen und Antworten", "상품리뷰", "Meet the seller"])
def test_nor_are_those_of_what_others_say_and_ask(heading: str) -> None:
    assert read(f"<div><h2>{heading}</h2><p>{TERMS}</p></div>") == ["Bag", TEXT, "Care", CARE]


def test_a_line_of_how_many_have_their_say_begins_no_section() -> None:
    assert CARE in read(f"<div><p>12 reviews</p><p>{CARE}</p></div>")


def test_what_a_summary_names_is_folded_away_with_it() -> None:
    folded = f"<details><summary><h2>Shipping</h2></summary><div><p>{TERMS}</p><p>{TERMS}</p></div></details>"
    assert read(f"{folded}<h2>Size</h2><p>{CARE}</p>") == ["Bag", TEXT, "Size", CARE, "Care", CARE]


@pytest.mark.parametrize(
    "heading", ["Delivery rooms of the old town", "How we make it", "Returns of the native bees in spring"]
)
def test_headings_of_anything_else_keep_their_sections(heading: str) -> None:
    assert TERMS in read(f"<h2>{heading}</h2><p>{TERMS}</p>")


def test_a_page_that_sells_nothing_keeps_them() -> None:
    assert TERMS in read(f"<h2>Shipping and returns</h2><p>{TERMS}</p>", head="")
