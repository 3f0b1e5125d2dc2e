"""Boxes in the text stay; columns beside it, and boxes that want something, go."""

import pytest

from weft.pipeline.extract.html.read import read_html

PARAGRAPH = (
    "<p>" + "The harbour has been dredged every spring since the war, and its walls are kept by the town. " * 4 + "</p>"
)
NOTE = (
    "An RFC is a document that describes what will become a standard. Before that it is submitted for public review, "
    "hence its name. Working groups decide on its status."
)


def is_kept(box: str, before: str = PARAGRAPH, after: str = PARAGRAPH) -> bool:
    page = f"<title>T</title><main><article><h1>T</h1>{PARAGRAPH}{before}{box}{after}</article></main>"
    segments = read_html(page.encode(), "https://e.org/", "utf-8").document.segments
    return any("submitted for public review" in segment.text for segment in segments)


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><p>{NOTE}</p></aside>",
        f'<aside class="note">{NOTE}</aside>',
        f'<div class="sidebar"><div class="titlepage"><p class="title"><b>BASICS</b></p></div><p>{NOTE}</p></div>',
        f'<a id="x"></a><!-- box --><div class="box sidebar">{NOTE} See <a href="/rfc">all</a>.</div>',
    ],
)
def test_a_box_of_prose_between_paragraphs_stays(box: str) -> None:
    assert is_kept(box)


@pytest.mark.parametrize(
    "box",
    [
        "<aside><blockquote>It was submitted for public review</blockquote></aside>",
        '<aside class="msg message"><p>It was submitted for public review</p></aside>',
        '<div class="fact-box widget"><ul><li>It was submitted for public review</ul></div>',
    ],
)
def test_a_short_quote_or_note_between_paragraphs_stays(box: str) -> None:
    assert is_kept(box)


def test_a_box_beside_a_paragraph_that_is_a_div_stays() -> None:
    """DocBook's paragraphs."""
    assert is_kept(
        f'<div class="sidebar">{NOTE}</div>', before=f'<div class="para">{NOTE[:60]} <em>now</em></div>', after=""
    )


@pytest.mark.parametrize(
    "box",
    [
        f'<aside>{NOTE} <form><input name="mail"></form></aside>',
        f"<aside>{NOTE} <button>Subscribe</button></aside>",
        f'<aside><a href="/1">{NOTE}</a></aside>',
        "<aside>Submitted for public review</aside>",
        f'<div class="newsletter">{NOTE}</div>',
        f'<div class="author">{NOTE}</div>',
    ],
)
def test_a_box_that_leads_away_or_asks_for_something_goes(box: str) -> None:
    assert not is_kept(box)


def test_a_column_beside_the_text_goes() -> None:
    assert not is_kept(
        f'<div class="sidebar">{NOTE}</div>', before="<div><h2>More</h2></div>", after="<div><ul></ul></div>"
    )


def test_an_alert_between_paragraphs_stays_and_one_above_all_goes() -> None:
    alert = f'<div class="alert alert-danger" role="alert"><span>{NOTE}</span></div>'
    assert is_kept(alert)
    assert is_kept(f"<div><div>{alert}</div></div>", before="<div><div><p>Rest for a day.</p></div></div>")
    assert not is_kept(alert, before="<header>Lamps</header>", after="<nav></nav>")


def shows(box: str) -> bool:
    page = f"<title>T</title><main><article><h1>T</h1>{PARAGRAPH}{box}<p>{NOTE}</p></article></main>"
    return any(segment.media_url for segment in read_html(page.encode(), "https://e.org/", "utf-8").document.segments)


@pytest.mark.parametrize(
    "box",
    [
        '<div class="mbArticleSharePic"><div class="share-button">Share</div><img src="quay.jpg" alt="The quay"></div>',
        '<div class="dnd-widget-wrapper"><div><img src="quay.jpg" width="564"></div><div>The quay.</div></div>',
    ],
)
def test_a_picture_between_paragraphs_stays_whatever_may_be_done_with_it(box: str) -> None:
    assert shows(box)


@pytest.mark.parametrize(
    "box",
    [
        '<div class="share-bar"><img src="share.png" width="32" height="32"></div>',
        '<div class="widget"><a href="https://shop.example/"><img src="offer.jpg"></a></div>',
        '<div class="ad-widget"><img src="offer.jpg"></div>',
        '<div class="author-share"><img src="ann.jpg">Ann Lee</div>',
        f'<div class="widget"><img src="offer.jpg"><p>{NOTE * 4}</p></div>',
    ],
)
def test_pictures_that_lead_away_or_are_of_something_else_go(box: str) -> None:
    assert not shows(box)
