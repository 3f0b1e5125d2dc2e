import base64
import datetime
import gzip
import hashlib
import io
import random
import uuid
from pathlib import Path

import brotli
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from weft.pipeline.crawl.body import Body
from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.client import Response
from weft.pipeline.crawl.group import crawl_group
from weft.pipeline.crawl.visit import Visit
from weft.pipeline.crawl.warc import CaptureSpool
from weft.pipeline.storage import Corpus

NAMESPACE = uuid.UUID(int=7)
HTML = "<html><p>Grüße</p></html>".encode() * 100


def response(payload: bytes = b"payload", **settings: object) -> Response:
    digest = "sha1:" + base64.b32encode(hashlib.sha1(payload).digest()).decode()
    values = {
        "url": "https://example.org/a?b=c",
        "status": 200,
        "status_line": "HTTP/1.1 200 OK",
        "headers": (("Content-Type", "text/plain"), ("content-length", "7")),
        "request_line": "GET /a?b=c HTTP/1.1",
        "request_headers": (("Host", "example.org"),),
        "address": "93.184.215.14",
        "received_at": datetime.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=datetime.UTC),
        "body": Body(io.BytesIO(payload), len(payload), digest, truncated=False, decoded=False),
    }
    return Response(**(values | settings))  # type: ignore[arg-type]


def records(*responses: Response) -> list:
    out = io.BytesIO()
    spool = CaptureSpool(out, NAMESPACE)
    for one in responses:
        spool.write(one)
    out.seek(0)
    found = []
    for record in ArchiveIterator(out, check_digests="raise"):
        record.payload = record.content_stream().read()
        found.append(record)
    return found


def test_a_capture_is_a_request_and_a_response_that_know_each_other() -> None:
    request, answer = records(response())
    assert (request.rec_type, answer.rec_type) == ("request", "response")
    assert request.rec_headers["WARC-Concurrent-To"] == answer.rec_headers["WARC-Record-ID"]
    for record in (request, answer):
        assert record.rec_headers["WARC-Target-URI"] == "https://example.org/a?b=c"
        assert record.rec_headers["WARC-Date"] == "2026-01-02T03:04:05Z"
        assert record.rec_headers["WARC-IP-Address"] == "93.184.215.14"
    assert request.http_headers.to_str() == "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\n"
    assert answer.payload == b"payload"
    # printf payload | sha1sum | xxd -r -p | base32
    assert answer.rec_headers["WARC-Payload-Digest"] == "sha1:6B7FVAKWCPC2X3O4JNUCER5EYQWYVFO7"


def test_record_ids_repeat_with_the_same_captures_and_differ_within_them() -> None:
    once, again = ([record.rec_headers["WARC-Record-ID"] for record in records(response(), response())] for _ in "12")
    assert once == again
    assert len(set(once)) == 4


def test_headers_that_no_longer_describe_the_body_are_kept_under_other_names() -> None:
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "br"),
        ("transfer-encoding", "chunked"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    )
    body = response().body
    decoded = Body(body.file, body.length, body.digest, truncated=False, decoded=True)
    _, answer = records(response(headers=headers, body=decoded))
    assert answer.http_headers.headers == [
        ("Content-Type", "text/html"),
        ("X-Crawl-Content-Encoding", "br"),
        ("X-Crawl-transfer-encoding", "chunked"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Length", "7"),
    ]


def test_an_unknown_coding_stays_declared_since_the_body_still_has_it() -> None:
    _, answer = records(response(headers=(("Content-Encoding", "sdch"),)))
    assert answer.http_headers.get_header("Content-Encoding") == "sdch"


def test_a_cut_body_is_marked() -> None:
    body = response().body
    _, answer = records(response(body=Body(body.file, body.length, body.digest, truncated=True, decoded=False)))
    assert answer.rec_headers["WARC-Truncated"] == "length"


def test_control_characters_cannot_break_a_record() -> None:
    hostile = response(
        status_line="HTTP/1.1 200 O\r\nK\xe9",
        headers=(("X-A", "one\r\nX-B: two"), ("X\nC", "\x00")),
    )
    _, answer = records(hostile)
    assert answer.http_headers.statusline == "200 O  K\xe9"
    assert answer.http_headers.get_header("X-A") == "one  X-B: two"
    assert answer.http_headers.get_header("X-B") is None
    assert answer.payload == b"payload"


def test_a_payload_that_does_not_shrink_is_stored_and_one_that_does_is_compressed() -> None:
    sizes = []
    for payload in (random.Random(0).randbytes(300_000), b"text " * 60_000):
        out = io.BytesIO()
        capture = CaptureSpool(out, NAMESPACE).write(response(payload))
        member = gzip.decompress(out.getvalue()[capture.response : capture.end])
        assert member.endswith(payload + b"\r\n\r\n")
        sizes.append(capture.end - capture.response)
    assert 300_000 < sizes[0] < 301_000
    assert sizes[1] < 3000


def test_a_picture_is_stored_however_small_it_is() -> None:
    payload = b"\xff\xd8\xff\xe0" + bytes(2000)
    out = io.BytesIO()
    CaptureSpool(out, NAMESPACE).write(response(payload))
    assert payload in out.getvalue()


def test_header_bytes_above_ascii_stay_as_they_came() -> None:
    out = io.BytesIO()
    CaptureSpool(out, NAMESPACE).write(response(headers=(("X-A", "Gr\xfc\xdfe"), ("X-B", "Gr\xc3\xbc\xc3\x9fe; a=b"))))
    data = gzip.decompress(out.getvalue())
    assert b"X-A: Gr\xfc\xdfe\r\n" in data
    assert "X-B: Grüße; a=b\r\n".encode() in data


@pytest.fixture
def crawled(site, source, links, tmp_path: Path) -> list[Path]:
    """WARC files of one small crawl with every coding."""
    site.add("/plain", HTML)
    site.add("/gzip", gzip.compress(HTML), Content_Encoding="gzip")
    site.add("/br", brotli.compress(HTML), Content_Encoding="br")
    site.add("/empty", b"")
    site.add("/moved", status=302, Location="/plain")
    site.add("/large", bytes(range(256)) * 10_000, Content_Type="application/octet-stream")
    site.add("/odd", HTML, X_Name='Grüße; name="ä"')
    urls = [f"{site.base}{path}" for path in site.pages]
    crawl_group(
        [Visit(url) for url in urls],
        source(site.base),
        CaptureFiles("deep/r", Corpus(str(tmp_path)).publish, max_records=4),
        links,
    )
    return sorted(tmp_path.glob("deep/*"))


def test_files_are_whole_by_warcio_s_own_check(crawled: list[Path]) -> None:
    class Arguments:
        inputs = tuple(str(path) for path in crawled)
        verbose = False

    assert [path.name for path in crawled] == ["r-0000.warc.gz", "r-0001.warc.gz", "r-0002.warc.gz"]
    assert Checker(Arguments()).process_all() == 0


def test_fastwarc_reads_the_same_payloads_and_verifies_every_digest(crawled: list[Path], site) -> None:
    found = {}
    for path in crawled:
        with path.open("rb") as file:
            kinds = []
            for record in FastIterator(file, parse_http=False):
                kinds.append(record.headers["WARC-Type"])
                assert record.verify_block_digest(consume=False)
                if kinds[-1] == "response":
                    record.parse_http()
                    assert record.verify_payload_digest(consume=False)
                    found[record.headers["WARC-Target-URI"].removeprefix(site.base)] = record.reader.read()
                    assert record.http_content_type
        assert kinds[0] == "warcinfo"
        assert kinds[1:] == ["request", "response"] * ((len(kinds) - 1) // 2)
    assert found["/plain"] == found["/gzip"] == found["/br"] == found["/odd"] == HTML
    assert found["/empty"] == b""
    assert found["/large"] == bytes(range(256)) * 10_000
    assert "/robots.txt" in found


def test_the_first_record_says_who_crawled(crawled: list[Path]) -> None:
    with crawled[1].open("rb") as file:
        record = next(iter(ArchiveIterator(file)))
        text = record.content_stream().read().decode()
    assert record.rec_headers["WARC-Filename"] == "deep/r-0001.warc.gz"
    assert "http-header-user-agent: weft/0.1.0 (+owner@example.org)\r\n" in text
    assert "operator: owner@example.org\r\n" in text
