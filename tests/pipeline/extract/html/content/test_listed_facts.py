import pytest

from weft.pipeline.extract.html.read import read_html

from ....conftest import prose

TERMS = "<dl class=grid><div><dt>Rooms</dt><dd>Four and a cellar</dd></div><div><dt>Heat</dt><dd>Oven</dd></div></dl>"
TABLE = "<table><tr><th>Rooms</th><td>Four and a cellar</td></tr><tr><th>Heat</th><td>Oven</td></tr></table>"


def read(below: str) -> list[str]:
    text = "".join(f"<p>{prose(number)}</p>" for number in range(8))
    html = f"<title>House</title><div><h1>House</h1><div class=text>{text}</div>{below}</div>"
    return [segment.text for segment in read_html(html, "https://example.com/").document.segments]


@pytest.mark.parametrize("facts", [TERMS, TABLE])
def test_facts_right_below_a_text_stay_under_their_heading(facts: str) -> None:
    said = read(f"<h2>Facts</h2>{facts}")
    assert said[9] == "Facts"
    assert "Four and a cellar" in "".join(said[10:])


@pytest.mark.parametrize(
    "between", ["<p>More houses of ours</p>", '<h2>Others</h2><a href="/b">A house by the sea</a>']
)
def test_what_stands_behind_something_else_is_no_fact_of_the_text(between: str) -> None:
    assert len(read(f"{between}{TERMS}")) == 9


def test_facts_whose_values_are_links_stay_and_lists_of_links_do_not() -> None:
    values = ("Four and a cellar", "Oven", "Slate")
    facts = "".join(
        f"<dt>Fact {n}</dt><dd><ul><li><a href=/f/{n}>{value}</a></ul></dd>" for n, value in enumerate(values)
    )
    said = "\n".join(read(f"<h2>Facts</h2><dl>{facts}</dl>"))
    assert all(value in said for value in values)
    several = "".join(f"<dt>Places {n}</dt>" + f"<dd><a href=/p/{n}>Elsewhere in town</a></dd>" * 4 for n in range(3))
    assert "Elsewhere" not in "".join(read(f"<h2>More</h2><dl>{several}</dl>"))


def test_facts_of_a_product_stay_wherever_they_stand() -> None:
    product = '<script type="application/ld+json">{"@type": "Product"}</script>'
    facts = "".join(
        f"<div><dl><dt>{name}</dt><dd>{value}</dd></dl></div>"
        for name, value in (("Heat", "Oven"), ("Age", "Nine years"))
    )
    text = "".join(f"<p>{prose(number)}</p>" for number in range(8))
    others = "<h2>Similar products</h2><dl><dt>Roof</dt><dd>Reed</dd></dl>"
    html = f"<title>House</title><main><div><h1>House</h1></div><section><h2>Facts</h2>{facts}</section>"
    html += f"<section><div class=text>{text}</div></section><section>{others}</section></main>"

    def said(head: str) -> list[str]:
        return [segment.text for segment in read_html(head + html, "https://example.com/").document.segments]

    assert said(product)[:6] == ["House", "Facts", "Heat", "Oven", "Age", "Nine years"]
    assert "Reed" not in said(product)
    assert "Oven" not in said("")


def test_a_list_between_title_and_text_tells_of_the_thing() -> None:
    text = "".join(f"<p>{prose(number)}</p>" for number in range(8))
    html = "<title>Pan</title><div><div><h1>Pan</h1></div><div><div><ul><li>Cast iron<li>28 cm</ul></div>"
    html += f"<div class=text>{text}</div></div></div>"
    said = [segment.text for segment in read_html(html, "https://example.com/").document.segments]
    assert said[:2] == ["Pan", "- Cast iron\n- 28 cm"]
