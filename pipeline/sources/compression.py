"""Compressed files as the plain bytes they hold."""

import gzip
import io
import zipfile
from typing import IO

import zstandard

COMPRESSED_TARS = (".tar.gz", ".tgz")


def decompressed(stream: IO[bytes], name: str) -> IO[bytes]:
    """The bytes of a ``.gz``, ``.tgz``, ``.zst`` or one-member ``.zip`` file, by its name; any other file as it is.

    Raises ValueError for a ``.zip`` that is broken, or holds more or fewer files than one.
    """
    if name.endswith((".gz", ".tgz")):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if name.endswith(".zst"):
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(stream))  # type: ignore[arg-type]
    if name.endswith(".zip"):
        return _only_member(stream, name)
    return stream


def _only_member(stream: IO[bytes], name: str) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise ValueError(f"{name}: not a zip archive ({error}); download it again") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise ValueError(f"{name}: holds {len(members)} files, expected one; unpack it and name what is in it")
    return archive.open(members[0])
