"""The few words above a title."""

import pytest

from weft.pipeline.extract.html.read import read_html

STORY = "The lock keeper wound the paddles up by hand, and the boats went down to the sea one after another. " * 3


def texts(body: str, title: str = "The lock opens again - The Bell") -> list[str]:
    page = read_html(f"<title>{title}</title><body><main>{body}</main>", "https://e.com/t")
    return [segment.text for segment in page.document.segments]


@pytest.mark.parametrize(
    "above",
    [
        "<p>Politics</p>",
        '<div class="hd"><span>여행</span></div>',
        "<span>राज्य</span>",
        '<p class="content--category">地域</p>',
        "<ul><li>Boats</li></ul><p>Interview</p>",
        '<h4 class="eyebrow">A long eyebrow about the boats that is no prose</h4>',
    ],
)
def test_short_lines_right_above_the_title_are_dropped(above: str) -> None:
    page = f"{above}<h1>The lock opens again</h1><p>{STORY}</p>"
    assert texts(page) == ["The lock opens again", STORY.strip()]


@pytest.mark.parametrize("above", ["<p>It was raining.</p>", f"<p>{STORY}</p><p>Politics</p>"])
def test_sentences_above_the_title_and_lines_below_prose_stay(above: str) -> None:
    page = f"{above}<h1>The lock opens again</h1><p>{STORY}</p>"
    assert len(texts(page)) == 3 + above.count("<p>Politics")


def test_lines_above_the_first_of_several_headings_stay_where_none_is_the_title() -> None:
    page = f"<p>Ann Lee</p><h1>Tides</h1><p>{STORY}</p><h1>Locks</h1><p>And {STORY}</p>"
    assert texts(page, "Thesis")[0] == "Ann Lee"


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="article__kicker">Canals</span> <span>The lock opens again</span>',
        '<span class="overline">Canals</span>: The lock opens again',
        "<small>Canals</small> <span>The lock opens again</span>",
    ],
)
def test_kicker_inside_the_title_is_dropped(heading: str) -> None:
    assert texts(f"<h1>{heading}</h1><p>{STORY}</p>") == ["The lock opens again", STORY.strip()]


def test_kicker_before_the_colon_of_the_page_title_is_dropped_and_the_title_of_a_subtitle_is_not() -> None:
    parts = '<span class="{}">Canals</span><span class="{}">The lock opens</span>'
    title = "Canals: The lock opens - The Bell"
    assert texts(f"<h2>{parts.format('red', 'big')}</h2><p>{STORY}</p>", title)[0] == "The lock opens"
    assert "Canals" in texts(f"<h1>{parts.format('title', 'subtitle')}</h1><p>{STORY}</p>", title)[0]


def test_words_of_a_title_in_elements_of_their_own_stay() -> None:
    assert texts(f"<h1><span>The lock</span> <span>opens again</span></h1><p>{STORY}</p>")[0] == "The lock opens again"
