"""Blocks beside each other and labels with their values, from words to segments."""

from collections.abc import Sequence

from weft.pipeline.extract.pdf.layout import segments_of
from weft.pipeline.extract.pdf.page import Word
from weft.schemas.document import Role

from .conftest import column, line, page

FULL = "the lamp turns above the grey water and it turns for all the ships"
BODY = column([*[FULL] * 3, "stands still."], 50, 50)
"""So that the page has a text whose lines are measured."""


def texts(words: Sequence[Word]) -> list[str]:
    """Of what stands below the text."""
    return [segment.text for segment in segments_of([page([*BODY, *words])])[1:]]


def rows(*cells: tuple[str, str], right: float = 300, top: float = 130, pitch: float = 12) -> list[Word]:
    return [
        word
        for number, (label, value) in enumerate(cells)
        for word in [*line(label, 50, top + pitch * number), *line(value, right, top + pitch * number)]
    ]


def test_addresses_beside_each_other_are_read_one_after_the_other() -> None:
    words = rows(
        ("Harbour Lamps Ltd", "Northern Lights Board"),
        ("12 Quay Street", "84 George Street"),
        ("Bristol BS1 4QA", "Edinburgh EH2 3DA"),
    )
    assert texts(words) == [
        "Harbour Lamps Ltd 12 Quay Street Bristol BS1 4QA",
        "Northern Lights Board 84 George Street Edinburgh EH2 3DA",
    ]


def test_the_longer_of_two_blocks_is_read_to_its_end() -> None:
    words = rows(("Ada Keeper", "Slides"), ("Bell Rock", "and data"), ("Leith", "on paper"), ("Scotland", ""))
    assert texts(words) == ["Ada Keeper Bell Rock Leith Scotland", "Slides and data on paper"]
    words = rows(("Ada Keeper", "Slides"), ("Bell Rock", "and data"), ("Leith", "on paper"), ("", "and more"))
    assert texts(words) == ["Ada Keeper Bell Rock Leith", "Slides and data on paper and more"]


def test_a_block_does_not_go_on_in_the_text_below() -> None:
    words = rows(("Harbour Lamps", "Northern Board"), ("12 Quay Street", "84 George Street"), ("Bristol", "Edinburgh"))
    found = texts([*words, *column([FULL, "stands still."], 50, 180)])
    assert found[2] == f"{FULL} stands still."


def test_lists_beside_each_other_are_two_lists() -> None:
    words = [
        word
        for left, items in [(50, ["burns quietly", "smells", "is cheap"]), (300, ["burns bright", "pipes", "is dear"])]
        for number, item in enumerate(items)
        for word in [*line("•", left, 130 + 12 * number), *line(item, left + 15, 130 + 12 * number)]
    ]
    assert [text for block in texts(words) for text in block.split("\n")] == [
        "- burns quietly",
        "- smells",
        "- is cheap",
        "- burns bright",
        "- pipes",
        "- is dear",
    ]


def test_a_label_stays_with_its_value() -> None:
    words = rows(("Invoice no.", "2024-17"), ("Date", "3 May 2024"), ("Customer", "4711"), right=130)
    assert texts(words) == ["Invoice no. 2024-17", "Date 3 May 2024", "Customer 4711"]


def test_rows_of_a_form_are_read_across() -> None:
    words = rows(("Name", "Ada Keeper"), ("Vessel", "Kittiwake"), ("Home", "Leith harbour"), pitch=20)
    assert texts(words) == ["Name Ada Keeper", "Vessel Kittiwake", "Home Leith harbour"]


def test_roles_are_read_with_their_names_and_columns_far_apart_are_not() -> None:
    cells = (("Director", "Ada Keeper"), ("Music", "John Lamp"), ("Light", "Jo Reid"))
    assert texts(rows(*cells, right=130)) == ["Director Ada Keeper", "Music John Lamp", "Light Jo Reid"]
    assert texts(rows(*cells, right=300)) == ["Director Music Light", "Ada Keeper John Lamp Jo Reid"]


def test_a_term_is_read_with_all_lines_of_what_it_means() -> None:
    words = rows(
        ("Lantern", "The glass room on top of"),
        ("", "the tower"),
        ("Eclipse", "The dark time between two"),
        ("", "flashes"),
        ("Fog", "A cloud that lies"),
    )
    assert texts(words) == [
        "Lantern The glass room on top of the tower",
        "Eclipse The dark time between two flashes",
        "Fog A cloud that lies",
    ]


def test_a_numbered_paragraph_of_many_lines_is_one_and_goes_on_over_the_page() -> None:
    clause = "the keeper shall turn the lamp at all hours"
    lines_ = [(f"{n}.1" if k == 0 else "", clause) for n in range(1, 4) for k in range(8)]
    first = page(rows(*lines_, right=80), 1)
    second = page(column([clause, "and rest."], 80, 100), 2)
    found = [segment.text for segment in segments_of([first, second])]
    clauses = " ".join([clause] * 8)
    assert found == [f"1.1 {clauses}", f"2.1 {clauses}", f"3.1 {clauses} {clause} and rest."]


def test_dates_beside_the_entries_of_a_life_stay_with_them() -> None:
    words = rows(
        ("2019 – 2024", "Head keeper, who leads a team"),
        ("", "of twelve"),
        ("2014 – 2019", "Keeper"),
        ("2012 – 2014", "Apprentice"),
        right=130,
    )
    assert texts(words) == [
        "2019 – 2024 Head keeper, who leads a team of twelve",
        "2014 – 2019 Keeper",
        "2012 – 2014 Apprentice",
    ]


def test_a_date_that_is_centred_beside_its_entry_comes_first() -> None:
    words = [*line("10:00", 50, 130), *line("Opening", 130, 130)]
    words += [*line("Oil, and all that we", 130, 148), *line("10:15", 50, 154), *line("will burn", 130, 160)]
    words += [*line("11:00", 50, 178), *line("Coffee", 130, 178)]
    assert texts(words) == ["10:00 Opening", "10:15 Oil, and all that we will burn", "11:00 Coffee"]


def test_rows_of_data_are_no_headings() -> None:
    for bold, size in ((True, 10.0), (False, 14.0)):
        words = [*line("Light", 50, 130, size, bold), *line("Character", 200, 130, size, bold)]
        found = segments_of([page([*BODY, *words])])
        assert [segment.role for segment in found] == [Role.PARAGRAPH, Role.PARAGRAPH]


def test_the_number_of_a_section_may_stand_apart_from_its_title() -> None:
    for number in ("2.1", "IV.", "Chapter 3"):
        words = [*line(number, 50, 130, 14), *line("Of lamps", 140, 130, 14)]
        assert segments_of([page([*BODY, *words])])[1].role is Role.HEADING


def test_ideographs_spread_by_their_own_width_are_a_heading() -> None:
    words = [*line("目", 50, 130, 14), *line("次", 78, 130, 14), *line("表", 106, 130, 14)]
    assert segments_of([page([*BODY, *words])])[1].role is Role.HEADING


def test_numbered_lines_of_a_manuscript_go_on_in_their_paragraph() -> None:
    words = rows(*((str(number), "the lamp turns and it turns") for number in range(7, 13)), right=80)
    assert len(texts(words)) == 1


def test_labels_that_begin_alike_are_read_row_by_row() -> None:
    words = rows(("English", "mother tongue"), ("German", "fluent"), ("Norwegian", "basic"), right=110)
    assert texts(words) == ["English mother tongue", "German fluent", "Norwegian basic"]


def test_a_table_without_rules_has_its_caption_and_what_stands_around_it_its_place() -> None:
    words = [
        *line("Table 1: Ships", 50, 120),
        *[
            word
            for n in range(4)
            for word in [*line(f"Lamp {n}x", 50, 140 + 14 * n), *line(f"{n}.50", 200, 140 + 14 * n)]
        ],
        *column([FULL, "ends."], 50, 220),
    ]
    found = segments_of([page([*BODY, *words])])
    assert [segment.role for segment in found] == [Role.PARAGRAPH, Role.TABLE, Role.CAPTION, Role.PARAGRAPH]
    assert found[1].text.startswith("| Lamp 0x | 0.50 |\n| --- | --- |\n| Lamp 1x | 1.50 |")


def test_a_table_in_one_of_two_columns_is_in_that_column() -> None:
    left, right = ([f"{side} {n} the lamp turns above the grey sea" for n in range(20)] for side in ("west", "east"))
    words = [*column(left[:8], 50, 300), *column(left[8:], 50, 470), *column(right, 320, 300)]
    words += [
        word
        for n in range(4)
        for word in [
            *line(f"Lamp {n}x", 50, 408 + 13 * n),
            *line(f"{n}1", 150, 408 + 13 * n),
            *line(f"{9 - n}", 200, 408 + 13 * n),
        ]
    ]
    found = segments_of([page(words)])
    assert [s.text.split()[0] for s in found] == ["west", "|", "west"]
    assert "east 19" in found[2].text
