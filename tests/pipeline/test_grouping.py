import time
import tracemalloc
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from weft.pipeline import grouping
from weft.pipeline.beam import Engine, SpreadParts
from weft.pipeline.grouping import Group, Grouped
from weft.pipeline.splitting import by_part


def table(*rows: tuple[int, str]) -> pa.Table:
    return pa.table({"part": pa.array([part for part, _ in rows], pa.int64()), "word": [word for _, word in rows]})


LEFT = [table((1, "a"), (2, "b")), table((1, "c")), table((3, "d"), (1, "e"))]
MORE = [table((3, "f"))]
RIGHT = [table((2, "x"), (2, "y"), (4, "z"))]


def write(group: Group, folder: Path) -> None:
    number, sides = group
    words = {name: sorted(word for rows in side for word in rows["word"].to_pylist()) for name, side in sides.items()}
    (folder / str(number)).write_text(" ".join("".join(words[name]) or "-" for name in ("left", "right")))


def build(pipeline: beam.Pipeline, folder: Path, numbers: Sequence[int] | None = None) -> None:
    left, more, right = (pipeline | str(n) >> beam.Create(tables) for n, tables in enumerate([LEFT, MORE, RIGHT]))
    groups = {"left": (left, more), "right": right} | Grouped(by_part, numbers)
    groups | "Write" >> beam.Map(write, folder)


def written(folder: Path) -> dict[int, str]:
    return {int(path.name): path.read_text() for path in folder.iterdir()}


EXPECTED = {1: "ace -", 2: "b xy", 3: "df -", 4: "- z"}


@pytest.mark.parametrize("held_bytes", [1, 16 << 20])
def test_rows_of_several_collections_meet_by_number(
    held_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether each table is written on its own or a bundle's all at once."""
    monkeypatch.setattr(grouping, "_HELD_BYTES", held_bytes)
    Engine().run(partial(build, folder=tmp_path), "group")
    assert written(tmp_path) == EXPECTED


def test_rows_meet_in_the_runner_where_there_is_no_folder(tmp_path: Path) -> None:
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([])) as pipeline:
        build(pipeline, tmp_path)
    assert written(tmp_path) == EXPECTED


@pytest.mark.parametrize("numbers", [[0, 2, 3], range(4)])
def test_with_numbers_there_is_a_group_for_each_of_them_and_no_other(numbers: Sequence[int], tmp_path: Path) -> None:
    Engine().run(partial(build, folder=tmp_path, numbers=numbers), "group")
    assert written(tmp_path) == {number: ({0: "- -"} | EXPECTED)[number] for number in numbers}


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "out").mkdir()
    Engine().run(partial(build, folder=tmp_path / "out"), "group")
    assert written(tmp_path / "out") == EXPECTED
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_driver_holds_none_of_what_its_workers_exchange(tmp_path: Path) -> None:
    """33 MB of rows; the functions are local ones, which reach the workers without this module."""
    parts, tables, rows = 8, 8, 32_768
    total = parts * tables * rows

    def many_rows(part: int) -> Iterator[pa.Table]:
        for number in range(tables):
            values = np.arange(rows, dtype=np.int64)
            yield pa.table({"part": values % parts, "value": values + (part * tables + number) * rows})

    def write_sum(group: Group) -> None:
        number, sides = group
        (tmp_path / str(number)).write_text(str(sum(int(rows["value"].to_numpy().sum()) for rows in sides["rows"])))

    def exchange(pipeline: beam.Pipeline) -> None:
        made: Any = pipeline | SpreadParts(range(parts)) | beam.FlatMap(many_rows)
        {"rows": made} | Grouped(by_part) | "Sum" >> beam.Map(write_sum)

    Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts([0]) | beam.Map(bool), "warm")
    tracemalloc.start()
    try:
        Engine(workers=2).run(exchange, "exchange")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written(tmp_path) == {part: str(sum(range(part, total, parts))) for part in range(parts)}
    assert peak < 8_000_000


def test_while_a_process_works_at_a_large_group_another_takes_all_that_is_left(tmp_path: Path) -> None:
    """The largest group, which is taken first, ends only when every other one is written."""
    rows = pa.table({"part": pa.array([0] * 50 + [1, 2, 3, 4, 5], pa.int64())})

    def write_last(group: Group) -> None:
        number, _ = group
        deadline_s = time.monotonic() + 60
        while number == 0 and len(list(tmp_path.iterdir())) < 5:
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        (tmp_path / str(number)).touch(exist_ok=False)

    def exchange(pipeline: beam.Pipeline) -> None:
        {"rows": pipeline | beam.Create([rows])} | Grouped(by_part) | "Write" >> beam.Map(write_last)

    Engine(workers=2).run(exchange, "exchange")
    assert sorted(path.name for path in tmp_path.iterdir()) == list("012345")
