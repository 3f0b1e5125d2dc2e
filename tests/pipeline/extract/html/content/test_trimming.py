"""What is taken off the content once it is chosen."""

from weft.pipeline.extract.html.blocks import Block
from weft.pipeline.extract.html.content.trimming import trimmed
from weft.schemas.document import Role, Segment, SegmentKind

PROSE = "A sentence of the article that is surely long enough to count as prose on any page."


def block(text: str, role: Role = Role.PARAGRAPH, *, italic: bool = False, linked: str = "") -> Block:
    return Block(Segment(SegmentKind.TEXT, text, role), 0, len(linked), is_emphasis=italic)


def image() -> Block:
    return Block(Segment(SegmentKind.IMAGE, media_url="https://e.com/i.png"), 0)


def texts(blocks: list[Block]) -> list[tuple[str, Role | None]]:
    return [(kept.segment.text, kept.segment.role) for kept in trimmed(blocks)]


def test_closing_notes_in_italics_are_dropped_and_footnotes_stay() -> None:
    note = "Ann Lee writes about mills."
    assert texts([block(PROSE), block(note, italic=True, linked="Ann Lee")]) == [(PROSE, Role.PARAGRAPH)]
    assert texts([block(PROSE), block("Ask ann@mills.example.", italic=True)]) == [(PROSE, Role.PARAGRAPH)]
    assert len(texts([block(PROSE), block("* by weight", italic=True, linked="weight")])) == 2


def test_a_last_word_in_italics_that_leads_nowhere_stays() -> None:
    assert len(texts([block(PROSE), block("And so the wheel turned for another hundred years.", italic=True)])) == 2


def test_italics_before_plain_text_and_texts_all_in_italics_stay() -> None:
    assert len(texts([block(PROSE, italic=True), block(PROSE)])) == 2
    assert len(texts([block(PROSE, italic=True), block("The end.", italic=True, linked="end")])) == 2


def test_caption_loses_its_credit_and_one_of_a_credit_alone_is_dropped() -> None:
    blocks = [image(), block("The roof. Photo: Ann", Role.CAPTION), image(), block("© Agency", Role.CAPTION)]
    assert texts(blocks) == [("", None), ("The roof.", Role.CAPTION), ("", None)]


def test_text_below_an_image_that_ends_in_a_credit_is_its_caption() -> None:
    blocks = [image(), block("The roof in May © Ann"), block("The roof in June © Ann")]
    assert texts(blocks)[1:] == [("The roof in May", Role.CAPTION), ("The roof in June © Ann", Role.PARAGRAPH)]


def test_datelines_above_the_prose_and_bylines_below_it_are_dropped() -> None:
    lines = ["March 14, 2021", PROSE, PROSE, "15 March 2021", PROSE, "By Ann Lee"]
    assert texts([block(line) for line in lines]) == [(line, Role.PARAGRAPH) for line in lines[1:-1]]


def test_appeals_at_the_end_are_dropped_and_a_page_of_them_stays() -> None:
    appeal = "If you enjoyed this walk along the canal, sign up for our newsletter and come along next time."
    assert texts([block(PROSE), block(appeal)]) == [(PROSE, Role.PARAGRAPH)]
    assert texts([block(appeal)]) == [(appeal, Role.PARAGRAPH)]


def test_a_list_loses_the_appeals_among_its_points() -> None:
    points = block("- The motion is lost\n- Swimmers applaud\n- Sign up for our newsletter", Role.LIST)
    assert texts([points, block(PROSE)])[0] == ("- The motion is lost\n- Swimmers applaud", Role.LIST)
    asking = block("- Follow us\n- Sign up for our newsletter\n- The motion is lost", Role.LIST)
    assert texts([asking, block(PROSE)]) == [(PROSE, Role.PARAGRAPH)]


def test_date_and_byline_below_a_lead_are_dropped_and_those_further_down_stay() -> None:
    lead, date, byline = (block(line) for line in (PROSE, "14 March 2021", "By Ann Lee"))
    assert len(texts([lead, date, byline, block(PROSE), block("14 March 2021"), block(PROSE)])) == 4


def test_name_of_a_language_above_code_is_dropped_but_not_a_heading() -> None:
    code = block("x = 1", Role.CODE)
    assert texts([block(PROSE), block("python"), code]) == [(PROSE, Role.PARAGRAPH), ("x = 1", Role.CODE)]
    assert len(texts([block(PROSE), block("Python", Role.HEADING), code])) == 3


def test_lines_that_announce_what_is_gone_are_dropped() -> None:
    blocks = [block("Colours:"), block("Sizes:"), block("Small"), block("E-mail:"), block("Care", Role.HEADING)]
    assert [text for text, _ in texts([*blocks, block(PROSE), block("Quantity:")])] == [
        "Sizes:",
        "Small",
        "Care",
        PROSE,
    ]
    sentence = "What is left of it when the tide is out:"
    assert texts([block(PROSE), block(sentence)])[-1] == (sentence, Role.PARAGRAPH)
