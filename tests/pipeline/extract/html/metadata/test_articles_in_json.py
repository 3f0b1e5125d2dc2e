"""Articles that a page holds in JSON-LD only."""

import json

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import Role

BODY = (
    "The sluice was closed on Monday for the first time in ninety years.\nBoats waited below it until the evening came."
)


def page(body: str, html: str = '<div id="root"></div>') -> list[tuple[Role | None, str]]:
    article = {"@graph": [{"@type": "NewsArticle", "headline": "Sluice closed", "articleBody": body}]}
    source = f'<script type="application/ld+json">{json.dumps(article)}</script>{html}'
    return [(segment.role, segment.text) for segment in read_html(source, "https://e.com/").document.segments]


def test_article_body_becomes_paragraphs_below_its_headline() -> None:
    first, second = BODY.splitlines()
    assert page(BODY) == [(Role.HEADING, "Sluice closed"), (Role.PARAGRAPH, first), (Role.PARAGRAPH, second)]


def test_prose_of_the_page_itself_comes_first() -> None:
    prose = "What the page shows counts for more than what it says to machines, which is often cut short."
    assert page(BODY, f"<p>{prose}</p>") == [(Role.PARAGRAPH, prose)]


def test_short_bodies_and_bodies_of_markup_are_not_read() -> None:
    assert page("Too short.") == []
    assert page(f"<p>{BODY}</p>") == []
