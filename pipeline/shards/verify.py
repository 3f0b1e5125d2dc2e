"""Checks a shard set against itself: every byte, name, count and index."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

import fsspec
import numpy as np

from ...schemas.shard import Modality, sample_key
from ..wording import how_many
from .indexes import sidecars, tar_idx_bytes, tar_idx_name
from .manifest import MANIFEST, Manifest, ShardFacts, read_manifest
from .reader import read_sample
from .sample import Sample, fault
from .tar import end_of_archive

UNLISTED = frozenset({MANIFEST, "_SUCCESS.json"})
"""Files of a set that its manifest does not list: itself, and the mark that the stage writes after it."""
_CHUNK_BYTES = 1 << 20

Progress = Callable[[int, int], None]
"""Called with bytes of tars checked so far and bytes of all tars."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in the file it was seen in (relative to the set's folder)."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def no_progress(done_bytes: int, all_bytes: int) -> None:
    """For callers that do not watch."""


def verify(path: str, progress: Progress = no_progress) -> list[Problem]:
    """Everything wrong with the shard set in a folder or at an fsspec url; empty when it is as it was written.

    The path of one tar checks that tar and its index alone, against the manifest beside them.

    Reads every file once. Finds flipped, missing and added bytes in any file, missing and extra files, tars that
    changed places, wrong counts and indexes, arrays of a wrong dtype or length, tokens outside the vocabulary.
    The manifest guards itself with a checksum: this finds damage, not a forger who rewrites everything.
    """
    folder, tar = folder_and_tar(path)
    fs, root = fsspec.core.url_to_fs(folder)
    root = root.rstrip("/")
    fs.invalidate_cache()  # a remote listing may predate the last file that was written
    found = {name[len(root) :].lstrip("/"): facts["size"] for name, facts in fs.find(root, detail=True).items()}
    if MANIFEST not in found:
        asked = f"{tar} is checked against the one beside it" if tar else f"is {path} a folder of shards?"
        return [Problem(MANIFEST, f"missing; {asked}")]
    try:
        manifest = read_manifest(fs.cat_file(f"{root}/{MANIFEST}"))
    except ValueError as error:
        return [Problem(MANIFEST, str(error))]
    if tar:
        manifest, found = _of_tar(tar, manifest, found)
    problems = list(_listing_problems(manifest, found))
    if not tar:
        problems += _sidecar_problems(manifest)
    for name, digest in sorted(manifest.files.items()):
        if name in found and _file_sha256(fs, f"{root}/{name}") != digest:
            problems.append(Problem(name, "its bytes are not those that were written (sha256 differs)"))
    done, total = 0, sum(shard.bytes for shard in manifest.shards)
    for shard in manifest.shards:
        if shard.name in found:
            with fs.open(f"{root}/{shard.name}", "rb") as stream:
                problems += _shard_problems(stream, found[shard.name], shard, manifest)
        done += shard.bytes
        progress(done, total)
    return problems


def folder_and_tar(path: str) -> tuple[str, str]:
    """The folder of a set, and the name of the one tar that is meant; empty where it is the whole set."""
    if not path.endswith(".tar"):
        return path, ""
    folder, slash, tar = path.rpartition("/")
    return folder or slash or ".", tar


def _of_tar(tar: str, manifest: Manifest, found: dict[str, int]) -> tuple[Manifest, dict[str, int]]:
    """What the manifest says of one tar and its index, and their sizes as far as they are there."""
    names = (tar, tar_idx_name(tar))
    shards = tuple(shard for shard in manifest.shards if shard.name == tar)
    files = {name: digest for name, digest in manifest.files.items() if name in names}
    return replace(manifest, shards=shards, files=files), {name: size for name, size in found.items() if name in names}


def _listing_problems(manifest: Manifest, found: dict[str, int]) -> Iterator[Problem]:
    listed = {shard.name for shard in manifest.shards} | set(manifest.files)
    for name in sorted(listed - set(found)):
        yield Problem(name, "missing")
    for name in sorted(set(found) - listed - UNLISTED):
        yield Problem(name, "not in the manifest")
    for shard in manifest.shards:
        if tar_idx_name(shard.name) not in manifest.files:
            yield Problem(MANIFEST, f"does not list {tar_idx_name(shard.name)}")


def _sidecar_problems(manifest: Manifest) -> Iterator[Problem]:
    """Indexes that don't say what the manifest says."""
    for name, data in sidecars(manifest.shards, manifest.stages).items():
        if manifest.files.get(name) != hashlib.sha256(data).hexdigest():
            yield Problem(name, "does not say what the manifest says about the shards")


def _shard_problems(stream: BinaryIO, size: int, shard: ShardFacts, manifest: Manifest) -> Iterator[Problem]:
    watched = _Hashing(stream)
    tally = _Tally()
    damage = None
    try:
        while (sample := read_sample(cast(BinaryIO, watched))) is not None:
            if problem := _sample_problem(sample, tally, shard, manifest):
                yield Problem(shard.name, problem)
            tally.add(sample, watched.bytes)
        end = tally.offsets[-1]
        if watched.bytes + len(watched.read(_CHUNK_BYTES)) != end + len(end_of_archive(end)):
            damage = "its end-of-archive blocks have a wrong size"
    except ValueError as error:
        damage = str(error)
    while watched.read(_CHUNK_BYTES):
        pass
    if damage:
        yield Problem(shard.name, f"sample {tally.samples}: {damage}")
    if (watched.bytes, size) != (shard.bytes, shard.bytes):
        yield Problem(shard.name, f"has {watched.bytes} bytes, the manifest says {shard.bytes}")
    if watched.sha256.hexdigest() != shard.sha256:
        yield Problem(shard.name, "its bytes are not those that were written (sha256 differs)")
    elif watched.md5.hexdigest() != shard.md5:
        yield Problem(MANIFEST, f"the md5 of {shard.name} is wrong")
    if not damage:
        yield from _count_problems(tally, shard, manifest)


class _Tally:
    """What is counted while a shard is read."""

    def __init__(self) -> None:
        self.offsets = [0]
        self.tokens = np.zeros(256, np.int64)

    @property
    def samples(self) -> int:
        return len(self.offsets) - 1

    def add(self, sample: Sample, end_bytes: int) -> None:
        self.offsets.append(end_bytes)
        self.tokens += np.bincount(sample.modality, minlength=256)


def _sample_problem(sample: Sample, tally: _Tally, shard: ShardFacts, manifest: Manifest) -> str | None:
    expected = sample_key(shard.stage, shard.number, tally.samples)
    if sample.key != expected:
        return f"sample {tally.samples} is called {sample.key}, expected {expected}"
    if reason := fault(sample):
        return f"{sample.key}: {reason}"
    if len(sample.tokens) != manifest.length:
        return f"{sample.key}: {len(sample.tokens)} tokens, expected {manifest.length}"
    if int(sample.tokens.max()) >= manifest.vocabulary_size:
        return f"{sample.key}: token {int(sample.tokens.max())} is outside a vocabulary of {manifest.vocabulary_size}"
    if manifest.media == "codes" and sample.media:
        return f"{sample.key}: carries {how_many(len(sample.media), 'media')}, but the set is in codes form"
    return None


def _count_problems(tally: _Tally, shard: ShardFacts, manifest: Manifest) -> Iterator[Problem]:
    if tally.samples != shard.samples:
        yield Problem(shard.name, f"has {how_many(tally.samples, 'samples')}, the manifest says {shard.samples:,}")
    tokens = {kind.name.lower(): int(tally.tokens[kind]) for kind in Modality}
    if tokens != dict(shard.tokens):
        yield Problem(shard.name, f"has tokens {tokens}, the manifest says {dict(shard.tokens)}")
    index = tar_idx_name(shard.name)
    digest = hashlib.sha256(tar_idx_bytes(tally.offsets)).hexdigest()
    if manifest.files.get(index, digest) != digest:
        yield Problem(index, "does not point at the samples of its tar")


class _Hashing(io.RawIOBase):
    """A stream that digests and counts what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.sha256.update(data)
        self.md5.update(data)
        self.bytes += len(data)
        return data


def _file_sha256(fs: Any, path: str) -> str:
    digest = hashlib.sha256()
    with fs.open(path, "rb") as stream:
        while data := stream.read(_CHUNK_BYTES):
            digest.update(data)
    return digest.hexdigest()
