"""extract: captures and other sources to ``documents/`` and ``captures/index/``. Shuffles nothing.

Each input file is one part. Every capture in it becomes a document, a media item to be, or a reason.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from ...schemas.document import DOCUMENTS, Document, Segment
from ...schemas.ids import content_digest, doc_id, media_id, url_hash
from ...schemas.media import MediaKind
from ...schemas.recipe import CrawlSource, ExtractSettings, Recipe, WarcSource
from ...schemas.tables import CAPTURES, Outcome
from ..beam import Engine
from ..extract.html import read_html
from ..extract.local import read_local_markdown, read_local_page
from ..extract.plain import read_plain
from ..media.sniff import sniff
from ..sources.capture import Capture
from ..sources.readers import captures_of
from ..sources.units import Unit, units
from ..stage import Job, PartStage, run_parts
from ..storage import PartWriter
from ..urls import resolve
from .redirects import resolve_redirects

_LOG = logging.getLogger(__name__)
MAX_PAYLOAD_BYTES = 1 << 30
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
_SUBTITLE_TYPES = frozenset(["text/vtt", "application/x-subrip"])
_MEDIA_PREFIXES = ("image/", "audio/", "video/")
_SNIFFED_TYPES = frozenset(["", "application/octet-stream", "binary/octet-stream", "application/ogg"])


@dataclass(frozen=True)
class Extract(PartStage):
    """The stage."""

    name = "extract"
    version = 2
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
        unit = _units_of(job)[part]
        may_redirect = isinstance(unit.source, CrawlSource | WarcSource)
        index_name = name.replace("documents/", "captures/index/")
        with job.writing(name, DOCUMENTS) as documents, job.writing(index_name, CAPTURES) as index:
            waiting = []
            for capture in captures_of(unit, job.corpus, MAX_PAYLOAD_BYTES):
                row, document = judge(capture, unit, job.recipe.extract)
                _account(documents, row)
                if may_redirect:
                    waiting.append(row)
                else:
                    index.row(row)
                if document is not None:
                    documents.row(_document_row(document, capture, unit), _size(document))
                    for segment in document.segments:
                        documents.ledger.counts["segments"] += 1
                        documents.ledger.counts["media_segments"] += bool(segment.media_url)
                        documents.ledger.counts[f"segments_{segment.kind}"] += 1
            resolve_redirects(waiting)
            for row in waiting:
                index.row(row)


_LISTED: dict[tuple[str, str], list[Unit]] = {}
"""The units of the last job of this process, by its corpus and its key, which changes with any of their files."""


def _units_of(job: Job) -> list[Unit]:
    """The units of a job, listed once a process: a folder may hold millions of files."""
    name = job.corpus.root, job.key
    if name not in _LISTED:
        _LISTED.clear()
        _LISTED[name] = units(job.corpus, job.recipe)
    return _LISTED[name]


def judge(capture: Capture, unit: Unit, settings: ExtractSettings) -> tuple[dict[str, Any], Document | None]:
    """What becomes of a capture: its row for ``captures/index`` and, if it is one, its document."""
    row: dict[str, Any] = {
        "url": capture.url,
        "url_hash": url_hash(capture.url),
        "captured_at": capture.captured_at,
        "status": capture.status,
        "mime": capture.mime,
        "location": _location(capture, unit),
        "payload_bytes": len(capture.payload) if capture.document is None else len(_spelled(capture.document)),
        "media_id": None,
        "redirect_hash": None,
        "outcome": Outcome.DROPPED,
        "reason": None,
    }
    document = None
    reason = capture.reason
    if reason is None and 300 <= capture.status < 400:
        target = resolve(capture.url, capture.headers.get("location", ""))
        row["redirect_hash"] = url_hash(target) if target else None
        reason = "redirect"
    elif reason is None and not 200 <= capture.status < 300:
        reason = f"http_{capture.status}"
    elif reason is None and capture.document is None and _is_media(capture):
        row["media_id"] = media_id(capture.payload)
        row["outcome"] = Outcome.MEDIA
    elif reason is None:
        document, reason = read_document(capture, settings)
        if document is not None:
            row["outcome"] = Outcome.DOCUMENT
    row["reason"] = reason
    return row, document


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
    document = capture.document
    if document is None:
        if not capture.payload:
            return None, "empty"
        if len(capture.payload) > settings.max_html_bytes:
            return None, "page_too_large"
        document, reason = _extracted(capture)
        if document is None:
            return None, reason
    if not document.segments:
        return None, "no_content"
    if len(document.segments) > settings.max_segments:
        return None, "too_many_segments"
    return document, None


def _extracted(capture: Capture) -> tuple[Document | None, str | None]:
    """The document of a payload, by its type."""
    is_file = capture.url.startswith("file:")
    if capture.mime in _HTML_TYPES or (not capture.mime and b"<" in capture.payload[:512]):
        if is_file:
            document = read_local_page(capture.payload, capture.url, capture.charset)
        else:
            document = read_html(capture.payload, capture.url, capture.charset, capture.headers).document
    elif capture.mime == "text/plain":
        if capture.url.endswith("/robots.txt"):
            return None, "robots_txt"
        document = read_plain(capture.payload, capture.url, capture.charset)
    elif capture.mime == "text/markdown" and is_file:
        document = read_local_markdown(capture.payload, capture.url, capture.charset)
    else:
        return None, "unsupported_type"
    document.license = document.license or capture.license
    return document, None


def _document_row(document: Document, capture: Capture, unit: Unit) -> dict[str, Any]:
    return {
        "doc_id": doc_id(capture.url, content_digest(capture.payload or _spelled(document))),
        "url": capture.url,
        "source": unit.source.name,
        "captured_at": capture.captured_at,
        "content_type": capture.mime,
        "title": document.title,
        "language": document.language,
        "license": document.license,
        "opt_outs": document.opt_outs,
        "capture": _location(capture, unit),
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


def _location(capture: Capture, unit: Unit) -> dict[str, Any]:
    return {"file": capture.file or unit.file, "offset": capture.offset, "length": capture.length}


def _spelled(document: Document) -> bytes:
    """A document that came in segments, as bytes: what its content digest is made of."""
    rows = [(segment.kind.value, segment.role, segment.text, segment.media_url) for segment in document.segments]
    return json.dumps(rows, ensure_ascii=False).encode()


def _account(documents: PartWriter, row: dict[str, Any]) -> None:
    ledger = documents.ledger
    if row["outcome"] == Outcome.DROPPED:
        ledger.drop("captures", row["reason"])
    else:
        ledger.keep("captures")
        ledger.counts[f"captures_{row['outcome']}"] += 1
