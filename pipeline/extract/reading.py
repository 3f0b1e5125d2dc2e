"""What reading one file gives: its document, the media inside it, or the reason why there is none."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field

from ...schemas.document import Document

_DIGEST_CHARACTERS = 16
_CONTAINED = re.compile(rf"#.+&sha256=[0-9a-f]{{{_DIGEST_CHARACTERS}}}$|#(?:.*&)?(?:image|audio|video)=[0-9]+&[a-z_]+$")


class UnreadableError(Exception):
    """A file that gives no document; ``reason`` is short and in snake case, e.g. ``broken_pdf``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Contained:
    """A medium inside a file; ``url`` is that of the segments that show it."""

    url: str
    mime: str
    payload: bytes


@dataclass(slots=True)
class Reading:
    """A document and the media it brings along, in order of first showing, each once."""

    document: Document | None
    reason: str | None = None
    """Why there is no document."""
    media: list[Contained] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """Media inside the file that were left out, by reason."""
    chapters: int = 0
    """Files inside it that its text was read from; 0 where it is one."""
    chapters_lost: Counter[str] = field(default_factory=Counter)
    """Those that could not be read, by reason."""


def contained_url(document_url: str, name: str, payload: bytes) -> str:
    """The name of a medium inside a file: the file's url, where it is inside, and the first digits of its SHA-256.

    The digits keep two captures of one url apart: none lends its pictures to the other.
    """
    digest = hashlib.sha256(payload).hexdigest()[:_DIGEST_CHARACTERS]
    return f"{document_url}{'&' if '#' in document_url else '#'}{name}&sha256={digest}"


def is_contained_url(url: str) -> bool:
    """Whether ``url`` names a medium inside a file, or the reason why one is lost that should be inside."""
    return _CONTAINED.search(url) is not None
