"""Small shard sets that the tests of this folder share: two mixture stages, sequences of 64 tokens."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from weft.pipeline.shards.indexes import complete_set, tar_idx_bytes, tar_idx_name
from weft.pipeline.shards.manifest import MANIFEST, ShardFacts, manifest_bytes
from weft.pipeline.shards.sample import Sample
from weft.pipeline.shards.writer import ShardWriter
from weft.schemas.shard import sample_key, shard_name

LENGTH = 64
VOCABULARY = 500

MakeSample = Callable[[str, int, int], Sample]
WriteSet = Callable[[Path, dict[str, Sequence[int]]], None]


def _sample(stage: str, shard: int, number: int) -> Sample:
    """Three documents (20 text, 10 image, 25 text tokens) and 9 positions of padding."""
    noise = np.random.Generator(np.random.PCG64([len(stage), shard, number]))
    tokens = noise.integers(0, VOCABULARY, LENGTH).astype(np.int32)
    segment_ids = np.repeat([1, 2, 3, 0], [20, 10, 25, 9]).astype(np.int32)
    modality = np.repeat([1, 2, 1, 0], [20, 10, 25, 9]).astype(np.uint8)
    key = sample_key(stage, shard, number)
    documents = [
        {
            "url": f"https://example.org/{key}/{place}",
            "doc_id": f"{shard:08x}{number:08x}{place:016x}",
            "license": "CC0",
        }
        for place in range(3)
    ]
    media = [{"mime": "image/png", "bytes": noise.bytes(50), "start": 20, "media_id": b"\x01" * 32}]
    meta = {"documents": documents, "title": "Größe · 尺寸"}
    return Sample(key, tokens, modality, segment_ids, (segment_ids > 0).astype(np.uint8), media, meta)


def _write_set(folder: Path, samples: dict[str, Sequence[int]]) -> None:
    """Writes a whole set: per stage, the samples of each of its shards."""
    folder.mkdir(parents=True, exist_ok=True)
    facts: list[ShardFacts] = []
    tar_idx_sha256: dict[str, str] = {}
    for stage, counts in samples.items():
        for shard, count in enumerate(counts):
            name = shard_name(stage, shard)
            with (folder / name).open("wb") as stream:
                writer = ShardWriter(stream, name)
                for number in range(count):
                    writer.add(_sample(stage, shard, number))
                facts.append(writer.close())
            index = tar_idx_bytes(writer.offsets)
            (folder / tar_idx_name(name)).write_bytes(index)
            tar_idx_sha256[tar_idx_name(name)] = hashlib.sha256(index).hexdigest()
    (folder / "README.md").write_bytes(b"# A small set\n")
    manifest, files = complete_set(
        shards=facts,
        stages=list(samples),
        length=LENGTH,
        media="slots",
        vocabulary_sha256="ab" * 32,
        vocabulary_size=VOCABULARY,
        weft_version="0.1.0",
        tar_idx_sha256=tar_idx_sha256,
        extra_sha256={"README.md": hashlib.sha256(b"# A small set\n").hexdigest()},
    )
    for path, data in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / MANIFEST).write_bytes(manifest_bytes(manifest))


@pytest.fixture(scope="session")
def make_sample() -> MakeSample:
    """``make_sample(stage, shard, number)``: always the same sample for the same key."""
    return _sample


@pytest.fixture(scope="session")
def write_set() -> WriteSet:
    """``write_set(folder, {"train": [3, 2]})`` writes two shards of 3 and 2 samples, and everything beside them."""
    return _write_set


@pytest.fixture(scope="session")
def shard_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set to read, never to change: stages ``warm-up`` (2 shards) and ``train`` (3 shards), 12 samples."""
    folder = tmp_path_factory.mktemp("shards")
    _write_set(folder, {"warm-up": [3, 2], "train": [4, 1, 2]})
    return folder
