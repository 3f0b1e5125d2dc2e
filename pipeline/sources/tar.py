"""Tars of any writer: their files in order, with the place of each one's bytes; samples as WebDataset has them."""

import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

TARS = (".tar", ".tar.gz", ".tgz")
_BLOCK_BYTES = 512
_BROKEN = (tarfile.ReadError, OSError, EOFError, zlib.error)
"""What a damaged archive raises, or the compressed file that it lies in."""


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file in a tar."""

    name: str
    offset: int
    """Of its first byte."""
    size: int
    """Bytes."""

    def read(self, stream: IO[bytes]) -> bytes:
        """Its bytes, from the stream that it was found in."""
        stream.seek(self.offset)
        return stream.read(self.size)


class BrokenTarError(ValueError):
    """The archive can't be read further; ``str(error)`` is the reason for the ledger."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset


def tar_members(stream: IO[bytes]) -> Iterator[Member]:
    """The regular files of a tar, in order; ``stream`` must be seekable. Links and devices are none.

    Raises:
        BrokenTarError: ``tar_broken`` or ``tar_truncated``, after every member that could be read.
    """
    try:
        archive = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115 the stream is the caller's
    except _BROKEN as error:
        raise BrokenTarError("tar_truncated", 0) if str(error) == "empty file" else _broken(error, 0) from error
    while True:
        try:
            info = archive.next()
        except _BROKEN as error:
            raise _broken(error, archive.offset) from error
        if info is None:
            break
        archive.members = []  # type: ignore[attr-defined] # tarfile keeps every header it has read
        if info.isreg() and not info.issparse():
            _reach_end(stream, info)
            yield Member(info.name, info.offset_data, info.size)
    stream.seek(archive.offset)
    if any(stream.read(_BLOCK_BYTES)):  # tarfile takes a damaged header for the end
        raise BrokenTarError("tar_broken", archive.offset)


def _reach_end(stream: IO[bytes], info: tarfile.TarInfo) -> None:
    """Read the last byte of a member. Raises BrokenTarError where it is not there."""
    try:
        stream.seek(info.offset_data + max(info.size - 1, 0))
        if info.size and not stream.read(1):
            raise EOFError
    except _BROKEN as error:
        raise _broken(error, info.offset) from error


def _broken(error: Exception, offset: int) -> BrokenTarError:
    truncated = isinstance(error, EOFError) or "unexpected end" in str(error)
    return BrokenTarError("tar_truncated" if truncated else "tar_broken", offset)


def tar_samples(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, Member]]]:
    """``(key, {extension: member})`` of neighbouring members of one key: the name up to the first dot of its last part.

    Raises BrokenTarError as ``tar_members`` does, after the samples before it.
    """
    key = ""
    sample: dict[str, Member] = {}
    try:
        for member in tar_members(stream):
            folder, slash, base = member.name.rpartition("/")
            stem, _, extension = base.partition(".")
            named = folder + slash + stem
            if named != key and sample:
                yield key, sample
                sample = {}
            key = named
            sample[extension.lower()] = member
    except BrokenTarError:
        if sample:
            yield key, sample
        raise
    if sample:
        yield key, sample
