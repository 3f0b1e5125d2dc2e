"""Compressed files as the plain bytes they hold."""

import gzip
import io
import zipfile
from typing import IO, Any

import zstandard

from .capture import SourceError

_ZSTD_BITE_BYTES = 1024
"""Read at once: 4 bytes can grow to a block of 128 KB."""
_SKIPPED_BYTES = 1 << 16
COMPRESSED_TARS = (".tar.gz", ".tgz")


def decompressed(stream: IO[bytes], name: str) -> IO[bytes]:
    """The bytes of a ``.gz``, ``.tgz``, ``.zst`` or one-member ``.zip`` file, by its name; any other file as it is.

    Raises SourceError for a ``.zip`` that is broken, or holds more or fewer files than one.
    """
    if name.endswith((".gz", ".tgz")):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if name.endswith(".zst"):
        return io.BufferedReader(_ZstdFrames(stream))
    if name.endswith(".zip"):
        return _only_member(stream, name)
    return stream


class _ZstdFrames(io.RawIOBase):
    """The bytes of one zstd frame after the other; a file that ends inside one raises EOFError."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._frame: Any = None
        self._packed = b""
        self._plain = b""
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To a place that was told: ahead by reading, back by starting again."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence != io.SEEK_SET:
            raise io.UnsupportedOperation("the end of zstd frames is not known")
        if offset < self._position:
            self._stream.seek(0)
            self._frame, self._packed, self._plain, self._position = None, b"", b"", 0
        passed = bytearray(_SKIPPED_BYTES)
        while self._position < offset:
            if not self.readinto(memoryview(passed)[: offset - self._position]):
                break
        return self._position

    def readinto(self, buffer: Any) -> int:
        while not self._plain:
            bite = self._packed[:_ZSTD_BITE_BYTES] or self._stream.read(_ZSTD_BITE_BYTES)
            self._packed = self._packed[_ZSTD_BITE_BYTES:]
            if not bite:
                if self._frame is not None:
                    raise EOFError("the file ends inside a zstd frame")
                return 0
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._plain = self._frame.decompress(bite)
            if self._frame.eof:
                self._packed = self._frame.unused_data + self._packed
                self._frame = None
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        self._position += len(taken)
        return len(taken)


def _only_member(stream: IO[bytes], name: str) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise SourceError(f"{name}: not a zip archive ({error}); download it again") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise SourceError(f"{name}: holds {len(members)} files, expected one; unpack it and name what is in it")
    return archive.open(members[0])
