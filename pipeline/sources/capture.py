"""One input as a source hands it over: where it lies, what it says of itself, its payload or why it has none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ...schemas.document import Document, Score
from ...schemas.errors import WeftError


class SourceError(WeftError, ValueError):
    """A source that is not what the recipe says it is; the message names the file and what was expected."""


@dataclass(slots=True)
class Capture:
    """A response, resource, line, row or file, before anything was decided about it."""

    url: str
    """Canonical url; for inputs without one, a ``file`` name of the source's making."""
    offset: int
    """Bytes into the file, or rows, as ``locations`` says of ``file``."""
    length: int = 0
    """Bytes in the file, or the item of a list."""
    file: str = ""
    """Where the bytes lie, as ``locations`` spells it; empty, or beginning with ``#``: in the file that is read."""
    status: int = 0
    """Of an HTTP response; 0 where none is held."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """HTTP headers, names in lower case; the first value of each, and all values, a line each, of opt-out headers."""
    mime: str = ""
    """Media type as declared, lower case, without parameters."""
    charset: str = ""
    captured_at: datetime | None = None
    payload: bytes = b""
    """After transfer and content decoding."""
    license: str = ""
    author: str = ""
    published_at: date | None = None
    scores: tuple[Score, ...] = ()
    document: Document | None = None
    """The document itself, where the source holds it in segments; there is no payload then."""
    opt_outs: tuple[str, ...] = ()
    """Signals of its host that its crawler found to hold for it."""
    reason: str | None = None
    """Why there is neither payload nor document; None when there is."""


_PAGE_TYPES = frozenset(["text/html", "application/xhtml+xml", "text/plain"])


def is_page(mime: str) -> bool:
    """Whether a declared type is that of a page, which is read as a whole, and not of a medium."""
    return mime in _PAGE_TYPES


@dataclass(frozen=True)
class PayloadLimits:
    """Most bytes of a payload after decompression: what a worker may have to hold at once."""

    page_bytes: int
    media_bytes: int

    def of(self, mime: str) -> int:
        """The limit for a declared type."""
        return self.page_bytes if is_page(mime) else self.media_bytes
