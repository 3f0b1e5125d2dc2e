import json

import braceexpand
import numpy as np
import pytest
import yaml

from weft.pipeline.shards.indexes import sidecars, tar_idx_bytes, tar_idx_offsets
from weft.pipeline.shards.manifest import ShardFacts


def _facts(name: str, samples: int) -> ShardFacts:
    return ShardFacts(name, "aa" * 32, "bb" * 16, 10240 * samples, samples, {"text": 7 * samples})


SHARDS = [
    _facts("base-000001.tar", 5),
    _facts("anneal-000000.tar", 2),
    _facts("base-000000.tar", 4),
    _facts("base-000002.tar", 6),
    _facts("base-000004.tar", 1),
]
STAGES = ["base", "anneal"]


def test_tar_idx_is_little_endian_uint64() -> None:
    data = tar_idx_bytes([0, 512, 2**33])
    assert data == bytes(8) + b"\x00\x02" + bytes(6) + b"\x00\x00\x00\x00\x02\x00\x00\x00"
    assert tar_idx_offsets(data).tolist() == [0, 512, 2**33]


@pytest.mark.parametrize("data", [b"", bytes(8), bytes(16), bytes(17), np.array([512, 1024], "<u8").tobytes()])
def test_a_tar_idx_that_does_not_increase_from_zero_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        tar_idx_offsets(data)


def test_wids_index_lists_the_shards_of_its_stage_by_url() -> None:
    files = sidecars(SHARDS, STAGES)
    assert json.loads(files["anneal.json"]) == {
        "__kind__": "wids-shard-index-v1",
        "wids_version": 1,
        "name": "anneal",
        "shardlist": [{"url": "anneal-000000.tar", "nsamples": 2, "md5sum": "bb" * 16, "filesize": 20480}],
    }
    urls = [shard["url"] for shard in json.loads(files["base.json"])["shardlist"]]
    assert urls == ["base-000000.tar", "base-000001.tar", "base-000002.tar", "base-000004.tar"]


def test_energon_info_counts_tars_in_training_order() -> None:
    info = json.loads(sidecars(SHARDS, STAGES)[".nv-meta/.info.json"])
    assert info["energon_version"] == "7.4.1"
    assert list(info["shard_counts"].items()) == [
        ("base-000000.tar", 4),
        ("base-000001.tar", 5),
        ("base-000002.tar", 6),
        ("base-000004.tar", 1),
        ("anneal-000000.tar", 2),
    ]
    assert set(info) == {"energon_version", "shard_counts"}


def test_energon_split_has_each_stage_and_all_of_them_as_train() -> None:
    base = ["base-{000000..000002}.tar", "base-000004.tar"]
    assert yaml.safe_load(sidecars(SHARDS, STAGES)[".nv-meta/split.yaml"]) == {
        "split_parts": {
            "train": [*base, "anneal-000000.tar"],
            "val": [],
            "test": [],
            "base": base,
            "anneal": ["anneal-000000.tar"],
        },
        "exclude": [],
    }


def test_brace_patterns_expand_to_exactly_the_counted_tars() -> None:
    files = sidecars(SHARDS, STAGES)
    patterns = yaml.safe_load(files[".nv-meta/split.yaml"])["split_parts"]["train"]
    expanded = [name for pattern in patterns for name in braceexpand.braceexpand(pattern)]
    assert expanded == list(json.loads(files[".nv-meta/.info.json"])["shard_counts"])


def test_a_stage_called_train_is_the_train_split() -> None:
    shards = [_facts("train-000000.tar", 1), _facts("val-000000.tar", 1), _facts("1e3-000000.tar", 1)]
    parts = yaml.safe_load(sidecars(shards, ["train", "val", "1e3"])[".nv-meta/split.yaml"])["split_parts"]
    assert parts == {
        "train": ["train-000000.tar"],
        "val": ["val-000000.tar"],
        "test": [],
        "1e3": ["1e3-000000.tar"],
    }


def test_energon_dataset_is_a_crude_webdataset() -> None:
    assert yaml.safe_load(sidecars(SHARDS, STAGES)[".nv-meta/dataset.yaml"]) == {
        "__module__": "megatron.energon",
        "__class__": "CrudeWebdataset",
    }


def test_a_stage_called_manifest_is_refused() -> None:
    with pytest.raises(ValueError, match="rename the stage"):
        sidecars([_facts("manifest-000000.tar", 1)], ["manifest"])


def test_a_shard_of_no_stage_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shard anneal-000000\.tar belongs to none of the stages base"):
        sidecars(SHARDS, ["base"])
