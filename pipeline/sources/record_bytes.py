"""Bytes in which WARC records stand one behind the other: a file that is not packed, or one member of a gzip file.

A member (RFC 1952) is read by itself: what stands behind a damaged one is then as whole as another file.
"""

import contextlib
import re
import zlib
from collections.abc import Iterator
from typing import IO

GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_HEAD = re.compile(rb"\x1f\x8b\x08(?=[\x00-\x1f])")
"""The three upper bits of a member's flags are always 0."""
_MARK = b"WARC/"
_RECORD = re.compile(rb"WARC/\d\.\d\d?\r?\n(?=[A-Za-z])")
_OVERLAP_BYTES = 11
"""What ``_RECORD`` looks at, at most, less one."""
_CHUNK_BYTES = 1 << 16
_SCAN_BYTES = 1 << 20
_PEEK_BYTES = 4096
_SILENT_BYTES = 256
"""A cut-off member this short may not have given its first byte of text yet."""


class PlainFile:
    """A file as it is."""

    is_broken = False
    is_cut_off = False

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes."""
        return self._stream.read(size)

    def tell(self) -> int:
        """The place that is read next."""
        return self._stream.tell()

    def seek(self, place: int) -> int:
        """Go to a place."""
        return self._stream.seek(place)

    def total_bytes(self) -> int:
        """Bytes of the file."""
        return self._size

    def range(self, place: int, size: int) -> bytes:
        """At most ``size`` bytes at ``place``."""
        self._stream.seek(place)
        return self._stream.read(size)

    def next_record(self, place: int) -> int:
        """Where a record seems to begin next, plain or as a gzip member, from ``place`` on; the end if nowhere."""
        for start, window in _windows(self._stream, place, self._size):
            found = _RECORD.search(window)
            end = found.start() if found else len(window)
            packed = _member_in(window, 0, end, start + len(window) >= self._size)
            if packed is not None or found:
                return start + (end if packed is None else packed)
        return self._size


class GzipMember:
    """What a member unpacks to, read from front to back; going back starts anew. Damage in it is an ``OSError``."""

    def __init__(self, stream: IO[bytes], start: int) -> None:
        self.start = start
        self.is_cut_off = False
        """Whether the file was found to end inside it."""
        self.is_broken = False
        """Whether its bytes were found to be damaged."""
        self._stream = stream
        self._first = b""
        self._rewind()

    def _rewind(self) -> None:
        self._place = 0
        self._next = self.start
        self._packed = b""
        self._inflater = zlib.decompressobj(31)
        self._is_at_damage = False

    @property
    def end(self) -> int | None:
        """Offset behind it in the file, once it was read to its end."""
        return self._next - len(self._inflater.unused_data) if self._inflater.eof else None

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end of the member or of the file."""
        while not self._inflater.eof:
            if not self._packed:
                self._stream.seek(self._next)
                self._packed = self._stream.read(_CHUNK_BYTES)
                self._next += len(self._packed)
            is_end = not self._packed  # zlib may still hold back what it unpacked
            try:
                plain = self._inflater.decompress(self._packed, size)
                self._packed = self._inflater.unconsumed_tail
            except zlib.error as error:
                plain = b"" if self._is_at_damage else self._up_to_damage(size)
                if not plain:
                    self.is_broken = True
                    raise OSError(f"the gzip member at byte {self.start} is damaged: {error}") from None
            if plain:
                if not self._place and len(plain) > len(self._first):
                    self._first = plain
                self._place += len(plain)
                return plain
            if is_end:
                self.is_cut_off = True
                break
        return b""

    def _up_to_damage(self, size: int) -> bytes:
        """What there is of the next ``size`` bytes before the damage in them: with it, zlib gives none."""
        place = self._place
        self._rewind()
        self._is_at_damage = True
        while self._place < place and self.read(min(_CHUNK_BYTES, place - self._place)):
            pass
        found, step = b"", size
        while step and len(found) < size:
            before = self._inflater.copy(), self._packed, self._next
            try:
                piece = self.read(min(step, size - len(found)))
            except OSError:
                self._inflater, self._packed, self._next = before
                step >>= 1
                continue
            if not piece:
                break
            found += piece
        self._place, self.is_broken = place, False
        return found

    def tell(self) -> int:
        """The place that is read next."""
        return self._place

    def seek(self, place: int) -> int:
        """Go to a place, or to the end where there are fewer bytes."""
        if place < self._place:
            self._rewind()
        while self._place < place and self.read(min(_CHUNK_BYTES, place - self._place)):
            pass
        return self._place

    def total_bytes(self) -> int:
        """How many bytes there are; reads on to the end, so that all else says what there is to say."""
        with contextlib.suppress(OSError):
            while self.read(_CHUNK_BYTES):
                pass
        return self._place

    def range(self, place: int, size: int) -> bytes:
        """At most ``size`` bytes at ``place``; the first ones are kept from the first reading."""
        is_all_of_it = self._inflater.eof and len(self._first) == self._place
        if place + size <= len(self._first) or is_all_of_it:
            return self._first[place : place + size]
        self.seek(place)
        pieces = []
        while size > 0 and (piece := self.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def next_record(self, place: int) -> int:
        """Where a record seems to begin next, from ``place`` on; the end if nowhere."""
        self.seek(place)
        window = b""
        while piece := self.read(_CHUNK_BYTES):
            window = window[-_OVERLAP_BYTES:] + piece
            if found := _RECORD.search(window):
                return self._place - len(window) + found.start()
        return self._place


def begins_member(stream: IO[bytes], start: int, size: int) -> bool:
    """Whether a gzip member that holds records begins at ``start``."""
    stream.seek(start)
    head = stream.read(_PEEK_BYTES)
    return _member_in(head, 0, 1, start + len(head) >= size) is not None


def next_member(stream: IO[bytes], start: int, size: int) -> int:
    """Where the next gzip member that holds records begins, from ``start`` on; ``size`` if nowhere."""
    for begin, window in _windows(stream, start, size):
        found = _member_in(window, 0, len(window), begin + len(window) >= size)
        if found is not None:
            return begin + found
    return size


def _windows(stream: IO[bytes], start: int, size: int) -> Iterator[tuple[int, bytes]]:
    """The file from ``start`` on in pieces that overlap, so that each place has some bytes behind it in one of them.

    They grow, since what is looked for is often near.
    """
    step = _PEEK_BYTES
    while start < size:
        stream.seek(start)
        yield start, stream.read(step + _PEEK_BYTES)
        start += step
        step = min(8 * step, _SCAN_BYTES)


def _member_in(window: bytes, start: int, end: int, is_last: bool) -> int | None:
    """Where in ``window``, from ``start`` up to ``end``, a member begins that unpacks to a record."""
    for found in _GZIP_HEAD.finditer(window, start):
        at = found.start()
        if at >= end:
            break
        if _unpacks_to_record(window[at : at + _PEEK_BYTES], is_last and at + _PEEK_BYTES >= len(window)):
            return at
    return None


def _unpacks_to_record(head: bytes, is_last: bool) -> bool:
    """Whether a member's first bytes give a record's, or may do so where the file ends behind them."""
    inflater = zlib.decompressobj(31)
    try:
        plain = inflater.decompress(head, len(_MARK))
    except zlib.error:
        return False
    if inflater.eof or not is_last:
        return plain == _MARK
    return _MARK.startswith(plain) and (bool(plain) or len(head) <= _SILENT_BYTES)
