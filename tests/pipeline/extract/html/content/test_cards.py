"""Cards that lead to other pages go with the lines below their headings."""

import pytest

from weft.pipeline.extract.html.read import read_html

PROSE = (
    "<p>" + "The harbour has been dredged every spring since the war, and its walls are kept by the town. " * 4 + "</p>"
)
LINE = "The county says that the deck of the bridge will be replaced by the end of summer."
LINKED = '<h3><a href="/bridge">Bridge to close for a second spring</a></h3>'


def is_kept(card: str, before: str = PROSE) -> bool:
    page = f"<title>T</title><main><article><h1>T</h1>{before}{card}</article></main>"
    segments = read_html(page.encode(), "https://e.org/", "utf-8").document.segments
    return any("The county says" in segment.text for segment in segments)


@pytest.mark.parametrize(
    "card",
    [
        f"<div>{LINKED}<p>{LINE}</p></div>",
        f'<div><a href="/b"><img src="b.jpg"></a>{LINKED}<p>{LINE}</p></div>{PROSE}',
        f"<article><header>{LINKED}</header><div><p>{LINE}</p></div></article>",
        f"<section><h2>Newsletter</h2><p>{LINE}</p></section>",
    ],
)
def test_lines_of_a_card_go(card: str) -> None:
    assert not is_kept(card)


@pytest.mark.parametrize(
    "text",
    [
        f"{LINKED}<p>{LINE}</p>",
        f"<div><p>Bridges.</p>{LINKED}<p>{LINE}</p></div>",
        f"<div>{LINKED}<p>{LINE}</p>{PROSE}</div>",
        f"<div><h3>The bridge</h3><p>{LINE}</p></div>",
        f"<div>{LINKED}<p>{LINE}</p><p>a</p><p>b</p><p>c</p></div>",
    ],
)
def test_lines_below_other_headings_stay(text: str) -> None:
    assert is_kept(text)


def test_a_page_of_cards_keeps_their_lines() -> None:
    assert is_kept(f"<div>{LINKED}<p>{LINE}</p></div>" * 3, before="")
