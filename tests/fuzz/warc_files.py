"""Valid WARC files of several writers and record types, whole and record by record."""

import gzip
import io
import re
from functools import lru_cache

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ..pipeline.conftest import encoded, photo

TOKENS = (
    *(b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"WARC/", b"\r\n\r\n", b"\n\n", b"\r\n", b"Content-Length: 0\r\n"),
    *(
        b"Content-Length: 99999999999\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: x\r\n",
        b"WARC-Type: response\r\n",
    ),
    *(b"WARC-Type: revisit\r\n", b"WARC-Target-URI: http://\r\n", b"WARC-Date: 9999-99-99T99:99:99Z\r\n"),
    *(b"Content-Type: application/http; msgtype=response\r\n", b"Transfer-Encoding: chunked\r\n", b"ffffffff\r\n"),
    *(b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"Content-Encoding: zstd, deflate\r\n", b"HTTP/1.1 "),
    *(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x1f\x8b\x08\x1f\0\0", b"\x1f\x8b\x08", b" ", b":", b"\0"),
)
PAGE = b"<html><title>Lamps</title><p>The lamp turns above the grey water and the keeper counts ships.</p></html>"


@lru_cache(maxsize=1)
def records() -> tuple[bytes, ...]:
    """The records, plain, of a file: one of every kind."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=False, warc_version="1.1")
    ends = []

    def write(url: str, kind: str, body: bytes, *fields: tuple[str, str], type_: str = "text/html") -> None:
        headers = None
        if kind in ("response", "revisit"):
            headers = StatusAndHeaders("200 OK", [("Content-Type", type_), *fields], protocol="HTTP/1.1")
        elif kind == "request":
            headers = StatusAndHeaders("GET / HTTP/1.1", [("Host", "lamps.example")], is_http_request=True)
        content_type = "" if headers is not None else type_
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                io.BytesIO(body),
                http_headers=headers,
                warc_content_type=content_type,
                warc_headers_dict=_identity(len(ends)),
            )
        )
        ends.append(sink.tell())

    write("a.warc", "warcinfo", b"software: lamps\r\n", type_="application/warc-fields")
    write("https://lamps.example/", "request", b"")
    write("https://lamps.example/", "response", PAGE)
    chunked = b"%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n"
    write("https://lamps.example/chunked", "response", chunked, ("Transfer-Encoding", "chunked"))
    write("https://lamps.example/gzip", "response", gzip.compress(PAGE, mtime=0), ("Content-Encoding", "gzip"))
    write("https://lamps.example/again", "revisit", b"")
    write("https://lamps.example/a.png", "response", encoded(photo(1, 24, 16)), type_="image/png")
    write("https://lamps.example/a.txt", "conversion", b"The lamp turns above the water.\n", type_="text/plain")
    write("https://lamps.example/b.png", "resource", encoded(photo(2, 16, 16)), type_="image/png")
    write("https://lamps.example/a", "metadata", b"fetchTimeMs: 12\r\n", type_="application/warc-fields")
    write("https://lamps.example/end", "response", PAGE + b"<!-- end -->")
    content = sink.getvalue()
    return tuple(content[start:end] for start, end in zip([0, *ends], ends))


def _identity(number: int) -> dict[str, str]:
    """What a writer would make up or read from the clock."""
    return {"WARC-Date": "2024-05-01T10:00:00Z", "WARC-Record-ID": f"<urn:uuid:7b8f6f4e-0a51-4f58-8d33-{number:012}>"}


def by_hand(record: bytes) -> bytes:
    """The record as a careless writer spells it: lines of its header end in one byte, its url stands in brackets."""
    head, _, block = record.partition(b"\r\n\r\n")
    lines = [re.sub(rb"^(WARC-Target-URI: )(.*)", rb"\1<\2>", line) for line in head.split(b"\r\n")]
    return b"\n".join(lines) + b"\n\n" + block


def members(level: int = 9) -> tuple[bytes, ...]:
    """The records, a gzip member each."""
    return tuple(gzip.compress(record, level, mtime=0) for record in records())


def files() -> tuple[bytes, ...]:
    """Whole files: a member a record, deflated and stored; plain; plain by hand; everything in one member."""
    plain = b"".join(records())
    careless = b"".join(map(by_hand, records()))
    return (b"".join(members()), b"".join(members(0)), plain, careless, gzip.compress(plain, mtime=0))
