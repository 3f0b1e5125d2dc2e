"""Paragraphs and lists that go on in the next column or on the next page."""

from weft.pipeline.extract.pdf.page import Box, Picture

from .conftest import FULL, body, column, line, page, said


def test_a_bold_part_of_a_paragraph_goes_on_over_the_page_with_it() -> None:
    first = page([*column([FULL] * 3, 50, 700), *line(FULL, 50, 736, bold=True)], 1)
    second = page([*line("in the fog", 50, 100, bold=True), *line("and in the rain that falls", 105, 100)], 2)
    assert said([first, second]) == [("paragraph", " ".join([*[FULL] * 4, "in the fog and in the rain that falls"]))]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    left = column([FULL] * 6, 50, 100)
    right = column(["flows on", *[FULL] * 4, "and ends."], 320, 100)
    assert said([page([*left, *right])]) == [
        ("paragraph", " ".join([*[FULL] * 6, "flows on", *[FULL] * 4, "and ends."]))
    ]


def test_a_paragraph_goes_on_over_the_page_and_the_figure_on_top_of_it() -> None:
    first = page(column([*[FULL] * 3, "the grey water of the har-"], 50, 700), 1)
    figure = Picture(Box(50, 50, 250, 150), "fig")
    second = page(
        [*line("Figure 1: The harbour.", 50, 155, 9), *column(["bour is calm.", "It is."], 50, 200)], 2, [figure]
    )
    assert said([first, second]) == [
        ("paragraph", " ".join([*[FULL] * 3, "the grey water of the harbour is calm."])),
        ("image", "fig"),
        ("caption", "Figure 1: The harbour."),
        ("paragraph", "It is."),
    ]


def test_a_paragraph_goes_on_over_the_notes_below_it() -> None:
    note = "1 So says the almanac."
    first = page([*column([FULL] * 4, 50, 600), *line(note, 50, 760, 8)], 1)
    second = page(column(["flows on.", "It is calm."], 50, 100), 2)
    assert said([first, second])[:2] == [("paragraph", " ".join([*[FULL] * 4, "flows on."])), ("paragraph", note)]


def test_the_last_item_of_a_list_goes_on_over_the_page() -> None:
    first = page([*body(600), *line("• oil", 60, 670), *line(f"• {FULL}", 60, 682), *line(FULL, 65, 694)], 1)
    second = page([*line("flows on.", 65, 100), *body(140)], 2)
    assert said([first, second])[1] == ("list", f"- oil\n- {FULL} {FULL} flows on.")


def test_a_paragraph_behind_a_list_begins_on_the_next_page() -> None:
    first = page([*body(600), *line("• oil", 60, 670), *line(f"• {FULL}", 60, 682)], 1)
    second = page(column(["Now it is day, and", "the lamp rests."], 50, 100), 2)
    assert said([first, second])[-1] == ("paragraph", "Now it is day, and the lamp rests.")
