import math

import numpy as np
from PIL import Image

from weft.pipeline.media.phash import phash, phash_of_grey


def by_definition(grey: np.ndarray) -> int:
    """DCT-II written out in floats, bit for bit above the median."""
    low = [
        sum(
            float(grey[y, x]) * math.cos(math.pi * u * (2 * y + 1) / 64) * math.cos(math.pi * v * (2 * x + 1) / 64)
            for y in range(32)
            for x in range(32)
        )
        for u in range(8)
        for v in range(8)
    ]
    middle = sorted(low)[31:33]
    return int("".join("1" if value > sum(middle) / 2 else "0" for value in low), 2)


def test_hash_is_the_dct_hash_of_its_definition() -> None:
    grey = np.random.default_rng(3).integers(0, 256, (32, 32), dtype=np.uint8)
    assert phash_of_grey(grey) == by_definition(grey)


def test_flat_picture_has_only_the_constant_bit() -> None:
    assert phash(Image.new("RGB", (50, 40), (9, 9, 9))) == 1 << 63
    assert phash(Image.new("RGB", (50, 40))) == 0


def test_size_and_compression_move_few_bits_and_another_picture_many(photo, encode) -> None:
    first = phash(photo)
    smaller = phash(photo.resize((97, 73), Image.Resampling.LANCZOS))
    mirrored = phash(photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert (first ^ smaller).bit_count() <= 4
    assert (first ^ mirrored).bit_count() >= 16
