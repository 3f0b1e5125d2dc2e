"""Seeded orders that any machine and any numpy 2 reproduces.

``Generator.permutation`` may change between numpy versions (NEP 19); the raw output of a bit generator and a
stable sort may not, so an order is the stable argsort of Philox's 64-bit numbers.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray


def permutation(count: int, *seed: int | str) -> NDArray[np.int64]:
    """A permutation of ``range(count)``, int64 [count], named by the values of ``seed``.

    Ten million numbers take about two seconds and 200 MB.
    """
    name = repr(seed).encode()
    key = int.from_bytes(hashlib.blake2b(name, digest_size=16, person=b"weft.order").digest(), "little")
    return np.argsort(np.random.Philox(key=key).random_raw(count), kind="stable").astype(np.int64, copy=False)
