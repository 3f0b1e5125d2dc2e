"""Titles that link to their own page."""

import pytest

from weft.pipeline.extract.html.read import read_html

STORY = "The lock keeper wound the paddles up by hand, and the boats went down to the sea one after another. " * 3
TITLE = "Locks - A handbook of the waterways - Wiki"


def first_text(head: str, body: str, url: str = "https://e.com/display/water/locks") -> str:
    page = f"<title>{TITLE}</title>{head}<body><div>{body}</div><div><p>{STORY}</p><p>And {STORY}</p></div>"
    return read_html(page, url).document.segments[0].text


@pytest.mark.parametrize(
    ("head", "href"),
    [
        ("", "/display/water/locks"),
        ("", "https://e.com/display/water/locks#top"),
        ('<link rel="canonical" href="https://e.com/x?id=7">', "/x?id=7"),
        ("", "/pages/view?id=7"),
    ],
)
def test_title_that_links_to_its_page_is_kept_however_long_the_other_names_are(head: str, href: str) -> None:
    assert first_text(head, f'<h1><a href="{href}">Locks</a></h1>') == "Locks"


@pytest.mark.parametrize(
    ("name", "href"),
    [
        ("Locks", "/"),
        ("Locks", "/display/"),
        ("Locks", "/display/index.html"),
        ("Locks", "/display/water"),
        ("Locks", "https://other.example/a"),
        ("Wiki", "/pages/view?id=7"),
    ],
)
def test_name_of_a_site_or_section_that_links_to_it_is_not(name: str, href: str) -> None:
    assert first_text("", f'<h1><a href="{href}">{name}</a></h1>') == STORY.strip()


def test_linked_title_of_the_second_level_is_kept_where_the_name_of_the_site_is_longer() -> None:
    thread = '<div role="banner"><h1>The handbook</h1></div><div><h2><a href="./view?t=7&s=1">Locks</a></h2></div>'
    assert first_text("", thread) == "Locks"
