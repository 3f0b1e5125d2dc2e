"""Content codings of HTTP (RFC 9110, section 8.4.1), undone piece by piece, so that nothing inflates unseen.

What follows the end of a coded stream is left out, as browsers do, but for brotli's.
"""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import brotli
import zstandard

CODING_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)
"""What a decoder raises for bytes that are not of its coding."""
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_PIECE_BYTES = 1 << 18
# zlib copies what it has not yet read of its input with every piece and every member: little at a time.
_SLICE_BYTES = 1 << 16
# A zstd block of 4 bytes can stand for 128 KiB, and the decoder cannot be told to stop early.
_ZSTD_SLICE_BYTES = 256
_ZSTD_FRAME_STARTS = (ZSTD_MAGIC, *(bytes((start, 0x2A, 0x4D, 0x18)) for start in range(0x50, 0x60)))
"""Of a frame, and of those to be skipped (RFC 8878, section 3.1.2)."""


class Decoder(ABC):
    """Undoes one coding of one body."""

    slice_bytes: ClassVar[int] = _SLICE_BYTES
    """Coded bytes decoded at a time."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes decode to, in pieces of bounded size, none empty. Raises CODING_ERRORS."""
        for start in range(0, len(data), self.slice_bytes):
            if self._is_over():
                return
            yield from filter(None, self._decode(data[start : start + self.slice_bytes]))

    @abstractmethod
    def finished(self) -> bool:
        """Whether the coded stream came to its end."""

    def _is_over(self) -> bool:
        """Whether what may still come means nothing."""
        return self.finished()

    @abstractmethod
    def _decode(self, data: bytes) -> Iterator[bytes]:
        """What a slice, which is not empty, decodes to."""


def decoder_of(coding: str, max_window_bytes: int) -> Decoder | None:
    """A decoder of a coding by its name in lower case; None for one that is not known.

    ``max_window_bytes``: the largest window of zstd; a body that needs a larger one is none of the coding.
    """
    match coding:
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd(max_window_bytes)
    return None


class _Members(Decoder):
    """Members or frames, one after another, however the bytes of their starts are cut."""

    starts: ClassVar[tuple[bytes, ...]]
    """How a member can begin, all of one length."""

    def __init__(self, begin: Callable[[], Any]) -> None:
        self._begin = begin
        self._member = begin()
        self._held = b""
        """Bytes behind a member, too few to tell whether another one begins."""
        self._ends = False

    def finished(self) -> bool:
        return bool(self._member.eof)

    def _is_over(self) -> bool:
        return self._ends

    def _decode(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._member.eof:
                data, self._held = self._held + data, b""
                if not any(start.startswith(data[: len(start)]) for start in self.starts):
                    self._ends = True
                    return
                if len(data) < len(self.starts[0]):
                    self._held = data
                    return
                self._member = self._begin()
            piece, data = self._inflate(data)
            yield piece
            if not data and len(piece) < _PIECE_BYTES:
                return

    @abstractmethod
    def _inflate(self, data: bytes) -> tuple[bytes, bytes]:
        """A piece of the present member, and the bytes that are still to be fed or lie behind its end."""


class _Gzip(_Members):
    """RFC 1952."""

    starts = (GZIP_MAGIC,)

    def __init__(self) -> None:
        super().__init__(lambda: zlib.decompressobj(31))

    def _inflate(self, data: bytes) -> tuple[bytes, bytes]:
        piece = self._member.decompress(data, _PIECE_BYTES)
        return piece, self._member.unused_data if self._member.eof else self._member.unconsumed_tail


class _Zstd(_Members):
    """RFC 8878."""

    slice_bytes = _ZSTD_SLICE_BYTES
    starts = _ZSTD_FRAME_STARTS

    def __init__(self, max_window_bytes: int) -> None:
        super().__init__(zstandard.ZstdDecompressor(max_window_size=max_window_bytes).decompressobj)

    def _inflate(self, data: bytes) -> tuple[bytes, bytes]:
        piece = self._member.decompress(data)
        return piece, self._member.unused_data if self._member.eof else b""


class _Deflate(Decoder):
    """RFC 1950 as the standard says, or RFC 1951 alone as some servers send."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(15)
        self._started = False

    def finished(self) -> bool:
        return self._stream.eof

    def _decode(self, data: bytes) -> Iterator[bytes]:
        if not self._started:
            self._started = True
            if data[0] & 0x0F != zlib.DEFLATED:
                self._stream = zlib.decompressobj(-15)
        while not self._stream.eof:
            piece = self._stream.decompress(data, _PIECE_BYTES)
            yield piece
            data = self._stream.unconsumed_tail
            if not data and len(piece) < _PIECE_BYTES:
                return


class _Brotli(Decoder):
    """RFC 7932. Its library gives nothing of a slice in which the stream ends early: more bytes are always refused."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def finished(self) -> bool:
        return bool(self._stream.is_finished())

    def _is_over(self) -> bool:
        return False

    def _decode(self, data: bytes) -> Iterator[bytes]:
        if self.finished():
            raise brotli.error("bytes behind the end of the stream")
        while True:
            piece = self._stream.process(data, output_buffer_limit=_PIECE_BYTES)
            yield piece
            data = b""
            if self._stream.is_finished() or (self._stream.can_accept_more_data() and not piece):
                return
