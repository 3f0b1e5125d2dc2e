"""The files beside the tars that let webdataset, wids and Megatron-Energon read a set without a conversion."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .manifest import MANIFEST, Manifest, MediaForm, ShardFacts, ordered

ENERGON_VERSION = "7.4.1"
"""The Megatron-Energon release whose files these are."""
ENERGON_SPLITS = ("train", "val", "test")


def tar_idx_name(shard: str) -> str:
    """``train-000003.tar.idx`` of ``train-000003.tar``."""
    return f"{shard}.idx"


def tar_idx_bytes(offsets: Sequence[int]) -> bytes:
    """The ``.tar.idx`` file: little-endian uint64 [samples + 1], byte offsets of each sample and of the end."""
    return np.asarray(offsets, "<u8").tobytes()


def tar_idx_offsets(data: bytes) -> NDArray[np.uint64]:
    """Offsets in a ``.tar.idx`` file, uint64 [samples + 1]. ValueError when they are not increasing from 0."""
    if len(data) < 16 or len(data) % 8:
        raise ValueError(f"a .tar.idx of {len(data)} bytes is not a list of two or more uint64")
    offsets = np.frombuffer(data, "<u8")
    if offsets[0] != 0 or np.any(offsets[1:] <= offsets[:-1]):
        raise ValueError("offsets in the .tar.idx do not increase from 0")
    return offsets


def wids_index(stage: str, shards: Sequence[ShardFacts]) -> bytes:
    """``<stage>.json`` for wids: urls relative to the file, sorted."""
    shardlist = [
        {"url": shard.name, "nsamples": shard.samples, "md5sum": shard.md5, "filesize": shard.bytes}
        for shard in sorted(shards, key=lambda shard: shard.name)
    ]
    index = {"__kind__": "wids-shard-index-v1", "wids_version": 1, "name": stage, "shardlist": shardlist}
    return _json(index)


def energon_info(shards: Iterable[ShardFacts]) -> bytes:
    """``.nv-meta/.info.json``: samples of every tar; Energon numbers tars by their order here."""
    counts = {shard.name: shard.samples for shard in shards}
    return _json({"energon_version": ENERGON_VERSION, "shard_counts": counts})


def energon_split(shards: Sequence[ShardFacts], stages: Sequence[str]) -> bytes:
    """``.nv-meta/split.yaml``: one split part a mixture stage, and the three that Energon expects.

    ``train`` is every shard in training order unless a stage has that name.
    """
    parts = {stage: _patterns([shard for shard in shards if shard.stage == stage]) for stage in stages}
    every = [pattern for patterns in parts.values() for pattern in patterns]
    defaults = {"train": every, "val": [], "test": []}
    lines = ["split_parts:"]
    lines += [f"  {json.dumps(name)}: {json.dumps(parts.get(name, defaults[name]))}" for name in ENERGON_SPLITS]
    lines += [f"  {json.dumps(name)}: {json.dumps(part)}" for name, part in parts.items() if name not in ENERGON_SPLITS]
    return ("\n".join([*lines, "exclude: []"]) + "\n").encode()


def energon_dataset() -> bytes:
    """``.nv-meta/dataset.yaml``: samples come as dicts of their fields; the user's cooker does the rest."""
    return b"__module__: megatron.energon\n__class__: CrudeWebdataset\n"


def sidecars(shards: Sequence[ShardFacts], stages: Sequence[str]) -> dict[str, bytes]:
    """Every index of a whole set except the ``.tar.idx`` files, by path relative to the set's folder."""
    shards = ordered(shards, stages)
    files = {
        ".nv-meta/.info.json": energon_info(shards),
        ".nv-meta/split.yaml": energon_split(shards, stages),
        ".nv-meta/dataset.yaml": energon_dataset(),
    }
    for stage in stages:
        name = f"{stage}.json"
        if name == MANIFEST:
            raise ValueError(f"a mixture stage can't be called {stage!r}: {name} is taken; rename the stage")
        if of_stage := [shard for shard in shards if shard.stage == stage]:
            files[name] = wids_index(stage, of_stage)
    return files


def complete_set(
    *,
    shards: Sequence[ShardFacts],
    stages: Sequence[str],
    length: int,
    media: MediaForm,
    vocabulary_sha256: str,
    vocabulary_size: int,
    weft_version: str,
    tar_idx_sha256: Mapping[str, str],
    extra_sha256: Mapping[str, str],
) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest of written shards and the index files still to be written, by relative path.

    ``tar_idx_sha256`` maps each ``.tar.idx`` name to the sha256 of its bytes, ``extra_sha256`` any other file that
    stands in the folder (a dataset card, the vocabulary). ValueError when a shard lacks its ``.tar.idx``.
    """
    shards = ordered(shards, stages)
    wanted = {tar_idx_name(shard.name) for shard in shards}
    if wanted != set(tar_idx_sha256):
        raise ValueError(f"shards and .tar.idx files differ: {', '.join(sorted(wanted ^ set(tar_idx_sha256)))}")
    files = sidecars(shards, stages)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = Manifest(
        stages=tuple(stages),
        length=length,
        media=media,
        vocabulary_sha256=vocabulary_sha256,
        vocabulary_size=vocabulary_size,
        weft_version=weft_version,
        shards=shards,
        files={**extra_sha256, **tar_idx_sha256, **digests},
    )
    return manifest, files


def _patterns(shards: Sequence[ShardFacts]) -> list[str]:
    """Shards of one stage as brace patterns, one for each run of consecutive numbers."""
    runs: list[list[ShardFacts]] = []
    for shard in shards:
        if runs and shard.number == runs[-1][-1].number + 1:
            runs[-1].append(shard)
        else:
            runs.append([shard])
    return [
        run[0].name if len(run) == 1 else f"{run[0].stage}-{{{run[0].number:06d}..{run[-1].number:06d}}}.tar"
        for run in runs
    ]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()
