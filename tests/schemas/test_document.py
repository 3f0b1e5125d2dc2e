import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.schemas.document import DOCUMENTS, Role, Segment, SegmentKind, markdown
from weft.schemas.ids import url_hash


def text(role: Role | None, body: str, level: int = 0) -> Segment:
    return Segment(SegmentKind.TEXT, body, role, level)


@pytest.mark.parametrize(
    ("role", "level", "body", "expected"),
    [
        (Role.PARAGRAPH, 0, "A lamp.", "A lamp."),
        (Role.HEADING, 1, "Lamps", "# Lamps"),
        (Role.HEADING, 6, "Wicks", "###### Wicks"),
        (Role.QUOTE, 0, "One.\nTwo.", "> One.\n> Two."),
        (Role.CODE, 0, "x = 1", "```\nx = 1\n```"),
        (Role.MATH, 0, "a^2", "$$a^2$$"),
        (Role.LIST, 0, "- a\n- b", "- a\n- b"),
        (Role.TABLE, 0, "| a |\n| --- |\n| 1 |", "| a |\n| --- |\n| 1 |"),
        (Role.CAPTION, 0, "A lamp at night", "A lamp at night"),
    ],
)
def test_a_role_is_spelled_in_markdown(role: Role, level: int, body: str, expected: str) -> None:
    assert markdown(text(role, body, level)) == expected


@pytest.mark.parametrize(("level", "marks"), [(0, "#"), (-3, "#"), (7, "######"), (100, "######")])
def test_a_heading_level_out_of_range_is_the_nearest_one(level: int, marks: str) -> None:
    assert markdown(text(Role.HEADING, "Lamps", level)) == f"{marks} Lamps"


def test_a_code_fence_is_longer_than_any_run_of_backticks_inside() -> None:
    assert markdown(text(Role.CODE, "a ``` b `` c")) == "````\na ``` b `` c\n````"
    assert markdown(text(Role.CODE, "a `` b")) == "```\na `` b\n```"


@given(st.text(alphabet="`a\n", max_size=40))
def test_no_line_of_code_closes_its_fence(body: str) -> None:
    lines = markdown(text(Role.CODE, body)).split("\n")
    fence = lines[0]
    assert set(fence) == {"`"}
    assert fence == lines[-1]
    assert not any(fence in line for line in lines[1:-1])


def test_an_edited_text_takes_the_place_of_the_segment_s_own() -> None:
    assert markdown(text(Role.QUOTE, "mail a@b.example"), "mail someone") == "> mail someone"
    assert markdown(text(Role.HEADING, "was", 2), "") == "## "


def test_a_medium_has_no_text() -> None:
    assert markdown(Segment(SegmentKind.IMAGE, media_url="https://lamps.example/a.png", alt="a lamp")) == ""


def test_only_segments_with_a_medium_have_a_media_hash() -> None:
    url = "https://lamps.example/a.png"
    assert Segment(SegmentKind.IMAGE, media_url=url).media_hash == url_hash(url)
    assert text(Role.PARAGRAPH, "A lamp.").media_hash is None


def test_every_role_and_kind_is_spelled_in_lower_case() -> None:
    assert all(name == name.lower() for name in [*Role, *SegmentKind])
    assert not set(Role) & set(SegmentKind)


def test_documents_are_named_by_sixteen_bytes_and_their_capture_has_a_place() -> None:
    assert DOCUMENTS.field("doc_id").type.byte_width == 16
    assert [field.name for field in DOCUMENTS.field("capture").type] == ["file", "offset", "length"]
    assert not DOCUMENTS.field("doc_id").nullable
