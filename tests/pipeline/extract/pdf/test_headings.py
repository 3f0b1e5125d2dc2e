"""Which blocks are headings, and which only look so."""

from weft.pipeline.extract.pdf.layout import segments_of
from weft.schemas.document import Role

from .conftest import column, line, page

BODY = [f"the lamp of the {name} pier turns above the grey water all night" for name in ("east", "west", "old", "new")]


def headings(*words: list) -> list[str]:
    segments = segments_of([page([word for some in words for word in some])])
    return [segment.text for segment in segments if segment.role is Role.HEADING]


def test_authors_below_the_title_of_a_paper_are_none() -> None:
    front = [line("Lamps and their keepers", 50, 40, 20), line("Ada Byron", 50, 80, 12), line("May 1843", 50, 110, 12)]
    assert headings(*front, line("Abstract", 50, 140, 14, bold=True), column(BODY, 50, 170), column(BODY, 50, 250)) == [
        "Lamps and their keepers",
        "Abstract",
    ]


def test_a_subtitle_stays_where_headings_are_not_bold() -> None:
    front = [line("Lamps and their keepers", 50, 40, 20), line("A history of light", 50, 80, 12)]
    assert len(headings(*front, column(BODY, 50, 170), column(BODY, 50, 250))) == 2


def test_a_numbered_line_that_is_set_as_headings_are_is_one() -> None:
    parts = [
        words
        for number, top in ((1, 60), (2, 160), (3, 260))
        for words in (
            line(f"{number}. Of lamps", 50, top, bold=True),
            column(BODY, 62 if number == 1 else 50, top + (12 if number == 1 else 24)),
        )
    ]
    assert headings(*parts) == ["1. Of lamps", "2. Of lamps", "3. Of lamps"]
