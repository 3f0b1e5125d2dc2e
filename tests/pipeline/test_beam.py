import os
from pathlib import Path

import apache_beam as beam
import pytest

from weft.pipeline.beam import Engine, SpreadParts


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
