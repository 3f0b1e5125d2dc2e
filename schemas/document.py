"""A document: an ordered list of segments from one page, file or record.

A medium is followed directly by its caption (role ``caption``) and, for audio and video, by its tracks: text
segments of role ``transcript`` whose ``media_url`` names the subtitle file and whose ``text`` is empty until
the file is read.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import pyarrow as pa

from .ids import DOC_ID_BYTES, URL_HASH_BYTES, url_hash


class SegmentKind(StrEnum):
    """What a segment is made of."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


class Role(StrEnum):
    """What a text segment is on its page. A medium has no role (empty string in the table), unless it is an embed."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    MATH = "math"
    CAPTION = "caption"
    TRANSCRIPT = "transcript"
    EMBED = "embed"
    """A video or sound that only the page of its player shows: its url names that page, and no bytes."""


@dataclass(slots=True)
class Segment:
    """One piece of a document in reading order.

    ``text`` holds the words alone for prose roles, the lines with their ``- `` or ``1. `` marks for a list, a
    Markdown table for a table, LaTeX for math, the untouched characters for code.
    """

    kind: SegmentKind
    text: str = ""
    role: Role | None = None
    level: int = 0
    """Heading level 1 to 6; 0 elsewhere."""
    media_url: str = ""
    """Absolute canonical url of the medium (or subtitle file); empty for plain text."""
    alt: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    joint: str | None = None
    """Of a paragraph that goes on behind media inside it, what stood there between its parts: a space or nothing.

    None where a text begins a block of its own.
    """

    @property
    def media_hash(self) -> bytes | None:
        """16 bytes that join the segment to a capture; None where there is no medium."""
        return url_hash(self.media_url) if self.media_url else None


@dataclass(frozen=True, slots=True)
class Score:
    """A number that a published set gives a document or one of its media, under the set's own name."""

    name: str
    value: float
    segment: int | None = None
    """Index of the medium in the document's segments; None: the document as a whole."""


@dataclass(slots=True)
class Document:
    """What extraction makes of one page; ``pipeline`` adds where it came from."""

    url: str
    segments: list[Segment] = field(default_factory=list)
    title: str = ""
    language: str = ""
    """BCP 47 tag the page declares (``<html lang>``); empty when it declares none."""
    author: str = ""
    """Names, joined by ``; ``; empty when the page names nobody."""
    published_at: date | None = None
    """The day, as the page dates it: no time zone is converted."""
    canonical_url: str = ""
    """The url of the same site that the page gives as its own; empty when it gives none."""
    license: str = ""
    opt_outs: list[str] = field(default_factory=list)
    """Every opt-out signal seen, as ``<where>:<directive>``, e.g. ``meta:noai``, ``header:noimageai``."""
    scores: list[Score] = field(default_factory=list)
    """Of the document and of its media; of two of one name the last counts."""


def markdown(segment: Segment, text: str | None = None) -> str:
    """The text of a segment as a training sequence spells it: Markdown by role.

    ``text`` replaces the segment's own text where a rule has edited it. Media give an empty string.
    """
    body = segment.text if text is None else text
    match segment.role:
        case Role.HEADING:
            return f"{'#' * min(max(segment.level, 1), 6)} {body}"
        case Role.QUOTE:
            return "\n".join(f"> {line}" for line in body.split("\n"))
        case Role.CODE:
            longest = 0
            run = 0
            for character in body:
                run = run + 1 if character == "`" else 0
                longest = max(longest, run)
            fence = "`" * max(3, longest + 1)
            return f"{fence}\n{body}\n{fence}"
        case Role.MATH:
            return f"$${body}$$"
        case _:
            return body


def _field(name: str, type_: pa.DataType, unit: str = "", nullable: bool = False) -> pa.Field:
    return pa.field(name, type_, nullable, {"unit": unit} if unit else None)


CAPTURE = pa.struct(
    [
        _field("file", pa.string(), "path relative to the corpus, or absolute url"),
        _field("offset", pa.int64(), "bytes"),
        _field("length", pa.int64(), "bytes"),
    ]
)

SEGMENT = pa.struct(
    [
        _field("kind", pa.string()),
        _field("text", pa.string()),
        _field("role", pa.string()),
        _field("level", pa.int8()),
        _field("media_url", pa.string()),
        _field("media_hash", pa.binary(URL_HASH_BYTES), "blake2b-128 of media_url", nullable=True),
        _field("alt", pa.string()),
        _field("start_ms", pa.int64(), "milliseconds", nullable=True),
        _field("end_ms", pa.int64(), "milliseconds", nullable=True),
        _field("joint", pa.string(), "between the parts of one paragraph; null: a block of its own", nullable=True),
    ]
)

SCORE = pa.struct(
    [
        _field("segment", pa.int32(), "index of the medium in segments; null: the whole document", nullable=True),
        _field("name", pa.string(), "as the set spells it"),
        _field("value", pa.float64()),
    ]
)

DOCUMENTS = pa.schema(
    [
        _field("doc_id", pa.binary(DOC_ID_BYTES), "blake2b-128 of url and content digest"),
        _field("url", pa.string()),
        _field("source", pa.string(), "name of the recipe's source"),
        _field("captured_at", pa.timestamp("ms", "UTC"), nullable=True),
        _field("content_type", pa.string()),
        _field("title", pa.string()),
        _field("language", pa.string(), "BCP 47 tag the page declares"),
        _field("author", pa.string(), "names joined by '; '; empty when unknown"),
        _field("published_at", pa.date32(), "day, as the page dates it", nullable=True),
        _field("canonical_url", pa.string(), "url of the same site that the page gives as its own; else empty"),
        _field("license", pa.string()),
        _field("opt_outs", pa.list_(pa.string())),
        _field("capture", CAPTURE),
        _field("segments", pa.list_(SEGMENT)),
        _field("scores", pa.list_(SCORE), "numbers that a published set came with"),
    ]
)
