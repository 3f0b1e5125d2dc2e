"""Sitemaps (sitemaps.org protocol): what a site says its pages are. Read without entities, bounded in every way."""

import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from ..urls import MAX_URL_CHARACTERS, resolve

MAX_SITEMAP_BYTES = 50 << 20
"""The protocol's limit of an uncompressed sitemap; what follows is ignored."""
MAX_SITEMAP_URLS = 50_000
"""The protocol's limit of urls a sitemap; the first ones are taken."""
MAX_SITEMAPS_PER_HOST = 500
MAX_NESTING = 2
"""Index files above a sitemap; the protocol knows one."""

_GZIP = b"\x1f\x8b"
_XML_DEPTH = 32


class _RefusedError(Exception):
    """The document declares entities, or nests as no sitemap does."""


@dataclass(frozen=True)
class Sitemap:
    """Absolute canonical urls in the order of the file, each once."""

    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


def parse_sitemap(payload: bytes, url: str) -> Sitemap:
    """The urls of a sitemap or sitemap index at ``url``: XML or one url a line, plain or gzip. Never raises.

    Relative urls are resolved against ``url``. Of a file that is damaged, or that declares a DTD, counts what came
    before.
    """
    text = _inflated(payload)
    start = text[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    utf16 = text[:2] in (b"\xff\xfe", b"\xfe\xff")
    locations = _xml_locations(text) if start.startswith(b"<") or utf16 else _lines(text)
    found: dict[str, dict[str, None]] = {"url": {}, "sitemap": {}}
    for kind, location in locations:
        target = resolve(url, location)
        if target is not None:
            found[kind][target] = None
    return Sitemap(list(found["url"]), list(found["sitemap"]))


def _inflated(payload: bytes) -> bytes:
    if not payload.startswith(_GZIP):
        return payload[:MAX_SITEMAP_BYTES]
    try:
        return zlib.decompressobj(31).decompress(payload, MAX_SITEMAP_BYTES)
    except zlib.error:
        return b""


def _lines(text: bytes) -> list[tuple[str, str]]:
    lines = text.decode("utf-8", "replace").split("\n", MAX_SITEMAP_URLS)[:MAX_SITEMAP_URLS]
    return [("url", line) for line in map(str.strip, lines) if line.startswith(("http://", "https://"))]


class _Locations:
    """expat's handlers: the text of every ``loc`` directly in a ``url`` or ``sitemap``, whatever the namespace."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._text: list[str] | None = None
        self._characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name.rpartition(":")[2].lower())
        if len(self._open) > _XML_DEPTH:
            raise _RefusedError
        if self._open[-1] == "loc" and len(self._open) > 1 and self._open[-2] in ("url", "sitemap"):
            self._text, self._characters = [], 0

    def text(self, data: str) -> None:
        if self._text is not None and self._characters <= MAX_URL_CHARACTERS:
            self._text.append(data)
            self._characters += len(data)

    def end(self, name: str) -> None:
        closed = self._open.pop()
        if self._text is not None and closed == "loc" and self._open[-1] in ("url", "sitemap"):
            self.found.append((self._open[-1], "".join(self._text)))
            self._text = None
            if len(self.found) >= MAX_SITEMAP_URLS:
                raise _RefusedError


def _xml_locations(text: bytes) -> list[tuple[str, str]]:
    locations = _Locations()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = locations.start
    parser.CharacterDataHandler = locations.text
    parser.EndElementHandler = locations.end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, _RefusedError, ValueError, LookupError):  # the last two: encodings that Python knows not
        return locations.found
    return locations.found


def _refuse(*_: object) -> int:
    raise _RefusedError
