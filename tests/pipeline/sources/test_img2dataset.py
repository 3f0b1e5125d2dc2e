import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import webdataset

from weft.pipeline.sources import img2dataset
from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.img2dataset import read_img2dataset
from weft.schemas.document import Score
from weft.schemas.ids import media_id
from weft.schemas.sets import Img2datasetSource

JPEG = b"\xff\xd8\xff\xe0 a picture"
FILM = b"\0\0\0\x18ftypisom" + bytes(12)
FLAC = b"fLaC a sound"
ABOUT = {"url": "http://Pics.example/a.jpg", "caption": "A red lamp", "key": "000000000", "status": "success"}


def tar(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, payload in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))
    return sink.getvalue()


def read(payload: bytes, **options: Any) -> list[Capture]:
    source = Img2datasetSource(paths=("a",), **options)
    return list(read_img2dataset(io.BytesIO(payload), "/in/00000.tar", source))


def sample(**changes: Any) -> dict[str, bytes]:
    about = {**ABOUT, **changes}
    return {"000000000.jpg": JPEG, "000000000.json": json.dumps(about).encode(), "000000000.txt": b"A red  lamp\n"}


def segments(capture: Capture) -> list[tuple[str, str, str]]:
    assert capture.document is not None
    return [(s.kind.value, s.role or "", s.text or s.media_url) for s in capture.document.segments]


def test_a_sample_is_its_image_and_then_its_caption() -> None:
    payload = tar(sample(license="CC0"))
    document, image = read(payload)
    assert segments(document) == [("image", "", "http://pics.example/a.jpg"), ("text", "caption", "A red lamp")]
    assert document.document is not None and document.document.license == "CC0"
    assert (image.url, image.mime, image.payload) == ("http://pics.example/a.jpg", "image/jpeg", JPEG)
    assert image.file == "#bytes"
    assert payload[image.offset : image.offset + image.length] == JPEG


def test_a_key_with_a_dot_keeps_its_caption() -> None:
    document, _ = read(tar({"lamp_1.5x.jpg": JPEG, "lamp_1.5x.txt": b"A red lamp"}))
    assert segments(document)[1:] == [("text", "caption", "A red lamp")]


def test_numbers_of_laion_are_scores_of_the_picture() -> None:
    known = {"similarity": 0.33, "AESTHETIC_SCORE": 6, "pwatermark": None, "punsafe": float("nan"), "NSFW": "UNLIKELY"}
    document, _ = read(tar(sample(**known, width=640)))
    assert document.document is not None
    assert document.document.scores == [Score("similarity", 0.33, 0), Score("AESTHETIC_SCORE", 6.0, 0)]


def test_scores_of_a_sample_of_two_media_are_neithers() -> None:
    document, *_ = read(tar({**sample(similarity=0.33), "000000000.mp4": FILM}))
    assert document.document is not None
    assert document.document.scores == []


def test_media_alone_answer_urls() -> None:
    (image,) = read(tar(sample()), take="media")
    assert (image.url, image.document, image.payload) == ("http://pics.example/a.jpg", None, JPEG)


def test_a_sample_without_json_is_named_after_its_key() -> None:
    document, image = read(tar({"sub/7.jpg": JPEG, "sub/7.txt": b"A lamp"}))
    assert document.url == "file:/in/00000.tar#sub/7"
    digest = media_id(JPEG).hex()[:16]
    assert image.url == f"file:/in/00000.tar#sub/7&image=1&sha256={digest}"
    assert segments(document)[0][2] == image.url


def test_a_clip_with_its_own_sound_track_keeps_both() -> None:
    members = {"1.mp4": b"\0\0\0\x18ftypisom" + bytes(12), "1.m4a": b"\0\0\0\x18ftypM4A " + bytes(12), "1.txt": b"Ring"}
    document, film, sound = read(tar({**members, "1.json": b'{"url": "http://v.example/1"}'}))
    assert [kind for kind, _, _ in segments(document)] == ["video", "audio", "text"]
    assert (film.mime, sound.mime) == ("video/mp4", "audio/mp4")
    assert film.url != sound.url, "two media cannot both be what the one url names"


def test_subtitles_of_a_film_follow_it(tmp_path: Path) -> None:
    vtt = b"WEBVTT\n\n00:00.000 --> 00:02.000\nThe lamp is lit.\n"
    about = {"url": "http://v.example/1", "caption": "A lamp", "clips": [[0.0, 2.0]], "status": "success"}
    with webdataset.TarWriter(str(tmp_path / "a.tar")) as writer:  # as video2dataset writes its shards
        writer.write({"__key__": "000_0001", "mp4": FILM, "json": about, "txt": "A lamp", "en.vtt": vtt})
    payload = (tmp_path / "a.tar").read_bytes()
    document, film, subtitles = read(payload)
    assert segments(document) == [
        ("video", "", "http://v.example/1"),
        ("text", "transcript", subtitles.url),
        ("text", "caption", "A lamp"),
    ]
    assert (film.payload, subtitles.payload, subtitles.mime) == (FILM, vtt, "text/vtt")
    assert payload[subtitles.offset : subtitles.offset + subtitles.length] == vtt


def test_a_sound_has_every_caption_of_its_json() -> None:
    about = {"text": ["A bell rings", "Ringing", "A bell rings"], "tag": ["bell"]}
    document, _ = read(tar({"1.flac": FLAC, "1.json": json.dumps(about).encode()}))
    assert [text for _, role, text in segments(document) if role] == ["A bell rings", "Ringing"]


def test_a_page_stored_as_a_picture_is_no_page() -> None:
    _, image = read(tar({"1.jpg": b"<html><body>404 not found</body></html>", "1.txt": b"A lamp"}))
    assert image.reason == "not_media"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"1.txt": b"words", "1.json": b"{}"}, "no_media"),
        ({"1.jpg": JPEG, "1.json": b"{"}, "broken_json"),
        ({"1.jpg": JPEG, "1.json": b"[1]"}, "no_json_object"),
    ],
)
def test_a_bad_sample_has_a_reason_and_the_next_one_is_read(members: dict[str, bytes], reason: str) -> None:
    bad, good, _ = read(tar({**members, "2.jpg": JPEG, "2.txt": b"Good"}))
    assert (bad.url, bad.reason, bad.document) == ("file:/in/00000.tar#1", reason, None)
    assert segments(good)[1][2] == "Good"


def test_an_empty_and_an_overlong_picture_have_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    _, empty = read(tar({"1.jpg": b"", "1.txt": b"A lamp"}))
    assert empty.reason == "empty"
    monkeypatch.setattr(img2dataset, "MAX_MEMBER_BYTES", 5)
    (long,) = read(tar({"1.jpg": JPEG}))
    assert long.reason == "too_large"


def test_a_cut_off_tar_ends_in_a_reason() -> None:
    payload = tar({"1.jpg": JPEG, "1.txt": b"A lamp", "2.jpg": JPEG * 100})
    *whole, end = read(payload[: 512 * 5 + 700])
    assert [capture.reason for capture in whole] == [None, None]
    assert (end.url, end.reason) == ("file:/in/00000.tar#end", "tar_truncated")
