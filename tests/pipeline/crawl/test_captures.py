import gzip
import io
from pathlib import Path

import pytest

from weft.pipeline.crawl.captures import CaptureFiles, CaptureWriter
from weft.pipeline.crawl.visit import RecordPlace
from weft.pipeline.crawl.warc import SpooledCapture
from weft.pipeline.storage import Corpus


def spool_of(*sizes: int) -> tuple[io.BytesIO, list[SpooledCapture]]:
    """Captures of a 3-byte request and a response of the given size."""
    out, captures = io.BytesIO(), []
    for size in sizes:
        start = out.tell()
        out.write(b"req" + b"x" * size)
        captures.append(SpooledCapture(start, start + 3, out.tell(), size, 0))
    return out, captures


def write(files: CaptureFiles, folder: Path, *sizes: int) -> list[RecordPlace]:
    folder.mkdir()
    spool, captures = spool_of(*sizes)
    writer = CaptureWriter(files, folder, {"software": "test"})
    places = [writer.add(spool, capture) for capture in captures]
    assert writer.publish() == sorted({place.file for place in places})
    assert list(folder.iterdir()) == []
    return places


@pytest.mark.parametrize(
    ("sizes", "files"),
    [
        ((1, 1, 1, 1, 1), [0, 0, 0, 1, 1]),
        ((40, 60, 1), [0, 0, 1]),
        ((40, 61, 1), [0, 1, 1]),
        ((500, 1), [0, 1]),
        ((1, 500), [0, 1]),
    ],
)
def test_files_roll_by_records_and_by_payload(tmp_path: Path, sizes: tuple[int, ...], files: list[int]) -> None:
    settings = CaptureFiles("g", Corpus(str(tmp_path / "out")).publish, max_records=3, max_payload_bytes=100)
    places = write(settings, tmp_path / "work", *sizes)
    assert [place.file for place in places] == [f"g-{number:04d}.warc.gz" for number in files]
    for place, size in zip(places, sizes):
        data = (tmp_path / "out" / place.file).read_bytes()
        assert data[place.offset : place.offset + place.length] == b"x" * size
        assert data[place.offset - 3 : place.offset] == b"req"


def test_every_file_starts_with_its_own_warcinfo(tmp_path: Path) -> None:
    places = write(CaptureFiles("g", Corpus(str(tmp_path / "out")).publish, max_records=1), tmp_path / "work", 5, 5)
    for place in places:
        data = (tmp_path / "out" / place.file).read_bytes()[: place.offset - 3]
        assert f"WARC-Filename: {place.file}\r\n".encode() in gzip.decompress(data)


def test_nothing_is_published_before_the_end(tmp_path: Path) -> None:
    published = []
    work = tmp_path / "work"
    work.mkdir()
    spool, captures = spool_of(1, 1)
    files = CaptureFiles("g", lambda path, name: published.append((name, path.stat().st_size > 0)), max_records=1)
    writer = CaptureWriter(files, work, {})
    for capture in captures:
        writer.add(spool, capture)
    assert published == []
    writer.publish()
    assert published == [("g-0000.warc.gz", True), ("g-0001.warc.gz", True)]


def test_a_spool_that_is_cut_short_is_an_error(tmp_path: Path) -> None:
    spool, (capture,) = spool_of(10)
    spool.truncate(8)
    writer = CaptureWriter(CaptureFiles("g", Corpus(str(tmp_path)).publish), tmp_path, {})
    with pytest.raises(OSError, match="5 bytes early"):
        writer.add(spool, capture)
    writer.close()
