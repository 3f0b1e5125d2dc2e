import gzip
import io
import tarfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from weft.pipeline.blobs import blobs_when_any
from weft.pipeline.sources import locations
from weft.pipeline.sources.capture import PayloadLimits
from weft.pipeline.sources.locations import (
    CONTAINED,
    LocationError,
    LocationReader,
    described,
    in_bytes,
    in_column,
    in_frame,
    read_location,
)
from weft.pipeline.storage import Corpus

MAX = PayloadLimits(1 << 20, 1 << 20)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(str(tmp_path / "corpus"))


def place(file: str, offset: int, length: int) -> dict[str, str | int]:
    return {"file": file, "offset": offset, "length": length}


def test_a_warc_record_is_read_by_its_place_alone(corpus: Corpus, tmp_path: Path) -> None:
    with (tmp_path / "a.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        for body in (b"one", b"two"):
            at = stream.tell()
            writer.write_record(
                writer.create_warc_record("http://a.example/", "response", io.BytesIO(body), http_headers=headers)
            )
    assert read_location(corpus, place(f"{tmp_path}/a.warc.gz", at, 0), MAX) == b"two"


@pytest.mark.parametrize(("name", "pack"), [("a.tar", bytes), ("a.tar.gz", gzip.compress)])
def test_a_range_of_a_file_is_read_without_unpacking(
    name: str, pack: type[bytes], corpus: Corpus, tmp_path: Path
) -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        info = tarfile.TarInfo("a.png")
        info.size = 7
        archive.addfile(info, io.BytesIO(b"picture"))
    (tmp_path / name).write_bytes(pack(sink.getvalue()))
    assert read_location(corpus, place(in_bytes(f"{tmp_path}/{name}"), 512, 7), MAX) == b"picture"


def test_media_inside_documents_are_read_from_the_corpus_by_turns_with_other_files(
    corpus: Corpus, tmp_path: Path
) -> None:
    with blobs_when_any(corpus, f"{CONTAINED}/part-00000-of-00001.tar") as blobs:
        first, second = (blobs.add(name, payload) for name, payload in ((b"1", b"one"), (b"2", b"second")))
    files = [tmp_path / f"{number}.bin" for number in range(9)]
    for file in files:
        file.write_bytes(b"by turns")
    with LocationReader(corpus) as reader:
        for file in files:
            assert reader.read(first, MAX) == b"one"
            assert reader.read(place(in_bytes(str(file)), 3, 5), MAX) == b"turns"
            assert reader.read(second, MAX) == b"second"


def test_cells_of_two_columns_are_read_in_rising_rows_and_back(corpus: Corpus, tmp_path: Path) -> None:
    rows = range(100)
    table = pa.table(
        {
            "one#two": [b"cell %d" % row for row in rows],
            "list": pa.array(
                [[{"bytes": b"item %d" % row}, None] for row in rows], pa.list_(pa.struct([("bytes", pa.binary())]))
            ),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=30)
    file = f"{tmp_path}/t.parquet"
    with LocationReader(corpus) as reader:
        for row in [*range(0, 100, 7), 99, 30, 29, 0]:
            assert reader.read(place(in_column("one#two", file), row, -1), MAX) == b"cell %d" % row
            assert reader.read(place(in_column("list", file), row, 0), MAX) == b"item %d" % row


def test_rising_rows_read_every_batch_once(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"c": [b"x"] * 320}), tmp_path / "t.parquet", row_group_size=160)
    read = []
    whole = pq.ParquetFile.iter_batches

    def counted(self: pq.ParquetFile, *arguments: object, **options: object):  # type: ignore[no-untyped-def]
        for batch in whole(self, *arguments, **options):
            read.append(batch.num_rows)
            yield batch

    monkeypatch.setattr(locations.pq.ParquetFile, "iter_batches", counted)
    with LocationReader(corpus) as reader:
        for row in range(320):
            reader.read(place(in_column("c", f"{tmp_path}/t.parquet"), row, -1), MAX)
    assert read == [locations.CELLS_READ] * 20


def test_a_frame_of_a_tiff_is_a_tiff_of_its_own(corpus: Corpus, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 4), color) for color in ("red", "blue")]
    sink = io.BytesIO()
    frames[0].save(sink, "TIFF", save_all=True, append_images=frames[1:])
    (tmp_path / "a.tar").write_bytes(b"before" + sink.getvalue())
    found = read_location(corpus, place(in_frame(1, f"{tmp_path}/a.tar"), 6, len(sink.getvalue())), MAX)
    assert Image.open(io.BytesIO(found)).getpixel((0, 0)) == (0, 0, 255)


@pytest.mark.parametrize(
    "lost", [place("#bytes", 3, 9), place("#cell:c", 9, -1), place("#cell:d", 0, -1), place("#cell:c", 0, 2)]
)
def test_what_is_not_there_is_an_error_that_says_so(lost: dict[str, str | int], corpus: Corpus, tmp_path: Path) -> None:
    pq.write_table(pa.table({"c": pa.array([None, None], pa.binary())}), tmp_path / "t.parquet")
    (tmp_path / "short").write_bytes(b"123456")
    file = "short" if lost["file"] == "#bytes" else "t.parquet"
    with pytest.raises(LocationError, match=r"was the file changed\? `weft build` again$"):
        read_location(corpus, {**lost, "file": f"{tmp_path}/{file}{lost['file']}"}, MAX)


def test_a_location_in_words() -> None:
    assert described("a.warc.gz", 1200, 34) == "a.warc.gz, offset 1,200, length 34"
    assert described("a.parquet", 1007, 0) == "a.parquet, row 1,007"
    assert described("a.parquet", 7, 1) == "a.parquet, row 7"
    assert described("a.parquet", 7, 3) == "a.parquet, rows 7 to 9"
    assert described(in_bytes("a#b.tar"), 512, 7) == "a#b.tar, bytes 512 to 519"
    assert described(in_frame(2, "a.tar"), 512, 7) == "a.tar, frame 2 of the TIFF in bytes 512 to 519"
    assert described(in_column("my#column", "a.parquet"), 3, -1) == "a.parquet, column my#column, row 3"
    assert described(in_column("c", "a.parquet"), 3, 1) == "a.parquet, column c, row 3, item 1"


def test_a_medium_in_a_warc_of_one_gzip_member_is_read_from_its_place(tmp_path) -> None:
    record = (
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/%d.png\r\n"
        b"Content-Type: image/png\r\nContent-Length: 5\r\n\r\nlamp%d\r\n\r\n"
    )
    plain = b"".join(record % (number, number) for number in range(3))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(plain))
    size = len(plain) // 3
    with LocationReader(Corpus(str(tmp_path))) as reader:
        for number in (0, 2, 1):
            place = {"file": "a.warc.gz#member:0", "offset": number * size, "length": size}
            assert reader.read(place, PayloadLimits(100, 100)) == b"lamp%d" % number
    assert described("a.warc.gz#member:0", size, size).endswith("in what the gzip member at 0 holds")
