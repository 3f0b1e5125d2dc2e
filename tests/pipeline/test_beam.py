import os
import time
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from weft.pipeline.beam import LARGE_INPUT_BYTES, URLS_A_WORKER, Engine, SpreadParts


def leave_mark(part: int, folder: Path) -> None:
    """One file a part and process; a part made twice is an error."""
    (folder / f"{part}-{os.getpid()}").touch(exist_ok=False)


def test_a_local_run_makes_every_part_once_in_this_process(tmp_path: Path) -> None:
    Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts(range(5)) | beam.Map(leave_mark, tmp_path), "test")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{part}-{os.getpid()}" for part in range(5)]


def test_while_a_process_works_at_a_long_part_another_makes_all_that_is_left(tmp_path: Path) -> None:
    """Part 0 ends only when every other one is made."""

    def make(part: int) -> None:
        deadline_s = time.monotonic() + 60
        while part == 0 and len(list(tmp_path.iterdir())) < 5:
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        (tmp_path / str(part)).touch(exist_ok=False)

    Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(6)) | beam.Map(make), "test")
    assert sorted(path.name for path in tmp_path.iterdir()) == list("012345")


def test_without_a_folder_that_all_see_parts_are_spread_by_the_runner(tmp_path: Path) -> None:
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([])) as pipeline:
        pipeline | SpreadParts(range(5)) | beam.Map(leave_mark, tmp_path)
    assert len(list(tmp_path.iterdir())) == 5


def test_a_run_without_parts_ends() -> None:
    Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts([]) | beam.Map(print), "test")


def test_an_error_in_a_worker_comes_out() -> None:
    def fail(part: int) -> None:
        raise ValueError(f"part {part} is bad")

    with pytest.raises(Exception, match="part 7 is bad"):
        Engine(workers=1).run(lambda pipeline: pipeline | SpreadParts([7]) | beam.Map(fail), "test")


def test_a_small_input_stays_in_this_process_and_a_large_one_takes_every_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weft.pipeline.beam._CORES", 6)
    engine = Engine(workers=0)
    assert engine.fitted_to(LARGE_INPUT_BYTES - 1).workers == 1
    assert engine.fitted_to(LARGE_INPUT_BYTES).workers == 6


def test_many_urls_take_more_processes_than_bytes_would_but_never_more_than_the_person_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("weft.pipeline.beam._CORES", 6)
    fitted = Engine(workers=0).fitted_to(0)
    assert [fitted.for_urls(number).workers for number in (10, URLS_A_WORKER, 99 * URLS_A_WORKER)] == [1, 2, 6]
    assert Engine(workers=3).for_urls(99 * URLS_A_WORKER).workers == 3
