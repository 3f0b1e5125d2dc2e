import os
from pathlib import Path

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.beam import RANGES, Engine, SpreadParts, by_range, hash_range

HASH = pa.binary(2)


@pytest.mark.parametrize(("first", "range_"), [(0, 0), (3, 0), (4, 1), (127, 31), (128, 32), (255, 63)])
def test_a_hash_belongs_to_a_range_by_its_first_byte(first: int, range_: int) -> None:
    """64 ranges of 4 values of the first byte each."""
    assert hash_range(pa.array([bytes([first, 255])], HASH)).tolist() == [range_]


def test_ranges_of_a_slice_and_of_chunks_are_those_of_their_rows() -> None:
    hashes = pa.array([bytes([value, 0]) for value in (0, 64, 128, 192)], HASH)
    assert hash_range(hashes.slice(1, 2)).tolist() == [16, 32]
    assert hash_range(pa.chunked_array([hashes.slice(3), hashes.slice(0, 1)])).tolist() == [48, 0]
    assert hash_range(pa.array([], HASH)).tolist() == []


@given(st.lists(st.integers(0, RANGES - 1), max_size=50))
def test_every_row_goes_to_its_range_and_keeps_its_order(ranges: list[int]) -> None:
    table = pa.table({"row": pa.array(range(len(ranges)), pa.int64())})
    split = dict(by_range(table, np.array(ranges, np.int64)))
    expected = {range_: [row for row, other in enumerate(ranges) if other == range_] for range_ in ranges}
    assert {range_: rows.column("row").to_pylist() for range_, rows in split.items()} == expected
    assert list(split) == sorted(split)


def leave_mark(part: int, folder: Path) -> None:
    """One file a part and process; a part made twice is an error."""
    (folder / f"{part}-{os.getpid()}").touch(exist_ok=False)


def test_a_local_run_makes_every_part_once_in_this_process(tmp_path: Path) -> None:
    Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts(range(5)) | beam.Map(leave_mark, tmp_path), "test")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{part}-{os.getpid()}" for part in range(5)]


def test_a_run_without_parts_ends() -> None:
    Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts([]) | beam.Map(print), "test")


def test_an_error_in_a_worker_comes_out() -> None:
    def fail(part: int) -> None:
        raise ValueError(f"part {part} is bad")

    with pytest.raises(Exception, match="part 7 is bad"):
        Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts([7]) | beam.Map(fail), "test")
