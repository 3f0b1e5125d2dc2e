import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.pvalue import TaggedOutput

from weft.pipeline.beam import Engine
from weft.pipeline.shuffle import ByRange, ToParts, lookup
from weft.pipeline.splitting import by_hash

KEY = pa.binary(2)


def keys(*values: bytes | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, KEY)])


def table(pairs: Sequence[tuple[bytes | None, int]]) -> pa.Table:
    return pa.table({"key": pa.array([key for key, _ in pairs], KEY), "value": [value for _, value in pairs]})


def test_each_key_gets_the_row_that_it_names() -> None:
    known = table([(b"aa", 1), (b"bb", 2), (b"cc", 3)])
    assert lookup(keys(b"cc", b"aa", b"cc"), known, "key").column("value").to_pylist() == [3, 1, 3]


def test_a_key_that_nothing_knows_gets_nulls() -> None:
    known = table([(b"aa", 1)])
    assert lookup(keys(b"zz", b"aa", None), known, "key").column("value").to_pylist() == [None, 1, None]
    assert lookup(keys(b"zz"), table([]), "key").num_rows == 1


def test_of_a_repeated_key_the_first_row_answers() -> None:
    known = pa.concat_tables([table([(b"aa", 1), (b"bb", 2)]), table([(b"bb", 3), (b"aa", 4), (b"cc", 5)])])
    assert lookup(keys(b"bb", b"cc", b"aa"), known, "key").column("value").to_pylist() == [2, 5, 1]


def answer(asking: list[pa.Table], having: list[pa.Table]) -> Iterator[pa.Table | TaggedOutput]:
    """Answers by key, and a tagged list of those without one."""
    if not asking:
        return
    asked = pa.concat_tables(asking)
    known = pa.concat_tables([table([]).cast(pa.schema([("key", KEY), ("value", pa.int64())])), *having])
    found = lookup(asked.column("key"), known.sort_by("value"), "key")
    answered = asked.append_column("value", found.column("value"))
    yield answered.filter(answered.column("value").is_valid())
    yield TaggedOutput("unknown", answered.filter(answered.column("value").is_null()).column("row").to_pylist())


def write(rows: pa.Table, folder: Path) -> None:
    """A file for every answered row."""
    for row in rows.to_pylist():
        (folder / f"{row['part']}-{row['row']}").write_text(str(row["value"]))


def write_unknown(rows: list[int], folder: Path) -> None:
    for row in rows:
        (folder / f"{row % 3}-{row}").write_text("unknown")


def joined(folder: Path, seed: int) -> dict[str, str]:
    """What 40 rows in 3 parts that ask for keys are answered, by ``part-row``; batches in an order of ``seed``."""
    folder.mkdir()
    order = random.Random(seed)
    known = [(bytes([number * 6, 0]), number) for number in range(40)] + [(bytes([0, 0]), 99)]
    asked = [{"part": row % 3, "row": row, "key": bytes([row * 12 % 256, 0])} for row in range(40)]
    order.shuffle(known)
    order.shuffle(asked)
    schema = pa.schema([("part", pa.int64()), ("row", pa.int64()), ("key", KEY)])
    asking = [pa.Table.from_pylist(asked[start : start + 7], schema=schema) for start in range(0, 40, 7)]
    having = [table(known[start : start + 5]) for start in range(0, 41, 5)]

    def build(pipeline: beam.Pipeline) -> None:
        sides: Any = {
            "asking": pipeline | "A" >> beam.Create(asking, reshuffle=False),
            "having": pipeline | "H" >> beam.Create(having, reshuffle=False),
        }
        outputs = sides | ByRange(partial(by_hash, column="key", ranges=64), answer, ("unknown",))
        outputs.answered | "Collect" >> beam.Map(write, folder)
        outputs.unknown | "Unknown" >> beam.Map(write_unknown, folder)

    Engine(workers=1).run(build, "join")
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_join_answers_every_row_whatever_the_order_of_arrival(tmp_path: Path) -> None:
    """Row r asks for byte 12 r mod 256; number n has byte 6 n, up to 234: multiples of 6 are known, others are not."""
    asked = {row: row * 12 % 256 for row in range(40)}
    expected = {
        f"{row % 3}-{row}": str(byte // 6) if byte % 6 == 0 and byte <= 234 else "unknown"
        for row, byte in asked.items()
    }
    assert {"20", "unknown"} < set(expected.values())
    for seed in range(3):
        assert joined(tmp_path / str(seed), seed) == expected


def test_rows_come_back_to_every_wanted_part_and_to_no_other(tmp_path: Path) -> None:
    tables = [pa.table({"part": [0, 7], "row": [1, 3]}), pa.table({"part": [0], "row": [2]})]
    write = partial(write_rows, folder=tmp_path)
    Engine().run(lambda pipeline: pipeline | beam.Create(tables) | ToParts([0, 1], write), "back")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"0": "[1, 2]", "1": "[]"}


def write_rows(part: int, tables: list[pa.Table], folder: Path) -> None:
    rows = sorted(row for table in tables for row in table.column("row").to_pylist())
    (folder / str(part)).write_text(str(rows))
