"""The .npy bytes of one-dimensional arrays: format 1.0, always the same bytes for the same values.

Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

import io
from functools import lru_cache

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

HEADER_BYTES = 128
"""Magic, version and padded header of every array this module writes."""


@lru_cache(maxsize=64)
def _header(dtype: str, length: int) -> bytes:
    out = io.BytesIO()
    npy_format.write_array_header_1_0(out, {"descr": dtype, "fortran_order": False, "shape": (length,)})
    return out.getvalue()


def npy_bytes(array: NDArray[np.int32] | NDArray[np.uint8]) -> bytes:
    """The .npy file of a 1-D int32 or uint8 array, little endian, C order.

    Raises ValueError for any other dtype or shape: nothing is cast silently.
    """
    if array.ndim != 1 or array.dtype.str not in ("<i4", "|u1"):
        raise ValueError(f"expected a 1-D int32 or uint8 array, got {array.dtype} of shape {array.shape}")
    return _header(array.dtype.str, len(array)) + array.tobytes()


def npy_array(data: bytes, dtype: str) -> NDArray[np.generic]:
    """The array inside bytes that ``npy_bytes`` wrote; ``dtype`` is ``"<i4"`` or ``"|u1"``. Read-only, no copy.

    Raises ValueError when a single byte of the header differs from what ``npy_bytes`` writes.
    """
    length = max(0, len(data) - HEADER_BYTES) // np.dtype(dtype).itemsize
    header = _header(dtype, length)
    if data[:HEADER_BYTES] != header or len(data) != HEADER_BYTES + length * np.dtype(dtype).itemsize:
        raise ValueError(f"not the .npy bytes of a 1-D {np.dtype(dtype)} array of {length} values")
    return np.frombuffer(data, dtype, offset=HEADER_BYTES)
