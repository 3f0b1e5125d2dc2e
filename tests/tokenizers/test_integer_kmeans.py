import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.tokenizers.integer_kmeans import CodeIndex, train_codes


def _points(n, d, low, high, seed=0):
    return np.random.default_rng(seed).integers(low, high, (n, d)).astype(np.int8)


@pytest.mark.parametrize(("n", "low", "high"), [(300, -128, 128), (300, -1, 2), (5, -1, 2)])
def test_nearest_is_that_of_integer_arithmetic_with_ties_to_the_lowest_index(n, low, high):
    points, codes = _points(n, 192, low, high), _points(200, 192, low, high, seed=1)
    exact = np.square(points[:, None].astype(np.int64) - codes[None]).sum(axis=2)
    indices, distances = CodeIndex(codes).nearest(points)
    assert np.array_equal(indices, exact.argmin(axis=1))  # argmin takes the first of equals
    assert np.array_equal(distances, exact.min(axis=1))


def test_many_codes_at_one_distance_give_the_first():
    codes = np.zeros((64, 64), np.int8)
    codes[:, 1] = 1  # all the same distance from the origin
    np.fill_diagonal(codes[:, 2:], 1)
    indices, _ = CodeIndex(codes[:60]).nearest(np.zeros((25, 64), np.int8))
    assert set(indices.tolist()) == {0}


def test_largest_distance_is_exact():
    codes = np.stack([np.full(192, 127, np.int8), np.full(192, 126, np.int8)])
    indices, distances = CodeIndex(codes).nearest(np.full((30, 192), -128, np.int8))
    assert set(indices.tolist()) == {1}
    assert set(distances.tolist()) == {192 * 254**2}


def test_values_too_large_to_be_exact_are_refused():
    with pytest.raises(ValueError, match="values up to 128 in 768 dimensions are not exact in float32"):
        CodeIndex(np.full((1, 768), -128, np.int8))


def test_lloyd_by_hand():
    points = np.array([[0, 0], [0, 2], [10, 0], [10, 1], [10, 1]], np.int8)
    codes = train_codes(points, 2, 10)
    # Means (0, 1) and (10, 2/3), rounded.
    assert sorted(codes.tolist()) == [[0, 1], [10, 1]]


def test_fewer_distinct_points_than_codes_are_their_own_codes():
    points = np.repeat(_points(7, 12, -100, 100), 5, axis=0)
    codes = train_codes(points, 100, 10)
    assert sorted(codes.tolist()) == sorted(np.unique(points, axis=0).tolist())


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_order_of_points_does_not_matter(random):
    points = _points(80, 6, -20, 20)
    order = list(range(len(points)))
    random.shuffle(order)
    assert np.array_equal(train_codes(points[order], 9, 5), train_codes(points, 9, 5))


def test_training_never_gets_worse_with_iterations():
    points = _points(3000, 12, -60, 60)
    errors = [CodeIndex(train_codes(points, 50, n)).nearest(points)[1].sum() for n in (1, 3, 9)]
    assert errors[0] > errors[1] > errors[2]


def test_no_points_is_an_error():
    with pytest.raises(ValueError, match="at least one point"):
        train_codes(np.empty((0, 3), np.int8), 4, 1)


def test_codes_are_the_same_with_one_thread_and_two():
    script = (
        "import hashlib, numpy as np\n"
        "from weft.tokenizers.integer_kmeans import train_codes\n"
        "points = np.random.default_rng(0).integers(-128, 128, (4000, 192)).astype(np.int8)\n"
        "print(hashlib.sha256(train_codes(points, 256, 3).tobytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for threads in ("1", "2")
    }
    assert digests == {hashlib.sha256(train_codes(_points(4000, 192, -128, 128), 256, 3).tobytes()).hexdigest()}
