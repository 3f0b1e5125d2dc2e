import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.sources.capture import SourceError
from weft.pipeline.sources.input_checks import check_inputs
from weft.pipeline.sources.named_fields import MAX_RECORDS
from weft.schemas.recipe import Evaluation, Recipe

RECORDS = [{"text": "The lamp is lit.", "uri": "http://a.example/1"}, {"text": "It turns.", "writer": "Ada"}]
JSONL = {"kind": "jsonl", "paths": ["a.jsonl"]}
PARQUET = {"kind": "parquet", "paths": ["a.parquet"], "text": "body"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    pq.write_table(pa.table({"body": ["The lamp is lit."], "link": ["http://a.example/1"]}), tmp_path / "a.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(source: dict[str, Any], **recipe: Any) -> None:
    check_inputs(Recipe.model_validate({"sources": [source], "corpus": "corpus", **recipe}))


@pytest.mark.parametrize(
    "names", [{}, {"url": "uri"}, {"author": "writer"}, {"url": "url"}, {"url": "", "author": ""}, {"scores": []}]
)
def test_fields_that_any_record_has_and_defaults_that_none_has_are_good(folder: Path, names: dict[str, Any]) -> None:
    check(JSONL | names)


@pytest.mark.parametrize("names", [{"text": "txt"}, {"url": "lnk"}, {"author": "autor"}, {"scores": ["quality"]}])
def test_a_field_that_no_record_has_is_named(folder: Path, names: dict[str, Any]) -> None:
    wrong = next(iter(names.values()))
    with pytest.raises(SourceError, match=rf"a.jsonl: no record has a field '{''.join(wrong)}'; they have text, uri, "):
        check(JSONL | names)


@pytest.mark.parametrize("names", [{}, {"url": "link"}, {"url": "url", "title": "title"}, {"url": ""}])
def test_columns_that_are_there_and_defaults_that_are_not_are_good(folder: Path, names: dict[str, Any]) -> None:
    check(PARQUET | names)


@pytest.mark.parametrize("names", [{"text": "boddy"}, {"url": "lnk"}, {"license": "licence"}, {"scores": ["quality"]}])
def test_a_column_that_is_not_there_is_named(folder: Path, names: dict[str, Any]) -> None:
    wrong = "".join(next(iter(names.values())))
    with pytest.raises(SourceError, match=rf"source 'parquet': .*has no column '{wrong}'; it has body, link"):
        check(PARQUET | names)


def test_what_only_later_records_may_have_is_not_judged(folder: Path) -> None:
    line = json.dumps({"text": "The lamp is lit."}) + "\n"
    (folder / "a.jsonl").write_text(line * (MAX_RECORDS - 1))
    with pytest.raises(SourceError, match="'writer'"):
        check(JSONL | {"author": "writer"})
    (folder / "a.jsonl").write_text(line * MAX_RECORDS)
    check(JSONL | {"author": "writer"})


@pytest.mark.parametrize("payload", [b"\n\n", b"no JSON", gzip.compress(b"{}", mtime=0)[:-6], b"[1, 2]"])
def test_files_that_hold_no_record_are_left_to_their_reader(folder: Path, payload: bytes) -> None:
    (folder / "a.jsonl").write_bytes(payload)
    (folder / "a.parquet").write_bytes(payload)
    check(JSONL)
    check(PARQUET)


def test_an_evaluation_set_needs_one_of_its_fields(folder: Path) -> None:
    path = str(folder / "a.jsonl")
    check(JSONL, evaluations=(Evaluation(name="exam", path=path, fields=("question", "text")),))
    with pytest.raises(SourceError, match=r"evaluation 'exam': .* no record has a field 'question' or 'answer'; they"):
        check(JSONL, evaluations=(Evaluation(name="exam", path=path),))
    (folder / "exam.jsonl").write_text("\n")
    with pytest.raises(SourceError, match=r"evaluation 'exam': .*exam\.jsonl holds no record; name another file"):
        check(JSONL, evaluations=(Evaluation(name="exam", path=str(folder / "exam.jsonl")),))
    (folder / "exam.jsonl.gz").write_bytes(gzip.compress(b'{"question": "Why?"}\n' * 99, mtime=0)[:12])
    with pytest.raises(SourceError, match=r"exam\.jsonl\.gz:1: no line with a JSON object \(file_broken\)"):
        check(JSONL, evaluations=(Evaluation(name="exam", path=str(folder / "exam.jsonl.gz")),))
    (folder / "exam.jsonl").write_text('{"question": ' + "[" * 10**5 + "]" * 10**5 + "}")
    with pytest.raises(SourceError, match=r"exam\.jsonl:1: no line with a JSON object \(broken_json\)"):
        check(JSONL, evaluations=(Evaluation(name="exam", path=str(folder / "exam.jsonl")),))
    (folder / "exam.jsonl").write_text("no JSON")
    with pytest.raises(SourceError, match=r"exam\.jsonl:1: no line with a JSON object \(broken_json\)"):
        check(JSONL, evaluations=(Evaluation(name="exam", path=str(folder / "exam.jsonl")),))


def test_the_first_file_that_has_records_is_looked_into(folder: Path) -> None:
    (folder / "0.jsonl").write_text("\nno JSON\n")
    (folder / "0.parquet").write_bytes(b"no Parquet")
    check(JSONL | {"paths": ["0.jsonl", "a.jsonl"]})
    with pytest.raises(SourceError, match=r"a\.jsonl: no record has a field 'txt'"):
        check(JSONL | {"paths": ["0.jsonl", "a.jsonl"], "text": "txt"})
    with pytest.raises(SourceError, match=r"a\.parquet: has no column 'boddy'"):
        check(PARQUET | {"paths": ["0.parquet", "a.parquet"], "text": "boddy"})
    pq.write_table(pa.table({"other": [1]}), folder / "b.parquet")
    check(PARQUET | {"paths": ["a.parquet", "b.parquet"]})
