import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.ledger import Flow, Ledger, UnbalancedLedgerError, check_handover, total


def test_what_is_kept_and_dropped_has_entered() -> None:
    ledger = Ledger()
    ledger.keep("media", 3)
    ledger.drop("media", "timeout")
    ledger.drop("media", "broken_image", 2)
    flow = ledger.flow("media")
    assert (flow.entered, flow.kept, dict(flow.dropped)) == (6, 3, {"timeout": 1, "broken_image": 2})
    assert flow.missing == 0
    ledger.check("media")


def test_dropping_none_leaves_no_reason_behind() -> None:
    ledger = Ledger()
    ledger.drop("media", "same_bytes", 0)
    assert ledger == Ledger()


def test_a_lost_unit_is_named_with_its_numbers() -> None:
    ledger = Ledger(flows={"documents": Flow(10, 6)})
    ledger.flow("documents").dropped["spam"] = 1
    with pytest.raises(UnbalancedLedgerError) as caught:
        ledger.check("selection")
    assert str(caught.value) == "selection: 10 documents entered, 6 kept, 1 dropped: 3 are missing"


def test_a_made_up_unit_is_named_too() -> None:
    with pytest.raises(UnbalancedLedgerError) as caught:
        Ledger(flows={"media": Flow(1, 3)}).check("media")
    assert str(caught.value) == "media: 1 media entered, 3 kept, 0 dropped: 2 came from nowhere"


def test_counts_need_no_balance() -> None:
    ledger = Ledger()
    ledger.counts["tokens_text"] += 7
    ledger.check("tokens")


def test_a_handover_says_who_kept_and_who_saw() -> None:
    check_handover("extract", 4, "signals", 4, "documents")
    with pytest.raises(UnbalancedLedgerError) as caught:
        check_handover("extract", 4, "signals", 3, "documents")
    assert str(caught.value) == "extract kept 4 documents, but signals saw 3"


def test_the_sum_of_parts_adds_every_unit_reason_and_count() -> None:
    parts = []
    for reason in ("a", "b", "a"):
        part = Ledger()
        part.keep("documents", 2)
        part.drop("documents", reason)
        part.counts["words"] += 5
        parts.append(part)
    summed = total(parts)
    assert summed.to_json() == {
        "flows": {"documents": {"entered": 9, "kept": 6, "dropped": {"a": 2, "b": 1}}},
        "counts": {"words": 15},
    }
    assert total([]) == Ledger()
    assert parts[0].flow("documents").entered == 3


units = st.sampled_from(["captures", "documents", "media"])


@given(st.lists(st.tuples(units, st.sampled_from(["", "a", "b"]), st.integers(0, 9))))
def test_any_entries_balance_and_survive_json(entries: list[tuple[str, str, int]]) -> None:
    ledger = Ledger()
    for unit, reason, number in entries:
        if reason:
            ledger.drop(unit, reason, number)
        else:
            ledger.keep(unit, number)
    ledger.check("any")
    assert Ledger.from_json(ledger.to_json()) == ledger
