"""Title, language, licence, opt-outs."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract import metadata
from weft.pipeline.extract.elements import page_elements


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title> A \n title </title><h1>Other</h1>", "A title"),
        ('<meta property="og:title" content="From og"><h1>Other</h1>', "From og"),
        ("<body><svg><title>icon</title></svg><h1>The <b>head</b></h1>", "The head"),
        ("<p>nothing", ""),
    ],
)
def test_title(html: str, title: str) -> None:
    assert metadata.title(LexborHTMLParser(html)) == title


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


CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("html", "license_"),
    [
        (f'<link rel="license" href="{CC}">', CC),
        ('<a rel="nofollow license" href="/terms">terms</a>', "/terms"),
        (f'<p><a href="{CC}">CC</a>', CC),
        ('<a href="https://creativecommons.org/about">about</a>', ""),
        ('<script type="application/ld+json">{"@graph":[{"license":{"@id":"x:y"}}]}</script>', "x:y"),
        ('<script type="application/ld+json">{"license": </script>', ""),
        ('<script type="application/ld+json">' + "[" * 100_000 + '"license"</script>', ""),
        ('<meta name="dcterms.license" content="CC0">', "CC0"),
    ],
)
def test_license(html: str, license_: str) -> None:
    assert metadata.license_of(page_elements(LexborHTMLParser(html))) == license_


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
