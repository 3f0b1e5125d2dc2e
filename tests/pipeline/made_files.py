"""PDF and EPUB files for the tests, written by hand."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PAGE_WIDTH, PAGE_HEIGHT = 612, 792


@dataclass
class Sheet:
    """A page of US Letter: text by its left end and baseline, pictures by their box; points from the lower left."""

    operators: list[str] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    rotate: int = 0
    entries: str = ""
    """Further ones of the page's dictionary."""

    def text(self, x: float, y: float, words: str, size: float = 10, font: str = "F1") -> "Sheet":
        spelled = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        self.operators.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({spelled.decode('cp1252')}) Tj ET")
        return self

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 10, leading: float = 12) -> "Sheet":
        for number, line in enumerate(lines):
            self.text(x, y - number * leading, line, size)
        return self

    def jpeg(
        self, payload: bytes, width: int, height: int, box: tuple[float, float, float, float], more: str = ""
    ) -> "Sheet":
        """An RGB JPEG in ``box`` = left, low, width, height; ``more`` entries of its dictionary."""
        name = f"I{len(self.images)}"
        head = f"/Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 {more}"
        self.images[name] = _stream(f"/Type /XObject {head} /Filter /DCTDecode", payload)
        self.operators.append(f"q {box[2]} 0 0 {box[3]} {box[0]} {box[1]} cm /{name} Do Q")
        return self

    def gray(self, width: int, height: int, pixels: bytes, box: tuple[float, float, float, float]) -> "Sheet":
        """Grey pixels, deflated."""
        name = f"I{len(self.images)}"
        head = f"/Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
        self.images[name] = _stream(f"/Type /XObject {head} /Filter /FlateDecode", zlib.compress(pixels))
        self.operators.append(f"q {box[2]} 0 0 {box[3]} {box[0]} {box[1]} cm /{name} Do Q")
        return self

    def line(self, *points: tuple[float, float], width: float = 4) -> "Sheet":
        path = " ".join(f"{x} {y} {'m' if number == 0 else 'l'}" for number, (x, y) in enumerate(points))
        self.operators.append(f"{width} w {path} S")
        return self


def pdf(
    sheets: Sequence[Sheet],
    info: str = "",
    catalog: str = "",
    trailer: str = "",
    mapped: Mapping[str, str] | None = None,
    others: Mapping[int, str] | None = None,
) -> bytes:
    """The sheets as a PDF 1.7 with Helvetica (F1), Helvetica-Bold (F2) and Courier (F3).

    ``mapped`` are further names of Helvetica, each with its map of codes to Unicode (a CMap); ``others`` are objects by
    number, from 40 on: the first page is the object behind them.
    """
    objects = {number: content.encode() for number, content in (others or {}).items()}
    fonts = []
    for number, (name, cmap) in enumerate((mapped or {}).items()):
        base = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        objects[20 + 2 * number] = f"<< {base} /ToUnicode {21 + 2 * number} 0 R >>".encode()
        objects[21 + 2 * number] = _stream("", cmap.encode())
        fonts.append(f"/{name} {20 + 2 * number} 0 R")
    for number, font in enumerate(("Helvetica", "Helvetica-Bold", "Courier"), 1):
        encoding = "/Encoding /WinAnsiEncoding"
        objects[10 + number] = f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} {encoding} >>".encode()
        fonts.append(f"/F{number} {10 + number} 0 R")
    pages = []
    for sheet in sheets:
        first = max(objects) + 1
        for offset, image in enumerate(sheet.images.values()):
            objects[first + 2 + offset] = image
        images = " ".join(f"/{name} {first + 2 + offset} 0 R" for offset, name in enumerate(sheet.images))
        resources = f"<< /Font << {' '.join(fonts)} >> /XObject << {images} >> >>"
        box = f"/MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Rotate {sheet.rotate} {sheet.entries}"
        objects[first] = (
            f"<< /Type /Page /Parent 2 0 R {box} /Resources {resources} /Contents {first + 1} 0 R >>".encode()
        )
        objects[first + 1] = _stream("", "\n".join(sheet.operators).encode("cp1252"))
        pages.append(f"{first} 0 R")
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(pages)}] /Count {len(pages)} >>".encode()
    objects[3] = f"<< {info} >>".encode()
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: its /Encrypt dictionary holds keys that no empty password makes."""
    keys = "/Filter /Standard /V 2 /R 3 /Length 128 /P -44"
    hashes = f"/O <{'5a' * 32}> /U <{'a5' * 32}>"
    identity = f"/ID [<{'01' * 16}> <{'01' * 16}>]"
    return pdf([Sheet().text(72, 700, "Secret")], trailer=f"/Encrypt << {keys} {hashes} >> {identity}")


def _stream(head: str, content: bytes) -> bytes:
    return f"<< {head} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)


def opf(items: Sequence[tuple[str, str, str]], spine: Sequence[str], metadata: str = "", guide: str = "") -> str:
    """A package document; ``items`` are (id, href, media type or ``type" properties="nav``)."""
    manifest = "".join(f'<item id="{id_}" href="{href}" media-type="{type_}"/>' for id_, href, type_ in items)
    refs = "".join(f'<itemref idref="{id_}"/>' for id_ in spine)
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{manifest}</manifest><spine>{refs}</spine>{guide}</package>"
    )


def epub(members: Mapping[str, str | bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The members as an EPUB container; ``META-INF/container.xml`` comes by itself unless it is given."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compress) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in {"META-INF/container.xml": CONTAINER, **members}.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress)
    return sink.getvalue()


def chapter(body: str, title: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title>'
        f"</head><body>{body}</body></html>"
    )
