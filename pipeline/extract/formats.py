"""Which reader a capture belongs to: by its declared type, and by its first bytes where they say more."""

from enum import StrEnum
from urllib.parse import urlsplit

_PDF_START_BYTES = 1024
_ZIP = b"PK\x03\x04"
_ZIP_END_BYTES = 4 << 20
"""Hold the directory of any archive that is read: 20,000 members."""
_EPUB_TYPE = b"mimetypeapplication/epub+zip"
_EPUB_CONTAINER = b"META-INF/container.xml"
_BY_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "plain",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/epub+zip": "epub",
}
_MARKDOWN_NAMES = (".md", ".markdown")


class DocumentFormat(StrEnum):
    """What a document can be."""

    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"
    PDF = "pdf"
    EPUB = "epub"


FILES = frozenset({DocumentFormat.PDF, DocumentFormat.EPUB})
"""Formats of many pages, with media inside."""


def format_of(payload: bytes, mime: str, url: str) -> DocumentFormat | None:
    """The format; None for what is no document. ``mime`` is lower case, without parameters, and may be empty."""
    sniffed = sniffed_format(payload)
    if sniffed is not None:
        return sniffed
    declared = _BY_TYPE.get(mime)
    if declared in ("plain", "html") or (not mime and b"<" not in payload[:512]):
        if declared != "html" and is_markdown_name(urlsplit(url).path):
            return DocumentFormat.MARKDOWN
    elif not mime:
        return DocumentFormat.HTML
    return DocumentFormat(declared) if declared else None


def is_markdown_name(name: str) -> bool:
    """Whether a file or path is called as Markdown is."""
    return name.lower().endswith(_MARKDOWN_NAMES)


def sniffed_format(payload: bytes) -> DocumentFormat | None:
    """PDF and EPUB by their signatures (ISO 32000-2, 7.5.2; OCF 3.3, 4.3); servers often misname them.

    An archive that was packed again may not begin with its type any more; its container file still names an EPUB.
    """
    if payload.startswith(b"%PDF-") or payload[:_PDF_START_BYTES].lstrip(b"\0\t\n\r \xef\xbb\xbf").startswith(b"%PDF-"):
        return DocumentFormat.PDF
    if payload.startswith(_ZIP) and (payload[30:58] == _EPUB_TYPE or _EPUB_CONTAINER in payload[-_ZIP_END_BYTES:]):
        return DocumentFormat.EPUB
    return None
