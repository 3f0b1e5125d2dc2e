import hashlib
import io
import tarfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.omnicorpus import read_omnicorpus
from weft.schemas.document import Score
from weft.schemas.sets import OmniCorpusSource

METADATA = pa.list_(
    pa.struct(
        [
            ("aesthetic_prob", pa.float64()),
            ("bytes", pa.int64()),
            ("d_hash", pa.string()),
            ("d_hash_dup_count", pa.int64()),
            ("height", pa.int64()),
            ("img_url_sha", pa.string()),
            ("p_hash", pa.string()),
            ("p_hash_dup_count", pa.int64()),
            ("unsafe_prob", pa.float64()),
            ("width", pa.int64()),
        ]
    )
)
GENERAL = pa.struct(
    [
        ("domain", pa.list_(pa.string())),
        ("fluency_prob", pa.float64()),
        ("id", pa.string()),
        ("non_advertisement_prob", pa.float64()),
        ("politics_prob", pa.float64()),
        ("porn_prob", pa.float64()),
        ("toxic_prob", pa.float64()),
        ("url", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        ("general_metadata", GENERAL),
        ("images", pa.list_(pa.string())),
        ("texts", pa.list_(pa.string())),
        ("metadata", METADATA),
    ]
)
FIRST, SECOND = "http://Pics.example/a b.png", "http://pics.example/c.png"
ROW: dict[str, Any] = {
    "general_metadata": {"url": "http://Site.example/x", "id": "7"},
    "images": [FIRST, None, SECOND],
    "texts": [None, "One.\n\nTwo.", None],
    "metadata": [{"img_url_sha": hashlib.sha256(FIRST.encode()).hexdigest()}],
}


def read(row: dict[str, Any], schema: pa.Schema = SCHEMA, **options: Any) -> list[Capture]:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row], schema=schema), sink)
    source = OmniCorpusSource(paths=("a",), **options)
    return list(read_omnicorpus(io.BytesIO(sink.getvalue()), "/in/a.parquet", source))


def segments(capture: Capture) -> list[str]:
    assert capture.document is not None
    return [segment.text or segment.media_url for segment in capture.document.segments]


def test_images_are_found_by_their_canonical_url() -> None:
    (capture,) = read(ROW)
    assert capture.url == "http://site.example/x"
    assert segments(capture) == ["http://pics.example/a%20b.png", "One.", "Two.", SECOND]


def test_or_by_the_sha256_of_their_url_as_it_is_spelled() -> None:
    (capture,) = read(ROW, images="sha256")
    names = [f"sha256:{hashlib.sha256(url.encode()).hexdigest()}" for url in (FIRST, SECOND)]
    assert segments(capture) == [names[0], "One.", "Two.", names[1]]


def test_images_that_are_no_pictures_are_left_out() -> None:
    schema = SCHEMA.append(pa.field("valid_image", pa.list_(pa.bool_())))
    (capture,) = read({**ROW, "valid_image": [False, True]}, schema)
    assert segments(capture) == ["One.", "Two.", SECOND]


SCORED: dict[str, Any] = {
    **ROW,
    "general_metadata": {
        "url": "http://site.example/x",
        "fluency_prob": 0.9,
        "non_advertisement_prob": 0.8,
        "politics_prob": float("nan"),
        "porn_prob": None,
        "toxic_prob": 0.0,
    },
}
FIRST_SCORED = {"aesthetic_prob": 0.5, "unsafe_prob": 0.125, "width": 640}
SECOND_SCORED = {"aesthetic_prob": 0.75, "unsafe_prob": None}


@pytest.mark.parametrize("metadata", [[FIRST_SCORED, SECOND_SCORED], [FIRST_SCORED, None, SECOND_SCORED]])
@pytest.mark.parametrize("images", ["url", "sha256"])
def test_scores_are_of_the_page_and_of_each_image(metadata: list[Any], images: str) -> None:
    (capture,) = read({**SCORED, "metadata": metadata}, images=images)
    assert capture.document is not None
    assert [segment.kind.value for segment in capture.document.segments] == ["image", "text", "text", "image"]
    assert capture.document.scores == [
        Score("fluency_prob", 0.9),
        Score("non_advertisement_prob", 0.8),
        Score("toxic_prob", 0.0),
        Score("aesthetic_prob", 0.5, 0),
        Score("unsafe_prob", 0.125, 0),
        Score("aesthetic_prob", 0.75, 3),
    ]


def test_scores_keep_to_their_image_where_another_is_left_out() -> None:
    schema = SCHEMA.append(pa.field("valid_image", pa.list_(pa.bool_())))
    (capture,) = read({**ROW, "metadata": [FIRST_SCORED, SECOND_SCORED], "valid_image": [False, True]}, schema)
    assert capture.document is not None
    assert capture.document.scores == [Score("aesthetic_prob", 0.75, 2)]


@pytest.mark.parametrize("metadata", [None, [], [FIRST_SCORED], [FIRST_SCORED] * 4])
def test_metadata_that_is_neither_of_images_nor_of_places_says_nothing(metadata: Any) -> None:
    (capture,) = read({**ROW, "metadata": metadata})
    assert capture.document is not None
    assert capture.document.scores == []


def test_a_bad_row_has_a_reason() -> None:
    (capture,) = read({**ROW, "texts": ["One."]})
    assert (capture.reason, capture.url) == ("lengths_differ", "file:/in/a.parquet#0")


def test_a_tar_holds_pictures_under_the_sha256_of_their_url() -> None:
    digest = hashlib.sha256(FIRST.encode()).hexdigest()
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name in (f"{digest[:2]}/{digest}.jpg", "readme.txt"):
            info = tarfile.TarInfo(name)
            info.size = 5
            archive.addfile(info, io.BytesIO(b"\xff\xd8\xff00"))
    found, other = read_omnicorpus(io.BytesIO(sink.getvalue()), "/in/a.tar", OmniCorpusSource(paths=("a",)))
    assert (found.url, found.mime, found.file, found.offset) == (
        f"sha256:{digest}",
        "image/jpeg",
        "#bytes",
        512,
    )
    assert other.reason == "no_sha256_name"


def test_a_broken_tar_has_a_reason() -> None:
    (capture,) = read_omnicorpus(io.BytesIO(b"x" * 600), "/in/a.tar", OmniCorpusSource(paths=("a",)))
    assert capture.reason == "tar_broken"


def test_a_table_of_another_set_is_an_error_that_names_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"has no column 'images'; it has text$"):
        read({"text": "a"}, pa.schema([("text", pa.string())]))
