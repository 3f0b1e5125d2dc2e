import gzip
import io
import json
from datetime import date

import pytest
import zstandard

from weft.pipeline.sources import json_lines
from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.jsonl import read_jsonl, read_records
from weft.schemas.document import Score
from weft.schemas.recipe import JsonlSource

SOURCE = JsonlSource(paths=("a",))


def read(payload: bytes, name: str = "/in/a.jsonl", source: JsonlSource = SOURCE) -> list[Capture]:
    return list(read_jsonl(io.BytesIO(payload), name, source))


def test_a_line_is_a_capture_with_its_place() -> None:
    lines = [b'{"text": "One.", "url": "HTTP://A.Example/x#y", "license": "CC0"}\n', b'{"text": "Zw\xc3\xb6lf."}']
    first, second = read(b"".join(lines))
    assert (first.url, first.payload, first.license) == ("http://a.example/x", b"One.", "CC0")
    assert (first.status, first.mime, first.charset, first.reason) == (0, "text/plain", "utf-8", None)
    assert (first.offset, first.length) == (0, len(lines[0]))
    assert (second.offset, second.length) == (len(lines[0]), len(lines[1]))
    assert second.payload == "Zwölf.".encode()


def test_a_line_without_a_url_is_named_after_its_file_and_number() -> None:
    captures = read(b'\n{"text": "a"}\n{"text": "b", "url": "ftp://a/"}\n{"text": "c", "url": 3}\n', "/in/a b.jsonl")
    assert [capture.url for capture in captures] == [f"file:/in/a%20b.jsonl#{line}" for line in (2, 3, 4)]


def test_blank_lines_are_no_captures_and_count_in_offsets() -> None:
    (only,) = read(b'\n  \n{"text": "a"}\n')
    assert only.offset == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "broken_json"),
        (b"\xff\xfe", "broken_json"),
        (b"[" * 100_000, "broken_json"),
        (b'["a"]', "no_json_object"),
        (b'"a"', "no_json_object"),
        (b"null", "no_json_object"),
        (b"{}", "no_text"),
        (b'{"text": ""}', "no_text"),
        (b'{"text": " \\n "}', "no_text"),
        (b'{"text": ["a"]}', "no_text"),
        (b'{"text": null}', "no_text"),
    ],
)
def test_a_bad_line_has_a_reason_and_the_next_one_is_read(line: bytes, reason: str) -> None:
    bad, good = read(line + b'\n{"text": "good"}\n')
    assert (bad.reason, bad.payload) == (reason, b"")
    assert (good.reason, good.payload, good.offset) == (None, b"good", len(line) + 1)


def test_an_overlong_line_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 100)
    long = json.dumps({"text": "x" * 1000}).encode() + b"\n"
    bad, good = read(long + b'{"text": "good"}')
    assert (bad.reason, bad.length) == ("too_large", len(long))
    assert (good.payload, good.offset) == (b"good", len(long))


def test_the_recipe_names_the_fields() -> None:
    source = JsonlSource(paths=("a",), text="body", url="link", license="rights")
    (capture,) = read(b'{"body": "a", "text": "no", "link": "http://a.example/", "rights": 3}', source=source)
    assert (capture.payload, capture.url, capture.license) == (b"a", "http://a.example/", "")


def test_a_lone_surrogate_in_a_text_becomes_a_question_mark() -> None:
    (capture,) = read(b'{"text": "a\\ud800b"}')
    assert capture.payload == b"a?b"


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_a_compressed_file_counts_its_offsets_uncompressed(suffix: str, compress: object) -> None:
    plain = b'{"text": "a"}\n{"text": "b"}\n'
    assert callable(compress)
    assert read(compress(plain), f"/in/a.jsonl{suffix}")[1].offset == 14


def test_records_of_an_evaluation_set_are_all_good_or_an_error_with_the_line() -> None:
    good = b'{"question": "a"}\n\n{"question": "b"}\n'
    assert [record["question"] for record in read_records(io.BytesIO(good), "q.jsonl")] == ["a", "b"]
    with pytest.raises(ValueError, match=r"^q\.jsonl:2: no line with a JSON object \(broken_json\); mend the file$"):
        list(read_records(io.BytesIO(b"{}\n{"), "q.jsonl"))
    with pytest.raises(ValueError, match=r"^q\.jsonl:1: no line .* \(no_json_object\); mend"):
        list(read_records(io.BytesIO(b"[]"), "q.jsonl"))


def test_author_and_day_of_a_line_are_read_as_those_of_pages_are() -> None:
    lines = (
        b'{"text": "a", "author": ["Ada", "admin", 3], "published_at": "2024-05-17T10:00:00Z", "date": "2020-01-02"}\n'
    )
    first, second = read(lines + b'{"text": "b", "author": {"name": "x"}, "published_at": 1715940000}')
    assert (first.author, first.published_at) == ("Ada", date(2024, 5, 17))
    assert (second.author, second.published_at) == ("", None)


def test_fields_that_the_recipe_names_are_scores_where_they_are_numbers() -> None:
    source = JsonlSource(paths=("a",), scores=("quality", "edu", "quality"))
    lines = [
        b'{"text": "a", "edu": 3, "quality": 0.5, "other": 1}',
        b'{"text": "b", "edu": NaN, "quality": "0.5"}',
        b'{"text": "c", "edu": [1], "quality": true}',
    ]
    captures = read(b"\n".join(lines), source=source)
    assert [capture.scores for capture in captures] == [(Score("quality", 0.5), Score("edu", 3.0)), (), ()]
