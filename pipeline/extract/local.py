"""Pages of a folder of files: their references lead to other files of it, by name."""

from urllib.parse import quote, unquote_to_bytes

from ...schemas.document import Document
from ..urls import PATH_CHARACTERS
from .data_urls import DataMedia
from .html.read import read_html
from .markdown.read import read_markdown

_HOST = "http://{}.invalid/"
"""Stands for a folder while references are resolved; RFC 2606 keeps ``.invalid`` from ever being a host."""


def read_local_page(payload: bytes, url: str, charset: str = "", data: DataMedia | None = None) -> Document:
    """An HTML page called ``file:<source>/<path>``; ``/a.png`` on it is ``a.png`` in the folder."""
    stand_in, folder = _stand_in(url)
    return _named_back(read_html(payload, stand_in, charset, data=data).document, url, folder)


def read_local_markdown(payload: bytes, url: str, charset: str = "", data: DataMedia | None = None) -> Document:
    """A Markdown file called ``file:<source>/<path>``."""
    stand_in, folder = _stand_in(url)
    return _named_back(read_markdown(payload, stand_in, charset, data=data), url, folder)


def _stand_in(url: str) -> tuple[str, str]:
    source, _, path = url.removeprefix("file:").partition("/")
    return _HOST.format(source) + path, source


def _named_back(document: Document, url: str, source: str) -> Document:
    host = _HOST.format(source)
    document.url = url
    document.canonical_url = ""
    for segment in document.segments:
        if segment.media_url.startswith(host):
            segment.media_url = f"file:{source}/{_spelled(segment.media_url.removeprefix(host))}"
    return document


def _spelled(path_and_query: str) -> str:
    """A page may write ``a+b`` or ``a%2Bb``: both are the file that its source calls ``a+b``."""
    path, mark, query = path_and_query.partition("?")
    return quote(unquote_to_bytes(path), PATH_CHARACTERS) + mark + query
