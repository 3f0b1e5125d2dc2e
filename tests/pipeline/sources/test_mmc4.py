import base64
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from weft.pipeline.sources.capture import Capture, PayloadLimits
from weft.pipeline.sources.locations import read_location
from weft.pipeline.sources.mmc4 import read_mmc4
from weft.pipeline.storage import Corpus
from weft.schemas.document import Score
from weft.schemas.ids import media_id
from weft.schemas.sets import Mmc4Source

from ..conftest import encoded, photo

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


def test_matched_sim_is_the_score_of_its_image_wherever_that_stands() -> None:
    scored = [{**image(B, 2), "matched_sim": 0.31}, {**image(A, 0), "matched_sim": 0.25}]
    unscored = [{**image(C, 2), "matched_sim": value} for value in (float("nan"), "0.3", [0.3], True, None, 10**400)]
    (capture,) = read({**RECORD, "image_info": [*scored, *unscored]})
    assert capture.document is not None
    assert segments(capture) == [A, "One. Two.", B, *[C] * 6, "Three. Four."]
    assert capture.document.scores == [Score("matched_sim", 0.25, 0), Score("matched_sim", 0.31, 2)]


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


PICTURES = [encoded(photo(number, 24, 16)) for number in range(3)]
INLINE = {
    "url": "http://site.example/lamps",
    "text_list": ["One.", "Two."],
    "image_info": [
        {**image(A, 1), "image_base64": base64.b64encode(PICTURES[0]).decode()},
        {**image(None, 0), "image_base64": base64.b64encode(PICTURES[1]).decode()},
        image(C, 1),
    ],
}
UNNAMED = f"http://site.example/lamps#image=1&sha256={media_id(PICTURES[1]).hex()[:16]}"


def tar_of(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, payload in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(payload)
            archive.addfile(about, io.BytesIO(payload))
    return sink.getvalue()


def test_inline_images_are_media_beside_their_sentence() -> None:
    document, *media = read(INLINE)
    assert segments(document) == [UNNAMED, "One.", A, C, "Two."]
    assert document.document is not None
    assert document.document.scores == [Score("matched_sim", 0.3, index) for index in (0, 2, 3)]
    assert [(medium.url, medium.mime, medium.payload) for medium in media] == [
        (UNNAMED, "image/png", PICTURES[1]),
        (A, "image/png", PICTURES[0]),
    ]


def zipped(payload: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docs.jsonl", payload)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("s.jsonl", lambda plain: plain),
        ("s.jsonl.gz", gzip.compress),
        ("s.jsonl.zst", zstandard.ZstdCompressor().compress),
        ("s.jsonl.zip", zipped),
    ],
)
def test_inline_images_are_read_again_where_they_stand(name: str, packed: Any, tmp_path: Path) -> None:
    escaped = json.dumps({**INLINE, "url": "http://site.example/b"}).replace("/", "\\/")
    lines = b"\n".join([json.dumps(RECORD).encode(), json.dumps(INLINE).encode(), escaped.encode()])
    file = tmp_path / name
    file.write_bytes(packed(lines))
    with file.open("rb") as stream:
        captures = list(read_mmc4(stream, name, Mmc4Source(paths=("a",))))
    media = [capture for capture in captures if capture.document is None]
    assert [medium.payload for medium in media] == [PICTURES[1], PICTURES[0]] * 2
    for medium in (*media, *reversed(media)):
        place = {"file": f"{file}{medium.file}", "offset": medium.offset, "length": medium.length}
        assert read_location(Corpus(str(tmp_path)), place, PayloadLimits(1 << 20, 1 << 20)) == medium.payload


def test_a_tar_holds_a_record_a_member(tmp_path: Path) -> None:
    file = tmp_path / "s.tar"
    members = {
        "a/0.json": json.dumps(INLINE).encode(),
        "1.json": b"{",
        "2.txt": b"x",
        "3.json": b'{"text_list": ["x"]}',
    }
    file.write_bytes(tar_of(members))
    with file.open("rb") as stream:
        captures = list(read_mmc4(stream, "s.tar", Mmc4Source(paths=("a",))))
    assert [(capture.url, capture.reason) for capture in captures] == [
        ("http://site.example/lamps", None),
        (UNNAMED, None),
        (A, None),
        ("file:s.tar#1", "broken_json"),
        ("file:s.tar#2.txt", "no_json"),
        ("file:s.tar#3", None),
    ]
    for medium in captures[1:3]:
        place = {"file": f"{file}#base64", "offset": medium.offset, "length": medium.length}
        assert read_location(Corpus(str(tmp_path)), place, PayloadLimits(1 << 20, 1 << 20)) == medium.payload


def test_a_tar_that_breaks_off_has_a_reason() -> None:
    payload = tar_of({"0.json": json.dumps(RECORD).encode(), "1.json": json.dumps(RECORD).encode()})[:2200]
    captures = list(read_mmc4(io.BytesIO(payload), "s.tar", Mmc4Source(paths=("a",))))
    assert [capture.reason for capture in captures] == [None, "tar_truncated"]


@pytest.mark.parametrize("spelled", ["%%%", "AAA", "ä"])
def test_an_image_whose_base64_is_broken_keeps_its_place(spelled: str) -> None:
    document, medium = read({**INLINE, "image_info": [{**image(A, 0), "image_base64": spelled}]})
    assert segments(document) == ["http://site.example/lamps#image=1&broken_base64", "One. Two."]
    assert medium.reason == "broken_base64"


def test_bytes_that_are_no_image_have_a_reason() -> None:
    spelled = base64.b64encode(b"<html>not found</html>").decode()
    _, medium = read({**INLINE, "image_info": [{**image(A, 0), "image_base64": spelled}]})
    assert (medium.url, medium.reason) == (A, "not_media")
