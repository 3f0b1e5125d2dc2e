"""One WARC record as a capture: what its headers say, and its payload (ISO 28500)."""

import re
from datetime import datetime

from fastwarc.warc import WarcRecord, WarcRecordType

from ..http_fields import parse_content_type
from ..urls import canonical
from .capture import Capture, PayloadLimits, is_page
from .http_body import BodyError, decode_body

CAPTURES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
"""The records that are captures; the others are about captures."""
OTHERS = WarcRecordType.warcinfo | WarcRecordType.request | WarcRecordType.metadata | WarcRecordType.continuation
"""The others of known types."""
_NOT_MODIFIED = "/revisit/server-not-modified"
"""End of the profile of an answer that an earlier capture still holds, in every version of the format."""
MAX_RECORD_BYTES = 1 << 30
"""A longer record is not read into memory; it is dropped as ``too_large``."""
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_OPT_OUT_HEADERS = frozenset(("x-robots-tag", "content-usage", "content-signal"))


def capture_of(record: WarcRecord, offset: int, limits: PayloadLimits) -> Capture:
    """The record as a capture, with its payload or the reason why there is none."""
    signals = record.headers.get("X-Weft-Opt-Outs") or ""
    spelled = _spelled_url(record)
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
    capture.mime, capture.charset = parse_content_type(content_type)
    if record.headers.get("WARC-Truncated") and not is_page(capture.mime):
        capture.reason = "cut_by_crawler"
        return capture
    body = record.reader.read()
    if len(body) < declared_bytes:
        capture.reason = "warc_truncated"
        return capture
    if record.is_http and not capture.status:
        capture.reason = "http_0"
        return capture
    try:
        capture.payload = decode_body(body, capture.headers, limits.of(capture.mime))
    except BodyError as error:
        capture.reason = str(error)
        if capture.reason == "too_large" and is_page(capture.mime):
            capture.reason = "page_too_large"
    return capture


def declared_bytes(head: bytes) -> int | None:
    """How long a record that begins with ``head`` is by its own account, header and block; None where it gives none."""
    end = _HEADER_END.search(head)
    length = _LENGTH.search(head, 0, end.end()) if end else None
    return end.end() + int(length[1]) if end and length else None


def is_of_wat(record: WarcRecord) -> bool:
    """WAT files describe the records of another file, as JSON; what crawlers note beside a response is no JSON."""
    content_type = record.headers.get("Content-Type") or ""
    return record.record_type == WarcRecordType.metadata and content_type.startswith("application/json")


def has_bare_line_ends(record: WarcRecord) -> bool:
    """Whether lines of the header end in LF alone: read as if they ended in CRLF, they are one field."""
    return any("\n" in name or "\n" in value for name, value in record.headers.items())


def target_url(record: WarcRecord) -> str:
    """The canonical url of what was captured; empty where it is none."""
    return canonical(_spelled_url(record)) or ""


def _spelled_url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


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
