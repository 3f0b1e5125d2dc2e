"""Captures as WARC records (ISO 28500), one gzip member each, first spooled by host.

A stored body is the de-chunked, content-decoded payload, as in Common Crawl: headers that no longer describe it
are kept under ``X-Crawl-`` names and Content-Length is that of the stored body, so any WARC tool reads it.

warcio's writer packs everything at level 9, pictures and films too, and spells headers anew, those of an earlier record
with them. So records are spelled here; that warcio and fastwarc find them whole, digests included, is tested.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO, Protocol

from zlib_ng import zlib_ng

from .body import spelled_digest
from .client import Response
from .earlier import EarlierCapture
from .packed import is_packed

OPT_OUTS_HEADER = "X-Weft-Opt-Outs"
"""On a page's response record: the opt-out signals of its host that hold for it, separated by commas."""

# zlib takes twice the time of zlib-ng for a page and six or seven times for a request or a picture that is stored: it
# sets up 256 KB of tables for each. On HTML pages level 9 takes twice the time of 6 for 0.1 % fewer bytes; 3 saves a
# quarter for 3 % more.
_TEXT_LEVEL = 6
_GZIP_BITS = 31
# JPEG, video and the like do not shrink: a payload whose first bytes keep this share of their size is stored.
_STORED_LEVEL = 0
_STORED_SHARE = 0.95
_SAMPLE_BYTES = 1 << 16
_NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
_COPY_BYTES = 1 << 20
_VERSION = "WARC/1.0"
_REPLACED = frozenset(("content-encoding", "transfer-encoding", "content-length"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SpooledCapture:
    """A request and response pair in a host's spool file."""

    start: int
    """Bytes to the request record, which precedes its response."""
    response: int
    """Bytes to the response record."""
    end: int
    payload_bytes: int
    checksum: int
    """CRC-32 of the bytes from ``start`` to ``end``."""


class CaptureSpool:
    """Writes the captures of one host to its spool file, in the order they are given."""

    def __init__(self, out: IO[bytes], namespace: uuid.UUID, captures: int = 0) -> None:
        """``namespace`` sets the record ids of this spool apart from those of all others.

        ``captures`` are in the spool already, and ``out`` stands behind them.
        """
        self._out = _Summed(out)
        self._namespace = namespace
        self._captures = captures

    def write(self, response: Response, opt_outs: Sequence[str] = ()) -> SpooledCapture:
        """Appends a request and a response record; ``opt_outs`` go into a header of the latter."""
        start, body = self._out.begin(), response.body
        headers = self._write_request(response) | {"WARC-Payload-Digest": body.digest}
        at = self._out.tell()
        if body.truncated:
            headers["WARC-Truncated"] = "length"
        if opt_outs:
            headers[OPT_OUTS_HEADER] = ", ".join(opt_outs)
        self._write("response", headers, stored_headers(response), body.file)
        return SpooledCapture(start, at, self._out.tell(), body.length, self._out.checksum)

    def flush(self) -> None:
        """Hand all that is written to the system, so that it outlives the process."""
        self._out.flush()

    def write_not_modified(
        self, response: Response, earlier: EarlierCapture, opt_outs: Sequence[str]
    ) -> SpooledCapture:
        """Appends a request, the 304 as a revisit record, and the earlier response that it confirms.

        The earlier record keeps its id, its date and all else; but ``opt_outs`` are today's.
        """
        start, head = self._out.begin(), earlier.head
        headers = self._write_request(response) | {
            "WARC-Profile": _NOT_MODIFIED,
            "WARC-Refers-To": head.record("WARC-Record-ID"),
            "WARC-Refers-To-Target-URI": head.record("WARC-Target-URI"),
            "WARC-Refers-To-Date": head.record("WARC-Date"),
            "WARC-Payload-Digest": head.record("WARC-Payload-Digest"),
        }
        self._write("revisit", headers, stored_headers(response))
        at = self._out.tell()
        fields = [field for field in head.warc if field[0] != OPT_OUTS_HEADER]
        if opt_outs:
            fields.append((OPT_OUTS_HEADER, ", ".join(opt_outs)))
        earlier.block.seek(head.payload_at)
        level = _level(earlier.block.read(_SAMPLE_BYTES))
        earlier.block.seek(0)
        _write_member(self._out, level, header_bytes(_VERSION, fields), earlier.block)
        return SpooledCapture(start, at, self._out.tell(), head.payload_bytes, self._out.checksum)

    def _write_request(self, response: Response) -> dict[str, str]:
        """Appends the request record, and returns the first WARC headers of the record that answers it."""
        name = f"{self._captures} {response.url} {response.body.digest}"
        self._captures += 1
        answer_id = f"<urn:uuid:{uuid.uuid5(self._namespace, name)}>"
        shared = {
            "WARC-Date": response.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Target-URI": response.url,
        }
        if response.address:
            shared["WARC-IP-Address"] = response.address
        request_id = f"<urn:uuid:{uuid.uuid5(self._namespace, 'request ' + name)}>"
        self._write(
            "request",
            shared | {"WARC-Record-ID": request_id, "WARC-Concurrent-To": answer_id},
            header_bytes(response.request_line, response.request_headers),
        )
        return shared | {"WARC-Record-ID": answer_id}

    def _write(self, kind: str, headers: Mapping[str, str], http: bytes, payload: IO[bytes] | None = None) -> None:
        """Appends a record with an HTTP message as its block: its head, and ``payload`` from its start."""
        level, length, state = _TEXT_LEVEL, len(http), hashlib.sha1(http, usedforsecurity=False)
        if payload is not None:
            payload.seek(0)
            first = payload.read(_COPY_BYTES)
            level = _level(first[:_SAMPLE_BYTES])
            for data in chain([first], iter(lambda: payload.read(_COPY_BYTES), b"")):
                length += len(data)
                state.update(data)
            payload.seek(0)
        message = "request" if kind == "request" else "response"
        fields = {
            "WARC-Type": kind,
            **headers,
            "WARC-Block-Digest": spelled_digest(state.digest()),
            "Content-Type": f"application/http; msgtype={message}",
            "Content-Length": str(length),
        }
        _write_member(self._out, level, header_bytes(_VERSION, fields.items()) + http, payload)


class _Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Summed:
    """A file that is written, and the CRC-32 of what was written to it since ``begin``."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.checksum = 0

    def begin(self) -> int:
        self.checksum = 0
        return self._out.tell()

    def write(self, data: bytes, /) -> int:
        self.checksum = zlib_ng.crc32(data, self.checksum)
        return self._out.write(data)

    def tell(self) -> int:
        return self._out.tell()

    def flush(self) -> None:
        self._out.flush()


def stored_headers(response: Response) -> bytes:
    """Status line and headers of the stored response, true of the stored body."""
    kept = []
    for name, value in response.headers:
        lower = name.lower()
        if lower == "content-encoding" and not response.body.decoded:
            kept.append((name, value))
        elif lower in _REPLACED:
            kept.append((f"X-Crawl-{name}", value))
        else:
            kept.append((name, value))
    kept.append(("Content-Length", str(response.body.length)))
    return header_bytes(response.status_line, kept)


def header_bytes(first_line: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """A header as it stands in a file, every character one byte; none of its lines can be broken by what it holds."""
    lines = [first_line, *(f"{name}: {value}" for name, value in fields)]
    if _CONTROL.search("".join(lines)):
        lines = [_CONTROL.sub(" ", line) for line in lines]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def write_warcinfo(out: IO[bytes], filename: str, date: str, namespace: uuid.UUID, info: dict[str, str]) -> None:
    """Appends the record that says who wrote the file, as its own gzip member."""
    block = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode()
    fields = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(namespace, filename)}>",
        "WARC-Filename": filename,
        "WARC-Date": date,
        "WARC-Block-Digest": spelled_digest(hashlib.sha1(block, usedforsecurity=False).digest()),
        "Content-Type": "application/warc-fields",
        "Content-Length": str(len(block)),
    }
    _write_member(out, _TEXT_LEVEL, header_bytes(_VERSION, fields.items()) + block)


def _write_member(out: _Writable, level: int, start: bytes, rest: IO[bytes] | None = None) -> None:
    """Appends a record as one gzip member: ``start``, then ``rest`` from where it stands."""
    deflate = zlib_ng.compressobj(level, zlib_ng.DEFLATED, _GZIP_BITS)
    packed = deflate.compress(start)
    while rest is not None and (data := rest.read(_COPY_BYTES)):
        out.write(packed + deflate.compress(data))
        packed = b""
    out.write(packed + deflate.compress(b"\r\n\r\n") + deflate.flush())


def _level(sample: bytes) -> int:
    """The gzip level that pays for a payload, told by its first bytes."""
    if is_packed(sample):
        return _STORED_LEVEL
    shrinks = len(zlib_ng.compress(sample, 1)) < _STORED_SHARE * len(sample) if len(sample) == _SAMPLE_BYTES else True
    return _TEXT_LEVEL if shrinks else _STORED_LEVEL
