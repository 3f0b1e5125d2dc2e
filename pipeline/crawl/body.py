"""Response bodies: content decoding under a limit of bytes, on the wire and after inflation."""

import hashlib
import tempfile
from base64 import b32encode
from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass
from typing import IO

from ..content_coding import CODING_ERRORS, Decoder, decoder_of

ACCEPT_ENCODING = "gzip, br, zstd"
MAX_CODINGS = 3
MAX_BYTES_IN_MEMORY = 1 << 20
"""A longer body goes to a temporary file."""
# RFC 9659: the largest window that a web client supports.
_ZSTD_WINDOW_BYTES = 8 << 20


class BodyTooLargeError(Exception):
    """A body passes its limit, on the wire or after inflation."""


class ContentEncodingError(Exception):
    """A body is not what its Content-Encoding says, or ends early."""


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


def _decode(decoders: list[Decoder], chunk: bytes) -> Iterator[bytes]:
    """The chunk through every decoder in turn, piece by piece, so that nothing inflates unseen."""
    if not decoders:
        yield chunk
        return
    try:
        for piece in decoders[0].feed(chunk):
            yield from _decode(decoders[1:], piece)
    except CODING_ERRORS as error:
        raise ContentEncodingError(str(error)) from error


def _decoders(content_encoding: str) -> list[Decoder]:
    """Decoders in the order they are to be applied; none if any coding is unknown, as browsers do."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > MAX_CODINGS:
        raise ContentEncodingError(f"more than {MAX_CODINGS} content codings")
    decoders = [decoder for coding in reversed(codings) if (decoder := decoder_of(coding, _ZSTD_WINDOW_BYTES))]
    return decoders if len(decoders) == len(codings) else []
