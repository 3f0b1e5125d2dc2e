import io
import json
import zipfile
from typing import Any

import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.mmc4 import read_mmc4
from weft.schemas.sets import Mmc4Source

A, B, C = ("http://pics.example/a.png", "http://pics.example/b.png", "http://pics.example/c.png")


def image(url: str | None, index: Any) -> dict[str, Any]:
    return {
        "image_name": "x.png",
        "raw_url": url,
        "matched_text_index": index,
        "matched_sim": 0.3,
        "face_detections": None,
    }


RECORD = {
    "url": "http://Site.example/page#top",
    "text_list": ["One.", "Two.", "Three.", "Four."],
    "image_info": [image(B, 2), image(A, 0), image(C, 2)],
    "similarity_matrix": [],
    "could_have_url_duplicate": 0,
}


def read(*records: Any, name: str = "/in/s.jsonl", **options: Any) -> list[Capture]:
    payload = b"\n".join(record if isinstance(record, bytes) else json.dumps(record).encode() for record in records)
    return list(read_mmc4(io.BytesIO(payload), name, Mmc4Source(paths=("a",), **options)))


def segments(capture: Capture) -> list[str]:
    assert capture.document is not None
    return [segment.text or segment.media_url for segment in capture.document.segments]


def test_an_image_stands_before_its_sentence_and_sentences_between_images_are_a_paragraph() -> None:
    (capture,) = read(RECORD)
    assert segments(capture) == [A, "One. Two.", B, C, "Three. Four."]
    assert capture.url == "http://site.example/page"


def test_an_image_may_stand_after_its_sentence() -> None:
    (capture,) = read(RECORD, image="after")
    assert segments(capture) == ["One.", A, "Two. Three.", B, C, "Four."]


def test_sentences_may_be_kept_apart() -> None:
    (capture,) = read(RECORD, sentences="keep")
    assert segments(capture) == [A, "One.", "Two.", B, C, "Three.", "Four."]


def test_an_image_without_an_http_url_keeps_its_place() -> None:
    (capture,) = read({**RECORD, "image_info": [image(None, 1)]})
    assert segments(capture) == ["One.", "http://site.example/page#image=1", "Two. Three. Four."]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "broken_json"),
        (b"[]", "no_json_object"),
        ({}, "no_text_list"),
        ({"text_list": [1]}, "no_text_list"),
        ({"text_list": ["a"], "image_info": [1]}, "no_image_info"),
        ({"text_list": ["a"], "image_info": [image(A, 1)]}, "image_without_sentence"),
        ({"text_list": ["a"], "image_info": [image(A, -1)]}, "image_without_sentence"),
        ({"text_list": ["a"], "image_info": [image(A, None)]}, "image_without_sentence"),
    ],
)
def test_a_bad_line_has_a_reason_and_the_next_one_is_read(bad: Any, reason: str) -> None:
    first, second = read(bad, RECORD)
    assert (first.reason, first.url) == (reason, "file:/in/s.jsonl#1")
    assert segments(second)[0] == A


def test_shards_are_read_zipped_as_they_are_served() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("docs.jsonl", json.dumps(RECORD))
    (capture,) = read_mmc4(io.BytesIO(sink.getvalue()), "/in/s.jsonl.zip", Mmc4Source(paths=("a",)))
    assert segments(capture)[0] == A


def test_a_zip_of_two_files_is_an_error_that_says_what_to_do() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a.jsonl", "{}")
        archive.writestr("b.jsonl", "{}")
    with pytest.raises(ValueError, match=r"^/in/s\.zip: holds 2 files, expected one; unpack it"):
        list(read_mmc4(io.BytesIO(sink.getvalue()), "/in/s.zip", Mmc4Source(paths=("a",))))
