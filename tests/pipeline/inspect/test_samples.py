"""Deterministic samples and tallies of many names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.inspect.samples import SmallestHashes, Tallies


@given(st.lists(st.binary(min_size=2, max_size=4), unique=True, max_size=30), st.randoms(use_true_random=False))
def test_the_sample_does_not_depend_on_order(hashes, random):
    shuffled = list(hashes)
    random.shuffle(shuffled)
    sample = SmallestHashes(3)
    for digest in shuffled:
        sample.offer("a", digest, digest.hex())
    assert sample.rows("a") == [digest.hex() for digest in sorted(hashes)[:3]]


def test_of_equal_hashes_the_first_row_stays():
    sample = SmallestHashes(1)
    sample.offer("a", b"1", "first")
    sample.offer("a", b"1", "second")
    assert sample.rows("a") == ["first"]


def test_groups_beyond_the_limit_are_not_kept():
    sample = SmallestHashes(1, max_groups=2)
    for group in ("b", "a", "c"):
        sample.offer(group, b"1", group)
    assert list(sample.groups()) == ["a", "b"]


def test_tallies_rank_by_weight_then_name():
    tallies = Tallies(2)
    for name, weights in (("x", [1, 2]), ("b", [5, 0]), ("a", [0, 5]), ("x", [1, 0])):
        tallies.add(name, np.array(weights))
    assert tallies.heaviest(3) == [("a", 1, (0, 5)), ("b", 1, (5, 0)), ("x", 2, (2, 2))]


def test_the_light_half_of_too_many_names_is_folded():
    tallies = Tallies(1, capacity=4)
    for name, weight in (("a", 50), ("b", 40), ("c", 3), ("d", 2), ("e", 1)):
        tallies.add(name, np.array([weight]))
    assert [name for name, _, _ in tallies.heaviest(9)] == ["a", "b"]
    assert tallies.folded == 6
