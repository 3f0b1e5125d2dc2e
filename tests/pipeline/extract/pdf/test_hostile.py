"""PDF files made to exhaust their reader, through the real child: each ends soon, and a good file is read after it."""

import struct
import time
import zlib
from collections.abc import Mapping

import pytest

from weft.pipeline.documents.reader import FileReader
from weft.pipeline.extract.formats import DocumentFormat
from weft.schemas.recipe import FileSettings

from ....fuzz.book_files import pdfs

URL = "https://lamps.example/a.pdf"
TEXT = b"BT /F1 12 Tf 72 700 Td (Lamp) Tj ET"
IMAGE = b"q 600 0 0 700 0 0 cm /I Do Q"


@pytest.fixture(scope="module")
def strict():
    with FileReader(FileSettings(timeout_s=20, max_memory_bytes=1 << 30)) as opened:
        assert opened.read(pdfs()["paper"], DocumentFormat.PDF, URL).reason is None
        yield opened


def stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n" % (head, len(content)) + content + b"\nendstream"


def file_of(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects by number; 1 is the catalogue, 2 the tree of pages, 3 a page, 4 its contents, 5 its font."""
    fixed = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(),
        4: stream(b"", TEXT),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in {**fixed, **objects}.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start, size = len(out), max(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))


def page(resources: bytes = b"", box: bytes = b"[0 0 612 792]", more: bytes = b"") -> bytes:
    shown = b"/Resources << /Font << /F1 5 0 R >> %s >> /Contents 4 0 R" % resources
    return b"<< /Type /Page /Parent 2 0 R /MediaBox %s %s %s >>" % (box, shown, more)


def with_image(head: bytes, content: bytes) -> bytes:
    shown = page(b"/XObject << /I 10 0 R >>")
    return file_of({3: shown, 4: stream(b"", IMAGE), 10: stream(b"/Type /XObject /Subtype /Image " + head, content)})


def deflated(unit: bytes, size_bytes: int) -> bytes:
    packer = zlib.compressobj(1)
    piece = unit * ((1 << 20) // len(unit))
    return b"".join(packer.compress(piece) for _ in range(size_bytes >> 20)) + packer.flush()


def pages_in_each_other(depth: int) -> bytes:
    inner = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(10, 10 + depth)}
    return file_of({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **inner, 10 + depth: page()})


def form(body: bytes, resources: bytes) -> bytes:
    return stream(b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << %s >> >>" % resources, body)


def jbig2(width: int, height: int) -> bytes:
    """A segment of page information, ISO/IEC 14492, 7.4.8."""
    return bytes.fromhex("000000003000010000 0013") + struct.pack(">II", width, height) + bytes(11)


FILES = {
    "a tree of pages that holds itself": (
        lambda: file_of({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 100000 /Parent 2 0 R >>"}),
        "too_many_pages",
    ),
    "two billion pages by its own account": (
        lambda: file_of({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"}),
        None,
    ),
    "a tree of pages 5,000 deep": (lambda: pages_in_each_other(5000), "broken_pdf"),
    "a page of a million kilometres": (lambda: file_of({3: page(box=b"[0 0 3e9 3e9]")}), None),
    "a page without end": (lambda: file_of({3: page(box=b"[0 0 1e38 1e38]")}), None),
    "a page as thin as a hair": (lambda: file_of({3: page(box=b"[0 0 1000000 0.01]")}), "no_content"),
    "an index that comes before itself": (lambda: file_of({}, b"/Prev 9"), None),
    "a form that draws itself": (
        lambda: file_of(
            {3: page(b"/XObject << /X 10 0 R >>"), 4: stream(b"", b"/X Do"), 10: form(b"/X Do", b"/X 10 0 R")}
        ),
        "no_content",
    ),
    "200,000 arrays in each other": (lambda: file_of({3: page(more=b"/X " + b"[" * 200_000 + b"]" * 200_000)}), None),
    "a billion objects in a stream": (
        lambda: file_of(
            {6: stream(b"/Type /ObjStm /N 1000000000 /First 10 /Filter /FlateDecode", deflated(b"1 0 ", 64 << 20))}
        ),
        None,
    ),
    "a page of 64 MB of nothing": (
        lambda: file_of({4: stream(b"/Filter /FlateDecode", deflated(b"\0", 64 << 20))}),
        "no_content",
    ),
    "an image of a billion pixels": (
        lambda: with_image(b"/Width 32000 /Height 32000 /ColorSpace /DeviceGray /BitsPerComponent 1", b"x"),
        None,
    ),
    "a JBIG2 of four billion pixels": (
        lambda: with_image(
            b"/Width 600 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
            jbig2(65535, 65535),
        ),
        None,
    ),
    "a JPEG 2000 of noise": (
        lambda: with_image(b"/Width 500 /Height 500 /Filter /JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(500)),
        None,
    ),
    "megabytes of objects that never end": (lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000, "broken_pdf"),
}


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_asks_for_much_ends_soon_and_in_the_same_child(strict: FileReader, name: str) -> None:
    make, reason = FILES[name]
    child = strict._child._process.pid
    assert strict.read(make(), DocumentFormat.PDF, URL).reason == reason
    assert strict._child._process.pid == child


def test_a_file_that_takes_all_memory_costs_itself_alone(strict: FileReader) -> None:
    """PDFium ends itself where memory runs out, so the reason is that of a crash."""
    many = file_of({4: stream(b"/Filter /FlateDecode", deflated(b"q ", 128 << 20))})
    assert strict.read(many, DocumentFormat.PDF, URL).reason == "reader_crashed"
    assert strict.read(pdfs()["paper"], DocumentFormat.PDF, URL).reason is None


def test_a_pattern_that_never_ends_costs_its_file_alone() -> None:
    tile = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001"
    tiled = file_of(
        {
            3: page(b"/Pattern << /P 10 0 R >>"),
            4: stream(b"", b"/Pattern cs /P scn 0 0 612 792 re f"),
            10: stream(tile + b" /Resources << >>", b"0 0 1 1 re f"),
        }
    )
    with FileReader(FileSettings(timeout_s=3)) as reader:
        assert reader.read(pdfs()["paper"], DocumentFormat.PDF, URL).reason is None
        started_s = time.monotonic()
        assert reader.read(tiled, DocumentFormat.PDF, URL).reason == "timeout"
        assert time.monotonic() - started_s < 10
        assert reader.read(pdfs()["paper"], DocumentFormat.PDF, URL).reason is None
