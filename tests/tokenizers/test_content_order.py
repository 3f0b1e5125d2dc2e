import numpy as np

from weft.tokenizers.content_order import content_hashes, mix64, sample_rows


def test_mix64_is_splitmix64():
    # First three outputs of the reference generator (prng.di.unimi.it/splitmix64.c) from state 1234567.
    gamma = 0x9E3779B97F4A7C15
    states = np.array([(1234567 + i * gamma) % 2**64 for i in range(3)], np.uint64)
    assert mix64(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_sample_depends_on_seed_and_name_alone():
    chosen = sample_rows(1000, 7, b"a", 50)
    assert len(set(chosen.tolist())) == 50
    assert (np.diff(chosen) > 0).all()
    assert np.array_equal(sample_rows(1000, 7, b"a", 50), chosen)
    assert not np.array_equal(sample_rows(1000, 8, b"a", 50), chosen)
    assert not np.array_equal(sample_rows(1000, 7, b"b", 50), chosen)


def test_a_smaller_sample_is_part_of_a_larger_one():
    assert set(sample_rows(100, 0, b"a", 5).tolist()) < set(sample_rows(100, 0, b"a", 20).tolist())


def test_asking_for_more_than_there_is_gives_all():
    assert sample_rows(3, 0, b"a", 10).tolist() == [0, 1, 2]


def test_hash_tells_rows_apart_whatever_their_length():
    rows = np.array([[1, 2, 3], [1, 2, 4], [1, 2, 3]], np.int8)
    hashes = content_hashes(rows, 0)
    assert hashes[0] == hashes[2] != hashes[1]
    assert content_hashes(rows, 1)[0] != hashes[0]
