"""One file on its own, for a person who looks: its first bytes and its name say what it is, HTML if they do not."""

from ...schemas.document import Document
from ...schemas.recipe import FileSettings
from ..extract.data_urls import data_media
from ..extract.formats import DocumentFormat, is_markdown_name, sniffed_format
from ..extract.html import read_html
from ..extract.markdown import read_markdown
from .reader import FileReader


def read_one(payload: bytes, name: str, url: str) -> Document:
    """The document of a file called ``name`` that came from ``url``. Raises ``ValueError`` where there is none."""
    format_ = sniffed_format(payload)
    if format_ is None:
        data = data_media(url, FileSettings())
        if is_markdown_name(name):
            return read_markdown(payload, url, data=data)
        return read_html(payload, url, data=data).document
    with FileReader(FileSettings()) as reader:
        reading = reader.read(payload, DocumentFormat(format_), url)
    if reading.document is None:
        raise ValueError(f"{name} gives no document: {reading.reason}")
    return reading.document
