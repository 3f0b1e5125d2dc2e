"""One gzip member (RFC 1952): a record packed by itself, so that it can be read without those before it.

zlib sets up 256 KB of tables for a member, which takes longer than packing a short record, or than copying a picture
that does not shrink. So a short record gets small tables, and what is only stored gets none.
"""

import struct
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import IO

_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
"""Deflate, no flags, no time, a Unix file."""
_BLOCK = struct.Struct("<BHH")
"""Whether a stored block is the last, its bytes and their complement (RFC 1951, section 3.2.4); byte-aligned here."""
_TRAILER = struct.Struct("<II")
_MAX_BLOCK_BYTES = 0xFFFF
_COPY_BYTES = 1 << 20
_GZIP_WINDOW_BITS = 16
_SHORT_BYTES, _SHORT_WINDOW_BITS, _SHORT_MEMORY_LEVEL = 1 << 12, 12, 4
_LONG_WINDOW_BITS, _LONG_MEMORY_LEVEL = zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL


def write_packed(out: IO[bytes], level: int, start: bytes, rest: IO[bytes] | None, end: bytes) -> None:
    """Append ``start``, ``rest`` from where it stands, and ``end``, deflated at ``level`` (1 to 9)."""
    short = rest is None and len(start) + len(end) <= _SHORT_BYTES
    window_bits = _SHORT_WINDOW_BITS if short else _LONG_WINDOW_BITS
    memory_level = _SHORT_MEMORY_LEVEL if short else _LONG_MEMORY_LEVEL
    deflate = zlib.compressobj(level, zlib.DEFLATED, _GZIP_WINDOW_BITS + window_bits, memory_level)
    for piece in _pieces(start, rest):
        out.write(deflate.compress(piece))
    out.write(deflate.compress(end) + deflate.flush())


def write_stored(out: IO[bytes], start: bytes, rest: IO[bytes] | None, end: bytes) -> None:
    """Append ``start``, ``rest`` from where it stands, and ``end``, as they are."""
    out.write(_HEADER)
    crc, length = 0, 0
    for piece in _pieces(start, rest):
        crc, length = zlib.crc32(piece, crc), length + len(piece)
        view = memoryview(piece)
        for at in range(0, len(piece), _MAX_BLOCK_BYTES):
            block = view[at : at + _MAX_BLOCK_BYTES]
            out.write(_BLOCK.pack(False, len(block), len(block) ^ 0xFFFF))
            out.write(block)
    crc, length = zlib.crc32(end, crc), length + len(end)
    out.write(_BLOCK.pack(True, len(end), len(end) ^ 0xFFFF) + end + _TRAILER.pack(crc, length & 0xFFFFFFFF))


def _pieces(start: bytes, rest: IO[bytes] | None) -> Iterator[bytes]:
    return chain([start], iter(lambda: rest.read(_COPY_BYTES), b"") if rest is not None else ())
