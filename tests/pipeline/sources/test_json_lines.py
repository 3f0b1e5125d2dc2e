import gzip
import io
import random

import zstandard

from weft.pipeline.sources.json_lines import JsonLine, json_lines

NOISE = random.Random(0).randbytes(4000).hex().encode()


def test_lines_know_their_number_and_their_place() -> None:
    found = list(json_lines(io.BytesIO(b'{"a": 1}\n\n[1]\n{'), "a.jsonl"))
    assert found == [
        JsonLine(1, 0, 9, {"a": 1}, raw=b'{"a": 1}\n'),
        JsonLine(3, 10, 4, reason="no_json_object"),
        JsonLine(4, 14, 1, reason="broken_json"),
    ]


def test_a_compressed_file_that_breaks_off_ends_in_a_reason() -> None:
    plain = b'{"a": 1}\n' + b'{"b": "' + NOISE + b'"}\n'
    for name, packed in (("a.gz", gzip.compress(plain)), ("a.zst", zstandard.compress(plain))):
        *_, last = json_lines(io.BytesIO(packed[: len(packed) // 2]), name)
        assert last.reason == "file_broken", name


def test_a_file_of_several_compressed_pieces_is_read_to_its_end() -> None:
    for name, pack in (("a.gz", gzip.compress), ("a.zst", zstandard.compress)):
        packed = pack(b'{"a": 1}\n{"a":') + pack(b" 2}\n") + pack(b"") + pack(b'{"a": 3}')
        assert [line.record["a"] for line in json_lines(io.BytesIO(packed), name)] == [1, 2, 3]


def test_what_is_not_compressed_as_its_name_says_is_a_reason() -> None:
    for name in ("a.jsonl.gz", "a.jsonl.zst"):
        assert [line.reason for line in json_lines(io.BytesIO(b'{"a": 1}\n'), name)] == ["file_broken"]
