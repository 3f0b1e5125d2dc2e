"""Sections of teasers below an article, in elements whose names say nothing."""

import pytest

from ..expected import segments

STORY = [
    f"Every spring the harbour is dredged, and in the year {year} the town paid for it out of the fees of the boats."
    for year in range(1950, 1960)
]
TEASER = (
    "The old bridge is shut to lorries again, and the county says that the deck of the bridge will be replaced by "
    "the end of the summer, and then …"
)


def read(below: str, above: str = "") -> list[str]:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    page = f"<title>The harbour</title><div><h1>The harbour</h1>{above}{story}{below}</div>"
    return [segment.text for segment in segments(page)]


@pytest.mark.parametrize(
    "heading",
    [
        *("Related", "More from Devon", "Most read", "You may also like", "Verwandte Themen", "Neueste Beiträge"),
        *("Das könnte dich auch interessieren", "Sur le même sujet", "Lo más leído", "Leia também", "Czytaj także"),
        *("Похожие статьи", "İlgili haberler", "関連記事", "相关文章", "많이 본 뉴스", "اقرأ أيضا", "Lue myös"),
    ],
)
def test_they_go_with_their_headings(heading: str) -> None:
    below = f"<div><h2>{heading}</h2><div><h3>The bridge</h3><p>{TEASER}</p></div><p>{TEASER}</p></div>"
    assert read(below) == ["The harbour", *STORY]


def test_what_follows_such_a_section_stays() -> None:
    after = "The fees go up next year, and the town has said that it will put the money aside for the eastern wall."
    assert read(f"<div><h2>Related</h2><p>{TEASER}</p><h2>Fees</h2><p>{after}</p></div>")[-2:] == ["Fees", after]


def test_above_the_text_it_may_be_something_else() -> None:
    assert TEASER in read("", above=f"<div><h2>Most popular</h2><p>{TEASER}</p></div>")


@pytest.mark.parametrize("heading", ["Related work on harbours", "More about dredging", "Recent changes"])
def test_headings_of_anything_else_keep_their_sections(heading: str) -> None:
    assert TEASER in read(f"<div><h2>{heading}</h2><p>{TEASER}</p></div>")


def test_a_section_that_is_most_of_the_page_stays() -> None:
    section = "".join(f"<p>{TEASER}</p><p>{line.replace('spring', 'autumn')}</p>" for line in STORY)
    assert TEASER in read(f"<div><h2>Popular posts</h2>{section}</div>")
