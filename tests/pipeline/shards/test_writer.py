import hashlib
import io
import json
import tarfile
from dataclasses import replace

import msgpack
import numpy as np
import pytest

from weft.pipeline.shards.writer import DocumentRow, ShardWriter
from weft.schemas.shard import FIELDS


def _write(make_sample, count: int = 4) -> tuple[bytes, ShardWriter]:
    out = io.BytesIO()
    writer = ShardWriter(out, "train-000007.tar")
    for number in range(count):
        writer.add(make_sample("train", 7, number))
    writer.close()
    return out.getvalue(), writer


def test_two_runs_give_the_same_bytes(make_sample) -> None:
    assert _write(make_sample)[0] == _write(make_sample)[0]


def test_members_are_six_a_sample_contiguous_and_plain(make_sample) -> None:
    data, _ = _write(make_sample)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == [
        f"train-000007-{number:06d}.{field}" for number in range(4) for field in FIELDS
    ]
    facts = {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode, m.type) for m in members}
    assert facts == {(0, 0, 0, "weft", "weft", 0o444, tarfile.REGTYPE)}


def test_offsets_land_on_the_headers_that_tarfile_finds(make_sample) -> None:
    data, writer = _write(make_sample)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = archive.getmembers()
    first = [member.offset for member in members if member.name.endswith(".tokens.npy")]
    last = members[-1]
    end = last.offset_data + -(-last.size // 512) * 512
    assert writer.offsets == [*first, end]
    for offset in writer.offsets[:-1]:
        block = data[offset : offset + 512]
        assert block[257:265] == b"ustar\x0000"
        assert int(block[148:154], 8) == sum(block[:148]) + 8 * 32 + sum(block[156:])
    assert data[end : end + 1024] == bytes(1024)


def test_facts_are_those_of_the_bytes(make_sample) -> None:
    data, writer = _write(make_sample)
    facts = writer.close()
    assert (facts.name, facts.stage, facts.number) == ("train-000007.tar", "train", 7)
    assert facts.sha256 == hashlib.sha256(data).hexdigest()
    assert facts.md5 == hashlib.md5(data).hexdigest()
    assert (facts.bytes, facts.samples) == (len(data), 4)
    assert facts.tokens == {"padding": 4 * 9, "text": 4 * 45, "image": 4 * 10, "audio": 0, "video": 0}


def test_every_document_has_a_row(make_sample) -> None:
    _, writer = _write(make_sample, count=1)
    assert writer.documents == [
        DocumentRow("00000007000000000000000000000000", "train-000007-000000", 0, 20),
        DocumentRow("00000007000000000000000000000001", "train-000007-000000", 20, 10),
        DocumentRow("00000007000000000000000000000002", "train-000007-000000", 30, 25),
    ]


def test_order_of_keys_in_maps_does_not_reach_the_bytes(make_sample) -> None:
    sample = make_sample("train", 0, 0)
    turned = replace(
        sample,
        media=[dict(reversed(item.items())) for item in sample.media],
        meta=dict(reversed(sample.meta.items())),
    )
    outputs = []
    for each in (sample, turned):
        out = io.BytesIO()
        writer = ShardWriter(out, "train-000000.tar")
        writer.add(each)
        writer.close()
        outputs.append(out.getvalue())
    assert outputs[0] == outputs[1]


def test_json_is_compact_sorted_utf8_and_media_is_msgpack(make_sample) -> None:
    data, _ = _write(make_sample, count=1)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        meta = archive.extractfile("train-000007-000000.json").read()
        media = archive.extractfile("train-000007-000000.media.mp").read()
    sample = make_sample("train", 7, 0)
    assert meta.startswith(b'{"documents":[{"doc_id":"') and meta.endswith('"title":"Größe · 尺寸"}'.encode())
    assert json.loads(meta) == sample.meta
    assert msgpack.unpackb(media) == sample.media


@pytest.mark.parametrize("name", ["train.tar", "train-1.tar", "Train-000001.tar", "a.b-000001.tar", "-000001.tar", ""])
def test_a_name_that_is_no_shard_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no shard name"):
        ShardWriter(io.BytesIO(), name)


def test_keys_can_neither_repeat_nor_skip(make_sample) -> None:
    writer = ShardWriter(io.BytesIO(), "train-000000.tar")
    writer.add(make_sample("train", 0, 0))
    for stage, shard, number in (("train", 0, 0), ("train", 0, 2), ("train", 1, 1), ("tuning", 0, 1)):
        with pytest.raises(ValueError, match="the next sample is train-000000-000001"):
            writer.add(make_sample(stage, shard, number))


def _with(array: np.ndarray, place: int, value: int) -> np.ndarray:
    changed = array.copy()
    changed[place] = value
    return changed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s: {"tokens": s.tokens.astype(np.int64)}, "tokens.npy is int64, expected int32"),
        (lambda s: {"modality": s.modality[:-1]}, r"modality.npy has shape \(63,\)"),
        (lambda s: {"tokens": _with(s.tokens, 3, -1)}, "token -1 is negative"),
        (lambda s: {"modality": _with(s.modality, 3, 5)}, "modality 5 is unknown"),
        (lambda s: {"modality": _with(s.modality, 3, 0)}, "disagree about where the padding is"),
        (lambda s: {"modality": _with(s.modality, 63, 1)}, "disagree about where the padding is"),
        (lambda s: {"segment_ids": _with(s.segment_ids, 0, 2)}, "do not count the documents"),
        (lambda s: {"segment_ids": _with(s.segment_ids, 25, 0)}, "do not count the documents"),
        (lambda s: {"segment_ids": _with(s.segment_ids, 54, 5)}, "do not count the documents"),
        (lambda s: {"segment_ids": s.segment_ids * 0}, "nothing but padding"),
        (lambda s: {"loss_mask": _with(s.loss_mask, 3, 2)}, "loss_mask is not 0 or 1"),
        (lambda s: {"loss_mask": _with(s.loss_mask, 63, 1)}, "or not 0 on padding"),
        (lambda s: {"meta": {}}, "no list called documents"),
        (lambda s: {"meta": {"documents": [{}, {}, {}]}}, "has no doc_id"),
        (lambda s: {"meta": {"documents": s.meta["documents"][:2]}}, "lists 2 documents, segment_ids count 3"),
        (lambda s: {"meta": {**s.meta, "score": float("nan")}}, "JSON compliant"),
    ],
)
def test_an_unsound_sample_is_refused_and_nothing_is_written(make_sample, change, reason: str) -> None:
    out = io.BytesIO()
    writer = ShardWriter(out, "train-000000.tar")
    sample = make_sample("train", 0, 0)
    with pytest.raises(ValueError, match=reason):
        writer.add(replace(sample, **change(sample)))
    assert out.getvalue() == b""


def test_a_shard_without_samples_is_refused() -> None:
    with pytest.raises(ValueError, match="leave it out"):
        ShardWriter(io.BytesIO(), "train-000000.tar").close()


def test_a_closed_shard_takes_no_more(make_sample) -> None:
    _, writer = _write(make_sample)
    with pytest.raises(ValueError, match="is closed"):
        writer.add(make_sample("train", 7, 4))
