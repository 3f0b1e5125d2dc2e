from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest

from weft.pipeline.media.read import read_waveform
from weft.pipeline.shards.plan import ShardPlan
from weft.pipeline.shards.sample import fault
from weft.pipeline.stage import Job
from weft.pipeline.stages import shards
from weft.pipeline.stages.sequences import Placed, samples
from weft.pipeline.stages.shards import write_shard
from weft.pipeline.storage import part_name
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
    facts: dict[str, Any] = {"url": f"http://a.example/{number}", "author": "Ada; Bob", "license": "CC0"}
    facts |= {"published_at": date(2024, 5, 17) if number else None, "domain": "web", "language": "en"}
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
    rows = [row(0, image, sound), row(1, image, sound)]
    (sample,) = samples(job, PLAN, rows, [Placed(number, piece(16, *spans)) for number in (0, 1)])
    picture = {"media_id": (b"i" * 32).hex(), "kind": "image", "mime": "image/png", "length": 4, "bytes": b"picture"}
    tone = {"media_id": (b"s" * 32).hex(), "kind": "audio", "mime": "audio/flac", "length": 6, "bytes": b"sound"}
    assert sample.media == [
        {**picture, "start": 1},
        {**tone, "start": 8},
        {**picture, "start": 16 + 1},
        {**tone, "start": 16 + 8},
    ]
    assert [sample.tokens[medium["start"]] for medium in sample.media] == [101, 108, 101, 108]


def test_with_a_piece_of_a_long_sound_travels_its_stretch_alone(job: Job, tone: np.ndarray, flac: bytes) -> None:
    job.corpus.write(BLOBS, flac)
    place = {"file": BLOBS, "offset": 0, "length": len(flac)}
    sound = {"media_id": b"s" * 32, "kind": "audio", "mime": "audio/flac", "blob": place}
    spans = [Span(SegmentKind.AUDIO, 1, 9, 0, b"s" * 32, *times) for times in ((0, 1500), (1500, 2000))]
    rows = [row(0, sound), row(1, sound)]
    (sample,) = samples(job, PLAN, rows, [Placed(n, piece(11, span)) for n, span in enumerate(spans)])
    parts = [read_waveform(medium["bytes"]) for medium in sample.media]
    assert sorted(map(len, parts)) == [8_000, 24_000]
    assert np.abs(max(parts, key=len) - tone[:24_000]).max() < 1e-4
    assert np.abs(min(parts, key=len) - tone[24_000:]).max() < 1e-4
    told = [document["spans"][0] for document in sample.meta["documents"]]
    assert sorted((span["from_ms"], span["to_ms"]) for span in told) == [(0, 1500), (1500, 2000)]


def test_a_shard_of_which_nothing_is_taken_leaves_no_file_of_an_earlier_run(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "pieces_of", lambda *_: ([], []))
    for name in ("shards/train-000003.tar", "shards/train-000003.tar.idx"):
        job.corpus.write(name, b"of an earlier run")
    name = part_name("shards-written", 0, 1)
    write_shard(job, 0, name, [PLAN])
    assert job.corpus.names("shards") == []
    info = job.corpus.info(name)
    assert info is not None and info.rows == 0


def test_a_sequence_names_its_documents_and_their_spans(job: Job) -> None:
    spans = (Span(SegmentKind.IMAGE, 1, 4, 7, b"i" * 32), Span(SegmentKind.TEXT, 5, 3, 8))
    (sample,) = samples(job, PLAN, [row(9)], [Placed(0, piece(9, *spans))])
    assert sample.meta == {
        "documents": [
            {
                "doc_id": "09" * 16,
                "url": "http://a.example/9",
                "author": "Ada; Bob",
                "published_at": "2024-05-17",
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
    (undated,) = samples(job, PLAN, [row(0)], [Placed(0, piece(9))])
    assert undated.meta["documents"][0]["published_at"] is None
