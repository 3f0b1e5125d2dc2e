"""Compressed files as the plain bytes they hold."""

import gzip
import io
import os
import tempfile
import zipfile
from typing import IO, Any

import zstandard

from ...schemas.errors import WeftError
from .capture import SourceError

_ZSTD_BITE_BYTES = 1024
"""Read at once: 4 bytes can grow to a block of 128 KB."""
_SKIPPED_BYTES = 1 << 16
_PIECE_BYTES = 256 << 10
_BUFFER_BYTES = 64 << 10
COMPRESSED_TARS = (".tar.gz", ".tgz")
KEPT_BYTES = 2 << 30
"""Of what was unpacked last, for a reader that goes back: a sample of a tar, and the member after it."""


class NoRoomError(WeftError):
    """The temporary folder takes no more. No OSError: readers take those for damage inside the file."""


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


def with_ways_back(stream: IO[bytes], name: str) -> IO[bytes]:
    """``decompressed``, for a reader that goes back, which would else unpack a file from its start again.

    The last ``KEPT_BYTES`` lie in a temporary file, which is gone with the stream. Reading raises NoRoomError where
    that can't be written.
    """
    plain = decompressed(stream, name)
    return plain if plain is stream else io.BufferedReader(_Kept(plain), _BUFFER_BYTES)


class _Kept(io.RawIOBase):
    """The bytes of a stream that is read on from its start, the last of them in a file that is written round and round.

    A reader that goes back further starts the stream again.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream: Any = stream
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed with this one
        self._position = 0
        self._end = 0
        """Of what has been unpacked."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a compressed file is not known")
        self._position = offset + (self._position if whence == io.SEEK_CUR else 0)
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position < self._end - KEPT_BYTES:
            self._stream.seek(0)
            self._end = 0
        while self._position >= self._end:
            if not self._unpack():
                return 0
        place = self._position % KEPT_BYTES
        length = min(len(buffer), self._end - self._position, KEPT_BYTES - place)
        found = os.preadv(self._file.fileno(), [memoryview(buffer)[:length]], place)
        self._position += found
        return found

    def close(self) -> None:
        self._file.close()
        super().close()

    def _unpack(self) -> int:
        """Unpack and keep a little more; the number of bytes, 0 at the end."""
        piece = memoryview(self._stream.read1(_PIECE_BYTES))
        rest = piece
        while rest:
            place = self._end % KEPT_BYTES
            try:
                written = os.pwrite(self._file.fileno(), rest[: KEPT_BYTES - place], place)
            except OSError as error:
                folder = tempfile.gettempdir()
                raise NoRoomError(f"{folder}: {error.strerror}; set TMPDIR to a folder with more room") from error
            self._end += written
            rest = rest[written:]
        return len(piece)


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
    members = [member for member in archive.infolist() if not (member.is_dir() or _is_of_finder(member.filename))]
    if len(members) != 1:
        raise SourceError(f"{name}: holds {len(members)} files, expected one; unpack it and name what is in it")
    return archive.open(members[0])


def _is_of_finder(name: str) -> bool:
    """Whether a file in an archive is what macOS adds of its own: folders' views, and attributes of the other files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"
