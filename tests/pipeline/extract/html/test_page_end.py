"""Pages of which the rest is not read, once the marked article holds most of what there is."""

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.html.links import Resolver
from weft.pipeline.extract.html.page_end import holds_most
from weft.pipeline.extract.html.read import read_html
from weft.pipeline.extract.html.walk import Walk

PROSE = "<p>The lamp was lit at dusk by the keeper, who climbed the stairs with the oil on his back every day.</p>"
ARTICLE = f"<h1>The keeper</h1>{PROSE * 8}"
TEASER = "<div><a href=/b>The boat</a><p>It came twice a week, with letters, flour and the news of the coast.</p></div>"


def read_blocks(body: str) -> str:
    """All that was read of a body, be it kept or not."""
    tree = LexborHTMLParser(f"<body>{body}")
    assert tree.body is not None
    return "\n".join(block.segment.text for block in Walk(Resolver("https://e.com/")).run(tree.body).blocks)


@pytest.mark.parametrize("tag", ["article", "main", "div"])
def test_what_is_below_a_marked_article_is_not_read(tag: str) -> None:
    read = read_blocks(
        f"<{tag} itemprop=articleBody>{ARTICLE}</{tag}><div>{TEASER * 3}<script>{'a = 1; ' * 999}</script></div>"
    )
    assert "The keeper" in read
    assert "The boat" not in read


@pytest.mark.parametrize(
    "behind",
    [
        f"<div>{PROSE * 9}</div>",
        f"<div>{PROSE.replace('p>', 'div>') * 9}</div>",
        f"<section><article>{PROSE * 5}</article><article>{PROSE * 5}</article></section>",
        "<div><h1>The keeper</h1></div>",
    ],
)
def test_more_text_or_a_title_behind_an_article_is_read(behind: str) -> None:
    whole = read_blocks(f"<article>{ARTICLE}</article>{behind}<div>{TEASER}</div>")
    assert "The boat" in whole


def test_a_short_article_does_not_end_a_page() -> None:
    assert "The boat" in read_blocks(f"<article>{PROSE * 2}</article><div>{TEASER}</div>")


def test_what_is_open_around_the_article_is_closed() -> None:
    page = f"<body><main><ul><li><article>{ARTICLE}</article></ul><div>{TEASER}</div></main>"
    read = [segment.text for segment in read_html(page, "https://e.com/").document.segments]
    assert read == ["The keeper", PROSE.removeprefix("<p>").removesuffix("</p>")]


def test_all_that_is_behind_counts_together() -> None:
    tree = LexborHTMLParser(f"<body><div><div id=a>{PROSE * 3}</div><div>{PROSE * 3}</div></div><div>{PROSE * 3}</div>")
    first = tree.css_first("#a")
    assert first is not None and first.parent is not None
    behind = [first.next, first.parent.next]
    characters = 6 * len(PROSE.removeprefix("<p>").removesuffix("</p>"))
    assert holds_most(characters, behind)
    assert not holds_most(characters - 1, behind)


def test_many_articles_in_a_row_of_boxes_are_read_in_little_time() -> None:
    page = f"<body>{f'<article>{PROSE * 6}</article><div>' * 400}"
    started = time.process_time()
    read_html(page, "https://e.com/")
    assert time.process_time() - started < 2
