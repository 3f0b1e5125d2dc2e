"""What a line says of itself, in its own fields or in ``meta``."""

import io
import json
from pathlib import Path

import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.datajuicer import read_datajuicer
from weft.pipeline.sources.media_root import MediaRoot
from weft.pipeline.storage import Corpus
from weft.schemas.sets import DataJuicerSource


def read(folder: Path, record: dict) -> Capture:
    source = DataJuicerSource(paths=("a",))
    root = MediaRoot(Corpus(str(folder)), "", f"{folder}/a.jsonl", 1 << 20)
    (capture,) = read_datajuicer(io.BytesIO(json.dumps(record).encode()), "a.jsonl", source, root)
    return capture


ABOUT = {"url": "http://Site.example/1", "license": "cc-by-4.0"}


@pytest.mark.parametrize("fields", [ABOUT, {"meta": ABOUT}, {"meta": {**ABOUT, "license": "mit"}, **ABOUT}])
def test_url_and_licence_are_those_of_the_line_or_of_its_meta(tmp_path: Path, fields: dict) -> None:
    capture = read(tmp_path, {"text": "A lamp.", **fields})
    assert capture.document is not None
    assert (capture.url, capture.document.license) == ("http://site.example/1", "cc-by-4.0")


@pytest.mark.parametrize("fields", [{}, {"meta": "none"}, {"meta": {"license": 4}}])
def test_a_line_that_names_neither_is_called_by_its_file(tmp_path: Path, fields: dict) -> None:
    capture = read(tmp_path, {"text": "A lamp.", **fields})
    assert capture.document is not None
    assert (capture.url, capture.document.license) == ("file:a.jsonl#1", "")
