"""What a line says of itself, in its own fields or in ``meta``."""

import io
import json
from pathlib import Path

import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.datajuicer import read_datajuicer
from weft.pipeline.sources.media_root import MediaRoot
from weft.pipeline.storage import Corpus
from weft.schemas.document import Score
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


def test_a_url_that_is_the_pictures_does_not_name_the_line(tmp_path: Path) -> None:
    record = {"text": "<__dj__image> A lamp.", "images": ["http://site.example/1"], **ABOUT}
    assert read(tmp_path, record).url == "file:a.jsonl#1"


@pytest.mark.parametrize("fields", [{}, {"meta": "none"}, {"meta": {"license": 4}}])
def test_a_line_that_names_neither_is_called_by_its_file(tmp_path: Path, fields: dict) -> None:
    capture = read(tmp_path, {"text": "A lamp.", **fields})
    assert capture.document is not None
    assert (capture.url, capture.document.license) == ("file:a.jsonl#1", "")


PICTURES = [f"http://pics.example/{name}.png" for name in "ab"]
STATS = {
    "text_len": 6,
    "lang_score": 0.5,
    "lang": "en",
    "perplexity": float("nan"),
    "image_nsfw_score": [0.125, 0.25],
    "aspect_ratios": [1.5, None],
    "image_width": [640],
    "face_detections": [[[0, 0, 9, 9]], []],
    "audio_duration": [2.5],
    "video_duration": [2.5],
    "x" * 101: 1.0,
    "\ud800": 1.0,
}


def test_stats_are_scores_of_the_sample_or_of_each_of_its_media(tmp_path: Path) -> None:
    text = "<__dj__image> A lamp. <__dj__audio><__dj__image>"
    record = {"text": text, "images": PICTURES, "audios": ["http://pics.example/c.flac"], "__dj__stats__": STATS}
    capture = read(tmp_path, record)
    assert capture.document is not None
    assert [segment.kind.value for segment in capture.document.segments] == ["image", "text", "audio", "image"]
    assert capture.document.scores == [
        Score("text_len", 6.0),
        Score("lang_score", 0.5),
        Score("image_nsfw_score", 0.125, 0),
        Score("image_nsfw_score", 0.25, 3),
        Score("aspect_ratios", 1.5, 0),
        Score("audio_duration", 2.5, 2),
    ]


def test_the_first_200_stats_are_kept(tmp_path: Path) -> None:
    capture = read(tmp_path, {"text": "A lamp.", "__dj__stats__": {f"s{number}": number for number in range(300)}})
    assert capture.document is not None
    assert capture.document.scores == [Score(f"s{number}", float(number)) for number in range(200)]


@pytest.mark.parametrize("stats", [None, [], "0.5", 0.5])
def test_stats_that_are_no_object_say_nothing(tmp_path: Path, stats: object) -> None:
    capture = read(tmp_path, {"text": "A lamp.", "__dj__stats__": stats})
    assert capture.document is not None
    assert capture.document.scores == []
