"""Counts of the scores that rules name."""

from weft.filters.rules import parse_rules
from weft.pipeline.ledger import Ledger
from weft.pipeline.scored import judged_scores, missing_scores

RULES = parse_rules(
    {
        "document_scores": {"min": {"fluency_prob": 0.5}, "max": {"toxic_prob": 0.5}},
        "media_scores": {"min": {"matched_sim": 0.2, "fluency_prob": 0.1}},
        "opt_out": {},
    }
)


def score(name: str, segment: int | None = None) -> dict[str, object]:
    return {"segment": segment, "name": name, "value": 0.7}


def test_documents_and_media_that_carry_a_score_are_counted_apart() -> None:
    ledger = Ledger()
    judged = judged_scores(RULES)
    judged.account(ledger, [[score("toxic_prob"), score("matched_sim", 1), score("matched_sim", 3)], []])
    judged.account(ledger, [[score("toxic_prob"), score("other"), score("fluency_prob", 2)]])
    assert dict(ledger.counts) == {
        "scored_documents_fluency_prob": 0,
        "scored_documents_toxic_prob": 2,
        "scored_media_matched_sim": 2,
        "scored_media_fluency_prob": 1,
    }
    assert missing_scores(ledger) == ["fluency_prob of documents"]


def test_zeros_outlive_the_file_and_the_sum_of_parts() -> None:
    ledger = Ledger()
    judged_scores(RULES).account(ledger, [[score("toxic_prob")]])
    whole = Ledger()
    whole.add(Ledger.from_json(ledger.to_json()))
    whole.add(Ledger.from_json(ledger.to_json()))
    assert missing_scores(whole) == ["fluency_prob of documents", "fluency_prob of media", "matched_sim of media"]


def test_a_recipe_that_judges_by_no_score_counts_none() -> None:
    ledger = Ledger()
    judged_scores(parse_rules(None)).account(ledger, [[score("toxic_prob")]])
    assert not ledger.counts
    assert missing_scores(ledger) == []
