"""Which row groups of ``tokens`` go into which shard: a global shuffle that moves nothing.

Every stage of a mixture takes each row group once a pass and keeps the documents that ``stage_of`` and ``passes``
give it. The plan needs the sizes of row groups alone, so it is made in one process; each shard can then be
written anywhere, and the same recipe gives the same shards whatever the number of workers.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...schemas.recipe import MixtureStage
from .order import permutation

MIXED = -1
"""Domain of a row group whose documents come from several sources."""
_HASHES = 1 << 64


@dataclass(frozen=True, eq=False)
class RowGroups:
    """All row groups of the ``tokens`` table, in any order; every array has shape [row groups].

    ``part`` int32 number of the part; ``row_group`` int32 number in its part; ``tokens`` int64 ids in it;
    ``domain`` int32 index into ``domains``, or ``MIXED``.
    """

    part: NDArray[np.int32]
    row_group: NDArray[np.int32]
    tokens: NDArray[np.int64]
    domain: NDArray[np.int32]
    domains: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ShardPlan:
    """What one shard is made of: arrays of shape [entries], sorted by pass, part and row group.

    Entry i stands for the documents of ``row_group[i]`` of ``part[i]`` that the stage takes more than
    ``earlier_passes[i]`` times.
    """

    stage: str
    shard: int
    part: NDArray[np.int32]
    row_group: NDArray[np.int32]
    earlier_passes: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class StagePlan:
    """The shards of one mixture stage. Shard i holds entries ``bounds[i]`` to ``bounds[i + 1]``.

    ``bounds`` is int64 [shards + 1]; the other arrays are as in ``ShardPlan``, over all shards.
    """

    stage: str
    bounds: NDArray[np.int64]
    part: NDArray[np.int32]
    row_group: NDArray[np.int32]
    earlier_passes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, shard: int) -> ShardPlan:
        if not 0 <= shard < len(self):
            raise IndexError(f"stage {self.stage} has {len(self)} shards, no shard {shard}")
        entries = slice(self.bounds[shard], self.bounds[shard + 1])
        return ShardPlan(self.stage, shard, self.part[entries], self.row_group[entries], self.earlier_passes[entries])


def plan_stage(groups: RowGroups, stage: MixtureStage, *, tokens_per_shard: int, seed: int) -> StagePlan:
    """Deals the row groups of a stage to shards of about ``tokens_per_shard`` (length × sequences) tokens.

    The expected tokens of a row group are its tokens × share × weight of its domain (the largest weight where
    the domain is mixed). The order of ``groups`` does not matter. A shard has at least one row group, so shards
    are fewer and larger where row groups are larger than a shard. Ten million row groups take about fifteen
    seconds and 2 GB.
    """
    # one integer a row group: sorting it takes about half as long as a lexsort of two columns
    canonical = np.argsort(groups.part.astype(np.int64) << 32 | groups.row_group, kind="stable")
    weight = _weights(groups, stage)[canonical]
    tokens = groups.tokens[canonical]
    entries, repeats, sizes = [], [], []
    for earlier in range(math.ceil(weight.max(initial=0))):
        expected = np.rint(tokens * (stage.share * np.clip(weight - earlier, 0, 1))).astype(np.int64)
        taken = np.flatnonzero((weight > earlier) & (tokens > 0))
        entries.append(canonical[taken])
        repeats.append(np.full(len(taken), earlier, np.int32))
        sizes.append(np.maximum(expected[taken], 1))
    empty: NDArray[np.int64] = np.zeros(0, np.int64)
    entry = np.concatenate([empty, *entries])
    earlier_passes = np.concatenate([empty.astype(np.int32), *repeats])
    size = np.concatenate([empty, *sizes])
    order = permutation(len(entry), "plan", stage.name, seed)
    shard = np.empty_like(entry)
    shard[order] = _deal(size[order], tokens_per_shard)
    reading = np.argsort(shard, kind="stable")
    bounds = np.searchsorted(shard[reading], np.arange(shard.max(initial=-1) + 2))
    return StagePlan(
        stage.name,
        bounds.astype(np.int64),
        groups.part[entry[reading]],
        groups.row_group[entry[reading]],
        earlier_passes[reading],
    )


def plan_mixture(
    groups: RowGroups, mixture: Sequence[MixtureStage], *, tokens_per_shard: int, seed: int
) -> list[StagePlan]:
    """The plan of every mixture stage, in training order."""
    return [plan_stage(groups, stage, tokens_per_shard=tokens_per_shard, seed=seed) for stage in mixture]


def stage_of(doc_id: bytes, stages: Sequence[MixtureStage], seed: int) -> int | None:
    """Index of the one stage that takes a document, by hash of its id and the stages' shares.

    None for the part that no stage takes, where shares add up to less than 1.
    """
    place = _hash(doc_id, f"stage {seed}")
    for index in range(len(stages)):
        share = math.fsum(stage.share for stage in stages[: index + 1])
        if place < (_HASHES if share > 1 - 1e-9 else math.floor(share * _HASHES)):
            return index
    return None


def passes(doc_id: bytes, stage: str, weight: float, seed: int) -> int:
    """How often a stage takes a document of a source with this weight.

    The whole part of ``weight``, and once more for that fraction of documents whose hash falls under it.
    """
    whole = math.floor(weight)
    return whole + (_hash(doc_id, f"passes {seed} {stage}") < math.floor((weight - whole) * _HASHES))


def takes(
    doc_id: bytes, domain: str, *, mixture: Sequence[MixtureStage], stage: int, earlier_passes: int, seed: int
) -> bool:
    """Whether a plan entry of ``mixture[stage]`` holds this document: the rule for one row of a row group."""
    if stage_of(doc_id, mixture, seed) != stage:
        return False
    chosen = mixture[stage]
    return passes(doc_id, chosen.name, weight_of(domain, chosen.weights), seed) > earlier_passes


def weight_of(domain: str, weights: Mapping[str, float]) -> float:
    """Weight of a domain in a stage: 1 where the stage does not name it."""
    return weights.get(domain, 1.0)


def _weights(groups: RowGroups, stage: MixtureStage) -> NDArray[np.float64]:
    by_domain = [weight_of(domain, stage.weights) for domain in groups.domains]
    mixed = max(by_domain, default=1.0)
    return np.asarray([*by_domain, mixed], np.float64)[groups.domain]


def _deal(sizes: NDArray[np.int64], tokens_per_shard: int) -> NDArray[np.int64]:
    """Shard number of each entry: consecutive entries, cut where the running total passes a shard's share."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    shards = min(len(sizes), max(1, round(total / tokens_per_shard)))
    middle = (ends - sizes / 2) / max(total, 1)
    shard = np.minimum((middle * shards).astype(np.int64), shards - 1)
    # a row group larger than a shard leaves numbers unused: count densely
    return np.cumsum(np.diff(shard, prepend=shard[:1]) > 0)


def _hash(doc_id: bytes, purpose: str) -> int:
    return int.from_bytes(hashlib.blake2b(doc_id, digest_size=8, key=purpose.encode()).digest(), "little")
