import os
from pathlib import Path

import apache_beam as beam
import pytest

from weft.pipeline.beam import LARGE_INPUT_BYTES, URLS_A_WORKER, Engine, SpreadParts


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
