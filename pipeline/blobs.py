"""Payload as members of a plain tar, one beside each part: written once, found again by offset and length."""

import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any

from .storage import Corpus

_TAR_BLOCK_BYTES = 512


class BlobWriter:
    """Writes members, each named by its media id."""

    def __init__(self, stream: IO[bytes], name: str):
        self._stream = stream
        self._name = name
        self._offset = 0

    def add(self, member: str, payload: bytes) -> dict[str, Any]:
        """Append a member; returns where its bytes lie, as a ``CAPTURE`` struct."""
        header = tarfile.TarInfo(member)
        header.size = len(payload)
        header.mode = 0o444
        self._write(header.tobuf(tarfile.USTAR_FORMAT))
        place = {"file": self._name, "offset": self._offset, "length": len(payload)}
        self._write(payload)
        self._write(bytes(-len(payload) % _TAR_BLOCK_BYTES))
        return place

    def close(self) -> None:
        """Write the end-of-archive blocks."""
        self._write(bytes(2 * _TAR_BLOCK_BYTES))

    @property
    def size_bytes(self) -> int:
        """Bytes written so far."""
        return self._offset

    def _write(self, payload: bytes) -> None:
        self._stream.write(payload)
        self._offset += len(payload)


class _LateWriter:
    """A tar that comes into being with its first member; the same bytes are written once."""

    def __init__(self, corpus: Corpus, name: str, open_files: ExitStack) -> None:
        self._corpus = corpus
        self._name = name
        self._open_files = open_files
        self._writer: BlobWriter | None = None
        self._places: dict[bytes, dict[str, Any]] = {}

    def add(self, media_id: bytes, payload: bytes) -> dict[str, Any]:
        """Where the bytes lie, as a ``CAPTURE`` struct."""
        if media_id not in self._places:
            if self._writer is None:
                self._writer = BlobWriter(self._open_files.enter_context(self._corpus.create(self._name)), self._name)
            self._places[media_id] = self._writer.add(media_id.hex(), payload)
        return self._places[media_id]

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


@contextmanager
def blobs_when_any(corpus: Corpus, name: str) -> Iterator[_LateWriter]:
    """A tar of distinct payloads under ``name``, whole when the block ends; no file where there is none to write."""
    corpus.remove(name)
    with ExitStack() as open_files:
        writer = _LateWriter(corpus, name, open_files)
        yield writer
        writer.close()
