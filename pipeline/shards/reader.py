"""Reads shards: one after another, by index or key, or as any number of ranks that stop and resume exactly.

Needs numpy, msgpack and fsspec alone, and imports in a fraction of a second.

>>> shards = ShardSet("corpus/shards")                                      # doctest: +SKIP
>>> state = shards.start("train", seed=0)                                   # doctest: +SKIP
>>> for state, sample in shards.samples(state, rank=0, world=8):            # doctest: +SKIP
...     train(sample.tokens, sample.loss_mask); save(state.to_json())       # doctest: +SKIP
"""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any, BinaryIO

import fsspec
import numpy as np
from numpy.typing import NDArray

from ...schemas.shard import FIELDS, sample_key
from .indexes import tar_idx_name, tar_idx_offsets
from .manifest import MANIFEST, ShardFacts, read_manifest
from .order import permutation
from .sample import Sample, decode
from .tar import read_member

WINDOW_SHARDS = 16
"""Shards whose samples are mixed with each other; the plan has already mixed documents over all shards."""


@dataclass(frozen=True)
class ReadState:
    """Where training stands: ``position`` samples of the stage's seeded order are consumed, over all ranks."""

    fingerprint: str
    seed: int
    stage: str
    position: int

    def to_json(self) -> str:
        """For a checkpoint."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "ReadState":
        """From a checkpoint. ValueError when it is not what ``to_json`` wrote."""
        try:
            state = cls(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise ValueError(f"not a read state: {text[:200]!r}") from error
        if [type(value) for value in asdict(state).values()] != [str, int, str, int]:
            raise ValueError(f"not a read state: {text[:200]!r}")
        return state


def read_sample(stream: BinaryIO) -> Sample | None:
    """The sample that starts at the stream's position; None at the end of the archive. ValueError if damaged."""
    members: list[tuple[str, bytes]] = []
    for _ in FIELDS:
        member = read_member(stream)
        if member is None:
            if members:
                raise ValueError(f"the archive ends inside the sample of {members[0][0]}")
            return None
        members.append(member)
    return decode(members)


def read_shard(path: str) -> Iterator[Sample]:
    """Samples of one tar, in order, from a local path or an fsspec url. ValueError where the tar is damaged."""
    with fsspec.open(path, "rb") as stream:
        try:
            while (sample := read_sample(stream)) is not None:
                yield sample
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error


class ShardSet:
    """A folder of shards, local or behind an fsspec url. Holds no open files, so it can be forked and pickled.

    ``len`` is samples over all stages; they are numbered in the manifest's order of shards.
    """

    def __init__(self, path: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(path)
        self._root = self._root.rstrip("/")
        self.manifest = read_manifest(self._fs.cat_file(f"{self._root}/{MANIFEST}"))
        self.fingerprint = self.manifest.fingerprint
        self.stages = self.manifest.stages
        """Mixture stages in training order."""
        self._firsts = np.asarray([0, *accumulate(shard.samples for shard in self.manifest.shards)], np.int64)
        self._by_name = {shard.name: index for index, shard in enumerate(self.manifest.shards)}

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def stage_samples(self, stage: str) -> int:
        """Samples of one mixture stage."""
        return sum(shard.samples for shard in self._of_stage(stage))

    def sample(self, which: int | str) -> Sample:
        """One sample, by number in the set or by key; one range request. IndexError or KeyError if there is none."""
        shard, number = self._locate_key(which) if isinstance(which, str) else self._locate(which)
        return self._read(self.manifest.shards[shard], number)

    def start(self, stage: str, seed: int = 0) -> ReadState:
        """The state before the first sample of a stage; ``seed`` names one order of its samples."""
        self._of_stage(stage)
        return ReadState(self.fingerprint, seed, stage, 0)

    def samples(self, state: ReadState, rank: int = 0, world: int = 1) -> Iterator[tuple[ReadState, Sample]]:
        """The rest of a stage as rank ``rank`` of ``world`` sees it, each sample with the state to save after it.

        Position p of the stage's order goes to rank ``(p - state.position) % world``. The state that comes with a
        sample counts the whole round, one sample for every rank, so all ranks save the same state and any other
        number of ranks resumes from it without a sample lost or repeated. In the last round some ranks may get
        nothing. ValueError when the state belongs to other shards.
        """
        self._check(state)
        if not 0 <= rank < world:
            raise ValueError(f"rank {rank} of {world}: expected 0 to {world - 1}")
        count = self.stage_samples(state.stage)
        return self._rounds(state, rank, world, count)

    def _rounds(self, state: ReadState, rank: int, world: int, count: int) -> Iterator[tuple[ReadState, Sample]]:
        order = _StageOrder(self._of_stage(state.stage), state)
        for round_start in range(state.position, count - rank, world):
            shard, number = order[round_start + rank]
            after = replace(state, position=min(round_start + world, count))
            yield after, self._read(shard, number)

    def _check(self, state: ReadState) -> None:
        if state.fingerprint != self.fingerprint:
            raise ValueError(
                f"the state belongs to shards {state.fingerprint[:12]}…, these are {self.fingerprint[:12]}…: "
                "resume with the shards it was saved from"
            )
        if not 0 <= state.position <= self.stage_samples(state.stage):
            raise ValueError(f"position {state.position} is outside stage {state.stage}")

    def _of_stage(self, stage: str) -> list[ShardFacts]:
        if stage not in self.stages:
            raise ValueError(f"no stage is called {stage!r}; there are {', '.join(self.stages)}")
        return self.manifest.of_stage(stage)

    def _locate(self, number: int) -> tuple[int, int]:
        if not 0 <= number < len(self):
            raise IndexError(f"sample {number} of a set of {len(self)}")
        shard = int(np.searchsorted(self._firsts, number, side="right")) - 1
        return shard, number - int(self._firsts[shard])

    def _locate_key(self, key: str) -> tuple[int, int]:
        stem, _, digits = key.rpartition("-")
        shard = self._by_name.get(f"{stem}.tar")
        if shard is not None and digits.isdecimal():
            facts, number = self.manifest.shards[shard], int(digits)
            if number < facts.samples and sample_key(facts.stage, facts.number, number) == key:
                return shard, number
        raise KeyError(f"no sample is called {key!r}")

    def _read(self, shard: ShardFacts, number: int) -> Sample:
        start, end = (int(offset) for offset in self._offsets(shard)[number : number + 2])
        data = self._fs.cat_file(f"{self._root}/{shard.name}", start=start, end=end)
        try:
            sample = read_sample(io.BytesIO(data))
        except ValueError as error:
            raise ValueError(f"{shard.name}: {error}") from error
        if sample is None or sample.key != sample_key(shard.stage, shard.number, number):
            raise ValueError(f"{tar_idx_name(shard.name)} does not point at sample {number}: run `weft verify`")
        return sample

    def _offsets(self, shard: ShardFacts) -> NDArray[np.uint64]:
        return _offsets(self._fs, f"{self._root}/{tar_idx_name(shard.name)}", shard.samples, self.fingerprint)


class _StageOrder:
    """The seeded order of a stage's samples, worked out one window of shards at a time."""

    def __init__(self, shards: list[ShardFacts], state: ReadState) -> None:
        self._seed = (state.fingerprint, state.stage, state.seed)
        self._shards = [shards[index] for index in permutation(len(shards), "shards", *self._seed)]
        windows = range(0, len(shards), WINDOW_SHARDS)
        sizes = (sum(shard.samples for shard in self._shards[at : at + WINDOW_SHARDS]) for at in windows)
        self._starts = np.asarray([0, *accumulate(sizes)], np.int64)
        self._window = -1
        self._order: NDArray[np.int64] = np.zeros(0, np.int64)
        self._firsts: NDArray[np.int64] = np.zeros(0, np.int64)

    def __getitem__(self, position: int) -> tuple[ShardFacts, int]:
        window = int(np.searchsorted(self._starts, position, side="right")) - 1
        if window != self._window:
            self._enter(window)
        place = int(self._order[position - int(self._starts[window])])
        shard = int(np.searchsorted(self._firsts, place, side="right")) - 1
        return self._shards[window * WINDOW_SHARDS + shard], place - int(self._firsts[shard])

    def _enter(self, window: int) -> None:
        shards = self._shards[window * WINDOW_SHARDS : (window + 1) * WINDOW_SHARDS]
        self._window = window
        self._firsts = np.asarray([0, *accumulate(shard.samples for shard in shards)], np.int64)
        self._order = permutation(int(self._firsts[-1]), "samples", window, *self._seed)


@lru_cache(maxsize=4 * WINDOW_SHARDS)
def _offsets(fs: Any, path: str, samples: int, fingerprint: str) -> NDArray[np.uint64]:
    """Offsets of one shard; ``fingerprint`` keeps two sets that stood at the same path apart."""
    offsets = tar_idx_offsets(fs.cat_file(path))
    if len(offsets) != samples + 1:
        raise ValueError(f"{path} counts {len(offsets) - 1} samples, the manifest {samples}: run `weft verify`")
    return offsets
