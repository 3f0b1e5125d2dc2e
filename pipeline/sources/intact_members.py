"""Gzip members of one whole record each, in one pass of fastwarc: what nearly every WARC file is made of.

fastwarc checks the sum of every member and stops at damage, but passes over some of what is no record, and goes on
where a record does not end with its member. So a record counts only if its header is what its member begins with, and
if the member says at its end that it held as many bytes as the record has. From the first that may be otherwise,
whoever called has to look at each member by itself.
"""

import zlib
from collections import deque
from collections.abc import Generator
from typing import IO, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from .capture import Capture, PayloadLimits
from .warc_record import CAPTURES, OTHERS, capture_of, declared_bytes, is_of_wat, target_url

_PIECES_KEPT = 8
"""Of 64 KB. fastwarc reads one or two, and seldom five, ahead of the header of the record that it gives."""
_PEEK_BYTES = 4096
_SIZE_BYTES = 4
"""Of the length at the end of a member, modulo 2^32 (RFC 1952, section 2.3.1)."""
_LINE_ENDS_BYTES = 4
"""Behind every record."""


def intact_members(stream: IO[bytes], start: int, limits: PayloadLimits) -> Generator[Capture, None, int]:
    """The captures of members from ``start`` on, and where the first stands that may be another.

    This is at most the last: that nothing stands behind it, fastwarc does not tell.
    """
    trail = _Trail(stream, start)
    at, unpacked_bytes = start, 0
    held: Capture | None = None
    try:
        for record in _records(trail):
            begin = record.stream_pos
            if unpacked_bytes:
                if begin <= at or not trail.held(begin, unpacked_bytes):
                    return at
                if held is not None:
                    held.length = begin - at
                    yield held
                at = begin
            header = _usual_header(record)
            record_bytes = len(header) + record.content_length
            is_usual = header.count(b"\n") == header.count(b"\r\n") and declared_bytes(header) == record_bytes
            if not is_usual or not trail.begins(begin, header):
                return at
            unpacked_bytes, held = record_bytes + _LINE_ENDS_BYTES, None
            if is_of_wat(record):
                held = Capture(url=target_url(record), offset=at, reason="wat_record")
            elif record.record_type & CAPTURES:
                held = capture_of(record, at, limits)
            elif not record.record_type & OTHERS:
                return at
    except OSError:
        pass
    return at


class _Trail:
    """The file from one place on, with the last bytes that were read."""

    def __init__(self, stream: IO[bytes], start: int) -> None:
        self._stream = stream
        self._pieces: deque[tuple[int, bytes]] = deque(maxlen=_PIECES_KEPT)
        self._end = stream.seek(start)

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes."""
        found = self._stream.read(size)
        self._pieces.append((self._end, found))
        self._end += len(found)
        return found

    def tell(self) -> int:
        """The place that is read next."""
        return self._end

    def seek(self, place: int) -> int:
        """Go to a place."""
        self._pieces.clear()
        self._end = self._stream.seek(place)
        return self._end

    def _range(self, start: int, size: int) -> bytes:
        """Bytes from ``start`` on; fewer, or none, where they are no longer or not yet known."""
        found = b""
        for at, piece in self._pieces:
            if at <= start + len(found) < at + len(piece):
                found += piece[start + len(found) - at : start + size - at]
        return found

    def begins(self, start: int, header: bytes) -> bool:
        """Whether the member at ``start`` unpacks to what begins with ``header``; no, if it is no longer known."""
        try:
            found = zlib.decompressobj(31).decompress(self._range(start, _PEEK_BYTES), len(header))
        except zlib.error:
            return False
        return found == header

    def held(self, end: int, unpacked_bytes: int) -> bool:
        """Whether a member that ends at ``end`` says it held so many bytes; no, if its end is no longer known."""
        spelled = self._range(end - _SIZE_BYTES, _SIZE_BYTES)
        return len(spelled) == _SIZE_BYTES and int.from_bytes(spelled, "little") == unpacked_bytes % (1 << 32)


def _records(trail: _Trail) -> ArchiveIterator:
    plain = cast(BinaryIO, trail)  # it reads, seeks and tells, and fastwarc asks for no more
    return ArchiveIterator(plain, parse_http=False, record_types=WarcRecordType.any_type)


def _usual_header(record: WarcRecord) -> bytes:
    """The header of a record as it is most often spelled."""
    fields = (f"{name}: {value}" for name, value in record.headers.items())
    return "\r\n".join((record.headers.status_line or "", *fields, "", "")).encode("utf-8", "replace")
