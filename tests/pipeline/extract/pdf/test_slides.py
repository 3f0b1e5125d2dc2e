from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.page import Box, Page, Picture, Word
from weft.pipeline.extract.pdf.slides import read_as_slides
from weft.schemas.document import Role

from .conftest import line


def slide(number: int, *lines: tuple[str, float]) -> Page:
    words = [word for text, top in lines for word in line(text, 20, top)]
    return Page(number, 400, 300, words)


TALK = [
    slide(1, ("Of lamps", 20), ("A talk by the keeper.", 150)),
    slide(2, ("Of oil", 20), ("It burns.", 100)),
    slide(3, ("Of oil", 20), ("It burns.", 100), ("It shines.", 130)),
    slide(4, ("Of wicks", 20), ("They are short.", 100)),
]


def test_a_slide_that_the_next_one_shows_again_is_left_out() -> None:
    assert [page.number for page in read_as_slides(TALK)] == [1, 3, 4]


def test_a_slide_with_a_picture_of_its_own_stays() -> None:
    pages = [*TALK]
    pages[1] = Page(2, 400, 300, TALK[1].words, [Picture(Box(50, 150, 200, 250), "lamp")])
    assert [page.number for page in read_as_slides(pages)] == [1, 2, 3, 4]


def test_what_stands_on_top_of_a_slide_is_its_title() -> None:
    headings = [(s.level, s.text) for s in segments_of(TALK) if s.role is Role.HEADING]
    assert headings == [(2, "Of lamps"), (2, "Of oil"), (2, "Of wicks")]


def test_pages_that_are_taller_than_wide_are_no_slides() -> None:
    words: list[Word] = line("Of lamps", 20, 20)
    pages = [Page(number, 300, 400, words) for number in range(1, 5)]
    assert read_as_slides(pages) == pages


def test_titles_of_a_frame_built_up_in_three_steps_stay() -> None:
    steps = ["It burns.", "It shines.", "It smokes.", "It stinks."]
    pages = [
        Page(
            n, 400, 300, [*line("Of oil", 20, 20, 20), *(w for i in range(n) for w in line(steps[i], 20, 100 + 30 * i))]
        )
        for n in range(1, 5)
    ]
    found = segments_of(pages)
    assert [segment.text for segment in found if segment.role is Role.HEADING] == ["Of oil"]
    assert sum("It burns." in segment.text for segment in found) == 1


def test_a_step_with_a_picture_of_its_whole_page_is_left_out() -> None:
    pages = [*TALK]
    pages[1] = Page(2, 400, 300, TALK[1].words, [Picture(Box(0, 0, 400, 300), "page")])
    assert [page.number for page in read_as_slides(pages)] == [1, 3, 4]
