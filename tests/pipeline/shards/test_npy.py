import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.shards.npy import npy_array, npy_bytes


def test_bytes_of_a_small_array_are_the_npy_format_by_hand() -> None:
    header = b"{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"
    expected = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header.ljust(117) + b"\n"
    expected += b"\x01\x00\x00\x00\xff\xff\xff\xff"
    assert npy_bytes(np.array([1, -1], np.int32)) == expected


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_numpy_loads_what_was_written_and_so_does_npy_array(values: list[int]) -> None:
    data = npy_bytes(np.array(values, np.int32))
    loaded = np.load(io.BytesIO(data), allow_pickle=False)
    assert loaded.dtype == np.int32
    assert loaded.tolist() == values == npy_array(data, "<i4").tolist()


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros(3, np.int64), np.zeros((2, 2), np.int32), np.zeros(3, ">i4")])
def test_other_dtypes_and_shapes_are_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected a 1-D int32 or uint8 array"):
        npy_bytes(array)


@pytest.mark.parametrize("cut", [0, 5, 127, 130])
def test_truncated_bytes_are_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"not the \.npy bytes"):
        npy_array(npy_bytes(np.arange(4, dtype=np.int32))[:cut], "<i4")


def test_an_array_of_another_dtype_is_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        npy_array(npy_bytes(np.arange(4, dtype=np.int32)), "|u1")
