from fractions import Fraction

import numpy as np

from weft.tokenizers.deblocking import DeblockingSums, _solve, deblock, deblocking_sums, deblocking_weights


def _blocky(seed, side=64):
    """A smooth picture, and the same with each 8 x 8 patch flattened to its mean."""
    y, x = np.mgrid[0:side, 0:side] / 20
    a, b, c = np.random.default_rng(seed).uniform(0.3, 1.5, 3)
    smooth = 128 + 90 * np.stack([np.sin(a * x + b * y), np.cos(b * x - c * y), np.sin(c * x)], axis=-1)
    original = np.rint(smooth).astype(np.uint8)
    means = original.reshape(side // 8, 8, side // 8, 8, 3).mean(axis=(1, 3))
    return original, np.rint(means).astype(np.uint8).repeat(8, axis=0).repeat(8, axis=1)


def _error(a, b):
    return np.square(a.astype(float) - b).mean()


def test_blocks_of_unseen_pictures_become_smooth():
    sums = [deblocking_sums(flat, original, 8) for original, flat in map(_blocky, range(8))]
    weights = deblocking_weights(sum(sums[1:], start=sums[0]))
    original, flat = _blocky(99)
    assert _error(deblock(flat, weights, 8), original) < 0.2 * _error(flat, original)


def test_no_weights_change_nothing():
    _, flat = _blocky(0)
    assert np.array_equal(deblock(flat, np.zeros((144, 64), np.int16), 8), flat)


def test_each_weight_moves_its_pixel_from_its_neighbour():
    picture = np.zeros((8, 16, 3), np.uint8)
    picture[:, 8:] = 80
    weights = np.zeros((144, 64), np.int16)
    # Feature (row 2, column 10) is the first pixel right of the patch's top row; target 7 ends that row.
    weights[2 * 12 + 10, 7] = 2048
    corrected = deblock(picture, weights, 8)
    assert corrected[0, 7].tolist() == [40, 40, 40]
    assert np.count_nonzero(corrected[:, :8]) == 3
    assert np.array_equal(corrected[:, 8:], picture[:, 8:])  # its right neighbour is itself, beyond the edge


def test_sums_add_up_in_any_order():
    parts = [deblocking_sums(flat, original, 8) for original, flat in map(_blocky, range(5))]
    forwards = sum(parts[1:], start=parts[0])
    backwards = sum(parts[-2::-1], start=parts[-1])
    assert np.array_equal(forwards.features, backwards.features)
    assert np.array_equal(forwards.targets, backwards.targets)
    assert forwards.samples == 5 * 64 * 3
    assert np.array_equal(forwards.features, np.rint(forwards.features))


def test_a_flat_corpus_has_a_filter_that_does_nothing():
    flat = np.full((16, 16, 3), 7, np.uint8)
    assert not deblocking_weights(deblocking_sums(flat, flat, 8)).any()
    assert not deblocking_weights(DeblockingSums(np.zeros((144, 144)), np.zeros((144, 64)), 0)).any()


def test_elimination_solves_a_system_by_hand():
    # 4a + b = 1, a + 3b = 2: a = 1/11, b = 7/11.
    solution = _solve(np.array([[4.0, 1.0], [1.0, 3.0]]), np.array([[1.0], [2.0]]))
    assert np.allclose(solution[:, 0], [float(Fraction(1, 11)), float(Fraction(7, 11))], rtol=1e-15)
