import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.datajuicer import read_datajuicer
from weft.pipeline.sources.media_root import MediaRoot
from weft.pipeline.sources.nemo import read_nemo
from weft.pipeline.storage import Corpus
from weft.schemas.document import Score
from weft.schemas.sets import DataJuicerSource, NemoSource

PNG = b"\x89PNG\r\n\x1a\n a picture"
WAV = b"RIFF\0\0\0\0WAVE"
NEMO = pa.schema(
    [
        pa.field("sample_id", pa.string(), False),
        pa.field("position", pa.int32(), False),
        pa.field("modality", pa.string(), False),
        ("content_type", pa.string()),
        ("text_content", pa.string()),
        ("binary_content", pa.large_binary()),
        ("source_ref", pa.string()),
        ("materialize_error", pa.string()),
        ("url", pa.string()),
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a.png").write_bytes(PNG)
    (tmp_path / "in" / "sub" / "b.wav").write_bytes(WAV)
    (tmp_path / "secret.png").write_bytes(PNG)
    os.mkfifo(tmp_path / "in" / "pipe.png")
    (tmp_path / "in" / "way-out.png").symlink_to(tmp_path / "secret.png")
    return tmp_path / "in"


def root(folder: Path, max_bytes: int = 1 << 20) -> MediaRoot:
    return MediaRoot(Corpus(str(folder / "corpus")), "", f"{folder}/set.jsonl", max_bytes)


def juicer(folder: Path, *lines: Any, max_bytes: int = 1 << 20) -> list[Capture]:
    payload = b"\n".join(json.dumps(line).encode() for line in lines)
    source = DataJuicerSource(paths=("a",))
    return list(read_datajuicer(io.BytesIO(payload), "/in/set.jsonl", source, root(folder, max_bytes)))


def nemo(folder: Path, *rows: dict[str, Any], scores: tuple[str, ...] = ()) -> list[Capture]:
    sink = io.BytesIO()
    named = [{"sample_id": "s", "position": place, **row} for place, row in enumerate(rows)]
    schema = pa.schema([*NEMO, *(pa.field(name, pa.float64()) for name in scores)])
    pq.write_table(pa.Table.from_pylist(named, schema=schema), sink, row_group_size=2)
    source = NemoSource(paths=("a",), scores=scores)
    return list(read_nemo(io.BytesIO(sink.getvalue()), "/in/n.parquet", source, root(folder)))


def segments(capture: Capture) -> list[tuple[str, str]]:
    assert capture.document is not None
    return [
        (segment.role or segment.kind.value, segment.text or segment.media_url) for segment in capture.document.segments
    ]


def test_tokens_stand_for_the_next_medium_of_their_kind(folder: Path) -> None:
    line = {
        "text": "<__dj__audio> Ring. <__dj__image> <|__dj__eoc|> One.\n\nTwo. <__dj__image><|__dj__eoc|>",
        "images": [f"{folder}/a.png", "http://Pics.example/x.png"],
        "audios": ["sub/b.wav"],
        "meta": {"url": "http://a.example/page"},
    }
    document, sound, image = juicer(folder, line)
    assert segments(document) == [
        ("audio", sound.url),
        ("paragraph", "Ring."),
        ("image", image.url),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("image", "http://pics.example/x.png"),
    ]
    assert document.url == "http://a.example/page"
    assert (image.payload, image.file, image.length) == (PNG, f"{folder}/a.png#bytes", len(PNG))
    assert (sound.payload, sound.mime) == (WAV, "audio/wav")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../secret.png", "outside_media_root"),
        ("/etc/passwd", "outside_media_root"),
        ("way-out.png", "outside_media_root"),
        ("file:///etc/passwd", "outside_media_root"),
        ("a\0.png", "outside_media_root"),
        ("a\ud800.png", "outside_media_root"),
        ("absent.png", "no_file"),
        ("sub", "no_file"),
        ("pipe.png", "no_file"),
    ],
)
def test_no_path_leads_out_of_the_folder(path: str, reason: str, folder: Path) -> None:
    document, lost = juicer(folder, {"text": "A <__dj__image>", "images": [path]})
    assert (lost.reason, lost.payload) == (reason, b"")
    assert segments(document) == [("paragraph", "A"), ("image", f"file:/in/set.jsonl#1&image=1&{reason}")]


def test_an_overlong_file_is_not_read(folder: Path) -> None:
    _, lost = juicer(folder, {"text": "<__dj__image>", "images": ["a.png"]}, max_bytes=5)
    assert lost.reason == "too_large"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ([], "no_json_object"),
        ({"text": None}, "no_text"),
        ({"text": "<__dj__image>", "images": []}, "tokens_differ"),
        ({"text": "a", "images": ["a.png"]}, "tokens_differ"),
        ({"text": "a", "images": "a.png"}, "no_media_paths"),
    ],
)
def test_a_bad_line_has_a_reason_and_the_next_one_is_read(line: Any, reason: str, folder: Path) -> None:
    bad, good = juicer(folder, line, {"text": "Good."})
    assert (bad.reason, bad.url) == (reason, "file:/in/set.jsonl#1")
    assert segments(good) == [("paragraph", "Good.")]


def test_rows_of_a_sample_are_put_in_order(folder: Path) -> None:
    rows = [
        {"position": 2, "modality": "image", "content_type": "image/png", "binary_content": PNG},
        {"position": 1, "modality": "text", "text_content": "One.\n\nTwo."},
        {"position": -1, "modality": "metadata", "url": "http://A.example/x"},
        {"position": 3, "modality": "table", "text_content": "| a |\n\n| b |"},
    ]
    document, image = nemo(folder, *rows)
    assert document.url == "http://a.example/x"
    assert segments(document) == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("image", image.url),
        ("table", "| a |\n\n| b |"),
    ]
    assert (image.file, image.offset, image.length, image.payload) == ("#cell:binary_content", 0, -1, PNG)


def test_samples_end_where_the_next_id_begins(folder: Path) -> None:
    rows = [{"sample_id": name, "position": 0, "modality": "text", "text_content": name} for name in ("a", "b")]
    assert [(capture.url, segments(capture)) for capture in nemo(folder, *rows)] == [
        ("file:/in/n.parquet#a", [("paragraph", "a")]),
        ("file:/in/n.parquet#b", [("paragraph", "b")]),
    ]


def test_references_lead_to_files_ranges_and_frames(folder: Path) -> None:
    frames = [Image.new("RGB", (8, 4), color) for color in ("red", "blue")]
    sink = io.BytesIO()
    frames[0].save(sink, "TIFF", save_all=True, append_images=frames[1:])
    (folder / "t.tar").write_bytes(b"head" + sink.getvalue() + PNG)
    size = len(sink.getvalue())
    whole = {"path": "a.png"}
    part = {"path": "t.tar", "member": "x", "byte_offset": 4 + size, "byte_size": len(PNG)}
    frame = {"path": f"{folder}/t.tar", "byte_offset": 4, "byte_size": size, "frame_index": 1}
    _, first, second, third = nemo(
        folder, *({"modality": "image", "source_ref": json.dumps(reference)} for reference in (whole, part, frame))
    )
    assert (first.payload, second.payload) == (PNG, PNG)
    assert (second.file, second.offset, second.length) == (f"{folder}/t.tar#bytes", 4 + size, len(PNG))
    assert Image.open(io.BytesIO(third.payload)).getpixel((0, 0)) == (0, 0, 255)
    assert (third.file, third.offset, third.length) == (f"{folder}/t.tar#frame:1", 4, size)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "no_bytes"),
        ({"materialize_error": "lost"}, "materialize_error"),
        ({"source_ref": '{"path": "../secret.png"}'}, "outside_media_root"),
        ({"source_ref": '{"path": "t.tar", "member": "x"}'}, "no_byte_range"),
        ({"source_ref": '{"path": "a.png", "byte_offset": 4, "byte_size": 99}'}, "truncated_file"),
        ({"source_ref": '{"path": "a.png", "frame_index": 0}'}, "broken_tiff"),
    ],
)
def test_a_lost_medium_keeps_its_place_with_a_reason(row: dict[str, Any], reason: str, folder: Path) -> None:
    document, lost = nemo(folder, {"modality": "image", **row})
    assert lost.reason == reason
    assert segments(document) == [("image", lost.url)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"modality": "smell"}, "unknown_modality"),
        ({"modality": "image", "source_ref": "{"}, "broken_json"),
    ],
)
def test_a_bad_sample_has_a_reason(row: dict[str, Any], reason: str, folder: Path) -> None:
    (capture,) = nemo(folder, row)
    assert (capture.reason, capture.url) == (reason, "file:/in/n.parquet#s")


def test_columns_that_the_recipe_names_are_scores_of_the_sample_or_of_the_medium_of_their_row(folder: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"position": 1, "modality": "image", "binary_content": PNG, "sharpness": 12.5, "edu": None},
        {"position": -1, "modality": "metadata", "edu": 3.0},
        {"position": 0, "modality": "text", "text_content": "One.\n\nTwo.", "sharpness": 1.0},
        {"position": 2, "modality": "image", "sharpness": float("nan"), "edu": 0.5},
    ]
    document, *_ = nemo(folder, *rows, scores=("sharpness", "edu"))
    assert document.document is not None
    assert [kind for kind, _ in segments(document)] == ["paragraph", "paragraph", "image", "image"]
    assert document.document.scores == [Score("edu", 3.0), Score("sharpness", 12.5, 2), Score("edu", 0.5, 3)]
