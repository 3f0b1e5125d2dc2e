"""Valid PDF and EPUB files, small and of several builds."""

import io
import random
import re
import zipfile
import zlib
from functools import lru_cache

import pypdfium2 as pdfium

from ..pipeline.conftest import encoded, photo, prose
from ..pipeline.made_files import Sheet, chapter, encrypted_pdf, epub, opf, pdf

PDF_TOKENS = (
    *(b"/Kids [2 0 R]", b"/Parent 2 0 R", b"/Count 999999999", b"/Length 99999999", b"/Length 5 0 R", b"/Type /Page"),
    *(b"/MediaBox [0 0 1e38 1e38]", b"/MediaBox [0 0 0 0]", b"/MediaBox [-9e9 -9e9 9e9 9e9]", b"/UserUnit 1e9"),
    *(b"/Filter /FlateDecode", b"/Filter [/ASCIIHexDecode /LZWDecode]", b"/Filter /JPXDecode", b"/Filter /JBIG2Decode"),
    *(b"/Width 99999", b"/Height 1", b"/BitsPerComponent 16", b"/ColorSpace /Indexed", b"/SMask 14 0 R", b"/Rotate 90"),
    *(b"endobj", b"endstream", b"stream\n", b"obj", b"xref\n0 9\n", b"trailer\n<<", b"startxref\n0\n%%EOF", b"/Prev 9"),
    *(b"BT", b"ET", b" Tj", b" TJ", b"q ", b" Q", b" cm", b" Do", b" re f", b"1e38 0 0 1e38 0 0 cm", b"BI /W 1 ID EI"),
    *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b"null", b"14 0 R", b"1 0 R", b"\0"),
)
MARKUP_TOKENS = (
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&#0;",
        b"&#x110000;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<!DOCTYPE x [",
        b"<!ENTITY a 'b'>",
    ),
    *(b"<rootfile full-path='../../x'/>", b"<itemref idref='c'/>", b"linear='no'", b"href='http://e.com/'", b"%2e%2e/"),
    *(b"encoding='utf-7'", b"\xff\xfe", b"\0", b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\x01\0\0\0"),
)


@lru_cache(maxsize=1)
def pdfs() -> dict[str, bytes]:
    """File by name: as the tests write them, and written again by PDFium."""
    jpeg = encoded(photo(1, 64, 48), "JPEG")
    sheet = Sheet().text(72, 720, "On lamps", 18).lines(72, 690, [prose(1, 12), prose(2, 12)])
    paper = pdf([sheet.jpeg(jpeg, 64, 48, (72, 400, 192, 128)), Sheet().lines(72, 690, [prose(3, 12)])])
    scan = pdf([Sheet().gray(64, 80, bytes(range(256)) * 20, (0, 0, 612, 792))])
    chart = Sheet().text(72, 500, "Figure 1: Ships by year", 9)
    for number in range(12):
        chart.line((100 + 20 * number, 520), (100 + 20 * number, 540 + 10 * number))
    drawn = pdf([chart.lines(72, 400, [prose(4, 12)])], info="/Title (Ships)", catalog="/Lang (en)")
    return {
        "paper": paper,
        "scan": scan,
        "drawn": drawn,
        "deflated": _deflated(paper),
        "by pdfium": _saved(paper),
        "locked": encrypted_pdf(),
    }


def _saved(payload: bytes) -> bytes:
    sink = io.BytesIO()
    document = pdfium.PdfDocument(payload)
    document.save(sink)
    document.close()
    # PDFium makes up the file's name of the time of day
    return re.sub(
        rb"/ID\s?\[<[^\]]*\]",
        lambda found: re.sub(rb"[0-9A-Fa-f]{2}", b"41", found[0][3:]).join((b"/ID", b"")),
        sink.getvalue(),
    )


def _deflated(payload: bytes) -> bytes:
    """The streams of text deflated; places in the index are then wrong, and readers must find the objects."""

    def pack(found: re.Match[bytes]) -> bytes:
        packed = zlib.compress(found[1])
        return b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"

    return re.sub(rb"<<  /Length \d+ >>\nstream\n(BT.*?)\nendstream", pack, payload, flags=re.DOTALL)


@lru_cache(maxsize=1)
def book_members() -> dict[str, bytes]:
    """Members of a small book by their names."""
    items = [("c", "c.xhtml", "application/xhtml+xml"), ("d", "d.xhtml", "application/xhtml+xml")]
    items += [("n", "n.xhtml", 'application/xhtml+xml" properties="nav'), ("i", "i.png", "image/png")]
    body = f'<h1>Lamps</h1><p>{prose(3)}</p><img src="i.png" alt="A lamp"/><table><tr><td>1</td></tr></table>'
    members = {
        "OEBPS/book.opf": opf(items, ["n", "c", "d"], "<dc:title>Lamps</dc:title><dc:language>en</dc:language>"),
        "OEBPS/c.xhtml": chapter(body),
        "OEBPS/d.xhtml": chapter(f"<p>{prose(4)}</p>"),
        "OEBPS/n.xhtml": chapter("<nav><ol><li>Lamps</li></ol></nav>"),
        "OEBPS/i.png": encoded(photo(2, 40, 40)),
    }
    with zipfile.ZipFile(io.BytesIO(epub(members))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def books() -> dict[str, bytes]:
    """The book, deflated and stored."""
    return {"deflated": book(book_members()), "stored": book(book_members(), zipfile.ZIP_STORED)}


def book(members: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with the date of none of today's clocks."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compress) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress)
    return sink.getvalue()


def with_broken_member(content: bytes, chance: random.Random) -> bytes:
    """A mutation that takes no notice of the archive: another, of which one member is cut, or holds noise or markup."""
    members = dict(book_members())
    name = chance.choice(sorted(members))
    whole = members[name]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(whole) + 1)
        match chance.randrange(4):
            case 0:
                whole = whole[:at]
            case 1:
                whole = whole[:at] + chance.choice(MARKUP_TOKENS) * chance.choice((1, 1, 3, 300)) + whole[at:]
            case 2:
                whole = whole[:at] + whole[at + chance.randrange(40) :]
            case _:
                whole = whole[:at] + chance.randbytes(chance.randrange(9)) + whole[at + chance.randrange(9) :]
    members[name] = whole
    if chance.randrange(8) == 0:
        members.pop(chance.choice(sorted(members)))
    return book(members)
