"""Titles that lead to what they are about, over the text that is kept of it."""

import pytest

from ..expected import segments

TEXTS = [
    f"In {year} the harbour was dredged again, and the town paid for it out of the fees that the boats had left there."
    for year in range(1951, 1956)
]


def read(body: str, title: str = "Harbour notes") -> list[str]:
    return [segment.text for segment in segments(f"<title>{title}</title><body>{body}</body>")]


def item(number: int, title: str) -> str:
    heading = f'<{title}><a href="/{number}">The year {number}</a></{title}>'
    return f"<div><div>{heading}</div><p>{TEXTS[number]}</p></div>"


ALL = [line for number, text in enumerate(TEXTS) for line in (f"The year {number}", text)]


@pytest.mark.parametrize("title", ["h2", "h3", "h5", "p"])
def test_items_keep_their_titles(title: str) -> None:
    items = "".join(item(number, title) for number in range(len(TEXTS)))
    assert read(f"<h1>Harbour notes</h1><div>{items}</div>") == ["Harbour notes", *ALL]


def test_lines_may_stand_between_title_and_text() -> None:
    items = "".join(item(number, "h3").replace("<p>", "<p>Dover</p><p>", 1) for number in range(len(TEXTS)))
    assert read(f"<h1>Harbour notes</h1><div>{items}</div>")[1:4] == ["The year 0", "Dover", TEXTS[0]]


def test_the_only_post_of_a_front_page_keeps_its_title() -> None:
    post = "".join(f"<p>{text}</p>" for text in TEXTS)
    assert read(f'<div><h3><a href="/dredged">Dredged again</a></h3><div>{post}</div></div>', "A blog") == [
        "Dredged again",
        *TEXTS,
    ]


def test_beside_an_article_such_a_title_is_navigation() -> None:
    story = "".join(f"<p>{text} The fees go up, and the eastern wall is next.</p>" for text in TEXTS * 3)
    page = read(f"<div><h1>Harbour notes</h1>{story}<div>{item(0, 'h3')}{item(1, 'h3')}{item(2, 'h3')}</div></div>")
    assert "Harbour notes" in page
    assert not {"The year 0", "The year 1", "The year 2"}.intersection(page)


def test_a_link_that_is_not_over_a_text_goes() -> None:
    items = "".join(item(number, "h3") for number in range(len(TEXTS)))
    assert read(f'<h1>Harbour notes</h1><div>{items}<p><a href="/2">The next page</a></p></div>')[-1] == TEXTS[-1]
