"""``manifest.json``: what a shard set holds, file by file. No dates: the same shards give the same bytes."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ...schemas.shard import shard_name

MANIFEST = "manifest.json"
FORMAT = "weft-shards-1"
_SHARD = re.compile(r"([a-z0-9][a-z0-9_-]*)-(\d{6,})\.tar", re.ASCII)

MediaForm = Literal["codes", "slots"]


@dataclass(frozen=True)
class ShardFacts:
    """One tar: its digests in hex, size in bytes, samples, and tokens by lower-case modality name."""

    name: str
    sha256: str
    md5: str
    bytes: int
    samples: int
    tokens: Mapping[str, int]

    @property
    def stage(self) -> str:
        """Mixture stage: ``train`` of ``train-000003.tar``."""
        return parse_shard_name(self.name)[0]

    @property
    def number(self) -> int:
        """Number in its stage: 3 of ``train-000003.tar``."""
        return parse_shard_name(self.name)[1]


@dataclass(frozen=True)
class Manifest:
    """A whole shard set.

    ``stages`` are the mixture stages in training order; ``shards`` are sorted by stage, then number. ``length`` is
    tokens a sequence; every token is in ``range(vocabulary_size)``. ``files`` maps every other file of the set,
    relative to its folder, to the sha256 of its bytes in hex.
    """

    stages: tuple[str, ...]
    length: int
    media: MediaForm
    vocabulary_sha256: str
    vocabulary_size: int
    weft_version: str
    shards: tuple[ShardFacts, ...]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """sha256 in hex over the name and sha256 of every shard, in order: equal means equal samples."""
        digest = hashlib.sha256()
        for shard in self.shards:
            digest.update(f"{shard.name} {shard.sha256}\n".encode())
        return digest.hexdigest()

    def of_stage(self, stage: str) -> list[ShardFacts]:
        """The shards of one mixture stage, by number."""
        return [shard for shard in self.shards if shard.stage == stage]


def parse_shard_name(name: str) -> tuple[str, int]:
    """Stage and number in a shard's name. ValueError for a name that ``schemas.shard.shard_name`` does not make."""
    match = _SHARD.fullmatch(name)
    if match is None or shard_name(match[1], int(match[2])) != name:
        raise ValueError(f"{name!r} is no shard name; expected one like 'train-000003.tar'")
    return match[1], int(match[2])


def ordered(shards: Sequence[ShardFacts], stages: Sequence[str]) -> tuple[ShardFacts, ...]:
    """Shards by stage in training order, then by number. ValueError when one belongs to no stage or comes twice."""
    places = {stage: place for place, stage in enumerate(stages)}
    for shard in shards:
        if shard.stage not in places:
            raise ValueError(f"shard {shard.name} belongs to none of the stages {', '.join(stages)}")
    if len({shard.name for shard in shards}) < len(shards):
        raise ValueError("a shard comes twice")
    return tuple(sorted(shards, key=lambda shard: (places[shard.stage], shard.number)))


def token_totals(shards: Sequence[ShardFacts]) -> dict[str, int]:
    """Tokens by modality name, over all shards."""
    totals: dict[str, int] = {}
    for shard in shards:
        for name, tokens in shard.tokens.items():
            totals[name] = totals.get(name, 0) + tokens
    return totals


def manifest_bytes(manifest: Manifest) -> bytes:
    """The file. Its last field is the sha256 of the file without that field, so that it guards itself."""
    shards = manifest.shards
    body: dict[str, Any] = {
        "format": FORMAT,
        "fingerprint": manifest.fingerprint,
        "weft_version": manifest.weft_version,
        "vocabulary": {"sha256": manifest.vocabulary_sha256, "size": manifest.vocabulary_size},
        "sequences": {"length": manifest.length, "media": manifest.media},
        "stages": list(manifest.stages),
        "totals": {
            "shards": len(shards),
            "samples": sum(shard.samples for shard in shards),
            "bytes": sum(shard.bytes for shard in shards),
            "tokens": token_totals(shards),
        },
        "shards": [dataclasses.asdict(shard) for shard in shards],
        "files": dict(sorted(manifest.files.items())),
    }
    body["sha256"] = hashlib.sha256(_json(body)).hexdigest()
    return _json(body)


def read_manifest(data: bytes) -> Manifest:
    """The manifest in the bytes of its file. ValueError when a single byte is not as ``manifest_bytes`` wrote it."""
    try:
        body = json.loads(data)
        if body["format"] != FORMAT:
            raise ValueError(f"{MANIFEST} has the format {body['format']!r}; this weft reads {FORMAT!r}")
        manifest = Manifest(
            stages=tuple(body["stages"]),
            length=body["sequences"]["length"],
            media=body["sequences"]["media"],
            vocabulary_sha256=body["vocabulary"]["sha256"],
            vocabulary_size=body["vocabulary"]["size"],
            weft_version=body["weft_version"],
            shards=tuple(ShardFacts(**shard) for shard in body["shards"]),
            files=body["files"],
        )
        if ordered(manifest.shards, manifest.stages) != manifest.shards:
            raise ValueError(f"{MANIFEST} does not list its shards in order")
        rewritten = manifest_bytes(manifest)
    except (KeyError, TypeError, AttributeError, RecursionError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{MANIFEST} can't be read: {type(error).__name__}: {error}") from error
    if rewritten != data:
        raise ValueError(f"{MANIFEST} was changed after it was written (its checksum or totals do not fit)")
    return manifest


def _json(body: Mapping[str, Any]) -> bytes:
    return (json.dumps(body, indent=1, ensure_ascii=True, allow_nan=False) + "\n").encode()
