import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.splitting import by_hash, by_number, by_part, by_remainder, ranges_for

HASH = pa.binary(3)


def hashes(*octets: bytes | None) -> pa.Table:
    return pa.table({"row": range(len(octets)), "hash": pa.array(octets, HASH)})


@pytest.mark.parametrize(
    ("octets", "ranges", "number"),
    [
        (b"\x00\xff\xff", 64, 0),
        (b"\x03\xff\xff", 64, 0),
        (b"\x04\x00\x00", 64, 1),
        (b"\x7f\xff\xff", 64, 31),
        (b"\x80\x00\x00", 64, 32),
        (b"\xff\x00\x00", 64, 63),
        (b"\x00\x7f\xff", 512, 0),
        (b"\x00\x80\x00", 512, 1),
        (b"\xff\xff\x00", 512, 511),
        (b"\x12\x34\xff", 1 << 16, 0x1234),
    ],
)
def test_a_hash_belongs_to_a_range_by_its_first_bytes(octets: bytes, ranges: int, number: int) -> None:
    """64 ranges of 4 values of the first byte each, 512 of 128 values of the first two."""
    ((found, _),) = by_hash(hashes(octets), "hash", ranges)
    assert found == number


def test_slices_and_chunks_are_split_by_their_own_rows_and_rows_without_a_hash_are_left_out() -> None:
    table = hashes(b"\x00aa", b"\x40aa", None, b"\x80aa", b"\x40bb")
    split = {number: rows.column("row").to_pylist() for number, rows in by_hash(table, "hash", 64)}
    assert split == {0: [0], 16: [1, 4], 32: [3]}
    mixed = pa.concat_tables([table.slice(3, 2), table.slice(1, 2)])
    split = {number: rows.column("row").to_pylist() for number, rows in by_hash(mixed, "hash", 64)}
    assert split == {16: [4, 1], 32: [3]}
    assert list(by_hash(hashes(), "hash", 64)) == list(by_hash(hashes(None), "hash", 64)) == []


def test_rows_are_split_by_the_part_they_name() -> None:
    split = dict(by_part(pa.table({"part": [2, 0, 2], "row": [1, 2, 3]})))
    assert {part: rows.column("row").to_pylist() for part, rows in split.items()} == {0: [2], 2: [1, 3]}


def test_numbers_are_split_by_their_remainder() -> None:
    table = pa.table({"hash": pa.array([64, (1 << 64) - 1, 65, 0], pa.uint64())})
    split = {number: rows.column("hash").to_pylist() for number, rows in by_remainder(table, "hash", 64)}
    assert split == {0: [64, 0], 1: [65], 63: [(1 << 64) - 1]}


@given(st.lists(st.integers(0, 63), max_size=50))
def test_every_row_goes_to_its_range_and_keeps_its_order(numbers: list[int]) -> None:
    table = pa.table({"row": pa.array(range(len(numbers)), pa.int64())})
    split = dict(by_number(table, np.array(numbers, np.int64)))
    expected = {number: [row for row, other in enumerate(numbers) if other == number] for number in numbers}
    assert {number: rows.column("row").to_pylist() for number, rows in split.items()} == expected
    assert list(split) == sorted(split)


@pytest.mark.parametrize(
    ("parts", "ranges"),
    [(0, 64), (1, 64), (256, 64), (257, 128), (512, 128), (1000, 256), (40_000, 16_384), (1_000_000, 65_536)],
)
def test_a_range_holds_no_more_than_four_parts(parts: int, ranges: int) -> None:
    assert ranges_for(parts) == ranges
