"""Bounds on scores, and the rules that ask them."""

from collections.abc import Mapping

import pytest

from weft.filters.document_rules import DocumentScores
from weft.filters.facts import DocumentFacts, SegmentFacts
from weft.filters.scores import ScoreBounds
from weft.filters.segment_rules import MediaScores
from weft.filters.selection import Hole, decide
from weft.filters.signals import text_signals
from weft.schemas.document import Role, SegmentKind

BOUNDS = ScoreBounds(min=(("fluency_prob", 0.5), ("clip", 0.2)), max=(("toxic_prob", 0.5),))
TEXT = text_signals("")


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ({}, None),
        ({"porn_prob": 1.0}, None),
        ({"fluency_prob": 0.5, "toxic_prob": 0.5}, None),
        ({"fluency_prob": 0.49}, "fluency_prob_too_low"),
        ({"toxic_prob": 0.51}, "toxic_prob_too_high"),
        ({"clip": 0.1, "toxic_prob": 0.9}, "clip_too_low"),
        ({"clip": -0.1, "fluency_prob": 0.1}, "fluency_prob_too_low"),
    ],
)
def test_the_first_score_out_of_its_bounds_is_the_reason_and_one_that_is_not_there_is_none(
    scores: Mapping[str, float], reason: str | None
) -> None:
    assert BOUNDS.broken_by(scores) == reason


def test_every_bound_has_a_reason_of_its_own() -> None:
    assert BOUNDS.reasons == ("fluency_prob_too_low", "clip_too_low", "toxic_prob_too_high")


def test_a_document_goes_for_its_own_score() -> None:
    rules = [DocumentScores(max=BOUNDS.max)]
    kept = [SegmentFacts(0, SegmentKind.TEXT, words=5), SegmentFacts(1, SegmentKind.IMAGE, scores={"toxic_prob": 1.0})]
    assert decide(rules, DocumentFacts(TEXT, scores={"toxic_prob": 0.2}), kept).keep
    assert decide(rules, DocumentFacts(TEXT, scores={"toxic_prob": 0.6}), kept).reason == "toxic_prob_too_high"


def test_a_medium_goes_for_its_own_score_with_its_caption() -> None:
    rules = [MediaScores(min=(("matched_sim", 0.24),), max=(("unsafe_prob", 0.8),))]
    segments = [
        SegmentFacts(0, SegmentKind.TEXT, words=5),
        SegmentFacts(1, SegmentKind.IMAGE, scores={"matched_sim": 0.2}),
        SegmentFacts(2, SegmentKind.TEXT, Role.CAPTION, words=5),
        SegmentFacts(3, SegmentKind.IMAGE, scores={"matched_sim": 0.24, "unsafe_prob": 0.81}),
        SegmentFacts(4, SegmentKind.IMAGE),
        SegmentFacts(5, SegmentKind.VIDEO, scores={"matched_sim": 0.3}),
    ]
    decision = decide(rules, DocumentFacts(TEXT, scores={"matched_sim": 0.0}), segments)
    assert decision.segments == (0, 4, 5)
    assert decision.holes == (
        Hole(1, SegmentKind.IMAGE, "matched_sim_too_low"),
        Hole(2, SegmentKind.TEXT, "medium_gone"),
        Hole(3, SegmentKind.IMAGE, "unsafe_prob_too_high"),
    )
