from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from weft.pipeline import urls
from weft.pipeline.urls import canonical, host_of, resolve


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Lamps.Example/A", "http://lamps.example/A"),
        ("http://lamps.example", "http://lamps.example/"),
        ("http://lamps.example:80/a", "http://lamps.example/a"),
        ("https://lamps.example:443/a", "https://lamps.example/a"),
        ("http://lamps.example:443/a", "http://lamps.example:443/a"),
        ("https://lamps.example/a#wick", "https://lamps.example/a"),
        ("https://lamps.example/a?b=2&a=1", "https://lamps.example/a?b=2&a=1"),
        ("https://lamps.example/a b", "https://lamps.example/a%20b"),
        ("https://lamps.example/%7Ea", "https://lamps.example/%7Ea"),
        ("https://lamps.example./a", "https://lamps.example/a"),
        ("https://[2001:DB8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("  https://lamps.example/a\n", "https://lamps.example/a"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
    ],
)
def test_a_url_has_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://lamps.example/", "mailto:me@lamps.example", "javascript:alert(1)", "data:text/html,x", "/a"),
        *("http:///a", "http://", "http://lamps.example:99999/", "http://[::1/", "http://me:secret@lamps.example/"),
        *("http://lamps.example:port/", "http://./"),
    ],
)
def test_what_is_no_http_url_has_no_spelling(url: str) -> None:
    assert canonical(url) is None


@given(st.text(max_size=80))
def test_the_canonical_spelling_of_anything_is_its_own(path: str) -> None:
    once = canonical(f"https://lamps.example/{path}")
    assert once is None or canonical(once) == once


@given(st.text(max_size=80))
def test_any_text_resolves_or_does_not_and_never_raises(href: str) -> None:
    found = resolve("https://lamps.example/a/", href)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("b.html", "https://lamps.example/a/b.html"),
        ("../b", "https://lamps.example/b"),
        ("//other.example/x", "https://other.example/x"),
        ("?q=1", "https://lamps.example/a/?q=1"),
        ("", None),
        ("   ", None),
        ("#top", "https://lamps.example/a/"),
        ("tel:123", None),
        ("x" * 4097, None),
        ("http://[broken", None),
    ],
)
def test_a_link_is_resolved_on_its_page(href: str, expected: str | None) -> None:
    assert resolve("https://lamps.example/a/", href) == expected


def test_a_host_keeps_its_explicit_port() -> None:
    assert host_of("http://lamps.example:8080/a") == "lamps.example:8080"
    assert host_of("http://lamps.example/a") == "lamps.example"


_LABEL = st.text("ab-0", min_size=1, max_size=4)
_PORT = st.sampled_from(["", ":80", ":8080", ":99999"])
_REST = st.text("aA0./~%?=&#-_ +é", max_size=12)


@given(st.sampled_from(["http", "https"]), st.lists(_LABEL, min_size=1, max_size=3), _PORT, _REST)
def test_a_url_that_looks_canonical_at_once_is_what_the_long_way_makes_of_it(
    scheme: str, labels: list[str], port: str, rest: str
) -> None:
    url = f"{scheme}://{'.'.join(labels)}{port}/{rest}"
    if urls._CANONICAL.fullmatch(url):
        parts = urlsplit(safe_url_string(url))
        assert urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, parts.query, "")) == url
