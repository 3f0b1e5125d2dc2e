import pickle
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import fsspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.shards.reader import ReadState, ShardSet, read_shard
from weft.pipeline.shards.sample import Sample


def _same(one: Sample, other: Sample) -> bool:
    arrays = ("tokens", "modality", "segment_ids", "loss_mask")
    return (one.key, one.media, one.meta) == (other.key, other.media, other.meta) and all(
        getattr(one, name).dtype == getattr(other, name).dtype
        and np.array_equal(getattr(one, name), getattr(other, name))
        for name in arrays
    )


@pytest.fixture(scope="module")
def many(write_set, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One stage of 40 shards: more than two windows."""
    folder = tmp_path_factory.mktemp("many")
    write_set(folder, {"train": [1, 2, 3, 1] * 10})
    return str(folder)


def test_a_shard_gives_back_its_samples(shard_set: Path, make_sample) -> None:
    read = list(read_shard(str(shard_set / "train-000000.tar")))
    assert len(read) == 4
    assert all(_same(sample, make_sample("train", 0, number)) for number, sample in enumerate(read))


def test_samples_are_found_by_number_and_by_key(shard_set: Path, make_sample) -> None:
    shards = ShardSet(str(shard_set))
    assert len(shards) == 12
    expected = [("warm-up", 0, i) for i in range(3)] + [("warm-up", 1, i) for i in range(2)]
    expected += [("train", 0, i) for i in range(4)] + [("train", 1, 0)] + [("train", 2, i) for i in range(2)]
    for number, place in enumerate(expected):
        sample = make_sample(*place)
        assert _same(shards.sample(number), sample)
        assert _same(shards.sample(sample.key), sample)


def test_a_set_behind_an_fsspec_url_reads_the_same(shard_set: Path, make_sample) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(shard_set), "/reader-test/set", recursive=True)
    try:
        shards = ShardSet("memory://reader-test/set")
        assert _same(shards.sample("train-000002-000001"), make_sample("train", 2, 1))
        assert len(list(read_shard("memory://reader-test/set/train-000000.tar"))) == 4
    finally:
        memory.rm("/reader-test", recursive=True)


@pytest.mark.parametrize("number", [-1, 12, 10**12])
def test_a_number_outside_the_set_raises_index_error(shard_set: Path, number: int) -> None:
    with pytest.raises(IndexError, match="of a set of 12"):
        ShardSet(str(shard_set)).sample(number)


@pytest.mark.parametrize("key", ["", "train", "train-000000-000004", "train-000000-0", "train-000009-000000", "x-y-²"])
def test_an_unknown_key_raises_key_error(shard_set: Path, key: str) -> None:
    with pytest.raises(KeyError):
        ShardSet(str(shard_set)).sample(key)


def test_a_truncated_shard_raises_rather_than_ending_early(shard_set: Path, tmp_path: Path) -> None:
    data = (shard_set / "train-000000.tar").read_bytes()
    offsets = np.frombuffer((shard_set / "train-000000.tar.idx").read_bytes(), "<u8")
    for cut in (int(offsets[2]), int(offsets[2]) + 512, 700, 0):
        (tmp_path / "train-000000.tar").write_bytes(data[:cut])
        with pytest.raises(ValueError, match=r"train-000000\.tar: "):
            list(read_shard(str(tmp_path / "train-000000.tar")))


def test_an_index_that_points_elsewhere_is_noticed(write_set, tmp_path: Path) -> None:
    write_set(tmp_path, {"train": [3, 3]})
    index = tmp_path / "train-000000.tar.idx"
    offsets = np.frombuffer(index.read_bytes(), "<u8")
    index.write_bytes(offsets[[0, 2, 3]].tobytes())
    with pytest.raises(ValueError, match="run `weft verify`"):
        ShardSet(str(tmp_path)).sample(0)


def test_one_epoch_has_every_sample_once_and_is_mixed(many: str) -> None:
    shards = ShardSet(many)
    keys = [sample.key for _, sample in shards.samples(shards.start("train", seed=3))]
    assert len(keys) == 70 == len(set(keys))
    assert keys != sorted(keys)
    again = [sample.key for _, sample in shards.samples(shards.start("train", seed=3))]
    other = [sample.key for _, sample in shards.samples(shards.start("train", seed=4))]
    assert keys == again != other and sorted(other) == sorted(keys)


def test_stages_are_read_apart_and_in_order(shard_set: Path) -> None:
    shards = ShardSet(str(shard_set))
    assert shards.stages == ("warm-up", "train")
    assert [shards.stage_samples(stage) for stage in shards.stages] == [5, 7]
    keys = {sample.key for _, sample in shards.samples(shards.start("warm-up"))}
    assert keys == {f"warm-up-000000-{i:06d}" for i in range(3)} | {f"warm-up-000001-{i:06d}" for i in range(2)}


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 6)), max_size=12), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_any_sequence_of_world_sizes_reads_every_sample_once_in_the_same_order(many, legs, last_world) -> None:
    shards = ShardSet(many)
    state = shards.start("train", seed=11)
    whole = [sample.key for _, sample in shards.samples(state)]
    consumed: list[str] = []
    for world, rounds in [*legs, (last_world, 10**6)]:
        state = ReadState.from_json(state.to_json())
        ranks = [list(zip(range(rounds), shards.samples(state, rank, world), strict=False)) for rank in range(world)]
        for step in range(max((len(rank) for rank in ranks), default=0)):
            taken = [rank[step][1] for rank in ranks if step < len(rank)]
            consumed += [sample.key for _, sample in taken]
            assert len({after for after, _ in taken}) == 1  # every rank would save the same state
            state = taken[0][0]
        assert state.position == len(consumed)
    assert consumed == whole


def test_resuming_in_the_middle_is_exact(many: str) -> None:
    shards = ShardSet(many)
    steps = list(shards.samples(shards.start("train", seed=0), rank=1, world=4))
    for cut in range(len(steps)):
        rest = shards.samples(steps[cut][0], rank=1, world=4)
        assert [sample.key for _, sample in rest] == [sample.key for _, sample in steps[cut + 1 :]]


def test_ranks_together_have_every_sample_once(many: str) -> None:
    shards = ShardSet(many)
    state = shards.start("train")
    counts = Counter(sample.key for rank in range(8) for _, sample in shards.samples(state, rank, 8))
    assert len(counts) == 70 and set(counts.values()) == {1}


def test_a_state_of_other_shards_is_refused(shard_set: Path, many: str) -> None:
    shards = ShardSet(str(shard_set))
    with pytest.raises(ValueError, match="resume with the shards it was saved from"):
        shards.samples(ShardSet(many).start("train"))
    with pytest.raises(ValueError, match="outside stage train"):
        shards.samples(replace(shards.start("train"), position=8))
    with pytest.raises(ValueError, match="no stage is called 'test'; there are warm-up, train"):
        shards.start("test")
    with pytest.raises(ValueError, match="rank 2 of 2"):
        shards.samples(shards.start("train"), rank=2, world=2)
    for text in ('{"seed": 1}', "[]", "", '{"fingerprint": "a", "seed": 0, "stage": "train", "position": "0"}'):
        with pytest.raises(ValueError, match="not a read state"):
            ReadState.from_json(text)


def test_a_set_survives_pickling(shard_set: Path) -> None:
    shards = pickle.loads(pickle.dumps(ShardSet(str(shard_set))))
    assert shards.sample(5).key == "train-000000-000000"


def test_reader_imports_fast_and_without_heavy_packages() -> None:
    code = (
        "import sys; import weft.pipeline.shards.reader;"
        "heavy = {'apache_beam', 'pyarrow', 'pydantic', 'torch', 'faiss', 'yaml', 'webdataset'} & set(sys.modules);"
        "print(','.join(sorted(heavy)), end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == ""
