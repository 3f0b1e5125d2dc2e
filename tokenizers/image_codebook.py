"""Pictures to discrete codes and back: one code a patch, from a codebook of integer patches."""

import math
import struct
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .content_order import sample_rows
from .deblocking import BORDER_PIXELS, DeblockingSums, deblock, deblocking_sums, deblocking_weights
from .integer_kmeans import CodeIndex, train_codes
from .vocabulary import MAX_GRID_SIDE

_MAGIC = b"weftimg1"
_HEADER = struct.Struct("<8sII?")
_CENTRE = 128
_SHIFT = {8: 0, 16: 1}
"""Bits dropped from a sample, by patch size: 768 dimensions are exact in float32 with 7 bits (see integer_kmeans)."""

Pixels = NDArray[np.uint8]


def grid(width: int, height: int, patch_pixels: int, max_tokens: int) -> tuple[int, int]:
    """(rows, cols) of the patches a picture of ``width`` x ``height`` pixels becomes.

    As many as the picture has, to the nearest whole patch; where they are more than ``max_tokens``, the grid
    that loses least of the budget and of the picture's shape together. Each side is 1 to ``MAX_GRID_SIDE``.
    """
    if min(width, height, max_tokens) < 1:
        raise ValueError(f"a grid needs a picture and a budget, not {width} x {height} pixels, {max_tokens} tokens")
    rows, cols = (max(1, (2 * side + patch_pixels) // (2 * patch_pixels)) for side in (height, width))
    if rows * cols > max_tokens:
        wide = _sides(height, width, max_tokens)
        tall = [(rows, cols) for cols, rows in _sides(width, height, max_tokens)]
        rows, cols = min(wide + tall, key=lambda sides: _loss(sides, Fraction(width, height)))
    return min(rows, MAX_GRID_SIDE), min(cols, MAX_GRID_SIDE)


def _sides(first: int, second: int, max_tokens: int) -> list[tuple[int, int]]:
    """Counts along two sides of a picture whose product is just under the budget, from either count of the first."""
    ideal = math.isqrt(max_tokens * first // second)
    counts = [min(max(count, 1), max_tokens) for count in (ideal, ideal + 1)]
    return [(n, min(max(1, (2 * n * second + first) // (2 * first)), max_tokens // n)) for n in counts]


def _loss(sides: tuple[int, int], shape: Fraction) -> tuple[Fraction, Fraction, int]:
    """What a grid loses of shape and of codes together, then of shape alone; a fraction, so that ties are ties."""
    rows, cols = sides
    distortion = max(Fraction(cols, rows) / shape, shape / Fraction(cols, rows))
    return distortion / (rows * cols), distortion, rows


def fit_to_grid(pixels: Pixels, rows: int, cols: int, patch_pixels: int) -> Pixels:
    """The picture resized to whole patches, uint8 [rows * p, cols * p, 3]: what encoding sees."""
    size = (cols * patch_pixels, rows * patch_pixels)
    if (pixels.shape[1], pixels.shape[0]) == size:
        return pixels
    # Bicubic weights are polynomials and Pillow resizes bytes in integers: the same pixels everywhere.
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))


def _patches(pixels: Pixels, rows: int, cols: int, patch_pixels: int) -> NDArray[np.int8]:
    """The picture resized to the grid and cut up: int8 [rows * cols, p * p * 3], centred on 0."""
    blocks = (
        fit_to_grid(pixels, rows, cols, patch_pixels).reshape(rows, patch_pixels, cols, patch_pixels, 3).swapaxes(1, 2)
    )
    centred = (blocks.astype(np.int16) - _CENTRE) >> _SHIFT[patch_pixels]
    return centred.astype(np.int8).reshape(rows * cols, -1)


def _check_pixels(pixels: Pixels) -> None:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(f"a picture is uint8 [height, width, 3], not {pixels.dtype} {list(pixels.shape)}")


def sample_patches(
    pixels: Pixels, patch_pixels: int, max_tokens: int, *, seed: int, media_id: bytes, count: int
) -> NDArray[np.int8]:
    """Up to ``count`` patches of one picture for training, int8 [m, p * p * 3].

    The patches that ``ImageCodebook.encode`` would see with this budget; which of them depends only on
    ``seed`` and ``media_id``.
    """
    _check_pixels(pixels)
    rows, cols = grid(pixels.shape[1], pixels.shape[0], patch_pixels, max_tokens)
    patches = _patches(pixels, rows, cols, patch_pixels)
    return patches[sample_rows(len(patches), seed, media_id, count)]


class ImageCodebook:
    """Codes for square patches of RGB pixels.

    ``train`` makes one from patches; ``with_deblocking`` adds the filter that decoding applies, from a second look
    at some pictures. Encoding is the same with it and without.
    """

    def __init__(self, codes: NDArray[np.int8], patch_pixels: int, deblocking: NDArray[np.int16] | None = None) -> None:
        """``codes``: int8 [k, p * p * 3], pixels less 128 (halved at 16-pixel patches).

        ``deblocking``: weights of the filter, [(p + 4)², p²]; None to decode each patch alone.
        """
        if codes.ndim != 2 or codes.shape[1] != patch_pixels**2 * 3 or not len(codes) or patch_pixels not in _SHIFT:
            raise ValueError(f"codes of {patch_pixels}-pixel patches cannot have the shape {list(codes.shape)}")
        self.codes = codes
        if deblocking is not None and deblocking.shape != _filter_shape(patch_pixels):
            raise ValueError(f"deblocking weights of {patch_pixels}-pixel patches cannot be {list(deblocking.shape)}")
        self.patch_pixels = patch_pixels
        self.deblocking = deblocking
        self._index = CodeIndex(codes)

    @classmethod
    def train(cls, patches: NDArray[np.int8], patch_pixels: int, k: int, iterations: int) -> "ImageCodebook":
        """Codebook of up to ``k`` codes from patches as ``sample_patches`` gives them, in any order."""
        return cls(train_codes(patches, k, iterations), patch_pixels)

    def deblocking_sums(self, pixels: Pixels, max_tokens: int) -> DeblockingSums:
        """What one picture tells about the filter; add up those of many, in any order."""
        rows, cols, codes = self.encode(pixels, max_tokens)
        original = fit_to_grid(pixels, rows, cols, self.patch_pixels)
        return deblocking_sums(self._decode_patches(rows, cols, codes), original, self.patch_pixels)

    def with_deblocking(self, sums: DeblockingSums) -> "ImageCodebook":
        """The same codes with the filter that fits these pictures best."""
        return ImageCodebook(self.codes, self.patch_pixels, deblocking_weights(sums))

    @property
    def k(self) -> int:
        """Number of codes."""
        return len(self.codes)

    def encode(self, pixels: Pixels, max_tokens: int) -> tuple[int, int, NDArray[np.uint32]]:
        """(rows, cols, codes uint32 [rows * cols] in reading order) of a picture uint8 [height, width, 3]."""
        _check_pixels(pixels)
        rows, cols = grid(pixels.shape[1], pixels.shape[0], self.patch_pixels, max_tokens)
        indices, _ = self._index.nearest(_patches(pixels, rows, cols, self.patch_pixels))
        return rows, cols, indices.astype(np.uint32)

    def decode(self, rows: int, cols: int, codes: NDArray[np.integer]) -> Pixels:
        """Picture uint8 [rows * p, cols * p, 3]. ValueError on codes that do not fit the grid or the codebook."""
        if codes.shape != (rows * cols,) or not codes.size:
            raise ValueError(f"{codes.size} codes for a grid of {rows} x {cols}")
        if not 0 <= int(codes.min()) <= int(codes.max()) < self.k:
            raise ValueError(f"image codes lie between 0 and {self.k - 1}, found {int(codes.max())}")
        picture = self._decode_patches(rows, cols, codes)
        return picture if self.deblocking is None else deblock(picture, self.deblocking, self.patch_pixels)

    def _decode_patches(self, rows: int, cols: int, codes: NDArray[np.integer]) -> Pixels:
        shift, p = _SHIFT[self.patch_pixels], self.patch_pixels
        values = (self.codes[codes].astype(np.int16) << shift) + _CENTRE + shift // 2
        return values.astype(np.uint8).reshape(rows, cols, p, p, 3).swapaxes(1, 2).reshape(rows * p, cols * p, 3)

    def to_bytes(self) -> bytes:
        """Header (magic, patch size, k, is there a filter), the codes row by row, the filter as little-endian int16."""
        header = _HEADER.pack(_MAGIC, self.patch_pixels, self.k, self.deblocking is not None)
        weights = b"" if self.deblocking is None else self.deblocking.astype("<i2").tobytes()
        return header + self.codes.tobytes() + weights

    @classmethod
    def from_bytes(cls, data: bytes) -> "ImageCodebook":
        """Inverse of ``to_bytes``. ValueError when ``data`` is something else."""
        if len(data) < _HEADER.size or not data.startswith(_MAGIC):
            raise ValueError("not an image codebook")
        _, patch_pixels, k, has_filter = _HEADER.unpack_from(data)
        codes_bytes = k * patch_pixels**2 * 3
        shape = _filter_shape(patch_pixels)
        expected = _HEADER.size + codes_bytes + has_filter * shape[0] * shape[1] * 2
        if patch_pixels not in _SHIFT or len(data) != expected:
            raise ValueError(f"image codebook of {len(data)} bytes is cut short or damaged")
        codes = np.frombuffer(data, np.int8, codes_bytes, _HEADER.size).reshape(k, -1)
        if not has_filter:
            return cls(codes, patch_pixels)
        weights = np.frombuffer(data, "<i2", -1, _HEADER.size + codes_bytes).astype(np.int16).reshape(shape)
        return cls(codes, patch_pixels, weights)


def _filter_shape(patch_pixels: int) -> tuple[int, int]:
    return (patch_pixels + 2 * BORDER_PIXELS) ** 2, patch_pixels**2


def psnr(a: Pixels, b: Pixels) -> float:
    """Peak signal-to-noise ratio of two pictures of one shape, in dB; infinite when they are equal."""
    if a.shape != b.shape:
        raise ValueError(f"pictures of different shapes: {list(a.shape)} and {list(b.shape)}")
    error = np.square(a.astype(np.float64) - b.astype(np.float64)).mean()
    return math.inf if error == 0 else 10 * math.log10(255**2 / error)
