import json
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from weft.pipeline.ledger import Ledger
from weft.pipeline.storage import ROW_GROUP_ROWS, Corpus, part_name, table_bytes

SCHEMA = pa.schema([pa.field("number", pa.int64(), False)])

KILLED = """
import sys, time
import pyarrow as pa
from weft.pipeline.storage import Corpus
with Corpus(sys.argv[1]).writing("t/part-00000-of-00001.parquet", pa.schema([("number", pa.int64())]), "k") as out:
    out.batch(pa.table({"number": [1, 2, 3]}, schema=out.schema))
    print("half", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(str(tmp_path / "corpus"))


def numbers(*values: int) -> pa.Table:
    return pa.table({"number": list(values)}, schema=SCHEMA)


def test_a_part_is_named_after_its_table_and_place() -> None:
    assert part_name("documents", 7, 64) == "documents/part-00007-of-00064.parquet"


def test_a_killed_write_leaves_no_part(corpus: Corpus) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, corpus.root], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert corpus.names("t", ".parquet") == []
    assert corpus.parts("t") == []
    assert corpus.info("t/part-00000-of-00001.parquet") is None
    with corpus.writing("t/part-00000-of-00001.parquet", SCHEMA, "k") as out:
        out.batch(numbers(4))
    assert corpus.table("t/part-00000-of-00001.parquet").column(0).to_pylist() == [4]


def test_an_error_leaves_no_part_and_no_temporary_file(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with pytest.raises(ZeroDivisionError), corpus.writing(name, SCHEMA, "k") as out:
        out.batch(numbers(1))
        raise ZeroDivisionError
    assert not corpus.exists(name)
    assert list(Path(corpus.path("t")).iterdir()) == []


def test_an_error_leaves_the_part_that_was_there(corpus: Corpus) -> None:
    corpus.write("note", b"first")
    with pytest.raises(ZeroDivisionError), corpus.create("note") as stream:
        stream.write(b"sec")
        raise ZeroDivisionError
    assert corpus.read("note") == b"first"


def test_a_part_appears_only_when_it_is_whole(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "k") as out:
        out.batch(numbers(1))
        assert not corpus.exists(name)
        assert corpus.names("t") == []
    assert corpus.exists(name)


def test_the_footer_carries_the_key_and_the_ledger(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "0123abcd") as out:
        out.batch(numbers(1, 2))
        out.ledger.keep("documents", 2)
        out.ledger.drop("documents", "spam")
    info = corpus.info(name)
    assert info is not None
    assert (info.rows, info.key) == (2, "0123abcd")
    assert info.ledger.flow("documents").dropped == {"spam": 1}
    footer = pq.read_metadata(corpus.path(name)).metadata
    assert footer[b"weft.key"] == b"0123abcd"
    assert json.loads(footer[b"weft.ledger"])["flows"]["documents"]["entered"] == 3


def test_a_file_that_no_stage_wrote_says_nothing_of_itself(corpus: Corpus) -> None:
    corpus.write("t/foreign.parquet", table_bytes(numbers(1)))
    assert corpus.info("t/foreign.parquet") is None
    assert corpus.info("t/absent.parquet") is None


def test_a_table_with_a_part_missing_has_no_parts(corpus: Corpus) -> None:
    for part in (0, 2):
        with corpus.writing(part_name("t", part, 3), SCHEMA, "k"):
            pass
    assert corpus.parts("t") == []
    with corpus.writing(part_name("t", 1, 3), SCHEMA, "k"):
        pass
    assert corpus.parts("t") == [part_name("t", part, 3) for part in range(3)]
    assert corpus.parts("absent") == []


@pytest.mark.parametrize("strangers", [["part-00001-of-00003"], ["part-00001-of-00003", "part-00002-of-00003"]])
def test_parts_of_two_layouts_are_no_table(corpus: Corpus, strangers: list[str]) -> None:
    for name in ["part-00000-of-00002", *strangers]:
        corpus.write(f"t/{name}.parquet", table_bytes(numbers(1)))
    assert corpus.parts("t") == []


def test_other_files_in_the_folder_are_no_parts(corpus: Corpus) -> None:
    for name in ("part-00000-of-00001.parquet", "documents.parquet", "_SUCCESS.json"):
        corpus.write(f"t/{name}", b"")
    assert corpus.parts("t") == [part_name("t", 0, 1)]


def test_each_batch_is_a_row_group_of_its_own(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "k") as out:
        out.batch(numbers(1, 2))
        out.batch(pa.RecordBatch.from_pylist([], SCHEMA))
        out.batch(pa.record_batch([[3]], schema=SCHEMA))
    assert [batch.column(0).to_pylist() for batch in corpus.batches(name)] == [[1, 2], [], [3]]


def test_rows_are_grouped_by_number_and_by_size(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "k") as out:
        for number in range(ROW_GROUP_ROWS + 1):
            out.row({"number": number}, 1)
        out.row({"number": -1}, 8 << 20)
        out.row({"number": -2}, 1)
    sizes = [batch.num_rows for batch in corpus.batches(name)]
    assert sizes == [4096, 2, 1]


def test_an_empty_part_is_a_part(corpus: Corpus) -> None:
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "k"):
        pass
    info = corpus.info(name)
    assert info is not None
    assert (info.rows, info.ledger) == (0, Ledger())
    assert list(corpus.batches(name)) == []
    assert corpus.table(name).schema.field("number").type == pa.int64()


def test_equal_parts_are_equal_bytes(corpus: Corpus) -> None:
    for place in ("a", "b"):
        with corpus.writing(part_name(place, 0, 1), SCHEMA, "k") as out:
            out.ledger.drop("x", "b" if place == "a" else "a")
            out.ledger.drop("x", "a" if place == "a" else "b")
            out.batch(numbers(5, 6))
    assert corpus.read(part_name("a", 0, 1)) == corpus.read(part_name("b", 0, 1))


def test_only_the_columns_asked_for_are_read(corpus: Corpus) -> None:
    wide = pa.table({"a": [1], "b": ["x"]})
    with corpus.writing(part_name("t", 0, 1), wide.schema, "k") as out:
        out.batch(wide)
    (batch,) = corpus.batches(part_name("t", 0, 1), ["b"])
    assert batch.schema.names == ["b"]


def test_a_file_of_another_place_keeps_its_path(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_bytes(b"x")
    assert corpus.path("/a/b") == "/a/b"
    assert corpus.path("s3://bucket/b") == "s3://bucket/b"
    with corpus.open(str(tmp_path / "elsewhere.txt")) as stream:
        assert stream.read() == b"x"


def test_names_are_sorted_and_hide_unfinished_files(corpus: Corpus) -> None:
    for name in ("b.txt", "a.txt", ".c.txt.12.tmp", "d.bin"):
        corpus.write(f"f/{name}", b"")
    assert corpus.names("f", ".txt") == ["f/a.txt", "f/b.txt"]
    assert corpus.names("absent") == []


def test_json_with_equal_values_is_equal_bytes(corpus: Corpus) -> None:
    corpus.write_json("a", {"b": 1, "a": "ü"})
    corpus.write_json("b", {"a": "ü", "b": 1})
    assert corpus.read("a") == corpus.read("b") == b'{\n "a": "\xc3\xbc",\n "b": 1\n}\n'
    assert corpus.read_json("a") == {"a": "ü", "b": 1}


def test_a_published_file_is_moved(corpus: Corpus, tmp_path: Path) -> None:
    local = tmp_path / "made"
    local.write_bytes(b"payload")
    corpus.publish(local, "captures/one")
    assert corpus.read("captures/one") == b"payload"
    assert not local.exists()


def test_a_corpus_in_another_file_system_works_the_same(tmp_path: Path) -> None:
    corpus = Corpus(f"memory://{tmp_path.name}-{time.monotonic_ns()}")
    assert not corpus.is_local()
    name = part_name("t", 0, 1)
    with corpus.writing(name, SCHEMA, "k") as out:
        out.batch(numbers(9))
    assert corpus.parts("t") == [name]
    assert corpus.table(name).column(0).to_pylist() == [9]
    local = tmp_path / "made"
    local.write_bytes(b"payload")
    corpus.publish(local, "one")
    assert (corpus.read("one"), local.exists()) == (b"payload", False)
    corpus.remove("t")
    assert corpus.parts("t") == []


class Narrow(MemoryFileSystem):
    """Takes no option that it does not know."""

    protocol = "narrow"

    def __init__(self) -> None:
        super().__init__()


def test_a_file_system_that_knows_of_no_listings_cache_holds_a_corpus() -> None:
    fsspec.register_implementation("narrow", Narrow, clobber=True)
    corpus = Corpus("narrow://corpus")
    corpus.write("a/note", b"text")
    assert type(corpus.fs) is Narrow
    assert corpus.names("a") == ["a/note"]
    assert corpus.sizes("a") == {"a/note": 4}
    assert corpus.names("b") == []
    corpus.remove("a")


def test_an_error_leaves_nothing_in_another_file_system(tmp_path: Path) -> None:
    corpus = Corpus(f"memory://{tmp_path.name}-error-{time.monotonic_ns()}")
    with pytest.raises(ZeroDivisionError), corpus.create("shards/a.tar") as stream:
        stream.write(b"half of it")
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), corpus.writing(part_name("t", 0, 1), SCHEMA, "k") as out:
        out.batch(numbers(1))
        raise ZeroDivisionError
    assert (corpus.exists("shards/a.tar"), corpus.parts("t")) == (False, [])


def test_a_corpus_travels_to_a_worker_as_its_root(corpus: Corpus) -> None:
    assert corpus.is_local()
    assert pickle.loads(pickle.dumps(corpus)) == corpus
