"""extract: captures and other sources to ``documents/`` and ``captures/index/``. Shuffles nothing.

Each input file is one part. Every capture in it becomes a document, a media item to be, or a reason.
"""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from ...schemas.document import DOCUMENTS, Document, Segment
from ...schemas.ids import content_digest, doc_id, media_id, url_hash
from ...schemas.media import MediaKind
from ...schemas.recipe import CrawlSource, ExtractSettings, JsonlSource, Recipe
from ...schemas.tables import CAPTURES, Outcome
from ..beam import Engine
from ..extract.html import read_html
from ..extract.plain import read_plain
from ..media.sniff import sniff
from ..sources.capture import Capture, PayloadLimits
from ..sources.jsonl import read_jsonl
from ..sources.units import Unit, units
from ..sources.warc import read_warc
from ..stage import Job, Stage, installed, run_parts
from ..storage import PartWriter
from ..urls import resolve
from .redirects import resolve_redirects

_LOG = logging.getLogger(__name__)
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
_SUBTITLE_TYPES = frozenset(["text/vtt", "application/x-subrip"])
_MEDIA_PREFIXES = ("image/", "audio/", "video/")
_SNIFFED_TYPES = frozenset(["", "application/octet-stream", "binary/octet-stream", "application/ogg"])


@dataclass(frozen=True)
class Extract(Stage):
    """The stage."""

    name = "extract"
    after = ("crawl",)
    tables = ("documents", "captures/index")

    def settings(self, recipe: Recipe) -> Any:
        sources = [source.model_dump() for source in recipe.sources if not isinstance(source, CrawlSource)]
        return [recipe.extract.model_dump(), sources, [source.name for source in recipe.sources]]

    def inputs(self, job: Job) -> Any:
        files = [(unit.file, unit.size_bytes, unit.changed) for unit in units(job.corpus, job.recipe)]
        return [files, installed("selectolax", "fastwarc")]

    def expected(self, job: Job) -> int:
        return len(units(job.corpus, job.recipe))

    def run(self, job: Job, engine: Engine) -> None:
        inputs = tuple(units(job.corpus, job.recipe))
        run_parts(job, engine, self.tables, len(inputs), partial(extract_part, inputs=inputs))


def extract_part(job: Job, part: int, name: str, inputs: tuple[Unit, ...]) -> None:
    """Write the documents of one input file and the index of its captures."""
    unit = inputs[part]
    index_name = name.replace("documents/", "captures/index/")
    with job.writing(name, DOCUMENTS) as documents, job.writing(index_name, CAPTURES) as index:
        rows = []
        with closing(job.corpus.open(unit.file)) as stream:
            for capture in captures_of(unit, stream, job.recipe):
                row, document = judge(capture, unit, job.recipe.extract)
                rows.append(row)
                if document is not None:
                    documents.row(_document_row(document, capture, unit), _size(document))
                    for segment in document.segments:
                        documents.ledger.counts["segments"] += 1
                        documents.ledger.counts["media_segments"] += bool(segment.media_url)
                        documents.ledger.counts[f"segments_{segment.kind}"] += 1
        resolve_redirects(rows)
        for row in rows:
            index.row(row)
        _account(documents, rows)


def captures_of(unit: Unit, stream: IO[bytes], recipe: Recipe) -> Iterator[Capture]:
    """The captures of one input file, whatever its format."""
    if isinstance(unit.source, JsonlSource):
        return read_jsonl(stream, unit.label, unit.source)
    return read_warc(stream, payload_limits(recipe))


def payload_limits(recipe: Recipe) -> PayloadLimits:
    """What the recipe lets a page, and the largest kind of medium, weigh."""
    media = recipe.media
    return PayloadLimits(
        page_bytes=recipe.extract.max_html_bytes,
        media_bytes=max(media.image.max_bytes, media.audio.max_bytes, media.video.max_bytes),
    )


def judge(capture: Capture, unit: Unit, settings: ExtractSettings) -> tuple[dict[str, Any], Document | None]:
    """What becomes of a capture: its row for ``captures/index`` and, if it is one, its document."""
    row: dict[str, Any] = {
        "url": capture.url,
        "url_hash": url_hash(capture.url),
        "captured_at": capture.captured_at,
        "status": capture.status,
        "mime": capture.mime,
        "location": {"file": unit.file, "offset": capture.offset, "length": capture.length},
        "payload_bytes": len(capture.payload),
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
    elif reason is None and _is_media(capture):
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
    if not capture.payload:
        return None, "empty"
    if len(capture.payload) > settings.max_html_bytes:
        return None, "page_too_large"
    if capture.mime in _HTML_TYPES or (not capture.mime and b"<" in capture.payload[:512]):
        document = read_html(capture.payload, capture.url, capture.charset, capture.headers).document
    elif capture.mime == "text/plain":
        if capture.url.endswith("/robots.txt"):
            return None, "robots_txt"
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


def _account(documents: PartWriter, rows: list[dict[str, Any]]) -> None:
    ledger = documents.ledger
    for row in rows:
        if row["outcome"] == Outcome.DROPPED:
            ledger.drop("captures", row["reason"])
        else:
            ledger.keep("captures")
            ledger.counts[f"captures_{row['outcome']}"] += 1
