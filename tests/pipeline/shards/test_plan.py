from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.shards.plan import MIXED, RowGroups, StagePlan, passes, plan_mixture, plan_stage, stage_of, takes
from weft.schemas.recipe import MixtureStage

DOMAINS = ("web", "books", "code")


def _groups(rows: list[tuple[int, int, int, int]]) -> RowGroups:
    """From rows of (part, row group, tokens, domain)."""
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    part, row_group, tokens, domain = columns
    return RowGroups(part.astype(np.int32), row_group.astype(np.int32), tokens, domain.astype(np.int32), DOMAINS)


def _entries(plan: StagePlan) -> list[tuple[int, int, int]]:
    return list(zip(plan.part.tolist(), plan.row_group.tolist(), plan.earlier_passes.tolist(), strict=True))


def _shards(plan: StagePlan) -> list[list[tuple[int, int, int]]]:
    columns = [(shard.part, shard.row_group, shard.earlier_passes) for shard in map(plan.__getitem__, range(len(plan)))]
    return [list(zip(*(column.tolist() for column in shard), strict=True)) for shard in columns]


@st.composite
def _row_groups(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    names = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), unique=True, max_size=60))
    facts = st.tuples(st.integers(1, 5000), st.integers(MIXED, len(DOMAINS) - 1))
    return [(*name, *draw(facts)) for name in names]


WEIGHTS = st.dictionaries(st.sampled_from(DOMAINS), st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.0]))


@given(_row_groups(), WEIGHTS, st.integers(1, 20_000), st.integers(0, 2**32 - 1), st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_row_group_comes_once_a_pass_whatever_the_order_of_parts(rows, weights, size, seed, random) -> None:
    stage = MixtureStage(weights=weights)
    plan = plan_stage(_groups(rows), stage, tokens_per_shard=size, seed=seed)
    expected = []
    for part, row_group, _, domain in rows:
        known = [weights.get(name, 1.0) for name in DOMAINS]
        weight = max(known) if domain == MIXED else known[domain]
        expected += [(part, row_group, earlier) for earlier in range(5) if weight > earlier]
    assert sorted(_entries(plan)) == sorted(expected)

    random.shuffle(rows)
    again = plan_stage(_groups(rows), stage, tokens_per_shard=size, seed=seed)
    assert _shards(again) == _shards(plan)


@given(_row_groups(), st.integers(1, 20_000))
@settings(max_examples=60, deadline=None)
def test_shards_have_at_least_one_row_group_and_about_the_size_asked_for(rows, size) -> None:
    plan = plan_stage(_groups(rows), MixtureStage(), tokens_per_shard=size, seed=1)
    tokens = {(part, row_group): count for part, row_group, count, _ in rows}
    sizes = [sum(tokens[entry[:2]] for entry in shard) for shard in _shards(plan)]
    assert all(sizes)
    assert len(sizes) <= max(1, round(sum(sizes) / size))
    if len(sizes) > 1:
        even = sum(sizes) / max(1, min(len(rows), round(sum(sizes) / size)))
        assert max(sizes) <= even + max(tokens.values())


def test_number_of_shards_is_total_over_shard_size() -> None:
    rows = [(part, 0, 1000, 0) for part in range(100)]
    plan = plan_stage(_groups(rows), MixtureStage(), tokens_per_shard=10_000, seed=0)
    assert [len(shard) for shard in _shards(plan)] == [10] * 10
    half = plan_stage(_groups(rows), MixtureStage(share=0.5), tokens_per_shard=10_000, seed=0)
    assert [len(shard) for shard in _shards(half)] == [20] * 5
    twice = plan_stage(_groups(rows), MixtureStage(weights={"web": 2}), tokens_per_shard=10_000, seed=0)
    assert [len(shard) for shard in _shards(twice)] == [10] * 20


def test_entries_of_a_shard_are_sorted_for_reading() -> None:
    rows = [(part, group, 10, 0) for part in range(5) for group in range(5)]
    plan = plan_stage(_groups(rows), MixtureStage(weights={"web": 2}), tokens_per_shard=100, seed=3)
    assert all(shard == sorted(shard, key=lambda entry: (entry[2], *entry)) for shard in _shards(plan))


def test_neighbouring_row_groups_are_spread_over_shards() -> None:
    rows = [(0, group, 10, 0) for group in range(1000)]
    plan = plan_stage(_groups(rows), MixtureStage(), tokens_per_shard=1000, seed=0)
    of = {entry[1]: shard for shard, entries in enumerate(_shards(plan)) for entry in entries}
    together = sum(of[group] == of[group + 1] for group in range(999))
    assert len(plan) == 10 and 60 < together < 140  # 1 in 10 by chance


def test_seed_and_stage_name_change_the_order() -> None:
    groups = _groups([(0, group, 10, 0) for group in range(100)])
    stages = [MixtureStage(name="a", share=0.5), MixtureStage(name="b", share=0.5)]
    plans = plan_mixture(groups, stages, tokens_per_shard=100, seed=0) + plan_mixture(
        groups, stages, tokens_per_shard=100, seed=1
    )
    assert len({tuple(_entries(plan)) for plan in plans}) == 4
    assert [plan.stage for plan in plans] == ["a", "b", "a", "b"]


@pytest.mark.parametrize("rows", [[], [(0, 0, 0, 0)], [(0, 0, 100, 1)]])
def test_a_stage_with_nothing_to_take_has_no_shards(rows) -> None:
    plan = plan_stage(_groups(rows), MixtureStage(weights={"books": 0}), tokens_per_shard=10, seed=0)
    assert len(plan) == 0 and _entries(plan) == []
    with pytest.raises(IndexError):
        plan[0]


DOC_IDS = [number.to_bytes(16, "big") for number in range(20_000)]


def test_each_document_has_one_stage_in_proportion_to_shares() -> None:
    stages = [MixtureStage(name="a", share=0.7), MixtureStage(name="b", share=0.2), MixtureStage(name="c", share=0.1)]
    counts = Counter(stage_of(doc_id, stages, 5) for doc_id in DOC_IDS)
    assert set(counts) == {0, 1, 2}
    assert counts[0] / 20_000 == pytest.approx(0.7, abs=0.015)
    assert counts[1] / 20_000 == pytest.approx(0.2, abs=0.015)


def test_shares_under_one_leave_documents_out() -> None:
    counts = Counter(stage_of(doc_id, [MixtureStage(share=0.25)], 5) for doc_id in DOC_IDS)
    assert counts[0] / 20_000 == pytest.approx(0.25, abs=0.015)
    assert counts[0] + counts[None] == 20_000


def test_shares_that_add_up_to_one_only_almost_leave_nothing_out() -> None:
    stages = [MixtureStage(name=f"s{number}", share=0.1) for number in range(10)]
    assert {stage_of(doc_id, stages, 0) for doc_id in DOC_IDS} == set(range(10))


@pytest.mark.parametrize("weight", [0, 0.25, 1, 1.5, 3])
def test_passes_are_the_whole_part_and_a_fraction_of_the_documents(weight: float) -> None:
    counts = Counter(passes(doc_id, "train", weight, 9) for doc_id in DOC_IDS)
    assert set(counts) <= {int(weight), int(weight) + 1}
    assert sum(count * number for count, number in counts.items()) / 20_000 == pytest.approx(weight, abs=0.015)


def test_documents_of_a_smaller_weight_are_among_those_of_a_larger_one() -> None:
    for doc_id in DOC_IDS[:2000]:
        assert passes(doc_id, "train", 0.2, 1) <= passes(doc_id, "train", 0.6, 1) <= passes(doc_id, "train", 1.1, 1)


def test_stages_and_seeds_choose_independently() -> None:
    taken = [
        {doc_id for doc_id in DOC_IDS if passes(doc_id, stage, 0.5, seed)}
        for stage, seed in (("a", 0), ("b", 0), ("a", 1))
    ]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert len(taken[one] & taken[other]) / 20_000 == pytest.approx(0.25, abs=0.02)


def test_entries_of_a_mixture_hold_each_document_as_often_as_its_stage_asks() -> None:
    mixture = [MixtureStage(name="a", share=0.6, weights={"web": 1.5}), MixtureStage(name="b", share=0.4)]
    counts: Counter[tuple[int, int]] = Counter()
    for doc_id in DOC_IDS:
        held = [
            (stage, earlier)
            for stage in range(2)
            for earlier in range(2)
            if takes(doc_id, "web", mixture=mixture, stage=stage, earlier_passes=earlier, seed=3)
        ]
        assert held in ([(0, 0)], [(0, 0), (0, 1)], [(1, 0)])
        counts.update(held)
    assert counts[0, 0] + counts[1, 0] == 20_000
    assert counts[0, 1] / counts[0, 0] == pytest.approx(0.5, abs=0.02)
