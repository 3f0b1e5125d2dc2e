"""Sound to discrete codes and back: MDCT frames, levelled and rounded to small integers, through residual quantisers.

16 kHz mono is cut into 50 frames a second (hop 320 samples, sine window of 640, Princen & Bradley 1987). The
first quantiser's code is the frame's level (in equal steps of decibels) and a coarse shape; each further
quantiser has codes for what those before it left over of the shape.

The transform runs on integers: 16-bit samples times a table rounded to 14 bits, summed in float64, where each sum
stays under 640 * 2¹⁵ * 2¹⁴ < 2⁵³ and so is exact. Levels come from integer energies and correctly rounded square
roots, nearest codes from exact distances (see integer_kmeans). So codes are the same on every machine.

Spoken prompts of one voice come back with 11.7 dB SNR, held out, at 8 quantisers of 1,024 codes, which is
4 kbit/s (``benchmarks/codebooks.py --sounds``).
"""

import struct

import numpy as np
from numpy.typing import NDArray

from .content_order import sample_rows
from .integer_kmeans import CodeIndex, train_codes

SAMPLE_RATE_HZ = 16_000
HOP_SAMPLES = 320
FRAMES_PER_S = SAMPLE_RATE_HZ // HOP_SAMPLES

_MAGIC = b"weftaud1"
_HEADER = struct.Struct("<8sII")
_BOOK_HEADER = struct.Struct("<I")
_TABLE_BITS = 14
_FULL_SCALE = 32767
_FINEST_LEVELS = 64
"""Root mean squares 2⁰, 2^¼ … 2^15¾ in 16-bit units: steps of 1.5 dB; fewer levels skip some."""
_LIMIT = 114
"""Largest value of a shape: 4 * 320 * 114² < 2²⁴."""
_UNIT = 6.375
"""Value of a shape at its frame's root mean square: 114 where one coefficient holds all of the energy."""

Samples = NDArray[np.float32]


def _mdct_table() -> NDArray[np.float64]:
    """[640, 320] orthonormal MDCT with its sine window, in units of 2⁻¹⁴; integers, so that libm does not show."""
    n, k = np.arange(2 * HOP_SAMPLES)[:, None] + 0.5, np.arange(HOP_SAMPLES)[None, :] + 0.5
    window = np.sin(np.pi / (2 * HOP_SAMPLES) * n)
    waves = np.cos(np.pi / HOP_SAMPLES * (n + HOP_SAMPLES / 2) * k)
    return np.rint(window * waves * np.sqrt(2 / HOP_SAMPLES) * 2**_TABLE_BITS)


_TABLE = _mdct_table()


def _root_mean_squares(levels: int) -> NDArray[np.float64]:
    """[levels] root mean square of each level, in 16-bit units; two square roots, because pow() differs by machine."""
    steps = np.arange(levels) * (_FINEST_LEVELS // levels)
    return np.sqrt(np.sqrt(np.ldexp(1.0, steps)))


def _coefficients(samples: Samples) -> NDArray[np.float64]:
    """MDCT of a sound in 16-bit units, rounded: [frames, 320]. One frame a hop begun, and one more."""
    if samples.ndim != 1 or samples.dtype != np.float32:
        raise ValueError(f"a sound is float32 [samples] at 16 kHz, not {samples.dtype} {list(samples.shape)}")
    if not np.isfinite(samples).all():
        raise ValueError("a sound has finite samples")
    hops = -(-len(samples) // HOP_SAMPLES)
    padded = np.zeros((hops + 2) * HOP_SAMPLES)
    padded[HOP_SAMPLES : HOP_SAMPLES + len(samples)] = np.rint(np.clip(samples, -1, 1).astype(np.float64) * _FULL_SCALE)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * HOP_SAMPLES)[::HOP_SAMPLES]
    return np.rint((windows @ _TABLE) / 2**_TABLE_BITS)


def _levels_and_shapes(samples: Samples, levels: int) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Level of each frame, [frames], and its coefficients in units of that level, int8 [frames, 320]."""
    coefficients = _coefficients(samples)
    mean_squares = np.square(coefficients).sum(axis=1) / HOP_SAMPLES
    scales = _root_mean_squares(levels)
    # The nearest level in decibels: the border between two is the product of their root mean squares.
    level = np.searchsorted(scales[:-1] * scales[1:], mean_squares, side="right")
    shapes = np.rint(coefficients / scales[level, None] * _UNIT)
    return level, np.clip(shapes, -_LIMIT, _LIMIT).astype(np.int8)


def _sound(level: NDArray[np.integer], shapes: NDArray[np.int32], levels: int) -> Samples:
    """Inverse of ``_levels_and_shapes``: float32 [(frames - 1) * 320]."""
    coefficients = shapes / _UNIT * _root_mean_squares(levels)[level, None]
    windows = (coefficients @ _TABLE.T) / 2**_TABLE_BITS
    sound = windows[:-1, HOP_SAMPLES:] + windows[1:, :HOP_SAMPLES]
    return np.clip(sound.reshape(-1) / _FULL_SCALE, -1, 1).astype(np.float32)


def _levels_for(k: int) -> int:
    """How many levels the first quantiser tells apart, a power of two that leaves it ``k // levels`` shapes."""
    return min(_FINEST_LEVELS, 1 << (k.bit_length() - 1))


def sample_frames(samples: Samples, seed: int, media_id: bytes, count: int) -> NDArray[np.int8]:
    """Shapes of up to ``count`` frames of one sound for training, int8 [m, 320].

    Which of them depends only on ``seed`` and ``media_id``.
    """
    _, shapes = _levels_and_shapes(samples, _FINEST_LEVELS)
    return shapes[sample_rows(len(shapes), seed, media_id, count)]


class AudioCodebook:
    """Residual quantisers of MDCT frames."""

    def __init__(self, levels: int, books: tuple[NDArray[np.int8], ...]) -> None:
        """``levels``: of the first quantiser; ``books``: shapes int8 [k, 320] of each quantiser."""
        if not books or any(book.ndim != 2 or book.shape[1] != HOP_SAMPLES or not len(book) for book in books):
            raise ValueError(f"an audio codebook is one or more int8 [k, {HOP_SAMPLES}]")
        if not 1 <= levels <= _FINEST_LEVELS or levels & (levels - 1):
            raise ValueError(f"levels are a power of two up to {_FINEST_LEVELS}, not {levels}")
        self.levels = levels
        self.books = books
        self._indexes = [CodeIndex(book) for book in books]

    @classmethod
    def train(cls, frames: NDArray[np.int8], quantisers: int, k: int, iterations: int) -> "AudioCodebook":
        """Up to ``k`` codes a quantiser from frames as ``sample_frames`` gives them, in any order."""
        if k < 1 or quantisers < 1:
            raise ValueError(f"an audio codebook has quantisers and codes, not {quantisers} and {k}")
        levels = _levels_for(k)
        books = []
        rest = frames
        for quantiser in range(quantisers):
            book = train_codes(rest, k if quantiser else k // levels, iterations)
            books.append(book)
            rest = _rest(rest, book[CodeIndex(book).nearest(rest)[0]])
        return cls(levels, tuple(books))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of codes of each quantiser."""
        return (self.levels * len(self.books[0]), *(len(book) for book in self.books[1:]))

    def encode(self, samples: Samples) -> NDArray[np.uint32]:
        """Codes uint32 [frames, quantisers] of a sound float32 [samples] in [-1, 1] at 16 kHz.

        There are ``len(samples) / 320`` frames, rounded up, and one more.
        """
        level, rest = _levels_and_shapes(samples, self.levels)
        codes = np.empty((len(rest), len(self.books)), np.uint32)
        for quantiser, (book, index) in enumerate(zip(self.books, self._indexes, strict=True)):
            chosen, _ = index.nearest(rest)
            codes[:, quantiser] = chosen
            rest = _rest(rest, book[chosen])
        codes[:, 0] += (level * len(self.books[0])).astype(np.uint32)
        return codes

    def decode(self, codes: NDArray[np.integer]) -> Samples:
        """Sound float32 [(frames - 1) * 320]: the samples given to ``encode``, filled up to whole hops.

        ValueError when the shape or a code is not this codebook's.
        """
        if codes.ndim != 2 or codes.shape[1] != len(self.books) or not len(codes):
            raise ValueError(f"audio codes have shape [frames, {len(self.books)}], not {list(codes.shape)}")
        if (codes < 0).any() or (codes >= np.array(self.sizes)).any():
            raise ValueError("an audio code is larger than its quantiser")
        level, first = np.divmod(codes[:, 0].astype(np.int64), len(self.books[0]))
        shapes = self.books[0][first].astype(np.int32)
        for quantiser, book in enumerate(self.books[1:], 1):
            shapes += book[codes[:, quantiser]]
        return _sound(level, shapes, self.levels)

    def to_bytes(self) -> bytes:
        """Header (magic, levels, number of quantisers), then each quantiser's size and shapes, row by row."""
        parts = [_HEADER.pack(_MAGIC, self.levels, len(self.books))]
        for book in self.books:
            parts += [_BOOK_HEADER.pack(len(book)), book.tobytes()]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "AudioCodebook":
        """Inverse of ``to_bytes``. ValueError when ``data`` is something else."""
        if len(data) < _HEADER.size or not data.startswith(_MAGIC):
            raise ValueError("not an audio codebook")
        _, levels, quantisers = _HEADER.unpack_from(data)
        books = []
        position = _HEADER.size
        for _ in range(quantisers):
            k = _BOOK_HEADER.unpack_from(data, position)[0] if position + _BOOK_HEADER.size <= len(data) else 0
            position += _BOOK_HEADER.size
            if not k or position + k * HOP_SAMPLES > len(data):
                raise ValueError("audio codebook is cut short")
            books.append(np.frombuffer(data, np.int8, k * HOP_SAMPLES, position).reshape(k, HOP_SAMPLES))
            position += k * HOP_SAMPLES
        if position != len(data):
            raise ValueError(f"{len(data) - position} bytes after the audio codebook")
        return cls(levels, tuple(books))


def _rest(values: NDArray[np.int8], chosen: NDArray[np.int8]) -> NDArray[np.int8]:
    """What a quantiser leaves to the next, kept within the exact range."""
    return np.clip(values.astype(np.int16) - chosen, -_LIMIT, _LIMIT).astype(np.int8)


def snr(samples: Samples, decoded: Samples) -> float:
    """Signal-to-noise ratio in dB over the length of ``samples``; infinite when they are equal."""
    signal = samples.astype(np.float64)
    noise = np.square(signal - decoded[: len(samples)]).sum()
    return float("inf") if noise == 0 else float(10 * np.log10(max(np.square(signal).sum(), 1e-30) / noise))
