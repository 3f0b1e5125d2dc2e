"""Pages whose lines begin at the right."""

from dataclasses import replace

from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.mirrored import begun_left
from weft.pipeline.extract.pdf.page import Box, Page, Picture, Word

from .conftest import PAGE_WIDTH, line, line_from_right, page

FULL = "המגדלור עומד על החוף והאור שלו נראה למרחוק בלילה"
HALF = "המגדלור עומד על החוף והאור שלו"
RIGHT = 550.0


def texts(words: list[Word], pictures: list[Picture] | None = None) -> list[str]:
    return [segment.text or segment.media_url for segment in segments_of([page(words, pictures=pictures or [])])]


def lines(said: list[str], right: float = RIGHT, top: float = 100) -> list[Word]:
    return [word for number, text in enumerate(said) for word in line_from_right(text, right, top + 12 * number)]


def test_lines_make_a_paragraph_that_ends_short_at_the_left() -> None:
    words = [*lines([FULL, FULL, "והשומר ישן."]), *lines([FULL, FULL, "והים שקט."], top=136)]
    assert texts(words) == [f"{FULL} {FULL} והשומר ישן.", f"{FULL} {FULL} והים שקט."]


def test_a_first_line_is_set_in_from_the_right() -> None:
    first = line_from_right(FULL, RIGHT - 20, 136)
    assert texts([*lines([FULL, FULL, FULL]), *first, *lines([FULL, FULL], top=148)]) == [
        f"{FULL} {FULL} {FULL}",
        f"{FULL} {FULL} {FULL}",
    ]


def test_the_right_column_comes_before_the_left() -> None:
    left = lines([f"שמאל {HALF}"] * 6, right=290)
    right = lines([f"ימין {HALF}"] * 6)
    assert texts([*left, *right]) == [" ".join([*[f"ימין {HALF}"] * 6, *[f"שמאל {HALF}"] * 6])]


def test_marks_of_list_items_stand_at_the_right() -> None:
    items = ["• פנס ראשון", "• פנס שני"]
    assert texts([*lines([FULL, FULL]), *lines(items, top=148)])[-1] == "- פנס ראשון\n- פנס שני"


def test_a_picture_stands_in_its_column() -> None:
    left = lines([f"שמאל {HALF}"] * 14, right=290)
    right = [*lines([f"ימין {HALF}"] * 4), *lines([f"ימין {HALF}"] * 4, top=236)]
    shown = texts([*left, *right], [Picture(Box(350, 150, 540, 230), "lamp")])
    assert shown[:2] == [" ".join([f"ימין {HALF}"] * 4), "lamp"]


def test_a_page_with_a_few_right_to_left_words_is_read_from_the_left() -> None:
    given = page([*line("The word שלום means peace and this is all that it says", 50, 100)])
    assert begun_left(given) is given


def test_a_mirrored_page_has_its_boxes_from_the_right() -> None:
    [word] = line_from_right("שלום", RIGHT, 100)
    mirrored = begun_left(Page(1, PAGE_WIDTH, 800, [word]))
    assert mirrored.words == [replace(word, box=Box(50, 100, 70, 110), is_mirrored=True)]
    assert mirrored.is_mirrored


def test_a_line_of_mostly_latin_words_is_read_from_the_right_on_such_a_page() -> None:
    words = [*lines([FULL, FULL]), *line("אחר Augustin Fresnel, Paris הוא", 395, 124)]
    assert texts(words) == [f"{FULL} {FULL} הוא Augustin Fresnel, Paris אחר"]


def test_a_last_line_of_a_number_ends_in_its_full_stop() -> None:
    assert texts([*lines([FULL, FULL]), *line(".12:30", 520, 124)]) == [f"{FULL} {FULL} 12:30."]


def test_cells_in_line_are_a_table_whose_first_column_is_the_right_one() -> None:
    rows = [("עיר", "גובה", "שנה"), ("חיפה", "88", "1801"), ("עכו", "12", "1874"), ("יפו", "31", "1823")]
    words = [
        word
        for number, row in enumerate(rows)
        for cell, right in zip(row, (RIGHT, 450, 350), strict=True)
        for word in line_from_right(cell, right, 100 + 20 * number)
    ]
    [*_, table] = texts([*lines([FULL, FULL], top=40), *words])
    assert table.splitlines()[0] == "| עיר | גובה | שנה |"
    assert table.splitlines()[2] == "| חיפה | 88 | 1801 |"


def test_a_value_beside_a_label_goes_on_in_its_latin_words() -> None:
    rows = [("שם:", "Augustin Fresnel"), ("עיר:", "פריז"), ("עדשה:", "זכוכית")]
    words = [
        word
        for number, (label, value) in enumerate(rows)
        for word in [*line_from_right(label, RIGHT, 100 + 14 * number), *in_latin_order(value, 480, 100 + 14 * number)]
    ]
    assert texts([*lines([FULL, FULL], top=40), *words])[1:] == [" ".join(row) for row in rows]


def in_latin_order(text: str, right: float, top: float) -> list[Word]:
    return line(text, right - 82, top) if text.isascii() else line_from_right(text, right, top)
