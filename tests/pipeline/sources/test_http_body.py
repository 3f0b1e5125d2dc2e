import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.sources.http_body import BodyError, decode_body

LIMIT = 1 << 20
PAGE = "<p>Лампа is lit at dusk.</p>".encode()


def raw_deflate(payload: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(payload) + stream.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def coded(body: bytes, coding: str, limit: int = LIMIT) -> bytes:
    return decode_body(body, {"content-encoding": coding}, limit)


def reason(body: bytes, coding: str, limit: int = LIMIT) -> str:
    with pytest.raises(BodyError) as caught:
        coded(body, coding, limit)
    return str(caught.value)


def prose(size_bytes: int) -> bytes:
    """Words that compress to some tenth of themselves and no less."""
    source = random.Random(3)
    words = ["".join(source.choices("abcdefghij", k=5)) for _ in range(3000)]
    return " ".join(source.choices(words, k=size_bytes // 6 + 1)).encode()[:size_bytes]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("size_bytes", [1, 100, 70_000, 400_000])
def test_each_coding_is_undone(coding: str, size_bytes: int) -> None:
    """Brotli of more than 64 KB begins with ``[``, which looks like JSON and is none."""
    body = prose(size_bytes)
    assert coded(CODINGS[coding](body), coding) == body


def test_deflate_comes_with_and_without_a_zlib_header() -> None:
    assert coded(zlib.compress(PAGE), "deflate") == PAGE
    assert coded(raw_deflate(PAGE), "deflate") == PAGE


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert coded(gzip.compress(brotli.compress(PAGE)), "br, gzip") == PAGE
    assert coded(gzip.compress(PAGE), " GZIP ,identity") == PAGE


def test_a_body_without_coding_stays() -> None:
    assert decode_body(PAGE, {}, LIMIT) == PAGE
    assert coded(PAGE, "identity") == coded(PAGE, "none") == PAGE


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("body", [b"", PAGE, b"[1, 2]", b'{"a": 1}', b"\r\n<html>", b"plain words"])
def test_a_body_stored_decoded_under_headers_that_say_otherwise_is_taken_as_it_is(coding: str, body: bytes) -> None:
    assert coded(body, coding) == body


def test_gzip_of_several_members_is_one_body() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two")
    assert coded(body, "gzip") == b"one two"


def test_zstd_of_several_frames_is_one_body() -> None:
    frames = [zstandard.compress(prose(size)) for size in (40_000, 1, 700)]
    assert coded(b"".join(frames), "zstd") == prose(40_000) + prose(1) + prose(700)


@pytest.mark.parametrize("behind", [b"\n", b"\0" * 100, b"<!-- cached -->", b"\x1f"])
def test_bytes_behind_a_gzip_body_are_left_out(behind: bytes) -> None:
    assert coded(gzip.compress(PAGE) + behind, "gzip") == PAGE


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_cut_short_is_broken(coding: str) -> None:
    body = CODINGS[coding](prose(5000))
    assert reason(body[: len(body) // 2], coding) == "broken_encoding"


def test_bytes_that_are_neither_text_nor_coded_are_broken() -> None:
    assert reason(b"\x1f\x8b\x08\x00garbage that is no gzip", "gzip") == "broken_encoding"
    assert reason(b"\x00\xff\x00\xfe" * 20, "br") == "broken_encoding"
    assert reason(b"\xff\x00" * 20, "deflate") == "broken_encoding"


def test_an_unknown_coding_is_said() -> None:
    assert reason(PAGE, "compress") == "unknown_encoding"
    assert reason(PAGE, "gzip;q=1") == "unknown_encoding"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_stops_at_the_limit(coding: str) -> None:
    bomb = CODINGS[coding](bytes(20 << 20))
    assert len(bomb) < 1 << 16
    assert reason(bomb, coding) == "too_large"


def test_a_bomb_of_many_members_stops_at_the_limit() -> None:
    assert reason(gzip.compress(bytes(LIMIT // 4)) * 5, "gzip") == "too_large"


@pytest.mark.parametrize("coding", CODINGS)
def test_the_limit_itself_is_allowed(coding: str) -> None:
    body = CODINGS[coding](b"a" * 1000)
    assert len(coded(body, coding, 1000)) == 1000
    assert reason(body, coding, 999) == "too_large"


def test_a_plain_body_has_the_same_limit() -> None:
    assert decode_body(b"abc", {}, 3) == b"abc"
    with pytest.raises(BodyError, match=r"^too_large$"):
        decode_body(b"abcd", {}, 3)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"4\r\nlamp\r\n0\r\n\r\n", b"lamp"),
        (b"2\r\nla\r\n02\r\nmp\r\n0\r\n\r\n", b"lamp"),
        (b"A;name=x\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n", b"0123456789"),
        (b"4\r\nlamp\r\n9\r\ncut", b"lampcut"),
        (b"4\r\nlamp\r\n", b"lamp"),
        (b"0\r\n\r\n", b""),
        (b"<p>not chunked</p>", b"<p>not chunked</p>"),
        (b"ffffffffffffffff\r\nx", b"x"),
        (b"", b""),
    ],
)
def test_chunks_are_joined(body: bytes, expected: bytes) -> None:
    assert decode_body(body, {"transfer-encoding": "chunked"}, LIMIT) == expected


def test_chunks_are_joined_before_a_coding_is_undone() -> None:
    body = gzip.compress(PAGE)
    chunked = b"5\r\n" + body[:5] + b"\r\n" + f"{len(body) - 5:x}".encode() + b"\r\n" + body[5:] + b"\r\n0\r\n\r\n"
    assert decode_body(chunked, {"transfer-encoding": "Chunked", "content-encoding": "gzip"}, LIMIT) == PAGE


@given(st.binary(max_size=300), st.sampled_from([*CODINGS, ""]), st.sampled_from(["", "chunked"]))
def test_any_bytes_give_a_body_or_a_reason(body: bytes, coding: str, transfer: str) -> None:
    try:
        found = decode_body(body, {"content-encoding": coding, "transfer-encoding": transfer}, 4096)
    except BodyError as error:
        assert str(error) in ("too_large", "broken_encoding")
    else:
        assert len(found) <= 4096
