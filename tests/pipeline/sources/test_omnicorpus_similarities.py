import gzip
import hashlib
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.omnicorpus import read_omnicorpus
from weft.schemas.document import Score, SegmentKind
from weft.schemas.sets import OmniCorpusSource

SOURCE = OmniCorpusSource(paths=("a",))
DIGESTS = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(3)]
RECORD: dict[str, Any] = {
    "sentences": ["The lamp.", "The tower.", "The sea."],
    "matrix": [[0.1, 0.2, 0.9], [0.1, 0.4, 0.4], [0.3, 0.2, 0.5]],
    "images_info": [{"name": f"{DIGESTS[0]}.jpg"}, {"name": "http://Pics.example/b.png"}, {"name": DIGESTS[2]}],
}
WOVEN = [
    "The lamp.",
    "http://pics.example/b.png",
    "The tower.",
    f"sha256:{DIGESTS[0]}",
    f"sha256:{DIGESTS[2]}",
    "The sea.",
]


def of_lines(*records: Any) -> list[Capture]:
    payload = "".join(json.dumps(record) + "\n" for record in records).encode()
    return list(read_omnicorpus(io.BytesIO(payload), "/in/a.jsonl", SOURCE))


def segments(capture: Capture) -> list[str]:
    assert capture.document is not None
    return [segment.text or segment.media_url for segment in capture.document.segments]


def test_each_image_stands_before_the_sentence_that_it_fits_best() -> None:
    (capture,) = of_lines(RECORD)
    assert segments(capture) == WOVEN
    assert capture.document is not None
    assert [segment.kind for segment in capture.document.segments if segment.media_url] == [SegmentKind.IMAGE] * 3
    assert (capture.url, capture.offset) == ("file:/in/a.jsonl#1", 0)
    assert capture.length == len(json.dumps(RECORD)) + 1


def test_the_similarity_that_an_image_is_put_by_is_its_score() -> None:
    (capture,) = of_lines({**RECORD, "general_metadata": {"toxic_prob": 0.25, "id": 7}})
    assert capture.document is not None
    assert capture.document.scores == [
        Score("toxic_prob", 0.25),
        Score("similarity", 0.4, 1),
        Score("similarity", 0.9, 3),
        Score("similarity", 0.5, 4),
    ]


def test_an_infinite_similarity_places_an_image_and_is_no_score() -> None:
    (capture,) = of_lines({**RECORD, "matrix": [[0, float("inf"), 0], [0.1, 0.2, 0.3], [10**400, 0, 0]]})
    assert capture.document is not None
    assert capture.document.scores == [Score("similarity", 0.3, 4)]


def test_lines_may_be_compressed() -> None:
    packed = gzip.compress(json.dumps({**RECORD, "url": "http://Site.example/x"}).encode())
    (capture,) = read_omnicorpus(io.BytesIO(packed), "/in/a.json.gz", SOURCE)
    assert (capture.url, segments(capture)) == ("http://site.example/x", WOVEN)


def test_a_parquet_file_with_sentences_is_of_this_variant() -> None:
    schema = pa.schema(
        [
            ("general_metadata", pa.struct([("url", pa.string())])),
            ("sentences", pa.list_(pa.string())),
            ("matrix", pa.list_(pa.list_(pa.float32()))),
            ("images_info", pa.list_(pa.struct([("name", pa.string())]))),
        ]
    )
    sink = io.BytesIO()
    rows = [{**RECORD, "general_metadata": {"url": "http://site.example/y"}}, {**RECORD, "matrix": [[0.1]]}]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
    first, second = read_omnicorpus(io.BytesIO(sink.getvalue()), "/in/a.parquet", SOURCE)
    assert (first.url, first.offset, segments(first)) == ("http://site.example/y", 0, WOVEN)
    assert (second.reason, second.offset) == ("lengths_differ", 1)


def test_sentences_alone_are_one_paragraph_and_an_image_without_a_place_keeps_its_own() -> None:
    alone = {"sentences": RECORD["sentences"], "matrix": [], "images_info": []}
    (capture,) = of_lines(alone)
    assert segments(capture) == ["The lamp. The tower. The sea."]
    (unknown,) = of_lines({**RECORD, "matrix": [[1, 0, 0]], "images_info": [{"name": "7.jpg"}]})
    assert segments(unknown) == ["file:/in/a.jsonl#1&image=1&url=7.jpg", "The lamp. The tower. The sea."]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sentences": "The lamp."}, "no_sentences"),
        ({"sentences": ["The lamp.", None, "x"]}, "no_sentences"),
        ({"images_info": ["a.jpg"] * 3}, "no_images_info"),
        ({"matrix": [[0.1, 0.2, 0.3]]}, "lengths_differ"),
        ({"matrix": [[0.1, 0.2]] * 3}, "lengths_differ"),
        ({"matrix": [None] * 3}, "lengths_differ"),
        ({"matrix": [["high", 0.1, 0.2]] * 3}, "no_similarity"),
        ({"matrix": [[float("nan"), 0.1, 0.2]] * 3}, "no_similarity"),
    ],
)
def test_a_bad_record_has_a_reason_and_harms_no_other(changed: dict[str, Any], reason: str) -> None:
    bad, good = of_lines({**RECORD, **changed}, RECORD)
    assert (bad.reason, bad.document) == (reason, None)
    assert segments(good) == WOVEN
