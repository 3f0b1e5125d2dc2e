"""extract: captures and other sources to ``documents/`` and ``captures/index/``. Shuffles nothing.

Each input file is one part. Every capture in it becomes a document, a media item to be, or a reason.
"""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from ...schemas.document import DOCUMENTS, Document, Segment
from ...schemas.ids import content_digest, doc_id, media_id, url_hash
from ...schemas.media import MediaKind
from ...schemas.recipe import ExtractSettings, JsonlSource, Recipe
from ...schemas.tables import CAPTURES, Outcome
from ..beam import Engine
from ..extract.html import read_html
from ..extract.notices import NoticeBook
from ..extract.plain import read_plain
from ..ledger import Ledger
from ..media.sniff import sniff
from ..sources.capture import Capture
from ..sources.jsonl import read_jsonl
from ..sources.units import Unit, units
from ..sources.warc import read_warc
from ..stage import Job, PartStage, run_parts
from ..urls import resolve
from .redirects import resolve_redirects

_LOG = logging.getLogger(__name__)
MAX_PAYLOAD_BYTES = 1 << 30
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
_SUBTITLE_TYPES = frozenset(["text/vtt", "application/x-subrip"])
_NO_PAGES = {
    "/robots.txt": "robots_txt",
    "/ai.txt": "ai_txt",
    "/.well-known/tdmrep.json": "tdmrep",
    "/sitemap.xml": "sitemap",
    "/sitemap.txt": "sitemap",
}
"""Paths that are asked for as files of a host; a page of HTML in their place is an error in disguise."""
_MEDIA_PREFIXES = ("image/", "audio/", "video/")
_SNIFFED_TYPES = frozenset(["", "application/octet-stream", "binary/octet-stream", "application/ogg"])


@dataclass(frozen=True)
class Extract(PartStage):
    """The stage."""

    name = "extract"
    after = ("crawl",)
    tables = ("documents", "captures/index")

    def settings(self, recipe: Recipe) -> Any:
        return [recipe.extract.model_dump(), [source.model_dump() for source in recipe.sources]]

    def inputs(self, job: Job) -> Any:
        return [(unit.file, unit.size_bytes, unit.changed) for unit in units(job.corpus, job.recipe)]

    def expected(self, job: Job) -> int:
        return len(units(job.corpus, job.recipe))

    def run(self, job: Job, engine: Engine) -> None:
        run_parts(job, engine, self.tables, len(units(job.corpus, job.recipe)), self.make)

    def make(self, job: Job, part: int, name: str) -> None:
        unit = units(job.corpus, job.recipe)[part]
        index_name = name.replace("documents/", "captures/index/")
        with job.writing(name, DOCUMENTS) as documents, job.writing(index_name, CAPTURES) as index:
            rows = []
            notices = NoticeBook()
            with closing(job.corpus.open(unit.file)) as stream:
                for capture in captures_of(unit, stream):
                    row, document = judge(capture, unit, job.recipe.extract)
                    rows.append(row)
                    if capture.status == 200 and capture.reason is None:
                        notices.read(capture.url, capture.payload)
                    if document is not None:
                        signals = (*document.opt_outs, *capture.opt_outs, *notices.signals(capture.url))
                        document.opt_outs = list(dict.fromkeys(signals))
                        documents.row(_document_row(document, capture, unit), _size(document))
                        for segment in document.segments:
                            documents.ledger.counts["segments"] += 1
                            documents.ledger.counts["media_segments"] += bool(segment.media_url)
                            documents.ledger.counts[f"segments_{segment.kind}"] += 1
            resolve_redirects(rows)
            for row in rows:
                index.row(row)
            account_captures(documents.ledger, rows)


def captures_of(unit: Unit, stream: IO[bytes]) -> Iterator[Capture]:
    """The captures of one input file, whatever its format."""
    if isinstance(unit.source, JsonlSource):
        return read_jsonl(stream, unit.file, unit.source)
    return read_warc(stream, MAX_PAYLOAD_BYTES)


def judge(capture: Capture, unit: Unit, settings: ExtractSettings) -> tuple[dict[str, Any], Document | None]:
    """What becomes of a capture: its row for ``captures/index`` and, if it is one, its document."""
    row = capture_row(capture, unit.file)
    document = None
    if row["outcome"] == Outcome.DROPPED and row["reason"] is None:
        document, row["reason"] = read_document(capture, settings)
        if document is not None:
            row["outcome"] = Outcome.DOCUMENT
    return row, document


def capture_row(capture: Capture, file: str) -> dict[str, Any]:
    """The row of a capture for ``captures/index``: a medium, a redirect, or without content.

    A capture that may be a document is ``dropped`` without a reason.
    """
    row: dict[str, Any] = {
        "url": capture.url,
        "url_hash": url_hash(capture.url),
        "captured_at": capture.captured_at,
        "status": capture.status,
        "mime": capture.mime,
        "location": {"file": file, "offset": capture.offset, "length": capture.length},
        "payload_bytes": len(capture.payload),
        "media_id": None,
        "redirect_hash": None,
        "outcome": Outcome.DROPPED,
        "reason": capture.reason,
    }
    if capture.reason is not None:
        return row
    if 300 <= capture.status < 400:
        target = resolve(capture.url, capture.headers.get("location", ""))
        row["redirect_hash"] = url_hash(target) if target else None
        row["reason"] = "redirect"
    elif not 200 <= capture.status < 300:
        row["reason"] = f"http_{capture.status}"
    elif _is_media(capture):
        row["media_id"] = media_id(capture.payload)
        row["outcome"] = Outcome.MEDIA
    return row


def _is_media(capture: Capture) -> bool:
    """By the declared type; by the first bytes where none, or a type that says nothing, is declared."""
    if capture.mime in _SUBTITLE_TYPES or capture.mime.startswith(_MEDIA_PREFIXES):
        return True
    return capture.mime in _SNIFFED_TYPES and sniff(capture.payload).kind is not MediaKind.UNKNOWN


def read_document(capture: Capture, settings: ExtractSettings) -> tuple[Document | None, str | None]:
    """The document of a page, or why there is none. A page that breaks extraction harms no other."""
    try:
        return _read(capture, settings)
    except Exception:
        _LOG.exception("extraction failed on %s", capture.url)
        return None, "extraction_failed"


def _read(capture: Capture, settings: ExtractSettings) -> tuple[Document | None, str | None]:
    if not capture.payload:
        return None, "empty"
    if name := _NO_PAGES.get(urlsplit(capture.url).path):
        return None, name
    if len(capture.payload) > settings.max_html_bytes:
        return None, "page_too_large"
    if capture.mime in _HTML_TYPES or (not capture.mime and b"<" in capture.payload[:512]):
        document = read_html(capture.payload, capture.url, capture.charset, capture.headers).document
    elif capture.mime == "text/plain":
        document = read_plain(capture.payload, capture.url, capture.charset)
        document.license = capture.license
    else:
        return None, "unsupported_type"
    if not document.segments:
        return None, "no_content"
    if len(document.segments) > settings.max_segments:
        return None, "too_many_segments"
    return document, None


def _document_row(document: Document, capture: Capture, unit: Unit) -> dict[str, Any]:
    return {
        "doc_id": doc_id(capture.url, content_digest(capture.payload)),
        "url": capture.url,
        "source": unit.source.name,
        "captured_at": capture.captured_at,
        "content_type": capture.mime,
        "title": document.title,
        "language": document.language,
        "license": document.license,
        "opt_outs": document.opt_outs,
        "capture": {"file": unit.file, "offset": capture.offset, "length": capture.length},
        "segments": [_segment_row(segment) for segment in document.segments],
    }


def _segment_row(segment: Segment) -> dict[str, Any]:
    return {
        "kind": segment.kind.value,
        "text": segment.text,
        "role": "" if segment.role is None else segment.role.value,
        "level": segment.level,
        "media_url": segment.media_url,
        "media_hash": segment.media_hash,
        "alt": segment.alt,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
    }


def _size(document: Document) -> int:
    return sum(len(segment.text) + len(segment.media_url) + 64 for segment in document.segments)


def account_captures(ledger: Ledger, rows: list[dict[str, Any]]) -> None:
    """Count rows of ``captures/index``: kept ones by what they are, the others by their reason."""
    for row in rows:
        if row["outcome"] == Outcome.DROPPED:
            ledger.drop("captures", row["reason"])
        else:
            ledger.keep("captures")
            ledger.counts[f"captures_{row['outcome']}"] += 1
