import gzip
import hashlib
from base64 import b32encode
from pathlib import Path

import pyarrow as pa
import pytest

from weft.pipeline.crawl.earlier import EarlierCaptures, EarlierHead
from weft.pipeline.crawl.visit import RecordPlace
from weft.pipeline.storage import Corpus
from weft.schemas.ids import url_hash

LONG_AGO = "Tue, 01 Mar 2022 10:00:00 GMT"
DATE = ("Date", "Tue, 01 Mar 2022 10:00:01 GMT")
MODIFIED = ("Last-Modified", LONG_AGO)


@pytest.mark.parametrize(
    ("headers", "condition"),
    [
        ([("ETag", '"a"'), MODIFIED, DATE], {"If-None-Match": '"a"', "If-Modified-Since": LONG_AGO}),
        ([("ETag", 'W/"a"')], {"If-None-Match": 'W/"a"'}),
        ([MODIFIED], {"If-Modified-Since": LONG_AGO}),
        ([MODIFIED, ("Date", LONG_AGO)], {}),
        ([MODIFIED, ("Date", "Tue, 01 Mar 99999999999 10:00:01 GMT")], {"If-Modified-Since": LONG_AGO}),
        ([("Last-Modified", "Tue, 01 Mar 2022 10:00:00 +99999999999999999999"), DATE], {}),
        ([MODIFIED, ("Date", "Tue, 01 Mar 2022 10:00:01 -0000")], {"If-Modified-Since": LONG_AGO}),
        ([("ETag", "bare")], {}),
        ([("ETag", '"a"\x80')], {}),
        ([("Last-Modified", "yesterday")], {}),
        ([MODIFIED, ("Vary", "Accept-Encoding")], {"If-Modified-Since": LONG_AGO}),
        ([MODIFIED, ("Vary", "User-Agent, Accept-Encoding")], {}),
        ([("ETag", '"a"'), MODIFIED, ("Vary", "Cookie")], {"If-None-Match": '"a"'}),
        ([("ETag", '"a"'), ("Vary", "*")], {}),
        ([], {}),
    ],
)
def test_what_is_asked_follows_from_the_earlier_headers(
    headers: list[tuple[str, str]], condition: dict[str, str]
) -> None:
    assert EarlierHead(RecordPlace("f", 0, 0), b"", (), tuple(headers), 0, 0).condition == condition


@pytest.mark.parametrize(
    ("tag", "modified", "confirmed"),
    [
        ('"a"', "", True),
        ('W/"a"', "", True),
        ('"b"', "", False),
        ("", "", True),
        ("", LONG_AGO, True),
        ("", "Tue, 01 Mar 2022 11:00:00 GMT", False),
        ('"a"', "Tue, 01 Mar 2022 11:00:00 GMT", True),
    ],
)
def test_a_304_confirms_by_its_entity_tag_else_by_its_date(tag: str, modified: str, confirmed: bool) -> None:
    head = EarlierHead(RecordPlace("f", 0, 0), b"", (), (("ETag", '"a"'), MODIFIED), 0, 0)
    assert head.is_confirmed_by(tag, modified) is confirmed


def written(
    folder: Path, *, url: str = "https://a.example/", body: bytes = b"page", digest: str = "", **fields: str
) -> EarlierCaptures:
    """A corpus of one record, made by hand, and what is known of its url."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    spelled = digest or "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()
    header = {"WARC-Type": "response", "WARC-Target-URI": url, "WARC-Payload-Digest": spelled}
    header |= {name.replace("_", "-"): value for name, value in fields.items()} | {"Content-Length": str(len(http))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    member = gzip.compress(b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + http + b"\r\n\r\n")
    corpus = Corpus(str(folder))
    corpus.write("captures/web/a.warc.gz", b"before" + member + b"after")
    digest_ = url_hash("https://a.example/")
    place = {"file": "captures/web/a.warc.gz", "offset": 6, "length": len(member)}
    row = {"url_hash": digest_, "outcome": "captured", "final_url": "https://a.example/", "captures": [place]}
    with corpus.writing("frontier/visited/web-r000-g000.parquet", pa.Table.from_pylist([row]).schema, "key") as out:
        out.row(row)
    return EarlierCaptures(corpus, pa.chunked_array([pa.array([digest_], pa.binary(16))]))


def test_a_record_is_read_whole_and_compared_with_its_digest(tmp_path: Path) -> None:
    known = written(tmp_path, body=b"x" * 300_000)
    head = known.head("https://a.example/", 300_000)
    assert head is not None and head.payload_bytes == 300_000
    earlier = known.load(head)
    assert earlier is not None and earlier.payload() == b"x" * 300_000
    assert known.head("https://other.example/", 300_000) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"url": "https://b.example/"},
        {"body": b"long" * 100},
        {"WARC_Type": "resource"},
        {"WARC_Truncated": "length"},
        {"digest": "md5:abc"},
    ],
)
def test_a_record_of_something_else_is_not_used(tmp_path: Path, damage: dict) -> None:
    assert written(tmp_path, **damage).head("https://a.example/", 100) is None


def test_a_record_with_another_digest_is_not_carried_over(tmp_path: Path) -> None:
    known = written(tmp_path, digest="sha1:" + "A" * 32)
    head = known.head("https://a.example/", 100)
    assert head is not None
    assert known.load(head) is None
