from collections import Counter
from typing import Any

import numpy as np
import pytest
from weft.pipeline.shards.plan import ShardPlan
from weft.pipeline.shards.sample import fault
from weft.pipeline.stage import Job
from weft.pipeline.stages.shards import Placed, samples
from weft.schemas.document import SegmentKind
from weft.schemas.recipe import Recipe
from weft.tokenizers.interleave import Span
from weft.tokenizers.markers import Marker
from weft.tokenizers.packing import Piece

NOTHING = np.empty(0, np.int32)
PLAN = ShardPlan("train", 3, NOTHING, NOTHING, NOTHING)
BLOBS = "media/blobs/part-00000-of-00001.tar"


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.model_validate(
        {
            "sources": [{"kind": "jsonl", "paths": ["a.jsonl"]}],
            "sequences": {"length": 64, "media": "slots"},
            "seed": 5,
        }
    )


def piece(length: int, *spans: Span) -> Piece:
    return Piece(np.arange(100, 100 + length, dtype=np.uint32), spans or (Span(SegmentKind.TEXT, 1, length - 2, 0),))


def row(number: int, *media: dict[str, Any]) -> dict[str, Any]:
    facts = {"url": f"http://a.example/{number}", "license": "CC0", "domain": "web", "language": "en"}
    return {"doc_id": bytes([number]) * 16, **facts, "captions": [], "media": list(media)}


def test_every_piece_is_in_one_sequence_and_the_rest_is_padding(job: Job) -> None:
    lengths = [40, 20, 30, 30, 10, 64, 5, 12]
    rows = [row(number) for number in range(len(lengths))]
    found = list(samples(job, PLAN, rows, [Placed(number, piece(length)) for number, length in enumerate(lengths)]))
    assert [sample.key for sample in found] == [f"train-000003-{number:06d}" for number in range(len(found))]
    assert [fault(sample) for sample in found] == [None] * len(found)
    seen: Counter[str] = Counter()
    for sample in found:
        assert sample.tokens.shape == (64,)
        for number, document in enumerate(sample.documents, 1):
            seen[document] += 1
            length = lengths[bytes.fromhex(document)[0]]
            inside = sample.tokens[sample.segment_ids == number]
            assert inside.tolist() == list(range(100, 100 + length))
        assert set(sample.tokens[sample.segment_ids == 0].tolist()) <= {Marker.PAD}
    assert seen == {row["doc_id"].hex(): 1 for row in rows}
    assert len(found) == 4  # 211 tokens in sequences of 64: best fit needs no more than the sum asks for


def test_the_order_follows_the_seed_and_nothing_else(job: Job) -> None:
    rows = [row(number) for number in range(20)]
    pieces = [Placed(number, piece(60)) for number in range(20)]
    order = [sample.documents for sample in samples(job, PLAN, rows, pieces)]
    assert order == [sample.documents for sample in samples(job, PLAN, rows, pieces)]
    other = Job(job.corpus, job.recipe.model_copy(update={"seed": 6}), "key")
    assert order != [sample.documents for sample in samples(other, PLAN, rows, pieces)]
    assert order != [[row["doc_id"].hex()] for row in rows]


def test_in_slots_form_a_sequence_carries_the_bytes_and_their_places(job: Job) -> None:
    job.corpus.write(BLOBS, b"-" * 10 + b"picture" + b"-" * 5 + b"sound")
    image = {
        "media_id": b"i" * 32,
        "kind": "image",
        "mime": "image/png",
        "blob": {"file": BLOBS, "offset": 10, "length": 7},
    }
    sound = {
        "media_id": b"s" * 32,
        "kind": "audio",
        "mime": "audio/flac",
        "blob": {"file": BLOBS, "offset": 22, "length": 5},
    }
    spans = (
        Span(SegmentKind.IMAGE, 1, 4, 0, b"i" * 32),
        Span(SegmentKind.TEXT, 5, 3, 1),
        Span(SegmentKind.AUDIO, 8, 6, 2, b"s" * 32),
    )
    rows = [row(0), row(1, image, sound)]
    (sample,) = samples(job, PLAN, rows, [Placed(0, piece(20)), Placed(1, piece(16, *spans))])
    begin = 0 if sample.documents[0] == rows[1]["doc_id"].hex() else 20
    assert sample.media == [
        {
            "media_id": (b"i" * 32).hex(),
            "kind": "image",
            "mime": "image/png",
            "start": begin + 1,
            "length": 4,
            "bytes": b"picture",
        },
        {
            "media_id": (b"s" * 32).hex(),
            "kind": "audio",
            "mime": "audio/flac",
            "start": begin + 8,
            "length": 6,
            "bytes": b"sound",
        },
    ]
    for medium, first in zip(sample.media, (101, 108), strict=True):
        assert sample.tokens[medium["start"]] == first


def test_a_sequence_names_its_documents_and_their_spans(job: Job) -> None:
    spans = (Span(SegmentKind.IMAGE, 1, 4, 7, b"i" * 32), Span(SegmentKind.TEXT, 5, 3, 8))
    (sample,) = samples(job, PLAN, [row(9)], [Placed(0, piece(9, *spans))])
    assert sample.meta == {
        "documents": [
            {
                "doc_id": "09" * 16,
                "url": "http://a.example/9",
                "license": "CC0",
                "domain": "web",
                "language": "en",
                "spans": [
                    {"kind": "image", "start": 1, "length": 4, "segment": 7, "media_id": "69" * 32},
                    {"kind": "text", "start": 5, "length": 3, "segment": 8},
                ],
            }
        ]
    }
    assert sample.media == []
