"""WARC files as several writers spell them: warcio's own records, and bytes laid out by hand."""

import gzip
import io
import time
import tracemalloc
from datetime import UTC, datetime
from functools import partial

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from weft.pipeline.sources.capture import Capture, PayloadLimits
from weft.pipeline.sources.warc import MemberRecords, read_at, read_warc

LIMIT = PayloadLimits(1 << 20, 1 << 20)


def record(
    url: str = "https://a.example/",
    body: bytes = b"<p>Lamp</p>",
    *,
    headers: str = "Content-Type: text/html; charset=utf-8\r\n",
    status: str = "200 OK",
    kind: str = "response",
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """One record by hand, ISO 28500: headers, an HTTP message for responses, two line ends."""
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body if kind == "response" else body
    return raw(
        block,
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        *([f"Content-Type: {content_type}"] * bool(content_type)),
    )


def raw(block: bytes, *lines: str) -> bytes:
    head = "\r\n".join(
        [
            "WARC/1.0",
            *lines,
            "WARC-Date: 2024-05-01T10:00:00Z",
            "WARC-Record-ID: <urn:uuid:7b8f6f4e-0a51-4f58-8d33-3f5b3c1d2e4f>",
            f"Content-Length: {len(block)}",
        ]
    )
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def read(payload: bytes) -> list[Capture]:
    return list(read_warc(io.BytesIO(payload), LIMIT))


def facts(payload: bytes) -> list[tuple[str, str | None, bytes]]:
    return [(capture.url, capture.reason, capture.payload) for capture in read(payload)]


PAGES = [record(f"https://a.example/{number}", f"<p>Lamp {number}</p>".encode()) for number in range(4)]
GOOD = [(f"https://a.example/{number}", None, f"<p>Lamp {number}</p>".encode()) for number in range(4)]


@pytest.mark.parametrize("wrap", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_every_record_is_a_capture_whose_length_reaches_to_the_next(wrap: type[bytes]) -> None:
    members = [wrap(page) for page in PAGES]
    payload = b"".join(members)
    captures = read(payload)
    assert [(capture.url, capture.reason, capture.payload) for capture in captures] == GOOD
    starts = [sum(len(member) for member in members[:number]) for number in range(5)]
    assert [capture.offset for capture in captures] == starts[:4]
    assert [capture.length for capture in captures] == [len(member) for member in members]
    for capture in captures:
        again = read_at(io.BytesIO(payload), capture.offset, LIMIT)
        assert (again.url, again.payload, again.mime) == (capture.url, capture.payload, "text/html")


def test_a_capture_says_what_the_server_said() -> None:
    (capture,) = read(record(headers='Content-Type: Text/HTML; Charset="UTF-8"\r\nX-A: 1\r\nx-a: 2\r\n'))
    assert (capture.status, capture.mime, capture.charset) == (200, "text/html", "UTF-8")
    assert capture.headers["x-a"] == "1"
    assert capture.captured_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_records_of_warcio_are_read() -> None:
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "x"}))
    response = {"warc_content_type": "application/http; msgtype=response", "http_headers": headers}
    writer.write_record(
        writer.create_warc_record("https://a.example/a.png", "response", io.BytesIO(b"\x89PNG"), **response)
    )
    (capture,) = read(sink.getvalue())
    assert (capture.url, capture.mime, capture.payload) == ("https://a.example/a.png", "image/png", b"\x89PNG")


def test_a_url_in_angle_brackets_as_wget_spells_it() -> None:
    assert facts(record("<https://a.example/0>", b"x")) == [("https://a.example/0", None, b"x")]


def test_a_response_without_a_content_type_of_its_own_is_read() -> None:
    assert facts(record(content_type="", body=b"x")) == [("https://a.example/", None, b"x")]


def test_a_page_without_a_payload_type_is_read() -> None:
    (capture,) = read(record(headers=""))
    assert (capture.mime, capture.charset, capture.payload) == ("", "", b"<p>Lamp</p>")


def test_resource_and_conversion_hold_the_payload_itself() -> None:
    resource = record(kind="resource", body=b"\x89PNG", content_type="image/png")
    conversion = record(kind="conversion", body=b"words", content_type="text/plain; charset=latin-1")
    first, second = read(resource + conversion)
    assert (first.mime, first.status, first.payload) == ("image/png", 0, b"\x89PNG")
    assert (second.mime, second.charset, second.payload) == ("text/plain", "latin-1", b"words")


def test_a_revisit_has_a_reason() -> None:
    assert facts(record(kind="revisit", body=b"HTTP/1.1 200 OK\r\n\r\n"))[0][:2] == ("https://a.example/", "revisit")


def test_requests_metadata_and_warcinfo_are_no_captures() -> None:
    others = b"".join(record(kind=kind, body=b"x") for kind in ("request", "metadata"))
    assert facts(raw(b"software: x\r\n", "WARC-Type: warcinfo") + others + PAGES[0]) == GOOD[:1]


@pytest.mark.parametrize("url", ["dns:a.example", "ftp://a.example/", "", "urn:x", "http://me:secret@a.example/"])
def test_what_is_no_http_url_has_a_reason(url: str) -> None:
    assert facts(record(url)) == [(url, "no_http_url", b"")]


@pytest.mark.parametrize(("status", "expected"), [("404 Not Found", 404), ("301 Moved", 301), ("204", 204)])
def test_the_status_is_read(status: str, expected: int) -> None:
    assert read(record(status=status))[0].status == expected


def test_a_response_without_a_status_has_a_reason() -> None:
    first, second = read(record(status="what") + PAGES[0])
    assert (first.url, first.status, first.reason, first.payload) == ("https://a.example/", 0, "http_0", b"")
    assert second.reason is None


def test_a_coded_body_is_decoded_and_a_bomb_has_a_reason() -> None:
    zipped = record(body=gzip.compress(b"<p>Lamp</p>"), headers="Content-Encoding: gzip\r\n")
    bomb = record(body=gzip.compress(bytes(8 << 20)), headers="Content-Encoding: gzip\r\n")
    assert facts(zipped + bomb + PAGES[0]) == [
        ("https://a.example/", None, b"<p>Lamp</p>"),
        ("https://a.example/", "too_large", b""),
        GOOD[0],
    ]


def test_a_record_that_claims_to_be_huge_is_not_read() -> None:
    huge = PAGES[1].replace(b"Content-Length: ", b"Content-Length: 9999999999")
    captures = read(PAGES[0] + huge)
    assert captures[1].reason == "too_large"


@pytest.mark.parametrize("wrap", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_a_file_cut_off_in_a_body_keeps_what_is_whole(wrap: type[bytes]) -> None:
    whole = wrap(PAGES[0])
    cut = (whole + wrap(record("https://a.example/1", b"x" * 5000)))[:-60]
    found = facts(cut)
    assert found[0] == GOOD[0]
    assert [reason for _, reason, _ in found[1:]] == ["warc_truncated"]


@pytest.mark.parametrize("left_bytes", [4, 10, 20, 60, 90, 120, 180])
def test_a_file_cut_off_in_the_header_of_its_last_member_says_so(left_bytes: int) -> None:
    members = [gzip.compress(page) for page in PAGES]
    captures = read(b"".join(members[:3]) + members[3][:left_bytes])
    assert [(capture.url, capture.reason, capture.payload) for capture in captures[:3]] == GOOD[:3]
    assert [(capture.url, capture.reason) for capture in captures[3:]] == [("", "warc_truncated")]
    assert captures[2].length == len(members[2])
    assert captures[3].offset == sum(len(member) for member in members[:3])
    assert captures[3].length == left_bytes


def test_a_damaged_member_in_the_middle_costs_itself_alone() -> None:
    members = [gzip.compress(page) for page in PAGES]
    middle = bytearray(members[1])
    middle[len(middle) // 2 : len(middle) // 2 + 20] = bytes(20)
    found = facts(members[0] + bytes(middle) + members[2] + members[3])
    assert [fact for fact in found if fact[1] is None] == [GOOD[0], GOOD[2], GOOD[3]]
    (bad,) = [fact for fact in found if fact[1] is not None]
    assert bad[1] == "warc_broken"


def test_bytes_between_two_members_are_passed_over() -> None:
    payload = gzip.compress(PAGES[0]) + b"\0" * 700 + gzip.compress(PAGES[1])
    assert [fact for fact in facts(payload) if fact[1] is None] == GOOD[:2]


ARC = b"filedesc://a.arc 0.0.0.0 20080501100000 text/plain 70\n1 0 A\nURL IP-address Archive-date Content-type\n\n"


@pytest.mark.parametrize(
    "payload", [b"no warc", bytes(5000), ARC, gzip.compress(ARC, mtime=0), gzip.compress(b"a page", mtime=0)]
)
def test_a_file_that_is_no_warc_is_not_lost_without_a_word(payload: bytes) -> None:
    assert [(c.reason, c.offset, c.length) for c in read(payload)] == [("warc_broken", 0, len(payload))]


@pytest.mark.parametrize("payload", [b"", b"\x1f\x8b\x08" * 300])
def test_what_is_no_warc_ends_without_an_error(payload: bytes) -> None:
    assert all(capture.reason for capture in read(payload))


def test_the_records_of_a_wat_are_known_for_what_they_are() -> None:
    head = ("WARC-Type: metadata", "WARC-Target-URI: https://a.example/")
    of_wat = raw(b'{"Envelope": {}}', *head, "Content-Type: application/json")
    of_warc = raw(b"fetchTimeMs: 20\r\nlanguages-cld2: {}", *head, "Content-Type: application/warc-fields")
    assert facts(of_wat + of_warc + of_wat) == [("https://a.example/", "wat_record", b"")] * 2


def test_a_record_of_wet_is_text_under_the_url_of_its_page() -> None:
    wet = raw(
        b"Far\nDas Licht brennt.\n",
        "WARC-Type: conversion",
        "WARC-Target-URI: https://a.example/de",
        "WARC-Refers-To: <urn:uuid:2aabeff2-67f5-4608-8466-e87c6296e2b6>",
        "WARC-Identified-Content-Language: deu",
        "Content-Type: text/plain",
    )
    (capture,) = read(wet)
    assert (capture.url, capture.status, capture.mime) == ("https://a.example/de", 0, "text/plain")
    assert capture.payload == b"Far\nDas Licht brennt.\n"


@pytest.mark.parametrize("why", ["length", "time", "disconnect", "unspecified"])
def test_a_page_that_its_crawler_cut_is_read_and_a_cut_file_is_not(why: str) -> None:
    def cut(mime: str) -> bytes:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {mime}\r\nContent-Length: 9999\r\n\r\nlamp".encode()
        return raw(
            block,
            "WARC-Type: response",
            "WARC-Target-URI: https://a.example/",
            "Content-Type: application/http; msgtype=response",
            f"WARC-Truncated: {why}",
        )

    assert facts(cut("text/html") + cut("application/pdf") + cut("image/png")) == [
        ("https://a.example/", None, b"lamp"),
        ("https://a.example/", "cut_by_crawler", b""),
        ("https://a.example/", "cut_by_crawler", b""),
    ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-07-01T10:00:00.5Z", datetime(2026, 7, 1, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-07-01T10:00:00.123456789Z", datetime(2026, 7, 1, 10, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-07-01T10:00Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07", None),
    ],
)
def test_dates_of_warc_1_1_have_fractions_or_less(date: str, expected: datetime | None) -> None:
    spelled = PAGES[0].replace(b"WARC/1.0", b"WARC/1.1").replace(b"2024-05-01T10:00:00Z", date.encode())
    (capture,) = read(spelled)
    assert (capture.captured_at, capture.reason) == (expected, None)


def test_a_place_without_a_record_is_an_error() -> None:
    payload = PAGES[0] + record(kind="metadata", body=b"x")
    with pytest.raises(EOFError, match=f"no WARC record at byte {len(PAGES[0])}"):
        read_at(io.BytesIO(payload), len(PAGES[0]), LIMIT)


@pytest.mark.parametrize(
    "left", [b"WARC/1.0\r\n" * 6, b"\0" * 40, b"\x1f\x8b\x08" * 300], ids=["text", "nothing", "gzip"]
)
def test_records_behind_bytes_that_are_none_are_read(left: bytes) -> None:
    members = [gzip.compress(page) for page in PAGES]
    found = facts(members[0] + left + b"".join(members[1:]))
    assert [fact for fact in found if fact[1] is None] == GOOD
    assert {fact[1] for fact in found if fact[1] is not None} == {"warc_broken"}


def test_a_member_that_claims_more_than_it_holds_takes_nothing_from_the_next() -> None:
    claims = PAGES[1].replace(b"Content-Length: ", b"Content-Length: 9")
    found = facts(b"".join(gzip.compress(page) for page in (PAGES[0], claims, PAGES[2], PAGES[3])))
    assert found == [GOOD[0], ("https://a.example/1", "warc_truncated", b""), GOOD[2], GOOD[3]]


def test_a_member_whose_sum_is_wrong_is_broken() -> None:
    members = [gzip.compress(page, 0) for page in PAGES]
    at = members[1].index(b"Lamp")
    members[1] = members[1][:at] + b"Lump" + members[1][at + 4 :]
    assert facts(b"".join(members)) == [GOOD[0], ("", "warc_broken", b""), GOOD[2], GOOD[3]]


def test_records_of_one_gzip_member_are_found_by_their_places_in_it() -> None:
    whole = gzip.compress(b"".join(PAGES))
    payload = gzip.compress(PAGES[0]) + whole
    first, *captures = read(payload)
    assert (first.file, first.offset) == ("", 0)
    assert {capture.file for capture in captures} == {f"#member:{first.length}"}
    assert [capture.offset for capture in captures] == [0, *(sum(map(len, PAGES[:end])) for end in (1, 2, 3))]
    assert [capture.length for capture in captures] == [len(page) for page in PAGES]
    records = MemberRecords(io.BytesIO(payload), first.length)
    for capture in (captures[1], captures[3], captures[0], captures[0]):
        assert records.read_at(capture.offset, LIMIT).payload == capture.payload
    with pytest.raises(EOFError, match=f"no WARC record at byte 7 of the gzip member at byte {first.length}"):
        records.read_at(7, LIMIT)


def test_a_broken_record_of_a_member_that_holds_many_harms_no_other() -> None:
    broken = PAGES[1].replace(b"WARC/1.0", b"WXRC/1.0")
    for wrap in (gzip.compress, bytes):
        found = facts(wrap(PAGES[0] + broken + PAGES[2] + PAGES[3]))
        assert found == [GOOD[0], ("", "warc_broken", b""), GOOD[2], GOOD[3]]


def test_a_record_about_captures_that_claims_more_than_there_is_hides_none() -> None:
    request = record(kind="request", body=b"x").replace(b"Content-Length: ", b"Content-Length: 9999")
    assert [fact for fact in facts(request + PAGES[0] + PAGES[1]) if fact[1] is None] == GOOD[:2]


def test_a_record_of_no_known_type_has_a_reason() -> None:
    damaged = PAGES[0].replace(b"WARC-Type: response", b"WARC-Type: resp\xff\xff\xff\xff")
    assert facts(damaged + PAGES[1]) == [("", "warc_broken", b""), GOOD[1]]


def test_headers_whose_lines_end_in_one_byte_are_read() -> None:
    head, _, block = PAGES[0].partition(b"\r\n\r\n")
    assert facts(head.replace(b"\r\n", b"\n") + b"\n\n" + block + PAGES[1]) == GOOD[:2]


def bare_behind(mark: bytes, page: bytes) -> bytes:
    """The page with LF alone behind each line of its header from the one with ``mark`` on."""
    head, _, block = page.partition(b"\r\n\r\n")
    before, _, behind = head.partition(mark)
    return before + mark + behind.replace(b"\r\n", b"\n") + b"\n\n" + block


@pytest.mark.parametrize("mark", [b"WARC-Type: response", b"WARC-Date"])
@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_a_header_with_both_line_ends_is_read_the_same_from_its_own_place(wrap: type[bytes], mark: bytes) -> None:
    bare, mixed = bare_behind(b"WARC/1.0", PAGES[1]), bare_behind(mark, PAGES[2])
    for pages in ([PAGES[0], mixed, PAGES[1], PAGES[3]], [PAGES[0], bare, mixed, PAGES[3]], [mixed, PAGES[0]]):
        for payload in (b"".join(map(wrap, pages)), wrap(b"".join(pages))):
            captures = read(payload)
            assert len(captures) == len(pages)
            assert all(capture.reason is None for capture in captures)
            for capture in captures:
                stream, member = io.BytesIO(payload), capture.file.removeprefix("#member:")
                found = MemberRecords(stream, int(member)) if member else None
                again = (found.read_at if found else partial(read_at, stream))(capture.offset, LIMIT)
                assert (again.url, again.payload, again.headers) == (capture.url, capture.payload, capture.headers)


def test_a_file_that_is_no_warc_has_a_reason() -> None:
    assert facts(b"<html>404 Not Found</html>") == [("", "warc_broken", b"")]
    assert facts(gzip.compress(b"<html>404 Not Found</html>")) == [("", "warc_broken", b"")]


def test_a_header_without_end_is_not_unpacked() -> None:
    bomb = gzip.compress(b"WARC/1.0\r\n" + b"X" * (64 << 20))
    started = time.process_time()
    tracemalloc.start()
    found = facts(bomb + gzip.compress(PAGES[0]))
    most_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [("", "warc_broken", b""), GOOD[0]]
    assert most_bytes < 16 << 20
    assert time.process_time() - started < 5


@pytest.mark.parametrize("noise", [b"\x1f\x8b\x08\0", b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n"])
@pytest.mark.parametrize("wrap", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_what_only_looks_like_records_takes_no_long_time(noise: bytes, wrap: type[bytes]) -> None:
    started = time.process_time()
    captures = read(wrap(PAGES[0] + noise * (400_000 // len(noise))) + gzip.compress(PAGES[1]))
    assert [capture.url for capture in captures if capture.reason is None] == [GOOD[0][0], GOOD[1][0]]
    assert time.process_time() - started < 10
