import asyncio
import base64
import gzip
import hashlib
import zlib
from collections.abc import AsyncIterator

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.crawl.body import Body, BodyTooLargeError, ContentEncodingError, read_body


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "": bytes,
    "identity": bytes,
}


def read(
    data: bytes, coding: str, max_bytes: int = 1 << 30, keep_bytes: int | None = None, chunk_bytes: int = 1000
) -> Body:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), chunk_bytes):
            yield data[start : start + chunk_bytes]

    return asyncio.run(read_body(chunks(), coding, max_bytes, keep_bytes))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=5000), st.sampled_from(sorted(ENCODERS)), st.integers(1, 300))
def test_every_coding_is_undone_however_the_chunks_are_cut(data: bytes, coding: str, chunk_bytes: int) -> None:
    body = read(ENCODERS[coding](data), coding, chunk_bytes=chunk_bytes)
    assert body.read() == data
    assert body.length == len(data)
    assert body.digest == "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()
    assert not body.truncated


def test_deflate_without_its_wrapper_is_read() -> None:
    assert read(raw_deflate(b"plain" * 1000), "deflate").read() == b"plain" * 1000


def test_codings_are_undone_last_first() -> None:
    assert read(brotli.compress(gzip.compress(b"twice")), "gzip, br").read() == b"twice"


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("chunk_bytes", [1, 22, 23, 24, 1000])
def test_members_are_joined_and_garbage_behind_them_ignored(coding: str, chunk_bytes: int) -> None:
    encode = ENCODERS[coding]
    body = read(encode(b"one") + encode(b"two") + b"\0\0", coding, chunk_bytes=chunk_bytes)
    assert body.read() == b"onetwo"
    assert not body.truncated


def test_an_unknown_coding_among_others_leaves_the_body_as_it_is() -> None:
    data = gzip.compress(b"text")
    body = read(data, "utf-8, gzip")
    assert body.read() == data
    assert not body.decoded


def test_an_unknown_coding_leaves_the_body_as_it_is() -> None:
    body = read(b"bytes", "utf-8")
    assert body.read() == b"bytes"
    assert not body.decoded


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_stops_at_the_limit(coding: str) -> None:
    data = bytes(64 << 20)
    bomb = brotli.compress(data, quality=1) if coding == "br" else ENCODERS[coding](data)
    assert len(bomb) < 100_000
    with pytest.raises(BodyTooLargeError):
        read(bomb, coding, max_bytes=1 << 20, chunk_bytes=1 << 16)


def test_a_bomb_of_bombs_stops_at_the_limit() -> None:
    bomb = gzip.compress(gzip.compress(bytes(64 << 20)))
    with pytest.raises(BodyTooLargeError):
        read(bomb, "gzip, gzip", max_bytes=1 << 20, chunk_bytes=1 << 16)


def test_the_limit_itself_is_allowed() -> None:
    assert read(gzip.compress(bytes(5000)), "gzip", max_bytes=5000).length == 5000
    assert read(bytes(5000), "", max_bytes=5000).length == 5000
    with pytest.raises(BodyTooLargeError):
        read(bytes(5001), "", max_bytes=5000)


def test_bytes_on_the_wire_count_even_if_they_decode_to_nothing() -> None:
    empty_members = gzip.compress(b"") * 1000
    with pytest.raises(BodyTooLargeError):
        read(empty_members, "gzip", max_bytes=5000)


def test_keep_bytes_cuts_instead_of_refusing() -> None:
    body = read(gzip.compress(b"abc" * 1000), "gzip", keep_bytes=100)
    assert body.read() == (b"abc" * 1000)[:100]
    assert body.truncated


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_coded_body_that_ends_early_is_refused(coding: str) -> None:
    data = ENCODERS[coding](bytes(range(256)) * 20)
    with pytest.raises(ContentEncodingError):
        read(data[:-5], coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip, gzip, gzip"])
def test_a_body_that_is_not_what_it_says_is_refused(coding: str) -> None:
    with pytest.raises(ContentEncodingError):
        read(b"<html>plain text</html>", coding)


def test_a_long_body_lies_on_disk() -> None:
    body = read(bytes(3 << 20), "", chunk_bytes=1 << 16)
    assert body.file._rolled  # type: ignore[attr-defined]
    assert body.length == 3 << 20
