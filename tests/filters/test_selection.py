import pytest

from weft.filters.facts import DocumentFacts, SegmentFacts
from weft.filters.pii import REPLACEMENTS, PiiSpan
from weft.filters.rules import Rule, parse_rules
from weft.filters.selection import Decision, Hole, SegmentEdit, SegmentPii, decide
from weft.filters.signals import text_signals
from weft.schemas.document import Role, SegmentKind

TEXT, IMAGE, VIDEO = SegmentKind.TEXT, SegmentKind.IMAGE, SegmentKind.VIDEO
RULES: list[Rule] = parse_rules({"opt_out": {}, "image_size": {}, "image_aspect": {}, "min_words": {"words": 3}})
DOCUMENT = DocumentFacts(text=text_signals(""))


def paragraph(index: int, words: int = 5) -> SegmentFacts:
    return SegmentFacts(index, TEXT, Role.PARAGRAPH, words=words)


def caption(index: int) -> SegmentFacts:
    return SegmentFacts(index, TEXT, Role.CAPTION, words=5)


def transcript(index: int, reason: str | None = None) -> SegmentFacts:
    return SegmentFacts(index, TEXT, Role.TRANSCRIPT, link_reason=reason)


def image(index: int, width: int = 200, height: int = 100, reason: str | None = None) -> SegmentFacts:
    return SegmentFacts(index, IMAGE, width=width, height=height, link_reason=reason)


def test_document_that_no_rule_minds_keeps_every_segment() -> None:
    assert decide(RULES, DOCUMENT, [paragraph(0), image(1), caption(2)]) == Decision(True, None, (0, 1, 2))


def test_removed_medium_leaves_a_hole_and_takes_its_caption_along() -> None:
    decision = decide(RULES, DOCUMENT, [paragraph(0), image(1, 10, 10), caption(2), paragraph(3)])
    assert decision.segments == (0, 3)
    assert decision.holes == (Hole(1, IMAGE, "image_too_small"), Hole(2, TEXT, "medium_gone"))


def test_medium_without_an_item_goes_for_the_reason_of_its_link() -> None:
    decision = decide(RULES, DOCUMENT, [paragraph(0), image(1, 0, 0, reason="not_captured")])
    assert decision.holes == (Hole(1, IMAGE, "not_captured"),)


def test_first_segment_rule_that_minds_gives_the_reason() -> None:
    decision = decide(RULES, DOCUMENT, [paragraph(0), image(1, 1000, 10)])
    assert decision.holes == (Hole(1, IMAGE, "image_too_small"),)


def test_caption_and_transcripts_of_a_gone_video_go_with_it() -> None:
    segments = [
        SegmentFacts(0, VIDEO, link_reason="decode_failed"), caption(1), transcript(2), transcript(3, "not_captured"),
        image(4), caption(5),
    ]  # fmt: skip
    decision = decide(RULES, DOCUMENT, segments)
    assert decision.segments == (4, 5)
    assert [hole.reason for hole in decision.holes] == ["decode_failed"] + ["medium_gone"] * 3


def test_transcript_without_its_file_goes_alone() -> None:
    decision = decide(RULES, DOCUMENT, [SegmentFacts(0, VIDEO), transcript(1, "not_captured"), caption(2)])
    assert decision.segments == (0, 2)
    assert decision.holes == (Hole(1, TEXT, "not_captured"),)


def test_caption_after_other_text_belongs_to_no_gone_medium() -> None:
    decision = decide(RULES, DOCUMENT, [image(0, 1, 1), paragraph(1), caption(2)])
    assert decision.segments == (1, 2)


def test_document_rules_see_what_the_segment_rules_left() -> None:
    """Five words of caption go with the image; two are left of the three that are asked for."""
    segments = [paragraph(0, words=2), image(1, 1, 1), caption(2)]
    assert decide(RULES, DOCUMENT, segments) == Decision(False, "too_few_words")
    gallery = [image(0), caption(1), image(2), caption(3), image(4)]
    assert decide(parse_rules({"gopher_quality": {}}), DOCUMENT, gallery).keep
    assert decide(parse_rules({"gopher_quality": {}}), DOCUMENT, gallery[:4]).reason == "gopher_too_few_words"


def test_dropped_document_has_a_reason_and_nothing_else() -> None:
    document = DocumentFacts(text=text_signals(""), opt_outs=("meta:noai",))
    pii = [SegmentPii(0, PiiSpan(0, 3, "email"))]
    assert decide(RULES, document, [paragraph(0), image(1, 1, 1)], pii, REPLACEMENTS) == Decision(False, "opt_out")


@pytest.mark.parametrize("segments", [[], [image(0, 1, 1), caption(1)]])
def test_document_without_a_segment_left_is_dropped(segments: list[SegmentFacts]) -> None:
    assert decide([], DOCUMENT, []) == Decision(False, "nothing_left")
    assert decide(RULES, DOCUMENT, segments) == Decision(False, "nothing_left")


def test_personal_data_of_segments_that_stay_is_replaced() -> None:
    pii = [SegmentPii(0, PiiSpan(4, 9, "email")), SegmentPii(2, PiiSpan(0, 12, "phone"))]
    segments = [paragraph(0), image(1, 1, 1), caption(2)]
    assert decide(RULES, DOCUMENT, segments, pii, REPLACEMENTS).edits == (SegmentEdit(0, 4, 9, "[email]"),)
    assert decide(RULES, DOCUMENT, segments, pii).edits == ()
    assert decide(RULES, DOCUMENT, segments, pii, {"phone": "#"}).edits == ()
