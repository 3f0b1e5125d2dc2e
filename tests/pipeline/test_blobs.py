import tarfile
from pathlib import Path

import pytest

from weft.pipeline.blobs import BlobWriter, blobs_when_any
from weft.pipeline.storage import Corpus

NAME = "captures/contained/part-00000-of-00001.tar"


def test_bytes_are_found_by_offset_and_length_and_any_tar_reads_them(tmp_path: Path) -> None:
    with (tmp_path / "a.tar").open("wb") as stream:
        writer = BlobWriter(stream, "a.tar")
        places = [writer.add("one", b"lamp"), writer.add("two", bytes(1000))]
        writer.close()
    content = (tmp_path / "a.tar").read_bytes()
    assert places == [
        {"file": "a.tar", "offset": 512, "length": 4},
        {"file": "a.tar", "offset": 512 + 512 + 512, "length": 1000},
    ]
    assert content[512:516] == b"lamp"
    with tarfile.open(tmp_path / "a.tar") as archive:
        assert archive.getnames() == ["one", "two"]


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    corpus = Corpus(str(tmp_path))
    with blobs_when_any(corpus, NAME) as blobs:
        assert blobs.add(b"id", b"lamp") == blobs.add(b"id", b"lamp")
    with tarfile.open(tmp_path / NAME) as archive:
        assert archive.getnames() == [b"id".hex()]


def test_no_bytes_leave_no_file_and_take_an_old_one_away(tmp_path: Path) -> None:
    corpus = Corpus(str(tmp_path))
    corpus.write(NAME, b"old")
    with blobs_when_any(corpus, NAME):
        pass
    assert not corpus.exists(NAME)


def test_an_error_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), blobs_when_any(Corpus(str(tmp_path)), NAME) as blobs:
        blobs.add(b"id", b"lamp")
        raise ZeroDivisionError
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
