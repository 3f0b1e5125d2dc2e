import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.obelics import read_obelics

SCHEMA = pa.schema(
    [
        ("images", pa.list_(pa.string())),
        ("texts", pa.list_(pa.string())),
        ("metadata", pa.string()),
        ("general_metadata", pa.string()),
    ]
)
"""As Hugging Face serves HuggingFaceM4/OBELICS."""
PAGE = {
    "url": "https://Lamps.example/page",
    "warc_filename": "crawl-data/a.warc.gz",
    "warc_record_offset": 10,
    "warc_record_length": 20,
}


def row(texts: Any, images: Any, alts: dict[int, str] | None = None, page: Any = PAGE) -> dict[str, Any]:
    metadata = [
        None if image is None else {"document_url": PAGE["url"], "src": image, "alt_text": (alts or {}).get(place)}
        for place, image in enumerate(images or [])
    ]
    return {
        "texts": texts,
        "images": images,
        "metadata": json.dumps(metadata),
        "general_metadata": json.dumps(page),
    }


def read(*rows: dict[str, Any], schema: pa.Schema = SCHEMA) -> list[Capture]:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), sink)
    return list(read_obelics(io.BytesIO(sink.getvalue()), "/in/o.parquet"))


def segments(capture: Capture) -> list[tuple[str, str, str]]:
    assert capture.document is not None
    return [(s.kind.value, s.text or s.media_url, s.alt) for s in capture.document.segments]


def test_texts_and_images_stay_in_order_and_texts_part_at_blank_lines() -> None:
    texts = ["One.\n\nTwo.", None, "Three.\n\nEND_OF_DOCUMENT_TOKEN_TO_BE_REPLACED\n\nFour."]
    images = [None, "https://lamps.example/a,b.jpg?x=1#top", None]
    (capture,) = read(row(texts, images, {1: "a lamp"}))
    assert segments(capture) == [
        ("text", "One.", ""),
        ("text", "Two.", ""),
        ("image", "https://lamps.example/a,b.jpg?x=1", "a lamp"),
        ("text", "Three.", ""),
        ("text", "Four.", ""),
    ]
    assert (capture.url, capture.offset, capture.mime) == ("https://lamps.example/page", 0, "text/html")


def test_a_downloaded_copy_holds_the_pictures_themselves() -> None:
    image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    schema = SCHEMA.set(0, pa.field("images", pa.list_(image)))
    png = b"\x89PNG\r\n\x1a\n a picture"
    about = [None, {"src": "https://lamps.example/a.png", "alt_text": "a lamp"}, {"src": "https://lamps.example/b.png"}]
    values = row(["One.", None, None], [None, None, None])
    images = [None, {"bytes": png, "path": None}, {"bytes": None, "path": "b.png"}]
    document, picture = read({**values, "images": images, "metadata": json.dumps(about)}, schema=schema)
    assert segments(document)[1:] == [
        ("image", "https://lamps.example/a.png", "a lamp"),
        ("image", "https://lamps.example/b.png", ""),
    ]
    assert (picture.url, picture.payload) == ("https://lamps.example/a.png", png)
    assert (picture.file, picture.offset, picture.length) == ("#cell:images", 0, 1)


def test_a_row_without_a_url_is_named_after_its_file_and_number() -> None:
    _, second = read(row(["a"], [None]), row(["b"], [None], page={}))
    assert second.url == "file:/in/o.parquet#1"


def test_a_place_without_text_or_image_is_passed_over() -> None:
    (capture,) = read(row(["a", None, "b"], [None, None, None]))
    assert segments(capture) == [("text", "a", ""), ("text", "b", "")]


def test_an_image_url_that_is_no_http_url_keeps_its_place() -> None:
    (capture,) = read(row([None, None], ["data:image/gif;base64,R0", "//cdn/x.png"]))
    assert segments(capture) == [
        ("image", "https://lamps.example/page#image=1&url=data:image/gif%3Bbase64%2CR0", ""),
        ("image", "https://lamps.example/page#image=2&url=//cdn/x.png", ""),
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(["a", "b"], [None]), "lengths_differ"),
        (row(None, [None]), "lengths_differ"),
        (row(["a"], ["https://a.example/a.png"]), "text_and_image"),
        ({**row(["a"], [None]), "general_metadata": "{"}, "broken_json"),
        ({**row(["a"], [None]), "general_metadata": "[]"}, "broken_json"),
        ({**row(["a"], [None]), "metadata": "[" * 100_000}, "broken_json"),
    ],
)
def test_a_bad_row_has_a_reason_and_the_next_one_is_read(bad: dict[str, Any], reason: str) -> None:
    first, second = read(bad, row(["good"], [None]))
    assert (first.reason, first.document, first.url) == (reason, None, "file:/in/o.parquet#0")
    assert segments(second) == [("text", "good", "")]


def test_metadata_may_be_missing() -> None:
    schema = pa.schema([SCHEMA.field("images"), SCHEMA.field("texts")])
    (capture,) = read({"texts": ["a"], "images": [None]}, schema=schema)
    assert (capture.url, segments(capture)) == ("file:/in/o.parquet#0", [("text", "a", "")])


def test_a_missing_column_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match=r"^/in/o\.parquet: has no column 'images'; it has texts$"):
        read({"texts": ["a"]}, schema=pa.schema([SCHEMA.field("texts")]))


def test_a_file_that_is_no_parquet_is_a_capture_with_a_reason() -> None:
    (capture,) = read_obelics(io.BytesIO(b"PAR1 and no more"), "/in/o.parquet")
    assert capture.reason == "parquet_broken"
