"""Notes on the author of a page, above and below its text."""

import pytest

from ..expected import segments

STORY = [
    f"Every spring the harbour is dredged, and in the year {year} the town paid for it out of the fees of the boats."
    for year in range(1950, 1960)
]
NOTE = "Ann Hill writes on rivers and harbours, and has lived at the mouth of the Exe since she left university."
PERSON = "She has lived at the mouth of the Exe since she left university, and writes on rivers and harbours."


def read(above: str = "", below: str = "", title: str = "The harbour", author: str = "Ann Hill") -> list[str]:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    page = (
        f"<title>{title}</title><meta name=author content='{author}'><div><h1>{title}</h1>{above}{story}{below}</div>"
    )
    return [segment.text for segment in segments(page)]


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_paragraph_that_begins_with_the_name_and_goes_on_about_the_person_goes(place: str) -> None:
    assert read(**{place: f"<p>{NOTE}</p>"}) == ["The harbour", *STORY]


@pytest.mark.parametrize(
    "line",
    [
        *("<h3>About the author</h3>", "<h3>Ann Hill</h3>", "<p>About Ann Hill</p>", "<h4>Über Ann Hill</h4>"),
        *("<h3>Über den Autor</h3>", "<h3>À propos de l'auteur</h3>", "<h3>Sobre el autor</h3>", "<h3>作者简介</h3>"),
        *("<p>Sobre la firma</p>", "<p>Об авторе</p>"),
    ],
)
def test_so_do_a_line_that_announces_it_and_what_stands_below(line: str) -> None:
    assert read(below=f"{line}<p>{PERSON}</p>") == ["The harbour", *STORY]


def test_footnotes_below_such_a_line_stay() -> None:
    assert read(below="<p>Ann Hill</p><p>Photo by the town.</p><p>* Some names were changed by us.</p>")[-1][0] == "*"


def test_a_line_over_more_than_a_note_stays_with_it() -> None:
    below = "<h3>Ann Hill</h3>" + "".join(f"<p>{PERSON}</p><p>{line}</p>" for line in STORY[:3])
    assert read(below=below).count(PERSON) == 3


def test_a_byline_between_a_lead_and_its_text_takes_no_text_along() -> None:
    text = "".join(f"<p>{line}</p>" for line in STORY[1:3])
    page = f"<title>T</title><meta name=author content='Ann Hill'><h1>T</h1><p>{STORY[0]}</p><p>By Ann Hill</p>{text}"
    texts = [segment.text for segment in segments(page)]
    assert texts[-2:] == STORY[1:3]


def test_a_page_about_the_person_keeps_what_it_says() -> None:
    assert NOTE in read(below=f"<p>{NOTE}</p>", title="Ann Hill, the writer of harbours")


@pytest.mark.parametrize("does", ["calls on the county to", "is asking the county to", "hat beschlossen, die Stadt"])
def test_what_the_organisation_does_whose_page_it_is_stays(does: str) -> None:
    line = f"Ann Hill {does} pay for the dredging of all three harbours, and for the wall, before the end of the year."
    assert line in read(above=f"<p>{line}</p>", below=f"<p>{line}</p>")


def test_a_person_of_another_name_is_a_part_of_the_story() -> None:
    assert NOTE in read(below=f"<p>{NOTE}</p>", author="Bo Lee")


def test_a_name_of_one_word_says_too_little() -> None:
    line = "Hope is what the town has left, and what it pays for with the fees of all the boats in the harbour."
    assert line in read(below=f"<p>{line}</p>", author="Hope")
