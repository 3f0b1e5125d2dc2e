import io
import json
import tarfile
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.mint1t import read_mint1t
from weft.schemas.ids import media_id

KEY = "0123456789abcdef0123456789abcdef"
ABOUT: dict[str, Any] = {
    "texts": ["One.", None, "Two.", None],
    "images": [None, "page_0_image_7", None, "page_1_image_9"],
    "image_metadata": [{"height": 4, "width": 8, "page": 0, "sha256": "x", "xref": 7}] * 2,
    "url": "http://Papers.example/a.pdf",
    "pdf_name": "a.pdf",
    "language_id_whole_page_fasttext": {"en": 0.9},
    "previous_word_count": 2,
    "bff_contained_ngram_count_before_dedupe": 0,
}


def tiff(*colors: str) -> bytes:
    frames = [Image.new("RGB", (16, 8), color) for color in colors]
    sink = io.BytesIO()
    frames[0].save(sink, "TIFF", save_all=True, append_images=frames[1:], compression="jpeg")
    return sink.getvalue()


def read(members: dict[str, bytes]) -> list[Capture]:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, payload in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))
    return list(read_mint1t(io.BytesIO(sink.getvalue()), "/in/p.tar"))


def paper(pictures: bytes, **changes: Any) -> dict[str, bytes]:
    return {f"{KEY}.json": json.dumps({**ABOUT, **changes}).encode(), f"{KEY}.tiff": pictures}


def segments(capture: Capture) -> list[str]:
    assert capture.document is not None
    return [segment.text or segment.media_url for segment in capture.document.segments]


def test_the_nth_image_is_frame_n() -> None:
    document, red, blue = read(paper(tiff("red", "blue")))
    assert segments(document) == ["One.", red.url, "Two.", blue.url]
    assert document.url == "http://papers.example/a.pdf"
    assert red.url == f"http://papers.example/a.pdf#image=1&sha256={media_id(red.payload).hex()[:16]}"
    for capture, number, color in ((red, 0, (255, 0, 0)), (blue, 1, (0, 0, 255))):
        picture = Image.open(io.BytesIO(capture.payload))
        assert (picture.size, getattr(picture, "n_frames", 1)) == ((16, 8), 1)
        assert np.abs(np.asarray(picture.convert("RGB"), int)[0, 0] - color).max() <= 2, "JPEG is not exact"
        assert (capture.file, capture.mime) == (f"#frame:{number}", "image/tiff")


def test_a_frame_that_is_missing_keeps_its_place_and_has_a_reason() -> None:
    document, red, lost = read(paper(tiff("red")))
    assert segments(document) == ["One.", red.url, "Two.", "http://papers.example/a.pdf#image=2&no_frame"]
    assert (lost.reason, lost.payload) == ("no_frame", b"")


def test_a_paper_without_pictures_keeps_its_text() -> None:
    document, first, second = read({f"{KEY}.json": json.dumps(ABOUT).encode()})
    assert (segments(document)[0], first.reason, second.reason) == ("One.", "no_tiff", "no_tiff")


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({f"{KEY}.tiff": b"x"}, "no_json"),
        ({f"{KEY}.json": b"{"}, "broken_json"),
        (paper(b"", texts=["One."]), "lengths_differ"),
        (paper(b"", texts=["One.", "Two.", None, None]), "text_and_image"),
        (paper(b"", texts=[1, None, None, None]), "no_text"),
    ],
)
def test_a_bad_paper_has_a_reason(members: dict[str, bytes], reason: str) -> None:
    (capture,) = read(members)
    assert (capture.reason, capture.url) == (reason, f"file:/in/p.tar#{KEY}")


def test_web_documents_come_as_parquet() -> None:
    schema = pa.schema([("images", pa.list_(pa.string())), ("texts", pa.list_(pa.string())), ("url", pa.string())])
    row = {"images": ["http://a.example/a.png", None], "texts": [None, "One."], "url": "http://a.example/"}
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row, {**row, "texts": []}], schema=schema), sink)
    good, bad = read_mint1t(io.BytesIO(sink.getvalue()), "/in/a.parquet")
    assert (good.url, segments(good)) == ("http://a.example/", ["http://a.example/a.png", "One."])
    assert bad.reason == "lengths_differ"
