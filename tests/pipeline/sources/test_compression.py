import errno
import gzip
import io
import os
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from weft.pipeline.sources import compression
from weft.pipeline.sources.compression import NoRoomError, decompressed, with_ways_back

PLAIN = random.Random(1).randbytes(3_000_000)


class Counted(io.BytesIO):
    """Counts the bytes that are read from it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def zipped(payload: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", payload)
    return sink.getvalue()


def test_what_macos_adds_to_a_zip_is_passed_over() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name in ("a.jsonl", "__MACOSX/._a.jsonl", ".DS_Store"):
            archive.writestr(name, name)
    assert compression.decompressed(io.BytesIO(sink.getvalue()), "a.jsonl.zip").read() == b"a.jsonl"


PACKED = [
    ("a.tar.gz", gzip.compress(PLAIN)),
    ("a.jsonl.zst", zstandard.compress(PLAIN)),
    ("a.jsonl.zip", zipped(PLAIN)),
]


@pytest.mark.parametrize(("name", "packed"), PACKED)
@pytest.mark.parametrize("kept_bytes", [1 << 30, 1_000_003, 300_000])
def test_any_place_is_read_at_any_time(
    name: str, packed: bytes, kept_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "KEPT_BYTES", kept_bytes)
    stream = with_ways_back(io.BytesIO(packed), name)
    places = random.Random(2)
    for _ in range(60):
        start, length = places.randrange(len(PLAIN) + 1000), places.choice((1, 512, 100_000, 1_500_000))
        stream.seek(start)
        assert stream.read(length) == PLAIN[start : start + length]
    stream.seek(len(PLAIN) - 10)
    stream.seek(-5, io.SEEK_CUR)
    assert stream.read() == PLAIN[-15:]


def test_going_back_unpacks_nothing_again() -> None:
    packed = Counted(gzip.compress(PLAIN))
    stream = with_ways_back(packed, "a.tgz")
    for end in range(100_000, 3_000_000, 100_000):
        stream.seek(end - 1)
        stream.read(1)
        stream.seek(end - 100_000)
        assert stream.read(512) == PLAIN[end - 100_000 : end - 100_000 + 512]
    assert packed.taken <= len(packed.getvalue())


def test_a_file_that_is_not_compressed_stays_what_it_is() -> None:
    stream = io.BytesIO(b"plain")
    assert with_ways_back(stream, "a.jsonl") is stream


@pytest.mark.parametrize("place", [0, 1_000_000])
def test_a_gzip_file_that_breaks_off_says_so_where_it_does(place: int) -> None:
    packed = gzip.compress(PLAIN)[: len(PLAIN) // 2]
    stream = with_ways_back(io.BytesIO(packed), "a.tar.gz")
    stream.seek(place)
    assert stream.read(100) == PLAIN[place : place + 100]
    stream.seek(2_000_000)
    with pytest.raises(EOFError):
        stream.read(1)
    stream.seek(place)
    assert stream.read(100) == PLAIN[place : place + 100]


def test_a_full_temporary_folder_is_no_damage_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    stream = with_ways_back(io.BytesIO(gzip.compress(PLAIN)), "a.tar.gz")
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(NoRoomError, match=r"No space left on device; set TMPDIR to a folder with more room$"):
        stream.read(1)


def open_files(folder: Path) -> int:
    """Of this process, in ``folder``, gone from there or not."""
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(link.is_relative_to(folder) for link in links)


def test_what_is_kept_lies_in_the_temporary_folder_and_goes_with_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stream = with_ways_back(io.BytesIO(gzip.compress(PLAIN)), "a.tar.gz")
    stream.read(2_000_000)
    assert open_files(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    stream.close()
    assert open_files(tmp_path) == 0


def test_zstd_frames_one_after_the_other_are_one_file() -> None:
    packed = zstandard.compress(b"one ") + zstandard.compress(b"two")
    assert decompressed(io.BytesIO(packed), "a.zst").read() == b"one two"
