import gzip
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from weft.pipeline.content_coding import CODING_ERRORS, Decoder, decoder_of

WINDOW_BYTES = 8 << 20
SKIPPED_FRAME = b"\x5a\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"notes"
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def new(coding: str) -> Decoder:
    decoder = decoder_of(coding, WINDOW_BYTES)
    assert decoder is not None
    return decoder


def fed(decoder: Decoder, *chunks: bytes) -> bytes:
    return b"".join(piece for chunk in chunks for piece in decoder.feed(chunk))


def single_bytes(data: bytes) -> list[bytes]:
    return [bytes((byte,)) for byte in data]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_are_joined_wherever_the_bytes_are_cut(coding: str) -> None:
    first, second = (CODINGS[coding](plain) for plain in (b"one", b"two"))
    data = first + second
    for cut in range(len(data) + 1):
        decoder = new(coding)
        assert fed(decoder, data[:cut], data[cut:]) == b"onetwo"
        assert decoder.finished()
    decoder = new(coding)
    assert fed(decoder, *single_bytes(first + CODINGS[coding](b"") + second)) == b"onetwo"
    assert decoder.finished()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("behind", [b"\n", b"\0" * 100, b"<!-- cached -->", b"\x1f", b"\x28\xb5\x2f", b"\x1f\x1f\x8b"])
def test_bytes_behind_the_end_are_left_out_however_they_are_cut(coding: str, behind: bytes) -> None:
    data = CODINGS[coding](b"page") + behind
    for chunks in ([data], single_bytes(data)):
        decoder = new(coding)
        assert fed(decoder, *chunks) == b"page"
        assert decoder.finished()


def test_bytes_behind_the_end_of_brotli_are_refused_however_they_are_cut() -> None:
    data = brotli.compress(b"page") + b"\n"
    for chunks in ([data], [data[:-1], data[-1:]], single_bytes(data)):
        with pytest.raises(CODING_ERRORS):
            fed(new("br"), *chunks)


def test_no_member_is_looked_for_behind_other_bytes() -> None:
    decoder = new("gzip")
    assert fed(decoder, gzip.compress(b"one") + b"\n", gzip.compress(b"two")) == b"one"
    assert decoder.finished()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_second_member_that_ends_early_leaves_the_stream_unfinished(coding: str) -> None:
    decoder = new(coding)
    assert fed(decoder, CODINGS[coding](b"one") + CODINGS[coding](b"two" * 100)[:-5]).startswith(b"one")
    assert not decoder.finished()


def test_frames_of_zstd_that_are_to_be_skipped_are() -> None:
    data = SKIPPED_FRAME + zstandard.compress(b"one") + SKIPPED_FRAME + zstandard.compress(b"two") + SKIPPED_FRAME
    for chunks in ([data], single_bytes(data)):
        decoder = new("zstd")
        assert fed(decoder, *chunks) == b"onetwo"
        assert decoder.finished()


def test_a_frame_of_zstd_with_a_larger_window_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=24, enable_ldm=True)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = stream.compress(bytes(range(256)) * (1 << 17)) + stream.flush()
    with pytest.raises(CODING_ERRORS):
        fed(new("zstd"), data)
    wide = decoder_of("zstd", 1 << 27)
    assert wide is not None
    assert len(fed(wide, data)) == 32 << 20


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_comes_in_pieces_of_bounded_size(coding: str) -> None:
    data = bytes(64 << 20)
    bomb = brotli.compress(data, quality=1) if coding == "br" else CODINGS[coding](data)
    sizes = [len(piece) for piece in new(coding).feed(bomb)]
    assert sum(sizes) == 64 << 20
    assert max(sizes) <= 8 << 20


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_million_bytes_of_empty_members_are_read_in_little_time(coding: str) -> None:
    empty = CODINGS[coding](b"")
    start = time.process_time()
    decoder = new(coding)
    assert fed(decoder, empty * (1_000_000 // len(empty))) == b""
    assert decoder.finished()
    assert time.process_time() - start < 5


def test_a_coding_that_is_not_known_has_no_decoder() -> None:
    assert decoder_of("compress", WINDOW_BYTES) is None
    assert decoder_of("", WINDOW_BYTES) is None
