"""Pages that hold little but links to what there is."""

import pytest

from ..expected import segments

NAMES = [f"Flat cable for the zoom lens of a {make} camera" for make in ("Canon", "Nikon", "Sigma", "Tamron", "Sony")]
MENU = "<ul>" + "".join(f'<li><a href="/m{n}">Parts {n}</a></li>' for n in range(30)) + "</ul>"
NOTE = "All parts are tested before they are sent, and come with a note that says how to put them in."


def read(body: str, head: str = "") -> list[str]:
    html = f"<title>Cables for cameras – The shop</title>{head}<body>{body}</body>"
    return [segment.text for segment in segments(html)]


def links(element: str) -> str:
    return "".join(f'<{element}><a href="/{n}">{name}</a></{element}>' for n, name in enumerate(NAMES))


@pytest.mark.parametrize("element", ["p", "div", "h2", "h4"])
def test_items_are_what_the_page_says(element: str) -> None:
    assert read(f"<div>{MENU}</div><div><h1>Cables for cameras</h1>{links(element)}</div>") == [
        "Cables for cameras",
        *NAMES,
    ]


def test_headings_may_be_short() -> None:
    names = ["Meg & Mog", "Abracadanoir", "The monster", "A witch", "Pumpkins"]
    items = "".join(f'<div><h3><a href="/{n}">{name}</a></h3></div>' for n, name in enumerate(names))
    assert read(f"<div>{MENU}</div><div><h1>Cables for cameras</h1>{items}</div>") == ["Cables for cameras", *names]


def test_what_items_say_besides_stays() -> None:
    items = "".join(
        f'<div><p><a href="/{n}">{name}</a></p><p>For zooms of {n}8 mm</p></div>' for n, name in enumerate(NAMES)
    )
    expected = [line for n, name in enumerate(NAMES) for line in (name, f"For zooms of {n}8 mm")]
    assert read(f"<div>{MENU}</div><div>{items}</div>") == expected


def test_a_form_around_each_item_is_no_boilerplate() -> None:
    forms = "".join(f'<form><a href="/{n}">{name}</a><button>Buy</button></form>' for n, name in enumerate(NAMES))
    assert read(f"<div><h1>Cables for cameras</h1>{forms}</div>") == ["Cables for cameras", *NAMES]


def test_the_topics_of_a_board_may_be_a_table() -> None:
    rows = "".join(f'<tr><td><a href="/{n}">{name}</a></td><td>{n}</td></tr>' for n, name in enumerate(NAMES))
    table = f"<table><tr><th>Topic</th><th>Replies</th></tr>{rows}</table>"
    [heading, board] = read(f"<div>{MENU}</div><div><h1>Cables for cameras</h1>{table}</div>")
    assert heading == "Cables for cameras"
    assert [line.split("|")[1].strip() for line in board.split("\n")[2:]] == NAMES


def test_a_menu_alone_is_none() -> None:
    assert read(f"<div>{MENU}</div>") == []


def test_suspects_hold_no_items() -> None:
    assert read(f'<div class="related-posts">{links("p")}</div><nav>{links("p")}</nav>') == []


def test_a_page_with_a_text_of_its_own_is_none() -> None:
    story = "".join(f"<p>{NOTE} It was so in {year}.</p>" for year in range(1990, 1994))
    page = read(f"<div><h1>Cables for cameras</h1>{story}</div><div>{links('h3') * 3}</div>")
    assert len(page) == 5
    assert not set(NAMES).intersection(page)


def test_verses_beside_many_links_are_none() -> None:
    verses = [f"The lens went round in nineteen-{year}, and nobody looked" for year in range(40, 54)]
    lines = "".join(f"<p>{verse}</p>" for verse in verses)
    page = read(f"<div><h1>Cables for cameras</h1>{lines}</div><div>{links('h3') * 9}</div>")
    assert page == ["Cables for cameras", *verses]


def test_what_was_kept_stays() -> None:
    contact = "Call us from eight to five"
    page = read(f"<div><h1>Cables for cameras</h1><p>{contact}</p></div><div>{links('p')}</div>")
    assert page == ["Cables for cameras", contact, *NAMES]


def test_a_story_by_its_linked_data_is_none() -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-01"}</script>'
    page = f"<div><h1>Cables for cameras</h1><p>{NOTE}</p></div><div>{links('h3') * 3}</div>"
    assert NAMES[0] in read(page)
    assert read(page, data) == ["Cables for cameras", NOTE]


def test_lists_of_few_are_none() -> None:
    few = "".join(f'<p><a href="/{n}">{name}</a></p>' for n, name in enumerate(NAMES[:4]))
    assert read(f"<div>{few}</div>") == []
