"""WARC files of any writer, gzip per record or plain, as captures. Records are parsed by fastwarc.

Every response, resource, conversion (WET) and revisit record is a capture. A damaged record, and bytes that are none,
are a capture with a reason, and reading goes on at the next record.
"""

import re
from collections.abc import Generator, Iterator
from typing import IO, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from .capture import Capture, PayloadLimits
from .intact_members import intact_members
from .record_bytes import GZIP_MAGIC, GzipMember, PlainFile, begins_member, next_member
from .warc_record import CAPTURES, OTHERS, capture_of, declared_bytes, has_bare_line_ends, is_of_wat, target_url

_OTHER_PACKINGS = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
"""zstd and lz4: unpacked by fastwarc."""
_MAX_HEADER_BYTES = 1 << 15
_LINE_ENDS_BYTES = 4
"""Behind every record."""
_BARE_LINE_ENDS = re.compile(rb"WARC/\d\.\d\d?\n")
_BLANKS = b" \t\r\n"
_MARK = b"WARC/"

_MOST_SINGLY = 1023
"""Members looked at one by one before all are taken for intact again, where that was in vain several times."""
_MAX_AGAIN, _MAX_AGAIN_BYTES = 8, 256 << 20
"""How often, and how much, a member is unpacked again to go on behind damage; past both, its rest is lost."""


def in_member(start: int, file: str = "") -> str:
    """The ``file`` of a record in a gzip member that holds others, too; offsets count what the member unpacks to."""
    return f"{file}#member:{start}"


def read_warc(stream: IO[bytes], limits: PayloadLimits) -> Iterator[Capture]:
    """All captures of one file, in order; ``stream`` must be seekable.

    ``length`` of a capture reaches to the end of its gzip member, or to the next record that was read.
    """
    size = stream.seek(0, 2)
    start = singly = again_singly = 0
    while start < size:
        if begins_member(stream, start, size):
            if not singly:
                first, start = start, (yield from intact_members(stream, start, limits))
                singly = again_singly = 1 if start > first else min(2 * again_singly + 1, _MOST_SINGLY)
            if start < size:
                start = yield from _of_member(stream, start, size, limits)
                singly -= 1
        else:
            walk = _Walk(PlainFile(stream, size), start, limits)
            yield from walk.captures()
            start = walk.place


def read_at(stream: IO[bytes], offset: int, limits: PayloadLimits) -> Capture:
    """The one capture at ``offset``."""
    stream.seek(offset)
    is_packed = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    records = _Placed(GzipMember(stream, offset)) if is_packed else _Placed(PlainFile(stream, 0))
    found = records.at(0 if is_packed else offset, limits)
    if found is None:
        raise EOFError(f"no WARC record at byte {offset}")
    found.offset = offset
    return found


class MemberRecords:
    """The records of a gzip member that holds many, by their places; cheap where places rise."""

    def __init__(self, stream: IO[bytes], start: int) -> None:
        self._start = start
        self._records = _Placed(GzipMember(stream, start))

    def read_at(self, place: int, limits: PayloadLimits) -> Capture:
        """The one capture at ``place``."""
        found = self._records.at(place, limits)
        if found is None:
            raise EOFError(f"no WARC record at byte {place} of the gzip member at byte {self._start}")
        return found


class _Placed:
    """Captures by their places; goes on from the last one where places rise."""

    def __init__(self, plain: GzipMember | PlainFile) -> None:
        self._plain = plain
        self._coming: Iterator[WarcRecord] | None = None
        self._place = 0

    def at(self, place: int, limits: PayloadLimits) -> Capture | None:
        """The capture at ``place``; None where there is none."""
        found = self._go_on_to(place, limits) if self._coming is not None and place > self._place else None
        for records in (_records, _bare_records):  # the second if a record before this one had it read so
            if found is None or found.reason is not None:
                self._plain.seek(place)
                self._coming, self._place = records(self._plain), place
                found = self._go_on_to(place, limits) or found
        return found

    def _go_on_to(self, place: int, limits: PayloadLimits) -> Capture | None:
        try:
            for record in self._coming or ():
                self._place = record.stream_pos
                if self._place >= place:
                    is_it = self._place == place and record.record_type & CAPTURES
                    return capture_of(record, place, limits) if is_it else None
        except OSError:  # a damaged record on the way
            self._coming = None
        return None


def _of_member(stream: IO[bytes], start: int, size: int, limits: PayloadLimits) -> Generator[Capture, None, int]:
    """The captures of the gzip member at ``start``; where to go on."""
    member = GzipMember(stream, start)
    walk = _Walk(member, 0, limits)
    held: Capture | None = None
    again = again_bytes = 0
    while not walk.is_done:
        for capture in walk.captures():
            if held is not None:
                held.file = in_member(start)
                yield held
            held = capture
        again, again_bytes = again + 1, again_bytes + member.tell()
        if again > _MAX_AGAIN and again_bytes > _MAX_AGAIN_BYTES and not walk.is_done:
            if held is not None:
                held.file = in_member(start)
                yield held
            held = Capture(url="", offset=walk.place, length=member.total_bytes() - walk.place, reason="warc_broken")
            break
    end = next_member(stream, start + 1, size) if member.end is None else member.end
    if held is not None and held.offset:
        held.file = in_member(start)
    elif held is not None:  # it begins the member, and is found by the member's own place
        held.offset, held.length = start, end - start
    if held is not None:
        yield held
    return end


class _Walk:
    """From record to record, up to one that can't be read, and again from the next one on."""

    def __init__(self, plain: GzipMember | PlainFile, start: int, limits: PayloadLimits) -> None:
        self._plain = plain
        self._limits = limits
        self.place = start
        """Where to go on."""
        self.is_done = False

    def captures(self) -> Iterator[Capture]:
        """Captures up to the next bytes that are no record, and these; ``length`` reaches to the next record."""
        held: Capture | None = None
        lost: Capture | None
        seen: int | None = None
        self._plain.seek(self.place)
        try:
            for record in _records(self._plain):
                seen = record.stream_pos
                if held is not None:
                    yield _ending_at(held, seen)
                    held = None
                if is_of_wat(record):
                    held = Capture(url=target_url(record), offset=seen, reason="wat_record")
                    continue
                if record.record_type & OTHERS:
                    record.consume()
                    continue
                held = Capture(url="", offset=seen, reason="warc_broken")  # of no known type, or reading it fails
                if record.record_type & CAPTURES:
                    held = capture_of(record, seen, self._limits)
        except OSError:
            pass
        if seen is not None:
            self._plain.total_bytes()
        if self._plain.is_broken:  # by its own sum, so no byte of the last record can be trusted
            held = None
            lost = Capture(url="", offset=self.place if seen is None else seen, reason="warc_broken")
            self.place, self.is_done = self._plain.tell(), True
        else:
            lost = self._go_on(seen, held)
        if held is not None:
            yield _ending_at(held, self.place if lost is None else lost.offset)
        if lost is not None:
            yield _ending_at(lost, self.place)

    def _go_on(self, seen: int | None, held: Capture | None) -> Capture | None:
        """Set where to go on behind the record at ``seen``, the capture ``held`` if it is one.

        Returns the bytes on the way there, where they are more than what ``held`` has lost.
        """
        plain = self._plain
        if seen is None and self.place == 0 and isinstance(plain, GzipMember):  # no WARC, and not worth unpacking
            self.place, self.is_done = plain.tell(), True
            return Capture(url="", offset=0, reason="warc_truncated" if plain.is_cut_off else "warc_broken")
        total = plain.total_bytes()
        start = self.place if seen is None else min(self._end_of(seen), total)
        if seen is not None and held is None and start == total:
            # A record about captures: nobody from the web writes in it, so the records inside are those it ran over
            start = seen + 1
            self.place = plain.next_record(start)
            self.is_done = self.place >= total
            return None if self.is_done else Capture(url="", offset=seen, reason="warc_broken")
        rest = plain.range(start, len(_MARK) + _LINE_ENDS_BYTES)
        blanks_bytes = len(rest) - len(rest.lstrip(_BLANKS))
        start += blanks_bytes
        mark = plain.range(start, len(_MARK))
        is_known = seen is None and not blanks_bytes  # to begin no record
        self.place = plain.next_record(start + is_known) if mark else total
        self.is_done = self.place >= total
        if start >= self.place or (held is not None and held.reason in ("warc_broken", "warc_truncated")):
            return None
        is_cut_off = self.is_done and (plain.is_cut_off or _MARK.startswith(mark))
        return Capture(url="", offset=start, reason="warc_truncated" if is_cut_off else "warc_broken")

    def _end_of(self, seen: int) -> int:
        """Where the record at ``seen`` ends by its own account; behind its first byte where it gives none."""
        return seen + (declared_bytes(self._plain.range(seen, _MAX_HEADER_BYTES)) or 1)


def _records(plain: GzipMember | PlainFile) -> Iterator[WarcRecord]:
    """The records from here on. Raises OSError at the first that can't be read."""
    start = plain.tell()
    head = plain.range(start, 10)
    plain.seek(start)
    unpacks = isinstance(plain, PlainFile) and head.startswith(_OTHER_PACKINGS)
    if _BARE_LINE_ENDS.match(head) is None:
        for record in _archive(plain, unpacks=unpacks, bare_line_ends=False):
            if has_bare_line_ends(record):
                plain.seek(record.stream_pos)
                break
            yield record
        else:
            return
    yield from _archive(plain, unpacks=unpacks, bare_line_ends=True)


def _bare_records(plain: GzipMember | PlainFile) -> Iterator[WarcRecord]:
    """The records from here on, read as a record before them made ``_records`` read them."""
    return _archive(plain, unpacks=False, bare_line_ends=True)


def _archive(plain: GzipMember | PlainFile, *, unpacks: bool, bare_line_ends: bool) -> Iterator[WarcRecord]:
    return iter(
        ArchiveIterator(
            cast(BinaryIO, plain),  # it reads, seeks and tells, and fastwarc asks for no more
            parse_http=False,
            record_types=WarcRecordType.any_type,
            stream_detect=unpacks,
            quirks_mode=bare_line_ends,  # it passes over what is broken without a word
        )
    )


def _ending_at(capture: Capture, end: int) -> Capture:
    capture.length = end - capture.offset
    return capture
