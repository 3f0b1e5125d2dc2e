"""WARC files of any writer, gzip per record or plain, as captures. Read with fastwarc.

Every response, resource, conversion and revisit record is a capture. A record that can't be read is a capture
with a reason, and reading goes on at the next record that can.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from ..urls import canonical
from .capture import Capture, PayloadLimits, is_page
from .http_body import BodyError, decode_body

_CAPTURES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
_NOT_MODIFIED = "/revisit/server-not-modified"
"""End of the profile of an answer that an earlier capture still holds, in every version of the format."""
_OPT_OUT_HEADERS = frozenset(("x-robots-tag", "content-usage", "content-signal"))
_SCAN_BYTES = 1 << 20
_GZIP_MEMBER = b"\x1f\x8b\x08"
_SILENT_BYTES = 256
"""A cut-off member this short may not have given its first byte of text yet."""
_PLAIN_RECORD = b"WARC/1."
MAX_RECORD_BYTES = 1 << 30
"""A longer record is not read into memory; it is dropped as ``too_large``."""


def read_warc(stream: IO[bytes], limits: PayloadLimits) -> Iterator[Capture]:
    """All captures of one file, in order; ``stream`` must be seekable and stand at its start.

    ``length`` of a capture reaches to the next record that was read, or to the end of the file.
    """
    size = stream.seek(0, 2)
    start = 0
    previous: Capture | None = None
    cut_off: Capture | None = None
    while start < size:
        stream.seek(start)
        position = start
        try:
            for record in ArchiveIterator(stream, parse_http=False, record_types=WarcRecordType.any_type):
                position = record.stream_pos
                if previous is not None:
                    yield _ending_at(previous, position)
                    previous = None
                if record.record_type & _CAPTURES:
                    previous = _capture(record, position, limits)
                else:
                    record.consume()
            start = _cut_off_member(stream, position + 1, size)
            if start < size:
                cut_off, start = Capture(url="", offset=start, length=size - start, reason="warc_truncated"), size
        except OSError:  # the record at or after `position` is damaged
            start = _next_record(stream, position + 1, size)
            if previous is None:
                previous = Capture(url="", offset=position, reason="warc_broken")
        if previous is not None:
            yield _ending_at(previous, start if cut_off is None else cut_off.offset)
            previous = None
    if cut_off is not None:
        yield cut_off


def _ending_at(capture: Capture, end: int) -> Capture:
    capture.length = end - capture.offset
    return capture


def read_at(stream: IO[bytes], offset: int, limits: PayloadLimits) -> Capture:
    """The one capture at ``offset``."""
    stream.seek(offset)
    for record in ArchiveIterator(stream, parse_http=False, record_types=_CAPTURES):
        return _capture(record, offset, limits)
    raise EOFError(f"no WARC record at byte {offset}")


def _capture(record: WarcRecord, offset: int, limits: PayloadLimits) -> Capture:
    signals = record.headers.get("X-Weft-Opt-Outs") or ""
    spelled = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    capture = Capture(url=canonical(spelled) or "", offset=offset, captured_at=_believable(record.record_date))
    capture.opt_outs = tuple(signal for piece in signals.split(",") if (signal := piece.strip()))
    if not record.headers.get("Content-Length"):  # the file ends inside this header: its url may be cut, too
        capture.url, capture.reason = "", "warc_truncated"
        return capture
    if not capture.url:
        capture.url, capture.reason = spelled, "no_http_url"
        return capture
    if record.record_type == WarcRecordType.revisit:
        profile = (record.headers.get("WARC-Profile") or "").strip("<> ")
        capture.reason = "not_modified" if profile.endswith(_NOT_MODIFIED) else "revisit"
        return capture
    declared_bytes = record.content_length
    if declared_bytes > MAX_RECORD_BYTES:
        capture.reason = "too_large"
        return capture
    content_type = record.headers.get("Content-Type") or ""
    if record.record_type == WarcRecordType.response and _is_http(content_type, spelled):
        record.is_http = True
        record.parse_http(auto_decode="none")
        declared_bytes = record.content_length
        capture.headers = _lower(record)
        capture.status = _status(record)
        content_type = capture.headers.get("content-type", "")
    else:
        capture.status = 200
    capture.mime, capture.charset = _media_type(content_type)
    body = record.reader.read()
    if len(body) < declared_bytes:
        capture.reason = "warc_truncated"
        return capture
    try:
        capture.payload = decode_body(body, capture.headers, limits.of(capture.mime))
    except BodyError as error:
        capture.reason = str(error)
        if capture.reason == "too_large" and is_page(capture.mime):
            capture.reason = "page_too_large"
    return capture


def _believable(date: datetime | None) -> datetime | None:
    """A date of the web's own time; others are mistakes, and some are out of the range of a timestamp."""
    return date if date is not None and 1990 <= date.year <= 2200 else None


def _is_http(content_type: str, url: str) -> bool:
    """Response records of http urls hold HTTP messages even where the writer forgot to say so."""
    return content_type.startswith("application/http") or (not content_type and url.startswith("http"))


def _lower(record: WarcRecord) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in record.http_headers or ():
        lower = name.lower()
        if lower in _OPT_OUT_HEADERS and lower in headers:
            headers[lower] += f"\n{value}"
        headers.setdefault(lower, value)
    return headers


def _status(record: WarcRecord) -> int:
    code = record.http_headers.status_code if record.http_headers is not None else None
    return code if isinstance(code, int) and 0 < code < 1000 else 0


def _media_type(content_type: str) -> tuple[str, str]:
    """``text/html; charset=x`` as type and charset."""
    mime, _, parameters = content_type.partition(";")
    charset = ""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'")
    return mime.strip().lower(), charset


def _cut_off_member(stream: IO[bytes], start: int, size: int) -> int:
    """Where a last gzip member begins that ends before its first header does; ``size`` if there is none.

    The reader takes such a tail for the end of the file, and the record would vanish without a word.
    """
    stream.seek(max(start, size - _SCAN_BYTES))
    base = stream.tell()
    tail = stream.read()
    at = tail.find(_GZIP_MEMBER)
    while at >= 0:
        inflater = zlib.decompressobj(31)
        try:
            head = inflater.decompress(tail[at:], 64)
            if not inflater.eof and b"WARC/".startswith(head[:5]) and (head or len(tail) - at <= _SILENT_BYTES):
                return base + at
        except zlib.error:
            pass  # bytes inside a record that only look like a member's first three
        at = tail.find(_GZIP_MEMBER, at + 1)
    return size


def _next_record(stream: IO[bytes], start: int, size: int) -> int:
    """Where the next record may begin, from ``start`` on; ``size`` if nowhere."""
    overlap = len(_PLAIN_RECORD) - 1
    while start < size:
        stream.seek(start)
        window = stream.read(_SCAN_BYTES)
        found = [at for mark in (_GZIP_MEMBER, _PLAIN_RECORD) if (at := window.find(mark)) >= 0]
        for at in sorted(found):
            return start + at
        if len(window) <= overlap:
            return size
        start += len(window) - overlap
    return size
