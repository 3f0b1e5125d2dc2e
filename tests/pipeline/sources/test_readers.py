from pathlib import Path

import pytest

from weft.pipeline.sources.capture import PayloadLimits
from weft.pipeline.sources.readers import captures_of
from weft.pipeline.sources.units import Unit
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource, JsonlSource, Source, WarcSource

LIMITS = PayloadLimits(1000, 1000)


def found(source: Source, file: Path, payload: bytes) -> list[tuple[str, str | None]]:
    file.write_bytes(payload)
    unit = Unit(source, str(file), len(payload), "", file.name)
    captures = captures_of(unit, Corpus(str(file.parent / "corpus")), LIMITS)
    return [(capture.url, capture.reason) for capture in captures]


@pytest.mark.parametrize(
    ("source", "name", "payload"),
    [
        (WarcSource(paths=("a",)), "a b.warc", b""),
        (JsonlSource(paths=("a",)), "a b.jsonl", b""),
        (JsonlSource(paths=("a",)), "a b.jsonl", b"\n \n"),
    ],
)
def test_a_file_without_a_record_is_a_capture_that_says_so(
    tmp_path: Path, source: Source, name: str, payload: bytes
) -> None:
    assert found(source, tmp_path / name, payload) == [(f"file:{name.replace(' ', '%20')}", "no_records")]


def test_a_file_with_records_and_a_crawl_without_are_read_as_they_are(tmp_path: Path) -> None:
    crawl = CrawlSource(name="web", seeds=("http://a.example/",), contact="me@a.example")
    assert found(crawl, tmp_path / "a.warc.gz", b"") == []
    assert found(JsonlSource(paths=("a",)), tmp_path / "a.jsonl", b"[]\n") == [("file:a.jsonl#1", "no_json_object")]
