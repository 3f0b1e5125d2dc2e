"""A 64-bit perceptual hash in whole numbers, so that every machine finds the same bits.

The construction is the DCT hash of Zauner, "Implementation and benchmarking of perceptual image hash
functions" (2010), in the variant most tools use: 32 × 32 grey pixels, the 8 × 8 lowest frequencies with the
constant one, one bit for each that is above their median.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .scaling import resized

_SIDE = 32
_LOW = 8
_SCALE = 1 << 14
_COSINES: NDArray[np.float64] = np.array(
    [[round(_SCALE * math.cos(math.pi * u * (2 * x + 1) / (2 * _SIDE))) for x in range(_SIDE)] for u in range(_LOW)],
    dtype=np.float64,
)
"""DCT-II basis [frequency, pixel]; rounded, so that a last-bit difference of ``cos`` is of no matter."""


def phash(image: Image.Image) -> int:
    """The hash of an RGB picture: bit 63 is the constant frequency, then row by row."""
    grey = resized(image.convert("L"), (_SIDE, _SIDE))
    return phash_of_grey(np.frombuffer(grey.tobytes(), np.uint8).reshape(_SIDE, _SIDE))


def phash_of_grey(grey: NDArray[np.uint8]) -> int:
    """The hash of uint8 [32, 32]. Sums stay under 2**46: whole numbers, exact in float64 in whatever order."""
    low = (_COSINES @ grey.astype(np.float64) @ _COSINES.T).ravel()
    ordered = np.sort(low)
    twice_median = ordered[31] + ordered[32]
    return int.from_bytes(np.packbits(2 * low > twice_median).tobytes(), "big")
