"""The loaders people train with read the shards as they are."""

import types
from pathlib import Path

import numpy as np
import pytest

from weft.pipeline.shards.sample import Sample

STAGES = {"warm-up": [3, 2], "train": [4, 1, 2]}


def _expected(make_sample, stage: str) -> list[Sample]:
    return [make_sample(stage, shard, i) for shard, count in enumerate(STAGES[stage]) for i in range(count)]


def _agrees(fields: dict[str, object], dot: str, sample: Sample) -> None:
    arrays = {
        "tokens.npy": sample.tokens,
        "modality.npy": sample.modality,
        "segment_ids.npy": sample.segment_ids,
        "loss_mask.npy": sample.loss_mask,
    }
    for name, array in arrays.items():
        read = fields[dot + name]
        assert isinstance(read, np.ndarray)
        assert read.dtype == array.dtype
        assert np.array_equal(read, array)
    assert fields[f"{dot}media.mp"] == sample.media
    assert fields[f"{dot}json"] == sample.meta
    assert {name for name in fields if not name.startswith("__")} == {
        *(dot + name for name in arrays),
        f"{dot}media.mp",
        f"{dot}json",
    }


@pytest.mark.parametrize("stage", STAGES)
def test_webdataset_agrees_on_every_sample(shard_set: Path, make_sample, stage: str) -> None:
    import webdataset as wds

    urls = sorted(str(path) for path in shard_set.glob(f"{stage}-*.tar"))
    read = list(wds.WebDataset(urls, shardshuffle=False).decode())
    expected = _expected(make_sample, stage)
    assert [fields["__key__"] for fields in read] == [sample.key for sample in expected]
    for fields, sample in zip(read, expected, strict=True):
        _agrees(fields, "", sample)


@pytest.mark.parametrize("stage", STAGES)
def test_wids_agrees_on_every_sample(
    shard_set: Path, make_sample, wids: types.ModuleType, stage: str, tmp_path: Path
) -> None:
    read = wids.ShardListDataset(str(shard_set / f"{stage}.json"), cache_dir=str(tmp_path), keep=True)
    expected = _expected(make_sample, stage)
    assert len(read) == len(expected)
    for number, sample in enumerate(expected):
        fields = read[number]
        assert fields["__key__"] == sample.key
        _agrees(fields, ".", sample)
