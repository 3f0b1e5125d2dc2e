"""Resolving urls fast, and the links of a page."""

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.html.elements import anchors, page_elements
from weft.pipeline.extract.html.links import Resolver, base_url, page_links
from weft.pipeline.extract.html.read import read_html, read_links
from weft.pipeline.urls import resolve

_PIECES = "a b.html . .. ../ //e.com x: / // ? # & = %20 %zz , + ; : @ ! ~ ' ( ) é 世"
_PIECES += " http:// https:// ex.com EX.com 1.2.3.4 :80 :443"
_PIECE = st.sampled_from([*_PIECES.split(), " ", "\t"])


@example("a//", "https://e.com/")
@given(
    st.lists(_PIECE, max_size=8).map("".join),
    st.sampled_from(["https://e.com/", "http://e.com:8080/a/b.html?q=/x", "https://e.com/a%20b/../c", "ftp://e.com/a"]),
)
def test_fast_resolver_agrees_with_resolve(href: str, base: str) -> None:
    assert Resolver(base).resolve(href) == resolve(base, href)


def links(html: str, url: str = "https://e.com/d/p.html") -> list[str]:
    tree = LexborHTMLParser(html)
    return page_links(anchors(tree), Resolver(base_url(page_elements(tree), url)))


def test_links_are_absolute_unique_and_in_page_order() -> None:
    html = (
        '<nav><a href="/n">n</a></nav><a href="q.html#x">q</a><a href="q.html">q</a><map><area href="//f.org/a"></map>'
    )
    assert links(html) == ["https://e.com/n", "https://e.com/d/q.html", "https://f.org/a"]


def test_media_files_other_schemes_fragments_and_nofollow_are_no_links() -> None:
    html = """<a href="photo.JPG">p</a><a href="s.mp3?x">s</a><a href="mailto:a@b.c">m</a><a href="#top">t</a>
    <a href="javascript:void(0)">j</a><a rel="NoFollow ugc" href="/ad">ad</a><a href="">self</a><a href="/ok">ok</a>"""
    assert links(html) == ["https://e.com/ok"]


def test_base_href_moves_relative_links() -> None:
    assert links('<base href="/other/"><a href="a">a</a>') == ["https://e.com/other/a"]


def test_base_href_of_another_scheme_is_ignored() -> None:
    assert links('<base href="javascript:1"><a href="a">a</a>') == ["https://e.com/d/a"]


def test_links_alone_are_those_of_the_whole_page() -> None:
    start = '<html><base href="/x/"><p>Text</p><a href="a">a</a><a rel="nofollow" href="b">b</a><a href="p.png">p</a>'
    for page in (
        start,
        '<meta name="robots" content="nofollow">' + start,
        "\udc80<a href=a>",
        "Grüße".encode("latin-1"),
    ):
        assert read_links(page, "https://e.com/d/", "latin-1") == read_html(page, "https://e.com/d/", "latin-1").links
    assert read_links(start, "https://e.com/d/") == ["https://e.com/x/a"]
