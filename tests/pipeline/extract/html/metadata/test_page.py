"""Title, language, canonical url, opt-outs."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.html.elements import page_elements
from weft.pipeline.extract.html.links import Resolver
from weft.pipeline.extract.html.metadata import page as metadata


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title> A \n title </title><h1>Other</h1>", "A title"),
        ('<meta property="og:title" content="From og"><h1>Other</h1>', "From og"),
        ("<body><svg><title>icon</title></svg><h1>The <b>head</b></h1>", "The head"),
        ("<p>nothing", ""),
        ('<meta property="og:title" content="A lamp"><title>A lamp | The Site</title>', "A lamp"),
        ('<meta property="og:title" content="Another"><title>A lamp | The Site</title>', "A lamp | The Site"),
    ],
)
def test_title(html: str, title: str) -> None:
    tree = LexborHTMLParser(html)
    assert metadata.title(tree, page_elements(tree)) == title


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=pt_BR>", "pt-BR"),
        ('<html lang="">', ""),
        ('<meta http-equiv="Content-Language" content="de, en">', "de"),
        ('<html lang="{{ lang }}">', ""),
    ],
)
def test_language(html: str, language: str) -> None:
    tree = LexborHTMLParser(html)
    assert metadata.language(tree, page_elements(tree)) == language


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/a", "https://www.e.com/a"),
        ("https://e.com/a?b=1", "https://e.com/a?b=1"),
        ("http://m.e.com/a#top", "http://m.e.com/a"),
        ("https://blog.e.com/a", "https://blog.e.com/a"),
        ("https://other.com/a", ""),
        ("https://note.com/a", ""),
        ("https://www.e.com/", ""),
        ("javascript:void(0)", ""),
        ("", ""),
    ],
)
def test_canonical_url_is_one_of_the_same_site(href: str, found: str) -> None:
    assert canonical(f'<link rel="Canonical" href="{href}">', "https://www.e.com/d/page.html") == found


def test_several_canonical_urls_are_none() -> None:
    links = '<link rel=canonical href="/a"><link rel=canonical href="/{}">'
    assert canonical(links.format("b"), "https://e.com/x") == ""
    assert canonical(links.format("a"), "https://e.com/x") == "https://e.com/a"


def test_a_front_page_may_say_it_is_the_front_page() -> None:
    assert canonical('<link rel=canonical href="https://e.com">', "https://www.e.com/index.html") == "https://e.com/"


def canonical(html: str, url: str) -> str:
    return metadata.canonical_url(page_elements(LexborHTMLParser(html)), Resolver(url), url)


@pytest.mark.parametrize(
    ("html", "headers", "signals"),
    [
        ('<meta name="robots" content="noai, NoImageAI, index">', {}, ["meta:noai", "meta:noimageai"]),
        ('<meta name="GPTBot" content="noindex">', {}, ["meta:noindex"]),
        ('<meta name="googlebot-news" content="noindex">', {}, []),
        ('<meta name="tdm-reservation" content="1">', {}, ["meta:tdm-reservation"]),
        ("", {"tdm-reservation": "1"}, ["header:tdm-reservation"]),
        ("", {"TDM-Reservation": "0"}, []),
        ("", {"X-Robots-Tag": "noimageai"}, ["header:noimageai"]),
        ("", {"x-robots-tag": "otherbot: noindex, noarchive"}, ["header:noindex"]),
        ("", {"x-robots-tag": "googlebot-news: noindex"}, []),
        ("", {"x-robots-tag": "unavailable_after: 25 Jun 2030, noml"}, ["header:noml"]),
        ('<meta name="description" content="none">', {}, []),
    ],
)
def test_opt_outs(html: str, headers: dict[str, str], signals: list[str]) -> None:
    assert metadata.opt_outs(page_elements(LexborHTMLParser(html)), headers) == signals
