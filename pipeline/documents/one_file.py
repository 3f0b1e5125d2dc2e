"""One file on its own, for a person who looks: its first bytes and its name say what it is, HTML if they do not."""

from ...schemas.document import Document
from ...schemas.recipe import FileSettings
from ..extract.data_urls import data_media
from ..extract.formats import is_markdown_name, sniffed_format
from ..extract.html.read import read_html
from ..extract.markdown.read import read_markdown
from ..extract.plain import read_plain
from ..extract.reading import Reading
from ..media.sniff import is_binary, sniff
from .reader import FileReader

_PLAIN_NAMES = (".txt", ".text")


def read_one(payload: bytes, name: str, url: str) -> Document:
    """The document of a file called ``name`` that came from ``url``. Raises ``ValueError`` where there is none."""
    reading = _read(payload, name, url)
    if reading.document is None or not reading.document.segments:
        raise ValueError(f"{name} gives no document: {reading.reason or 'no_content'}")
    return reading.document


def _read(payload: bytes, name: str, url: str) -> Reading:
    format_ = sniffed_format(payload)
    if format_ is not None:
        with FileReader(FileSettings()) as reader:
            return reader.read(payload, format_, url)
    if not payload:
        return Reading(None, "empty")
    if is_binary(payload):
        return Reading(None, f"it is {sniff(payload).mime or 'neither text nor a PDF or EPUB'}")
    data = data_media(url, FileSettings())
    if is_markdown_name(name):
        return Reading(read_markdown(payload, url, data=data))
    if name.lower().endswith(_PLAIN_NAMES):
        return Reading(read_plain(payload, url))
    return Reading(read_html(payload, url, data=data).document)
