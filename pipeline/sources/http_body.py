"""The body of an HTTP message as it was stored: de-chunked and decompressed, never past a limit."""

import re
import zlib
from collections.abc import Callable, Mapping

import brotli
import zstandard

_CHUNK_BYTES = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_BITE_BYTES = 256
_ZSTD_WINDOW_BYTES = 1 << 27
_SNIFFED_BYTES = 512
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


class BodyError(ValueError):
    """The body can't be read; ``str(error)`` is the reason for the ledger."""


def decode_body(body: bytes, headers: Mapping[str, str], max_bytes: int) -> bytes:
    """The payload of a stored HTTP response.

    Many archives store the decoded body under headers that still speak of the coded one, so a coding that the
    bytes do not bear out is taken as already undone.

    Raises:
        BodyError: ``too_large`` past ``max_bytes`` after inflation, ``broken_encoding`` or
            ``unknown_encoding`` where the bytes can't be read.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    codings = [coding.strip().lower() for coding in headers.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        body = _decoded(body, coding, max_bytes)
    if len(body) > max_bytes:
        raise BodyError("too_large")
    return body


def _dechunked(body: bytes) -> bytes:
    """Chunked transfer coding undone (RFC 9112, 7.1); bytes that are not chunked come back as they are."""
    pieces: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position, position + 1024)
        size = body[position:end].split(b";")[0].strip() if end >= 0 else b""
        if not size or len(size) > 16 or not all(byte in b"0123456789abcdefABCDEF" for byte in size):
            return b"".join(pieces) if pieces else body
        length = int(size, 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + length])
        position = end + 2 + length + 2


def _decoded(body: bytes, coding: str, max_bytes: int) -> bytes:
    match coding:
        case "" | "identity" | "none":
            return body
        case "gzip" | "x-gzip":
            return _inflated(body, 31, max_bytes) if body.startswith(_GZIP_MAGIC) else body
        case "deflate":
            return _decoded_unless_text(body, max_bytes, _undeflated)
        case "br":
            return _decoded_unless_text(body, max_bytes, _debrotlied)
        case "zstd":
            return _dezstded(body, max_bytes) if body.startswith(_ZSTD_MAGIC) else body
    raise BodyError("unknown_encoding")


def _decoded_unless_text(body: bytes, max_bytes: int, undo: Callable[[bytes, int], bytes]) -> bytes:
    """A coding without a signature undone; text that does not decode was decoded before it was stored."""
    try:
        return undo(body, max_bytes)
    except BodyError as error:
        if str(error) == "broken_encoding" and not _CONTROL_BYTE.search(body[:_SNIFFED_BYTES]):
            return body
        raise


def _undeflated(body: bytes, max_bytes: int) -> bytes:
    """A deflate stream, with the zlib header that the standard asks for or, as many servers send it, without."""
    return _inflated(body, 15 if body[:1] and body[0] & 0x0F == 8 else -15, max_bytes)


def _inflated(body: bytes, window_bits: int, max_bytes: int) -> bytes:
    """One or more gzip members, or a deflate stream, up to ``max_bytes``; other bytes behind them are left out."""
    pieces = []
    total = 0
    while body:
        stream = zlib.decompressobj(window_bits)
        try:
            piece = stream.decompress(body, max_bytes - total + 1)
        except zlib.error as error:
            raise BodyError("broken_encoding") from error
        pieces.append(piece)
        total += len(piece)
        if total > max_bytes:
            raise BodyError("too_large")
        if not stream.eof:
            raise BodyError("broken_encoding")
        body = stream.unused_data if stream.unused_data.startswith(_GZIP_MAGIC) else b""
    return b"".join(pieces)


def _debrotlied(body: bytes, max_bytes: int) -> bytes:
    stream = brotli.Decompressor()
    pieces = []
    total = 0
    try:
        for start in range(0, len(body), _CHUNK_BYTES):
            piece = stream.process(body[start : start + _CHUNK_BYTES], output_buffer_limit=max_bytes + 1)
            while piece:
                pieces.append(piece)
                total += len(piece)
                if total > max_bytes:
                    raise BodyError("too_large")
                piece = b"" if stream.can_accept_more_data() else stream.process(b"", output_buffer_limit=max_bytes + 1)
    except brotli.error as error:
        raise BodyError("broken_encoding") from error
    if not stream.is_finished():
        raise BodyError("broken_encoding")
    return b"".join(pieces)


def _dezstded(body: bytes, max_bytes: int) -> bytes:
    """One or more frames up to ``max_bytes``, fed in small bites, since 4 bytes can grow to a block of 128 KB."""
    pieces = []
    total = 0
    while body.startswith(_ZSTD_MAGIC):
        stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        position = 0
        while not stream.eof:
            if position >= len(body):
                raise BodyError("broken_encoding")
            try:
                piece = stream.decompress(body[position : position + _ZSTD_BITE_BYTES])
            except zstandard.ZstdError as error:
                raise BodyError("broken_encoding") from error
            position += _ZSTD_BITE_BYTES
            pieces.append(piece)
            total += len(piece)
            if total > max_bytes:
                raise BodyError("too_large")
        body = stream.unused_data + body[position:]
    return b"".join(pieces)
