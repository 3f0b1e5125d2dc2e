import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.shards.order import permutation


@given(st.integers(0, 300), st.integers(0, 2**32 - 1))
def test_every_number_comes_once(count: int, seed: int) -> None:
    assert sorted(permutation(count, "x", seed).tolist()) == list(range(count))


def test_same_name_same_order_other_name_other_order() -> None:
    assert permutation(50, "plan", 1).tolist() == permutation(50, "plan", 1).tolist()
    orders = {
        tuple(permutation(50, *name).tolist()) for name in (("plan", 1), ("plan", 2), ("pla", "n", 1), ("plan1",))
    }
    assert len(orders) == 4


def test_order_is_the_ranking_of_philox_numbers() -> None:
    """Worked out from Salmon et al. 2011 with Python integers; the order must outlive numpy's versions."""
    key = int.from_bytes(hashlib.blake2b(b"('shards', 7)", digest_size=16, person=b"weft.order").digest(), "little")
    keys = (key & (2**64 - 1), key >> 64)
    numbers = [word for counter in (1, 2) for word in _philox4x64(counter, keys)]
    assert permutation(8, "shards", 7).tolist() == sorted(range(8), key=numbers.__getitem__)


def _philox4x64(counter: int, key: tuple[int, int]) -> list[int]:
    mask = 2**64 - 1
    c, (k0, k1) = [counter, 0, 0, 0], key
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * c[0], 0xCA5A826395121157 * c[2]
        c = [(second >> 64) ^ c[1] ^ k0, second & mask, (first >> 64) ^ c[3] ^ k1, first & mask]
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) & mask, (k1 + 0xBB67AE8584CAA73B) & mask
    return c


def test_orders_look_uniform() -> None:
    firsts = np.array([permutation(10, "u", seed)[0] for seed in range(5000)])
    counts = np.bincount(firsts, minlength=10)
    assert ((counts - 500) ** 2 / 500).sum() < 27.9  # chi-square, 9 degrees of freedom, p = 0.001
