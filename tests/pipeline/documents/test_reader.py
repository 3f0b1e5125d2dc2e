"""Files through the child: answers, limits, and an end to every one that hangs or crashes."""

import os
import signal
import threading
import time

import pytest

from weft.pipeline.documents.answers import packed, unpacked
from weft.pipeline.documents.child import read as read_here
from weft.pipeline.documents.reader import FileReader
from weft.pipeline.extract.formats import DocumentFormat
from weft.schemas.recipe import FileSettings

from ..conftest import encoded, photo, prose
from ..made_files import Sheet, chapter, encrypted_pdf, epub, opf, pdf

URL = "https://lamps.example/file"


@pytest.fixture(scope="module")
def reader():
    with FileReader(FileSettings(timeout_s=20)) as opened:
        yield opened


@pytest.fixture(scope="module")
def paper() -> bytes:
    sheet = Sheet().text(72, 720, "On lamps", 18).lines(72, 690, [prose(1, 12), prose(2, 12)])
    return pdf([sheet.jpeg(encoded(photo(1, 96, 64), "JPEG"), 96, 64, (72, 400, 192, 128))])


@pytest.fixture(scope="module")
def book() -> bytes:
    items = [("c", "c.xhtml", "application/xhtml+xml"), ("i", "i.png", "image/png")]
    body = f'<h1>Lamps</h1><p>{prose(3)}</p><img src="i.png"/>'
    return epub({"OEBPS/book.opf": opf(items, ["c"]), "OEBPS/c.xhtml": chapter(body), "OEBPS/i.png": encoded(photo(2))})


def here(payload: bytes, format_: DocumentFormat):
    return read_here({"format": format_.value, "url": URL, "headers": {}}, payload, FileSettings())


def test_the_child_and_this_process_read_the_same(reader, paper, book) -> None:
    for payload, format_ in ((paper, DocumentFormat.PDF), (book, DocumentFormat.EPUB)):
        reading = reader.read(payload, format_, URL)
        assert reading.document is not None
        assert len(reading.media) == 1
        assert reading == here(payload, format_)
        assert unpacked(*packed(reading)) == reading


def test_reasons_come_through(reader) -> None:
    assert reader.read(encrypted_pdf(), DocumentFormat.PDF, URL).reason == "encrypted_pdf"
    assert reader.read(b"PK", DocumentFormat.EPUB, URL).reason == "broken_epub"
    assert reader.read(pdf([Sheet()] * 10_000), DocumentFormat.PDF, URL).reason == "too_many_pages"


def test_a_file_over_the_limit_is_not_sent(paper) -> None:
    with FileReader(FileSettings(max_bytes=100)) as strict:
        assert strict.read(paper, DocumentFormat.PDF, URL).reason == "file_too_large"
        assert strict._child is None


def test_a_page_that_hangs_costs_its_file_alone(paper) -> None:
    with FileReader(FileSettings(timeout_s=1.5)) as reader:
        assert reader.read(paper, DocumentFormat.PDF, URL).reason is None
        os.kill(reader._child._process.pid, signal.SIGSTOP)
        started_s = time.monotonic()
        assert reader.read(paper, DocumentFormat.PDF, URL).reason == "timeout"
        assert time.monotonic() - started_s < 5


def test_a_crash_costs_its_file_alone(paper) -> None:
    with FileReader(FileSettings()) as reader:
        assert reader.read(paper, DocumentFormat.PDF, URL).reason is None
        child = reader._child._process.pid
        os.kill(child, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (child, signal.SIGSEGV)).start()
        threading.Timer(0.3, os.kill, (child, signal.SIGCONT)).start()
        assert reader.read(paper, DocumentFormat.PDF, URL).reason == "reader_crashed"
        assert reader.read(paper, DocumentFormat.PDF, URL).reason is None


def test_a_file_that_needs_more_memory_than_there_is(paper) -> None:
    with FileReader(FileSettings(max_memory_bytes=420 << 20, max_bytes=1 << 30)) as reader:
        assert reader.read(b"%PDF-1.7\n" + bytes(250 << 20), DocumentFormat.PDF, URL).reason == "out_of_memory"
        assert reader.read(paper, DocumentFormat.PDF, URL).reason is None


def test_a_picture_that_needs_more_memory_than_there_is_costs_itself_alone() -> None:
    with FileReader(FileSettings(max_memory_bytes=420 << 20, max_image_pixels=1 << 30)) as reader:
        sheet = Sheet().lines(72, 690, [prose(1, 12), prose(2, 12)])
        sheet.gray(12_000, 12_000, bytes(12_000 * 12_000), (0, 0, 612, 600))
        reading = reader.read(pdf([sheet]), DocumentFormat.PDF, URL)
        assert (reading.reason, dict(reading.dropped)) == (None, {"broken_image": 1})
