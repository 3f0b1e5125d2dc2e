import io
import zipfile

import pytest

from weft.pipeline.extract.formats import DocumentFormat, format_of

from ..made_files import CONTAINER, Sheet, epub, pdf

URL = "https://lamps.example/lamps"
PDF, EPUB = pdf([Sheet()]), epub({})


def repacked() -> bytes:
    """An EPUB whose members were sorted by name, as packagers do: the type is no longer the first."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("mimetype", "application/epub+zip")
    return sink.getvalue()


REPACKED = repacked()


@pytest.mark.parametrize(
    ("payload", "mime", "url", "format_"),
    [
        (b"<p>", "text/html", URL, DocumentFormat.HTML),
        (b"<p>", "application/xhtml+xml", URL, DocumentFormat.HTML),
        (b"<p>", "", URL, DocumentFormat.HTML),
        (b"text", "", URL, None),
        (b"text", "text/plain", URL, DocumentFormat.PLAIN),
        (b"# text", "text/markdown", URL, DocumentFormat.MARKDOWN),
        (b"# text", "text/plain", f"{URL}.md?raw=1", DocumentFormat.MARKDOWN),
        (b"# text", "", f"{URL}.MD", DocumentFormat.MARKDOWN),
        (b"<p>", "text/html", f"{URL}.md", DocumentFormat.HTML),
        (PDF, "application/pdf", URL, DocumentFormat.PDF),
        (PDF, "text/html", URL, DocumentFormat.PDF),
        (b"\r\n" + PDF, "application/octet-stream", URL, DocumentFormat.PDF),
        (b"no pdf", "application/pdf", URL, DocumentFormat.PDF),
        (EPUB, "application/zip", URL, DocumentFormat.EPUB),
        (REPACKED, "", URL, DocumentFormat.EPUB),
        (b"no epub", "application/epub+zip", URL, DocumentFormat.EPUB),
        (b"PK\x03\x04", "application/zip", URL, None),
        (b"{}", "application/json", URL, None),
    ],
)
def test_formats(payload: bytes, mime: str, url: str, format_: DocumentFormat | None) -> None:
    assert format_of(payload, mime, url) is format_
