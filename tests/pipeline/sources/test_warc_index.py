"""Records picked by an index, from a real web server, out of WARC files that warcio wrote."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline import remote
from weft.pipeline.sources.capture import Capture, PayloadLimits, SourceError
from weft.pipeline.sources.locations import read_location
from weft.pipeline.sources.readers import captures_of
from weft.pipeline.sources.units import units
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe
from weft.schemas.sets import WarcIndexSource

from ..conftest import Record, build_here, prose, write_record
from ..file_server import FileServer, file_server

__all__ = ["file_server"]

LIMITS = PayloadLimits(1 << 20, 1 << 20)
FILES = ("crawl-data/CC/a.warc.gz", "crawl-data/CC/b.warc.gz")


def warc(file: int, pages: int = 30) -> bytes:
    sink = io.BytesIO()
    for page in range(pages):
        write_record(sink, Record(f"https://{file}.example/{page}", f"<p>{prose(file * 100 + page)}</p>".encode()))
    return sink.getvalue()


def index_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """A row of the columnar index for every record, its place by warcio."""
    rows = []
    for name, payload in files.items():
        records = ArchiveIterator(io.BytesIO(payload))
        for number, record in enumerate(records):
            record.content_stream().read()
            row = {"url": record.rec_headers.get_header("WARC-Target-URI"), "warc_filename": name}
            row |= {"warc_record_offset": records.get_record_offset(), "fetch_status": 200}
            row |= {"content_languages": ("deu,eng", "eng", "eng,deu", None)[number % 4]}
            rows.append({**row, "warc_record_length": records.get_record_length()})
    return rows


def write_index(folder: Path, rows: Sequence[dict[str, Any]], row_group_size: int = 7) -> str:
    path = folder / "index.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows)), path, row_group_size=row_group_size)
    return str(path)


def read(tmp_path: Path, source: WarcIndexSource) -> list[Capture]:
    corpus = Corpus(str(tmp_path / "corpus"))
    found = units(corpus, Recipe(sources=(source,)))
    return [capture for unit in found for capture in captures_of(unit, corpus, LIMITS)]


@pytest.fixture
def rows(file_server: FileServer) -> list[dict[str, Any]]:
    files = {name: warc(number) for number, name in enumerate(FILES)}
    file_server.files = {f"/{name}": payload for name, payload in files.items()}
    return index_of(files)


def test_the_records_of_an_index_are_read_in_order_of_their_places(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    picked = [rows[number] for number in (40, 3, 59, 4, 0, 31)]
    source = WarcIndexSource(paths=(write_index(tmp_path, picked),), warc_root=file_server.base)
    captures = read(tmp_path, source)
    assert [(capture.url, capture.reason, capture.payload.decode()) for capture in captures] == [
        (f"https://{file}.example/{page}", None, f"<p>{prose(file * 100 + page)}</p>")
        for file, page in ((0, 0), (0, 3), (0, 4), (1, 1), (1, 10), (1, 29))
    ]
    # near each other: one request a file, and none for its size
    assert sorted(request for request, _, _ in file_server.log) == [f"GET /{name}" for name in FILES]


def test_a_record_keeps_its_place_so_that_it_can_be_read_again(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    source = WarcIndexSource(paths=(write_index(tmp_path, rows[5:6]),), warc_root=f"{file_server.base}/")
    (capture,) = read(tmp_path, source)
    assert (capture.file, capture.offset) == (f"{file_server.base}/{FILES[0]}", rows[5]["warc_record_offset"])
    place = {"file": capture.file, "offset": capture.offset, "length": capture.length}
    assert read_location(Corpus(str(tmp_path)), place, LIMITS) == capture.payload


def test_rows_are_chosen_by_their_values_and_the_first_of_several_counts(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    where: dict[str, tuple[str | int | bool, ...]] = {"content_languages": ("deu",), "fetch_status": (200,)}
    source = WarcIndexSource(paths=(write_index(tmp_path, rows),), warc_root=file_server.base, where=where)
    assert [capture.url for capture in read(tmp_path, source)] == [
        f"https://{file}.example/{page}" for file in range(2) for page in range(0, 30, 4)
    ]


def test_rows_are_chosen_by_truth_too(file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    marked = [{**row, "is_good": number in (1, 2)} for number, row in enumerate(rows[:4])]
    where: dict[str, tuple[str | int | bool, ...]] = {"is_good": (True,)}
    source = WarcIndexSource(paths=(write_index(tmp_path, marked),), warc_root=file_server.base, where=where)
    assert [capture.url for capture in read(tmp_path, source)] == ["https://0.example/1", "https://0.example/2"]


def test_an_index_is_read_in_parts_whatever_its_row_groups_are(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    path = write_index(tmp_path, rows)
    source = WarcIndexSource(paths=(path,), warc_root=file_server.base, records_per_part=25)
    corpus = Corpus(str(tmp_path / "corpus"))
    found = units(corpus, Recipe(sources=(source,)))
    assert [unit.rows for unit in found] == [(0, 25), (25, 50), (50, 60)]
    urls = [[capture.url for capture in captures_of(unit, corpus, LIMITS)] for unit in found]
    expected = [row["url"] for row in rows]
    assert urls == [expected[:25], expected[25:50], expected[50:]]


def test_records_far_apart_cost_a_request_each_and_nothing_between_them(
    file_server: FileServer, tmp_path: Path
) -> None:
    single = [io.BytesIO() for _ in range(4)]
    for page in range(4):
        write_record(single[page], Record(f"https://a.example/{page}", prose(page).encode()))
    lengths = [len(one.getvalue()) for one in single]
    others = b"\0" * (1 << 20)
    file_server.files = {"/a.warc.gz": others.join(one.getvalue() for one in single)}
    starts = [sum(lengths[:page]) + page * (1 << 20) for page in range(4)]
    places = [
        {"warc_filename": "a.warc.gz", "warc_record_offset": start, "warc_record_length": length}
        for start, length in zip(starts, lengths, strict=True)
    ]
    source = WarcIndexSource(paths=(write_index(tmp_path, places),), warc_root=file_server.base)
    assert [capture.payload.decode() for capture in read(tmp_path, source)] == [prose(page) for page in range(4)]
    assert sorted(sent for _, sent in file_server.gets("/a.warc.gz")) == sorted(lengths)


def test_rows_that_lead_nowhere_are_dropped_with_a_reason(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    size = len(file_server.files[f"/{FILES[1]}"])
    bad = [
        {**rows[0], "warc_filename": None},
        {**rows[0], "warc_filename": "../../etc/passwd"},
        {**rows[0], "warc_filename": "file:///etc/passwd"},
        {**rows[0], "warc_record_length": 0},
        rows[1],
        rows[1],
        {**rows[2], "warc_record_offset": rows[2]["warc_record_offset"] + 1},
        {**rows[59], "warc_record_length": rows[59]["warc_record_length"] + 50},
        {**rows[59], "warc_record_offset": size + 2_000_000},
        {**rows[59], "warc_record_length": 1 << 31},
        rows[58],
    ]
    source = WarcIndexSource(paths=(write_index(tmp_path, bad),), warc_root=file_server.base)
    captures = read(tmp_path, source)
    assert [capture.reason for capture in captures] == [
        *["no_place"] * 4,
        None,
        "same_record",
        "warc_broken",
        None,
        "warc_truncated",
        "same_record",
        "warc_truncated",
    ]


def test_a_file_that_is_not_there_says_what_to_look_at(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    source = WarcIndexSource(paths=(write_index(tmp_path, rows),), warc_root=f"{file_server.base}/else")
    with pytest.raises(SourceError) as caught:
        read(tmp_path, source)
    said = f"source 'warc-index': {file_server.base}/else/{FILES[0]} is not there; is `warc_root` right?"
    assert str(caught.value) == said


def test_a_corpus_is_built_from_an_index(
    file_server: FileServer, tmp_path: Path, rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES_S", (0.01,))
    file_server.faults[f"/{FILES[0]}"] = [503]
    source = WarcIndexSource(paths=(write_index(tmp_path, rows[::3]),), warc_root=file_server.base, records_per_part=8)
    runs = build_here(Recipe(sources=(source,), corpus=str(tmp_path / "corpus"), rules={}), until="selection")
    assert runs["extract"].ledger.counts["captures_document"] == 20
    assert runs["selection"].ledger.flow("documents").kept == 20
