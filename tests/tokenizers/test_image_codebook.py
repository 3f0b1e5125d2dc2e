import hashlib
import os
import subprocess
import sys
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.tokenizers.image_codebook import ImageCodebook, grid, psnr, sample_patches


def _picture(seed, width=128, height=128):
    """Smooth colours, an edge and a texture, as photographs have them."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / 128
    a, b, c, d = rng.uniform(-3, 3, 4)
    waves = [np.sin(a * x + b * y + phase) for phase in (0, 1, 2)]
    picture = 128 + 70 * np.stack(waves, axis=-1)
    picture[(x + c * y > d)] *= 0.6
    picture += (rng.normal(0, 4, (height, width)))[..., None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def _trained(k=256):
    patches = [sample_patches(_picture(i), 8, 1024, seed=0, media_id=bytes([i]), count=200) for i in range(12)]
    return ImageCodebook.train(np.concatenate(patches), 8, k, 6)


CODEBOOK = _trained()


@pytest.mark.parametrize(
    ("width", "height", "max_tokens", "expected"),
    [
        (256, 256, 1024, (32, 32)),
        (1024, 1024, 1024, (32, 32)),
        (1024, 512, 1024, (22, 44)),  # 968 codes, exactly 2:1; 23 rows would leave 44 columns
        (512, 1024, 1024, (44, 22)),
        (64, 64, 1024, (8, 8)),  # no more patches than the picture has
        (60, 68, 1024, (9, 8)),  # to the nearest patch: 8.5 rows and 7.5 columns, halves up
        (1, 1, 4, (1, 1)),
        (10_000, 8, 100, (1, 100)),
        (8, 10_000, 100, (100, 1)),
        (100_000, 8, 4096, (1, 256)),  # the longest side a vocabulary can spell
        (256, 256, 1, (1, 1)),
        (1920, 1080, 256, (12, 21)),
    ],
)
def test_grid_keeps_the_shape_under_the_budget(width, height, max_tokens, expected):
    assert grid(width, height, 8, max_tokens) == expected


@settings(deadline=None)
@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 2000), st.sampled_from([8, 16]))
def test_grid_never_breaks_its_bounds(width, height, max_tokens, patch):
    rows, cols = grid(width, height, patch, max_tokens)
    assert rows >= 1 and cols >= 1 and rows * cols <= max_tokens
    assert rows <= max(1, height / patch + 0.5) and cols <= max(1, width / patch + 0.5)


@settings(deadline=None)
@given(st.integers(300, 4000), st.integers(300, 4000))
def test_grid_of_a_large_picture_is_close_to_its_shape_and_budget(width, height):
    rows, cols = grid(width, height, 8, 1024)
    assert rows * cols >= 0.9 * 1024
    assert abs((cols / rows) / (width / height) - 1) < 0.1


def test_decoded_picture_has_the_exact_pixels_of_its_codes():
    dark, bright = np.full(192, -128, np.int8), np.full(192, 127, np.int8)
    codebook = ImageCodebook(np.stack([dark, bright]), 8)
    picture = np.zeros((16, 24, 3), np.uint8)
    picture[8:, 16:] = 255
    rows, cols, codes = codebook.encode(picture, 1024)
    assert (rows, cols, codes.tolist()) == (2, 3, [0, 0, 0, 0, 0, 1])
    assert np.array_equal(codebook.decode(rows, cols, codes), picture)


def test_patch_is_read_row_by_row_with_interleaved_colours():
    code = (np.arange(192) - 100).astype(np.int8)
    decoded = ImageCodebook(code[None], 8).decode(1, 1, np.array([0]))
    assert decoded[0, 0].tolist() == [28, 29, 30]
    assert decoded[1, 0].tolist() == [28 + 24, 29 + 24, 30 + 24]


def test_unseen_pictures_decode_well():
    ratios = []
    for seed in range(100, 104):
        picture = _picture(seed)
        ratios.append(psnr(picture, CODEBOOK.decode(*CODEBOOK.encode(picture, 1024))))
    assert min(ratios) > 22
    assert np.mean(ratios) > 26


def test_sixteen_pixel_patches_lose_one_bit_and_no_more():
    picture = _picture(1, 64, 64)
    patches = sample_patches(picture, 16, 1024, seed=0, media_id=b"", count=99)
    codebook = ImageCodebook.train(patches, 16, 99, 3)
    assert codebook.k == 16
    decoded = codebook.decode(*codebook.encode(picture, 1024))
    assert np.abs(decoded.astype(int) - picture).max() <= 1


def test_a_small_corpus_gives_a_small_codebook():
    patches = sample_patches(np.full((64, 64, 3), 9, np.uint8), 8, 1024, seed=0, media_id=b"", count=64)
    assert ImageCodebook.train(patches, 8, 8192, 4).k == 1


def test_order_of_pictures_does_not_matter():
    parts = [sample_patches(_picture(i), 8, 1024, seed=0, media_id=bytes([i]), count=50) for i in range(4)]
    forwards = ImageCodebook.train(np.concatenate(parts), 8, 64, 4)
    backwards = ImageCodebook.train(np.concatenate(parts[::-1])[::-1], 8, 64, 4)
    assert forwards.to_bytes() == backwards.to_bytes()


def test_sampled_patches_are_those_that_encoding_sees():
    picture = _picture(3, 300, 200)
    patches = sample_patches(picture, 8, 64, seed=5, media_id=b"x", count=1000)
    codebook = ImageCodebook(np.unique(patches, axis=0), 8)
    assert len(patches) == 6 * 9 <= 64
    _, _, codes = codebook.encode(picture, 64)
    assert np.array_equal(codebook.codes[codes], patches)


def test_codes_are_the_same_with_one_thread_and_two():
    script = (
        "import hashlib, numpy as np\n"
        "from weft.tokenizers.image_codebook import ImageCodebook, sample_patches\n"
        "picture = np.random.default_rng(0).integers(0, 256, (300, 200, 3)).astype(np.uint8)\n"
        "patches = sample_patches(picture, 8, 800, seed=0, media_id=b'm', count=700)\n"
        "codebook = ImageCodebook.train(patches, 8, 64, 3)\n"
        "rows, cols, codes = codebook.encode(picture, 500)\n"
        "print(hashlib.sha256(codebook.to_bytes() + codes.tobytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1


def test_bytes_hold_the_whole_codebook():
    data = CODEBOOK.to_bytes()
    again = ImageCodebook.from_bytes(data)
    assert np.array_equal(again.codes, CODEBOOK.codes) and again.patch_pixels == 8
    assert hashlib.sha256(again.to_bytes()).digest() == hashlib.sha256(data).digest()


def _with_filter():
    pictures = [_picture(i) for i in range(12)]
    return CODEBOOK.with_deblocking(reduce(add, [CODEBOOK.deblocking_sums(picture, 1024) for picture in pictures]))


def test_filter_improves_unseen_pictures_and_leaves_their_codes():
    filtered = _with_filter()
    for seed in range(100, 104):
        picture = _picture(seed)
        rows, cols, codes = filtered.encode(picture, 1024)
        assert np.array_equal(codes, CODEBOOK.encode(picture, 1024)[2])
        plain = psnr(picture, CODEBOOK.decode(rows, cols, codes))
        assert psnr(picture, filtered.decode(rows, cols, codes)) > plain + 0.2


def test_filter_travels_with_the_codebook():
    filtered = _with_filter()
    again = ImageCodebook.from_bytes(filtered.to_bytes())
    assert np.array_equal(again.deblocking, filtered.deblocking)
    assert again.to_bytes() == filtered.to_bytes()
    with pytest.raises(ValueError, match="image codebook"):
        ImageCodebook.from_bytes(filtered.to_bytes()[:-2])


@pytest.mark.parametrize("data", [b"", b"weftimg1", b"x" * 400, CODEBOOK.to_bytes()[:-1], CODEBOOK.to_bytes() + b"x"])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="image codebook"):
        ImageCodebook.from_bytes(data)


def test_wrong_pictures_and_codes_are_clear_errors():
    with pytest.raises(ValueError, match=r"uint8 \[height, width, 3\], not uint8 \[8, 8\]"):
        CODEBOOK.encode(np.zeros((8, 8), np.uint8), 4)
    with pytest.raises(ValueError, match="3 codes for a grid of 2 x 2"):
        CODEBOOK.decode(2, 2, np.zeros(3, np.uint32))
    with pytest.raises(ValueError, match="found 999"):
        CODEBOOK.decode(1, 1, np.array([999]))


def test_psnr_by_hand():
    black = np.zeros((2, 2, 3), np.uint8)
    assert psnr(black, black) == float("inf")
    assert psnr(black, black + 255) == 0
    assert psnr(black, black + 1) == pytest.approx(48.1308, abs=1e-4)  # 20 log10 255
