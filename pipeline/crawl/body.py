"""Response bodies: content decoding under a limit of bytes, on the wire and after inflation."""

import hashlib
import tempfile
import zlib
from base64 import b32encode
from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol

import brotli
import zstandard

ACCEPT_ENCODING = "gzip, br, zstd"
MAX_CODINGS = 3
MAX_BYTES_IN_MEMORY = 1 << 20
"""A longer body goes to a temporary file."""
_PIECE_BYTES = 1 << 18
# A zstd block of 4 bytes can stand for 128 KiB, and the decoder cannot be told to stop early: few bytes at a time.
_ZSTD_SLICE_BYTES = 256
# RFC 9659: the largest window that a web client supports.
_ZSTD_WINDOW_BYTES = 8 << 20


class BodyTooLargeError(Exception):
    """A body passes its limit, on the wire or after inflation."""


class ContentEncodingError(Exception):
    """A body is not what its Content-Encoding says, or ends early."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decoded pieces of bounded size."""

    def finished(self) -> bool:
        """Whether the coded stream came to its end."""


@dataclass(frozen=True)
class Body:
    """A decoded body; whoever holds it closes ``file``."""

    file: IO[bytes]
    length: int
    """Bytes after decoding."""
    digest: str
    """``sha1:`` and the base32 SHA-1 of the decoded bytes, as WARC-Payload-Digest spells it."""
    truncated: bool
    """Cut at the limit."""
    decoded: bool
    """Content-Encoding was undone; False where there was none or it is unknown."""

    def read(self) -> bytes:
        """All of it, into memory."""
        self.file.seek(0)
        return self.file.read()


async def read_body(
    chunks: AsyncIterable[bytes], content_encoding: str, max_bytes: int, keep_bytes: int | None = None
) -> Body:
    """Reads and decodes a body.

    Raises BodyTooLargeError as soon as more than ``max_bytes`` came over the wire or out of a decoder, unless
    ``keep_bytes`` is given: then the body is cut there. Raises ContentEncodingError.
    """
    decoders = _decoders(content_encoding)
    limit = max_bytes if keep_bytes is None else keep_bytes
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY)  # noqa: SIM115
    state = hashlib.sha1(usedforsecurity=False)
    wire_bytes = length = 0
    cut = False
    try:
        async for chunk in chunks:
            wire_bytes += len(chunk)
            for piece in _decode(decoders, chunk):
                taken = piece[: limit - length]
                file.write(taken)
                state.update(taken)
                length += len(taken)
                cut = len(taken) < len(piece)
                if cut:
                    break
            if cut or wire_bytes > limit:
                cut = True
                break
        if cut and keep_bytes is None:
            raise BodyTooLargeError
        if not cut and wire_bytes and not all(decoder.finished() for decoder in decoders):
            raise ContentEncodingError("the coded body ends early")
    except BaseException:
        file.close()
        raise
    return Body(file, length, spelled_digest(state.digest()), truncated=cut, decoded=bool(decoders))


def spelled_digest(sha1: bytes) -> str:
    """A SHA-1 as WARC headers spell it: ``sha1:`` and base32."""
    return "sha1:" + b32encode(sha1).decode()


def _decode(decoders: list[_Decoder], chunk: bytes) -> Iterator[bytes]:
    """The chunk through every decoder in turn, piece by piece, so that nothing inflates unseen."""
    if not decoders:
        yield chunk
        return
    try:
        for piece in decoders[0].feed(chunk):
            yield from _decode(decoders[1:], piece)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise ContentEncodingError(str(error)) from error


def _decoders(content_encoding: str) -> list[_Decoder]:
    """Decoders in the order they are to be applied; none if any coding is unknown, as browsers do."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > MAX_CODINGS:
        raise ContentEncodingError(f"more than {MAX_CODINGS} content codings")
    if not all(coding in _DECODERS for coding in codings):
        return []
    return [_DECODERS[coding]() for coding in reversed(codings)]


class _Gzip:
    """RFC 1952, members one after another; what follows the last member is ignored, as browsers do."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(31)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._member.eof:
                if not data.startswith(b"\x1f\x8b"):
                    return
                self._member = zlib.decompressobj(31)
            piece = self._member.decompress(data, _PIECE_BYTES)
            if piece:
                yield piece
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if not data and len(piece) < _PIECE_BYTES:
                return

    def finished(self) -> bool:
        return self._member.eof


class _Deflate:
    """RFC 1950 as the standard says, or RFC 1951 alone as some servers send."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(15)
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not self._started:
            self._started = True
            if data[0] & 0x0F != zlib.DEFLATED:
                self._stream = zlib.decompressobj(-15)
        while not self._stream.eof:
            piece = self._stream.decompress(data, _PIECE_BYTES)
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if not data and len(piece) < _PIECE_BYTES:
                return

    def finished(self) -> bool:
        return self._stream.eof


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        while True:
            piece = self._stream.process(data, output_buffer_limit=_PIECE_BYTES)
            if piece:
                yield piece
            data = b""
            if self._stream.is_finished() or (self._stream.can_accept_more_data() and not piece):
                return

    def finished(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """RFC 8878, with the window of RFC 9659."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_SLICE_BYTES):
            if self._stream.eof:
                return
            piece = self._stream.decompress(data[start : start + _ZSTD_SLICE_BYTES])
            if piece:
                yield piece

    def finished(self) -> bool:
        return bool(self._stream.eof)


_DECODERS: dict[str, type[_Decoder]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
