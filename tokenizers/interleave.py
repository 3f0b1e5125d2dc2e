"""One document as one run of ids: ``<bos>`` text, media and text in reading order ``<eos>``.

Text segments are set apart by a blank line: every text span but the document's last ends with ``"\\n\\n"``, also
where a medium stands between the two. A text that goes on with a paragraph behind a medium inside it begins with
what stood there instead, a space or nothing. So the text spans of a document, decoded one after the other, are its
rendered text, and a document cut between spans never begins with a stray blank line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..schemas.document import SegmentKind
from .markers import Marker
from .text import TextTokenizer

SEPARATOR = "\n\n"


@dataclass(frozen=True)
class TextPart:
    """A text segment, edited and rendered to Markdown."""

    segment: int
    """Index into the document's segments."""
    text: str
    joint: str | None = None
    """As of ``Segment``; the first text of a document has none, whatever it says."""


@dataclass(frozen=True, eq=False)
class MediaPart:
    """A media segment with the ids of its whole span, markers included."""

    segment: int
    kind: SegmentKind
    ids: NDArray[np.uint32]
    media_id: bytes
    from_ms: int | None = None
    """Of a long sound or video, the stretch that these ids are of; None for the whole."""
    to_ms: int | None = None


Part = TextPart | MediaPart


@dataclass(frozen=True)
class Span:
    """A stretch of a document's ids that came from one segment; a row of ``schemas.tables.SPAN``."""

    kind: SegmentKind
    start: int
    """Tokens."""
    length: int
    """Tokens."""
    segment: int
    media_id: bytes | None = None
    from_ms: int | None = None
    """The stretch of a long sound or video; None for the whole, and for what has no time."""
    to_ms: int | None = None

    @property
    def stop(self) -> int:
        """Tokens; one past the last."""
        return self.start + self.length

    def to_row(self) -> dict[str, Any]:
        """As Arrow wants it."""
        return {
            "kind": self.kind.value,
            "start": self.start,
            "length": self.length,
            "segment": self.segment,
            "media_id": self.media_id,
            "from_ms": self.from_ms,
            "to_ms": self.to_ms,
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Span":
        """Inverse of ``to_row``."""
        return cls(**{**row, "kind": SegmentKind(row["kind"])})


@dataclass(frozen=True, eq=False)
class DocumentIds:
    """A document's ids and where its segments lie in them; ``<bos>`` and ``<eos>`` belong to no span."""

    ids: NDArray[np.uint32]
    spans: tuple[Span, ...]


def interleave(parts: Sequence[Part], tokenizer: TextTokenizer) -> DocumentIds:
    """Lay out a document. Empty texts leave no span. ValueError when a media part has no ids."""
    parts = [part for part in parts if isinstance(part, MediaPart) or part.text]
    encoded = iter(tokenizer.encode_batch(_spelled([part for part in parts if isinstance(part, TextPart)])))
    pieces: list[NDArray[np.uint32]] = [np.array([Marker.BOS], np.uint32)]
    spans: list[Span] = []
    position = 1
    for part in parts:
        if isinstance(part, TextPart):
            ids = next(encoded)
            span = Span(SegmentKind.TEXT, position, len(ids), part.segment)
        else:
            ids = part.ids
            if not len(ids):
                raise ValueError(f"media segment {part.segment} has no ids: leave it out of the document")
            span = Span(part.kind, position, len(ids), part.segment, part.media_id, part.from_ms, part.to_ms)
        spans.append(span)
        pieces.append(ids.astype(np.uint32, copy=False))
        position += len(ids)
    pieces.append(np.array([Marker.EOS], np.uint32))
    return DocumentIds(np.concatenate(pieces), tuple(spans))


def _spelled(parts: Sequence[TextPart]) -> list[str]:
    """The texts with what sets each apart from the next, or joins the two."""
    spelled: list[str] = []
    for part in parts:
        if spelled and part.joint is None:
            spelled[-1] += SEPARATOR
        spelled.append((part.joint or "" if spelled else "") + part.text)
    return spelled


def document_text_of(ids: NDArray[np.integer], spans: Iterable[Span], tokenizer: TextTokenizer) -> str:
    """The rendered text of a document, media left out: its texts joined by blank lines, or by their joints."""
    texts = [ids[span.start : span.stop] for span in spans if span.kind is SegmentKind.TEXT]
    return tokenizer.decode(np.concatenate(texts)) if texts else ""
