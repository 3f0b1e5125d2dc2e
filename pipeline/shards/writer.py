"""Writes one shard as a stream: the tar, and what its indexes and the manifest need to know about it."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from ...schemas.shard import Modality, sample_key
from .manifest import ShardFacts, parse_shard_name
from .sample import Sample, encode, fault
from .tar import end_of_archive, member_header, padding


@dataclass(frozen=True)
class DocumentRow:
    """Where one piece of a document lies: ``tokens`` positions of sample ``key`` from ``start`` on."""

    doc_id: str
    """In hex; a long document that was split has several rows."""
    key: str
    start: int
    tokens: int


class ShardWriter:
    """Streams samples into the tar ``name`` (as ``shard_name`` spells it); the caller opens and closes ``stream``.

    Needs memory for one sample, 8 bytes of offset a sample and a row a document. ``stream`` is never sought, so
    it can be an upload. After ``close()``, ``offsets`` and ``documents`` are complete.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stage, self._shard = parse_shard_name(name)
        self._stream = stream
        self._name = name
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._bytes = 0
        self._tokens = np.zeros(len(Modality), np.int64)
        self._facts: ShardFacts | None = None
        self.offsets: list[int] = [0]
        """Bytes from the start of the tar to the first header of each sample, then to the end of the last one."""
        self.documents: list[DocumentRow] = []

    @property
    def samples(self) -> int:
        """Samples written so far; the next one must be called ``sample_key(stage, shard, samples)``."""
        return len(self.offsets) - 1

    def add(self, sample: Sample) -> None:
        """Appends one sample. ValueError, and nothing is written, when it is not sound or not the next key."""
        expected = sample_key(self._stage, self._shard, self.samples)
        if self._facts is not None:
            raise ValueError(f"{self._name} is closed; {sample.key} comes too late")
        if sample.key != expected:
            raise ValueError(f"{self._name}: the next sample is {expected}, not {sample.key}")
        if (reason := fault(sample)) is not None:
            raise ValueError(f"{sample.key}: {reason}")
        pieces: list[bytes] = []
        for name, data in encode(sample):
            pieces += (member_header(name, len(data)), data, padding(len(data)))
        self._write(b"".join(pieces))
        self.offsets.append(self._bytes)
        self._tokens += np.bincount(sample.modality, minlength=len(Modality))
        self.documents += _document_rows(sample)

    def close(self) -> ShardFacts:
        """Ends the archive and returns its facts. ValueError when it has no samples: loaders choke on such tars."""
        if self._facts is None:
            if not self.samples:
                raise ValueError(f"{self._name} has no samples: leave it out")
            self._write(end_of_archive(self._bytes))
            self._facts = ShardFacts(
                name=self._name,
                sha256=self._sha256.hexdigest(),
                md5=self._md5.hexdigest(),
                bytes=self._bytes,
                samples=self.samples,
                tokens={kind.name.lower(): int(self._tokens[kind]) for kind in Modality},
            )
        return self._facts

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._sha256.update(data)
        self._md5.update(data)
        self._bytes += len(data)


def _document_rows(sample: Sample) -> list[DocumentRow]:
    names = sample.documents
    bounds = np.searchsorted(sample.segment_ids[: np.count_nonzero(sample.segment_ids)], np.arange(1, len(names) + 2))
    return [
        DocumentRow(name, sample.key, int(start), int(end - start))
        for name, start, end in zip(names, bounds[:-1], bounds[1:], strict=True)
    ]
