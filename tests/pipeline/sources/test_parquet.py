import io
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.parquet import read_parquet
from weft.schemas.document import Score
from weft.schemas.ids import media_id
from weft.schemas.sets import ParquetSource

PNG = b"\x89PNG\r\n\x1a\n a picture"
LAMP = "http://a.example/1.png"
OTHER = b"\x89PNG\r\n\x1a\n another"
IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
"""As Hugging Face ``datasets`` stores its Image feature."""


def read(table: pa.Table, **columns: Any) -> list[Capture]:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    source = ParquetSource(paths=("a",), **columns)
    return list(read_parquet(io.BytesIO(sink.getvalue()), "/in/t.parquet", source))


def segments(capture: Capture) -> list[tuple[str, str, str]]:
    assert capture.document is not None
    return [(s.kind.value, s.role or "", s.text or s.media_url) for s in capture.document.segments]


def name_of(payload: bytes, row: int, number: int = 1) -> str:
    return f"file:/in/t.parquet#{row}&image={number}&sha256={media_id(payload).hex()[:16]}"


def test_a_text_column_is_a_document_a_row_with_what_the_row_says_of_it() -> None:
    table = pa.table(
        {"text": ["One.\n\nTwo."], "url": ["http://A.example/x"], "title": ["T"], "license": ["CC0"], "more": [1]}
    )
    (capture,) = read(table, text="text")
    assert (capture.url, segments(capture)) == (
        "http://a.example/x",
        [("text", "paragraph", "One."), ("text", "paragraph", "Two.")],
    )
    assert capture.document is not None
    assert (capture.document.title, capture.document.license) == ("T", "CC0")


def test_an_image_feature_with_a_caption_keeps_the_place_of_its_bytes() -> None:
    table = pa.table(
        {
            "img": pa.array([None, {"bytes": PNG, "path": "a.png"}], IMAGE),
            "cap": ["none", "A  lamp"],
            "t": ["x", "More."],
        }
    )
    empty, lost, document, image = read(table, image="img", caption="cap", text="t")
    assert segments(document) == [
        ("image", "", name_of(PNG, 1)),
        ("text", "caption", "A lamp"),
        ("text", "paragraph", "More."),
    ]
    assert (image.file, image.offset, image.length) == ("#cell:img", 1, -1)
    assert (image.url, image.payload, image.mime) == (name_of(PNG, 1), PNG, "image/png")
    assert segments(empty) == [
        ("image", "", "file:/in/t.parquet#0&image=1&no_medium"),
        ("text", "caption", "none"),
        ("text", "paragraph", "x"),
    ]
    assert (lost.url, lost.reason) == ("file:/in/t.parquet#0&image=1&no_medium", "no_medium")
    assert (lost.file, lost.offset, lost.length) == ("#cell:img", 0, -1)


@pytest.mark.parametrize(
    ("image", "caption", "shown"),
    [
        (None, "A lamp", ["no_medium", "A lamp"]),
        (None, None, []),
        (None, "  ", []),
        (None, ["A lamp", None, "An owl"], ["no_medium", "A lamp", "no_medium", "An owl"]),
        ([None, "http://a.example/2"], ["A lamp", "An owl"], ["no_medium", "A lamp", "http://a.example/2", "An owl"]),
        (["http://a.example/1"], ["A lamp", "An owl"], ["http://a.example/1", "A lamp", "no_medium", "An owl"]),
        ([None, "http://a.example/2"], [None, "An owl"], ["http://a.example/2", "An owl"]),
    ],
)
def test_a_caption_of_no_medium_stands_after_one_that_is_lost(image: Any, caption: Any, shown: list[str]) -> None:
    """So that selection takes the caption out with it, as it does where the url is none."""
    document, *media = read(pa.table({"i": [image], "c": [caption]}), image="i", caption="c")
    assert [text.rpartition("&")[2] for _, _, text in segments(document)] == shown
    assert [medium.reason for medium in media] == ["no_medium"] * shown.count("no_medium")


def test_a_caption_of_one_medium_among_several_columns_is_kept() -> None:
    row = {"a": [None], "v": ["http://a.example/v.mp4"], "c": ["A film"]}
    (document,) = read(pa.table({**row, "a": pa.array([None], pa.string())}), audio="a", video="v", caption="c")
    assert segments(document) == [("video", "", "http://a.example/v.mp4"), ("text", "caption", "A film")]


def test_lists_of_one_length_are_read_side_by_side() -> None:
    table = pa.table(
        {"texts": [["One.", None, "Two.", None]], "images": pa.array([[None, PNG, None, OTHER]], pa.list_(pa.binary()))}
    )
    document, first, second = read(table, text="texts", image="images")
    assert segments(document) == [
        ("text", "paragraph", "One."),
        ("image", "", name_of(PNG, 0, 1)),
        ("text", "paragraph", "Two."),
        ("image", "", name_of(OTHER, 0, 2)),
    ]
    assert [(image.offset, image.length) for image in (first, second)] == [(0, 1), (0, 3)]


def test_media_before_one_text_come_in_their_order() -> None:
    table = pa.table({"text": ["Words."], "images": [["http://a.example/1.png", "http://a.example/2.png"]]})
    (document,) = read(table, text="text", image="images")
    assert [text for _, _, text in segments(document)] == ["http://a.example/1.png", "http://a.example/2.png", "Words."]


@pytest.mark.parametrize(("kind", "cell"), [("image", LAMP), ("audio", [LAMP, LAMP]), ("video", {"path": LAMP})])
def test_a_url_that_is_the_mediums_does_not_name_the_document(kind: str, cell: object) -> None:
    """Or the row would be a capture of the medium's url, and hide what is fetched from it."""
    (same_column,) = read(pa.table({"url": [LAMP], "text": ["A lamp"]}), caption="text", **{kind: "url"})
    (same_value,) = read(pa.table({"url": ["HTTP://a.example/1.png"], "m": [cell]}), **{kind: "m"})
    (page,) = read(pa.table({"url": ["http://a.example/"], "m": [cell]}), **{kind: "m"})
    assert segments(same_column) == [(kind, "", LAMP), ("text", "caption", "A lamp")]
    assert [capture.url for capture in (same_column, same_value, page)] == [
        "file:/in/t.parquet#0",
        "file:/in/t.parquet#0",
        "http://a.example/",
    ]


def test_what_is_given_for_a_url_and_is_none_is_told_in_the_mediums_name() -> None:
    given = ["not a url", "ftp://a.example/a&b.png", "", "x" * 300]
    documents = read(pa.table({"url": given}), image="url")
    assert [segments(document)[0][2] for document in documents] == [
        "file:/in/t.parquet#0&image=1&url=not%20a%20url",
        "file:/in/t.parquet#1&image=1&url=ftp://a.example/a%26b.png",
        "file:/in/t.parquet#2&image=1&url=",
        f"file:/in/t.parquet#3&image=1&url={'x' * 200}",
    ]


def test_sound_and_film_have_columns_of_their_own() -> None:
    table = pa.table({"a": ["http://a.example/a.flac"], "v": ["http://a.example/v.mp4"]})
    (document,) = read(table, audio="a", video="v")
    assert [kind for kind, _, _ in segments(document)] == ["audio", "video"]


@pytest.mark.parametrize(("page", "charset"), [("<p>Zwölf", "utf-8"), ("<p>Zwölf".encode(), "")])
def test_a_page_is_captured_as_a_crawl_would_have(page: str | bytes, charset: str) -> None:
    (capture,) = read(pa.table({"html": [page], "url": ["http://a.example/"]}), html="html")
    assert (capture.mime, capture.charset, capture.payload) == ("text/html", charset, "<p>Zwölf".encode())
    assert (capture.url, capture.status) == ("http://a.example/", 0)


@pytest.mark.parametrize(
    ("table", "columns", "reason"),
    [
        (pa.table({"t": [["a"]], "i": [["http://a.example/1", None]]}), {"text": "t", "image": "i"}, "lengths_differ"),
        (pa.table({"t": [3]}), {"text": "t"}, "no_text"),
        (pa.table({"i": [3]}), {"image": "i"}, "no_media_bytes"),
        (pa.table({"h": pa.array([None], pa.string())}), {"html": "h"}, "empty"),
    ],
)
def test_a_bad_row_has_a_reason(table: pa.Table, columns: dict[str, str], reason: str) -> None:
    (capture,) = read(table, **columns)
    assert (capture.reason, capture.url) == (reason, "file:/in/t.parquet#0")


def test_a_column_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"^/in/t\.parquet: has no column 'texd'; it has text, n$"):
        read(pa.table({"text": ["a"], "n": [1]}), text="texd")


def test_a_page_stands_alone_and_a_caption_needs_a_medium() -> None:
    with pytest.raises(ValidationError, match="`html` stands alone"):
        ParquetSource(paths=("a",), html="h", text="t")
    with pytest.raises(ValidationError, match="`caption` needs"):
        ParquetSource(paths=("a",), text="t", caption="c")


@pytest.mark.parametrize("day", [date(2024, 5, 17), datetime(2024, 5, 17, 10, tzinfo=UTC), "May 17, 2024"])
def test_author_and_day_have_columns(day: object) -> None:
    table = pa.table({"text": ["One."], "html": ["<p>One."], "author": [["Ada", "Bob"]], "published_at": [day]})
    (row,), (page,) = read(table, text="text"), read(table, html="html")
    assert row.document is not None
    assert (row.document.author, row.document.published_at) == ("Ada; Bob", date(2024, 5, 17))
    assert (page.author, page.published_at) == ("Ada; Bob", date(2024, 5, 17))


def test_columns_that_the_recipe_names_are_scores_of_the_row() -> None:
    table = pa.table({"t": ["One.", "Two."], "edu": [3, None], "clip": pa.array([0.5, float("nan")], pa.float32())})
    first, second = read(table, text="t", scores=("clip", "edu"))
    assert first.document is not None and second.document is not None
    assert first.document.scores == [Score("clip", 0.5), Score("edu", 3.0)]
    assert second.document.scores == []


def test_columns_that_the_recipe_names_are_scores_of_a_page() -> None:
    (capture,) = read(pa.table({"page": ["<p>One.</p>"], "edu": [2.5]}), html="page", scores=("edu",))
    assert capture.scores == (Score("edu", 2.5),)


def test_a_column_of_scores_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"has no column 'edu'; it has t$"):
        read(pa.table({"t": ["One."]}), text="t", scores=("edu",))
