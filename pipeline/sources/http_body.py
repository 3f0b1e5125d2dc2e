"""The body of an HTTP message as it was stored: de-chunked and decompressed, never past a limit."""

import re
from collections.abc import Mapping

from ..content_coding import CODING_ERRORS, GZIP_MAGIC, ZSTD_MAGIC, Decoder, decoder_of

_NO_CODINGS = frozenset(("", "identity", "none"))
_MAGIC = {"gzip": GZIP_MAGIC, "x-gzip": GZIP_MAGIC, "zstd": ZSTD_MAGIC}
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
    if coding in _NO_CODINGS or not body.startswith(_MAGIC.get(coding, b"")):
        return body
    decoder = decoder_of(coding, _ZSTD_WINDOW_BYTES)
    if decoder is None:
        raise BodyError("unknown_encoding")
    try:
        return _fed(decoder, body, max_bytes)
    except BodyError as error:
        # A coding without a signature: text that does not decode was decoded before it was stored.
        is_broken = str(error) == "broken_encoding"
        if is_broken and coding not in _MAGIC and not _CONTROL_BYTE.search(body[:_SNIFFED_BYTES]):
            return body
        raise


def _fed(decoder: Decoder, body: bytes, max_bytes: int) -> bytes:
    """What the body decodes to, up to ``max_bytes``."""
    pieces = []
    total = 0
    try:
        for piece in decoder.feed(body):
            pieces.append(piece)
            total += len(piece)
            if total > max_bytes:
                raise BodyError("too_large")
    except CODING_ERRORS as error:
        raise BodyError("broken_encoding") from error
    if not decoder.finished():
        raise BodyError("broken_encoding")
    return b"".join(pieces)
