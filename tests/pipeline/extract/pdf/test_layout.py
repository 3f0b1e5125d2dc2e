"""Boxes in, segments out."""

import time

from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.pdf.layout import segments_of, title_of
from weft.pipeline.extract.pdf.page import Bookmark, Box, Picture, Table, Word
from weft.schemas.document import Role, SegmentKind

from .conftest import BODY, FULL, body, column, line, page, said


def test_headings_are_levelled_by_size() -> None:
    words = [
        *line("Lamps", 50, 50, 20),
        *line("Of oil", 50, 90, 14),
        *body(120),
        *line("Of gas", 50, 200, 14),
        *body(230),
    ]
    segments = segments_of([page(words)])
    assert [(s.role, s.level, s.text) for s in segments] == [
        (Role.HEADING, 1, "Lamps"),
        (Role.HEADING, 2, "Of oil"),
        (Role.PARAGRAPH, 0, BODY),
        (Role.HEADING, 2, "Of gas"),
        (Role.PARAGRAPH, 0, BODY),
    ]
    assert title_of(segments) == "Lamps"


def test_a_bold_line_of_the_body_size_is_a_heading_below_the_larger_ones() -> None:
    words = [*line("Lamps", 50, 50, 20), *line("Of oil", 50, 100, bold=True), *body(112)]
    assert [(s.role, s.level) for s in segments_of([page(words)])] == [
        (Role.HEADING, 1),
        (Role.HEADING, 2),
        (Role.PARAGRAPH, 0),
    ]


def test_a_bold_line_without_white_above_it_is_no_heading() -> None:
    words = [*body(100), *line("Of oil", 50, 148, bold=True), *body(160)]
    assert [role for role, _ in said([page(words)])] == ["paragraph"] * 3


def test_a_bold_line_with_white_above_it_is_a_heading() -> None:
    words = [*body(100), *line("Of oil", 50, 152, bold=True), *body(164)]
    assert said([page(words)])[1] == ("heading", "Of oil")


def test_a_numbered_bold_line_is_a_heading_however_close_it_stands() -> None:
    words = [*body(100), *line("2.1 Of oil", 50, 148, bold=True), *body(160)]
    assert said([page(words)])[1] == ("heading", "2.1 Of oil")


def test_a_bold_heading_with_words_of_code_in_it_is_one() -> None:
    heading = [*line("The wide type", 50, 160, bold=True), *line("pharos", 120, 160, fixed=True)]
    assert said([page([*body(100), *heading, *body(180)])])[1] == ("heading", "The wide type pharos")


def test_a_bold_line_in_a_paragraph_is_part_of_it() -> None:
    words = [*column([FULL] * 2, 50, 100), *line(FULL, 50, 124, bold=True), *body(136)]
    assert said([page(words)]) == [("paragraph", f"{FULL} {FULL} {FULL} {BODY}")]


def test_a_bold_sentence_that_begins_a_paragraph_goes_on_in_it() -> None:
    words = [*body(100), *line(FULL, 50, 170, bold=True), *line("goes out", 50, 182, bold=True)]
    words = [*words, *line("at dawn when it is light", 100, 182), *body(194)]
    assert said([page(words)])[1:] == [("paragraph", f"{FULL} goes out at dawn when it is light {BODY}")]


def test_a_bold_heading_as_wide_as_its_column_is_one() -> None:
    heading = "Of the lamp that turns above the grey sea: all"
    words = [*body(100), *line(heading, 50, 170, bold=True), *column([FULL.capitalize(), "stands still."], 50, 182)]
    assert said([page(words)])[1:] == [("heading", heading), ("paragraph", f"{FULL.capitalize()} stands still.")]


def test_a_bold_run_in_is_no_heading() -> None:
    for label in ("A note of warning:", "2.1 Of lamps and oil."):
        run_in = [*line(label, 50, 170, bold=True), *line("It burns", 55 + 5 * len(label), 170)]
        assert said([page([*body(100), *run_in])])[1] == ("paragraph", f"{label} It burns")


def test_a_bold_term_above_what_it_means_is_no_heading() -> None:
    term = [*line("Lantern", 50, 170, bold=True), *line("a light that is carried", 70, 182)]
    assert [role for role, _ in said([page([*body(100), *term])])] == ["paragraph"] * 3


def test_a_line_of_a_paragraph_that_begins_with_the_name_of_a_figure_is_no_caption() -> None:
    figure = Picture(Box(50, 140, 250, 200), "fig")
    words = [*column([FULL, "Figure 3. The lamp turns on and", "stands still."], 50, 100)]
    assert said([page(words, pictures=[figure])])[0] == (
        "paragraph",
        f"{FULL} Figure 3. The lamp turns on and stands still.",
    )


def test_a_row_of_labels_is_no_sentence_that_a_caption_goes_on_with() -> None:
    labels = [word for left in range(50, 261, 35) for word in line("oil", left, 140)]
    figure = Picture(Box(50, 60, 270, 130), "fig")
    words = [*labels, *line("Figure 1: The lamp at night.", 50, 152), *body(200)]
    assert ("caption", "Figure 1: The lamp at night.") in said([page(words, pictures=[figure])])


def test_a_paragraph_about_a_figure_beside_it_is_no_caption() -> None:
    figure = Picture(Box(60, 170, 260, 290), "fig")
    about = column(["Figure 2.1 shows how the lamp turns in the", "night."], 50, 325)
    words = [*body(100), *line("Figure 2.1: The lamp.", 60, 295), *about]
    assert said([page(words, pictures=[figure])])[1:] == [
        ("image", "fig"),
        ("caption", "Figure 2.1: The lamp."),
        ("paragraph", "Figure 2.1 shows how the lamp turns in the night."),
    ]


def test_a_caption_that_begins_small_and_is_no_sentence_stays_one() -> None:
    figure = Picture(Box(60, 170, 260, 290), "fig")
    words = [*body(100), *line("Figure 2.1 lamps at night", 60, 295), *body(330)]
    assert said([page(words, pictures=[figure])])[1:3] == [("image", "fig"), ("caption", "Figure 2.1 lamps at night")]


def test_a_block_of_many_lines_takes_time_in_proportion() -> None:
    words = [word for number in range(4_000) for word in line(FULL, 50, 12 * number, bold=number % 2 == 1)]
    started_s = time.process_time()
    assert said([page(words)])
    assert time.process_time() - started_s < 10


def test_paragraphs_of_two_lines_whose_first_is_set_in_are_whole() -> None:
    first = "the lamp turns above the grey water and"
    pairs = [word for n in range(4) for word in [*line(first, 65, 100 + 24 * n), *line("it stands.", 50, 112 + 24 * n)]]
    assert said([page(pairs)]) == [("paragraph", f"{first} it stands.")] * 4


def test_entries_whose_other_lines_are_set_in_are_whole() -> None:
    entry = [(FULL, 50), ("and stands still.", 70)]
    words = [
        word
        for n in range(4)
        for m, (text, left) in enumerate(entry)
        for word in line(text, left, 100 + 24 * n + 12 * m)
    ]
    assert said([page(words)]) == [("paragraph", f"{FULL} and stands still.")] * 4


def test_white_and_indents_part_paragraphs() -> None:
    indented = [*line(FULL, 65, 160), *column([FULL, "stands."], 50, 172)]
    assert [role for role, _ in said([page([*body(100), *body(250), *indented])])] == ["paragraph"] * 3


def test_a_short_last_line_ends_a_paragraph() -> None:
    assert said([page([*body(100), *body(148)])]) == [("paragraph", BODY), ("paragraph", BODY)]


def test_a_picture_stands_between_the_blocks_above_and_below_it() -> None:
    figure = Picture(Box(60, 170, 260, 290), "fig")
    assert said([page([*body(100), *body(320)], pictures=[figure])]) == [
        ("paragraph", BODY),
        ("image", "fig"),
        ("paragraph", BODY),
    ]


def test_a_picture_in_the_right_column_comes_after_the_left_column() -> None:
    figure = Picture(Box(320, 160, 500, 290), "fig")
    words = [*body(100, 20), *body(100, 4, 320), *body(300, 4, 320)]
    left = " ".join([*[FULL] * 19, "stands still."])
    assert said([page(words, pictures=[figure])]) == [
        ("paragraph", left),
        ("paragraph", BODY),
        ("image", "fig"),
        ("paragraph", BODY),
    ]


def test_captions_go_with_the_picture_above_or_below() -> None:
    above = Picture(Box(60, 170, 260, 290), "first")
    below = Picture(Box(60, 430, 260, 550), "second")
    words = [
        *body(100),
        *line("Figure 1: A lamp.", 60, 296, 9),
        *body(330),
        *line("Figure 2: A bell.", 60, 415, 9),
        *body(580),
    ]
    assert said([page(words, pictures=[above, below])]) == [
        ("paragraph", BODY),
        ("image", "first"),
        ("caption", "Figure 1: A lamp."),
        ("paragraph", BODY),
        ("image", "second"),
        ("caption", "Figure 2: A bell."),
        ("paragraph", BODY),
    ]


def test_small_type_just_below_a_picture_is_its_caption() -> None:
    figure = Picture(Box(60, 170, 260, 290), "fig")
    words = [*body(100), *line("The old lamp", 70, 293, 8), *body(330)]
    assert said([page(words, pictures=[figure])])[1:3] == [("image", "fig"), ("caption", "The old lamp")]


def test_lists_keep_their_items_and_their_levels() -> None:
    words = [
        *body(100),
        *line("• oil", 60, 160),
        *line("– old", 80, 172),
        *line("• gas that is", 60, 184),
        *line("lit at dusk", 70, 196),
        *body(230),
    ]
    assert said([page(words)])[1] == ("list", "- oil\n  - old\n- gas that is lit at dusk")


def test_numbered_items_are_a_list_from_two_on() -> None:
    two = [*line("1. oil", 60, 160), *line("2. gas", 60, 172)]
    assert said([page([*body(100), *two])])[1] == ("list", "1. oil\n2. gas")
    assert said([page([*body(100), *two[:2]])])[1] == ("paragraph", "1. oil")


def test_code_keeps_its_lines_and_its_white() -> None:
    code = [
        *line("if lamp:", 50, 160, fixed=True),
        *line("turn()", 70, 172, fixed=True),
        *line("done()", 50, 196, fixed=True),
    ]
    assert said([page([*body(100), *code, *body(230)])])[1] == ("code", "if lamp:\n    turn()\n\ndone()")


def test_a_typewritten_letter_is_no_code() -> None:
    words = column([FULL, FULL, "stands."], 50, 100)
    fixed = [Word(word.text, word.box, word.size, False, True) for word in words]
    assert said([page(fixed)]) == [("paragraph", f"{FULL} {FULL} stands.")]


def test_lines_of_a_table_of_contents_go() -> None:
    words = [
        *line("Contents", 50, 50, 16),
        *line("Of oil . . . . . . . . . 12", 50, 80),
        *line("Of gas ........ 30", 50, 92),
    ]
    assert said([page([*words, *body(150)])]) == [("heading", "Contents"), ("paragraph", BODY)]


def test_no_pages_and_empty_pages_give_nothing() -> None:
    assert segments_of([]) == []
    assert segments_of([page([])]) == []


boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *[st.floats(-50, 900, width=16)] * 2,
    *[st.floats(0, 300, width=16)] * 2,
)
words = st.builds(
    Word,
    st.text("ab-•1.é灯א ", min_size=1, max_size=8).filter(str.strip),
    boxes,
    st.floats(0, 40),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(words, max_size=40), st.lists(boxes, max_size=4))
def test_any_boxes_give_every_picture_once_and_no_empty_text(given_words: list[Word], places: list[Box]) -> None:
    pictures = [Picture(box, str(number)) for number, box in enumerate(places)]
    segments = segments_of([page(given_words, pictures=pictures)])
    images = [s.media_url for s in segments if s.kind is SegmentKind.IMAGE]
    assert sorted(images) == [str(number) for number in range(len(places))]
    assert all(s.text.strip() for s in segments if s.kind is SegmentKind.TEXT)


def test_a_table_stands_in_its_place_with_its_caption_behind_it() -> None:
    table = Table(Box(50, 180, 250, 240), ((("Lamp",), ("Oil",)), (("North", "light"), ("12",)), (("a|b",), ())))
    figure = Picture(Box(50, 240, 250, 290), "fig")
    words = [*body(100), *line("Table 1: Lamps", 50, 165), *line("Figure 1: Lamps", 50, 293), *body(320)]
    found = page(words, pictures=[figure])
    found.tables = [table]
    assert said([found]) == [
        ("paragraph", BODY),
        ("table", "| Lamp | Oil |\n| --- | --- |\n| North light | 12 |\n| a\\|b |  |"),
        ("caption", "Table 1: Lamps"),
        ("image", "fig"),
        ("caption", "Figure 1: Lamps"),
        ("paragraph", BODY),
    ]


def test_a_bold_caption_is_no_heading() -> None:
    assert said([page([*line("Table 1: Lamps", 50, 80, bold=True), *body(120)])])[0][0] == "paragraph"


def test_the_outline_of_a_file_names_headings_that_their_type_does_not() -> None:
    found = page([*line("Of oil", 50, 88), *body(100)])
    found.bookmarks = [Bookmark("1 Of oil", 0)]
    assert [(s.role, s.level, s.text) for s in segments_of([found])] == [
        (Role.HEADING, 2, "Of oil"),
        (Role.PARAGRAPH, 0, BODY),
    ]


def test_the_lines_of_a_centred_title_are_one_heading() -> None:
    words = [*line("Of lamps and the ships", 100, 50, 20), *line("of the north", 150, 74, 20), *body(120)]
    assert said([page(words)])[0] == ("heading", "Of lamps and the ships of the north")


def test_a_heading_of_the_outline_with_a_number_behind_it_is_a_line_of_contents() -> None:
    contents = page([*line("1 Of oil 2", 50, 180), *line("Some say 2.", 50, 210)], 1)
    chapter = page([*line("1 Of oil", 50, 288), *body(300)], 2)
    chapter.bookmarks = [Bookmark("Of oil", 0)]
    assert said([contents, chapter]) == [("paragraph", "Some say 2."), ("heading", "1 Of oil"), ("paragraph", BODY)]


def test_a_number_at_the_start_of_a_line_in_a_sentence_begins_no_item() -> None:
    lines = column([FULL, FULL, "23. The keeper goes on counting", "stands still."], 50, 100)
    assert said([page(lines)]) == [("paragraph", f"{FULL} {FULL} 23. The keeper goes on counting stands still.")]


def test_notes_whose_first_line_is_set_in_are_whole_and_of_no_list_above_them() -> None:
    words = [*body(100), *line("• oil", 60, 170), *line("• wicks", 60, 182), *column([FULL] * 2, 50, 220, 8, 10)]
    notes = [*line(f"3. {FULL}", 58, 700, 8, False), *line("flows on.", 50, 710, 8)]
    kept = said([page([*words, *notes])])
    assert ("list", "- oil\n- wicks") in kept
    assert kept[-1] == ("paragraph", f"3. {FULL} flows on.")


def test_a_line_over_the_edge_of_its_column_does_not_widen_it() -> None:
    url = "https://lamp.example/the/harbour/and/its/light/in/all/winters"
    words = column([FULL, url, *[FULL] * 6], 50, 100)
    code = line("lamp.light().", 50, 196, fixed=True)
    assert said([page([*words, *code])])[-1][0] == "paragraph"


def test_a_short_second_line_above_a_narrow_part_of_the_page_is_of_its_paragraph() -> None:
    set_in = [*line(FULL, 65, 200), *line("and stands still.", 50, 212)]
    narrow = [*line("1.2 Oil", 50, 240, 13, True), *body(260)]
    assert ("paragraph", f"{FULL} and stands still.") in said([page([*body(100, 8), *set_in, *narrow])])
