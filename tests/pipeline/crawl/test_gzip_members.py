"""Members as Python's own gzip module and zlib's command line unpack them."""

import gzip
import io
import os
import random
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from weft.pipeline.crawl.gzip_members import write_packed, write_stored

NOISE = random.Random(3).randbytes(200_000)
SIZES = (0, 1, 65_534, 65_535, 65_536, 131_070, 200_000)


def unpacked(member: bytes) -> bytes:
    plain = gzip.decompress(member)
    assert subprocess.run(["gzip", "-dc"], input=member, capture_output=True, check=True).stdout == plain
    return plain


@pytest.mark.parametrize("size", SIZES)
def test_stored_bytes_come_back_whole_and_grow_by_the_frames_of_the_format_alone(size: int) -> None:
    out = io.BytesIO()
    write_stored(out, b"head", io.BytesIO(NOISE[:size]), b"\r\n\r\n")
    assert unpacked(out.getvalue()) == b"head" + NOISE[:size] + b"\r\n\r\n"
    blocks = 1 + -(-size // 65_535) + 1
    assert len(out.getvalue()) == 10 + 5 * blocks + 4 + size + 4 + 8


def test_what_is_stored_begins_where_its_reader_stands() -> None:
    out, rest = io.BytesIO(), io.BytesIO(b"skipped, kept")
    rest.seek(9)
    write_stored(out, b"", rest, b".")
    assert unpacked(out.getvalue()) == b"kept."


@pytest.mark.parametrize("words", [3, 300, 3000, 30_000])
def test_packed_text_comes_back_whole_and_short(words: int) -> None:
    text = b"GET /pictures/one.jpg HTTP/1.1 " * words
    for rest in (None, io.BytesIO(text)):
        out = io.BytesIO()
        write_packed(out, 6, text, rest, b"\r\n\r\n")
        assert unpacked(out.getvalue()) == text * (1 if rest is None else 2) + b"\r\n\r\n"
        assert len(out.getvalue()) < 0.9 * len(text)


def test_members_stand_one_behind_the_other() -> None:
    out = io.BytesIO()
    write_packed(out, 6, b"one ", None, b"")
    write_stored(out, b"two ", None, b"")
    write_packed(out, 1, b"three", None, b"")
    assert unpacked(out.getvalue()) == b"one two three"


def test_a_long_body_is_never_whole_in_memory() -> None:
    class Zeros(io.RawIOBase):
        left = 100 << 20

        def read(self, size: int = -1) -> bytes:
            given = min(size, self.left)
            self.left -= given
            return bytes(given)

    with Path(os.devnull).open("wb") as out:
        tracemalloc.start()
        write_stored(out, b"", Zeros(), b"")  # type: ignore[arg-type]
        peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak_bytes < 4 << 20
