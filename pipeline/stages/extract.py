"""extract: captures and other sources to ``documents/`` and ``captures/index/``. Shuffles nothing.

Each input file is one part. Every capture in it becomes a document, a media item to be, or a reason. Media inside a
document (a PDF's figures) become captures of their own, their bytes in a tar of ``captures/contained/``.
"""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ...schemas.document import DOCUMENTS, Document, Segment
from ...schemas.ids import content_digest, doc_id, media_id, url_hash
from ...schemas.media import MediaKind
from ...schemas.recipe import CrawlSource, ExtractSettings, Recipe, WarcSource
from ...schemas.sets import WarcIndexSource
from ...schemas.tables import CAPTURES, CaptureOutcome
from ..beam import Engine
from ..blobs import blobs_when_any
from ..documents.reader import FileReader, borrowed_reader, close_idle_readers, reader_versions
from ..extract.data_urls import DataMedia, data_media
from ..extract.formats import FILES, DocumentFormat, format_of
from ..extract.html.read import read_html
from ..extract.local import read_local_markdown, read_local_page
from ..extract.markdown.read import read_markdown
from ..extract.notices import NoticeBook
from ..extract.plain import read_plain
from ..extract.reading import Contained, Reading
from ..full_disk import is_full_disk
from ..ledger import Ledger
from ..media.sniff import is_binary, sniff
from ..sandbox.sandbox import SandboxStartError
from ..sources.capture import Capture, PayloadLimits
from ..sources.locations import CONTAINED
from ..sources.readers import captures_of
from ..sources.units import Unit, units
from ..stage import Job, Stage, installed, run_parts
from ..storage import PartWriter
from ..urls import resolve
from .redirects import resolve_redirects

_LOG = logging.getLogger(__name__)
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
_PAGE_TYPES = frozenset(["text/html", "application/xhtml+xml"])
_SNIFFED_TYPES = frozenset(["", "application/octet-stream", "binary/octet-stream", "application/ogg"])


@dataclass(frozen=True)
class Extract(Stage):
    """The stage."""

    name = "extract"
    version = 21
    after = ("crawl",)
    tables = ("documents", "captures/index")
    folders = (CONTAINED,)

    def settings(self, recipe: Recipe) -> Any:
        sources = [source.model_dump() for source in recipe.sources if not isinstance(source, CrawlSource)]
        return [
            recipe.extract.model_dump(),
            payload_limits(recipe).media_bytes,
            sources,
            [source.name for source in recipe.sources],
        ]

    def inputs(self, job: Job) -> Any:
        files = [(unit.file, unit.size_bytes, unit.changed) for unit in units(job.corpus, job.recipe)]
        return {"files": files, "readers": reader_versions(), **installed("selectolax", "fastwarc")}

    def expected(self, job: Job) -> int:
        return len(units(job.corpus, job.recipe))

    def run(self, job: Job, engine: Engine) -> None:
        inputs = tuple(units(job.corpus, job.recipe))
        run_parts(job, engine, self.tables, len(inputs), partial(extract_part, inputs=inputs))
        close_idle_readers()


def extract_part(job: Job, part: int, name: str, inputs: tuple[Unit, ...]) -> None:
    """Write the documents of one input file, the media inside them, and the index of all captures."""
    unit = inputs[part]
    settings = job.recipe.extract
    index_name = name.replace("documents/", "captures/index/")
    contained_name = name.replace("documents/", f"{CONTAINED}/").replace(".parquet", ".tar")
    with (
        job.writing(name, DOCUMENTS) as documents,
        job.writing(index_name, CAPTURES) as index,
        blobs_when_any(job.corpus, contained_name) as blobs,
        borrowed_reader(settings.files) as reader,
    ):
        is_archive = isinstance(unit.source, WarcSource | WarcIndexSource)
        may_redirect = is_archive or isinstance(unit.source, CrawlSource)
        waiting: list[dict[str, Any]] = []
        notices = NoticeBook()  # stays empty for a crawl, which wrote down what holds for its own agent
        for capture in captures_of(unit, job.corpus, payload_limits(job.recipe)):
            row, reading = judge(capture, unit, settings, reader)
            rows = [row]
            if is_archive and capture.status in (0, 200) and capture.reason is None:
                notices.read(capture.url, capture.payload)
            for medium in reading.media:
                place = blobs.add(media_id(medium.payload), medium.payload)
                rows.append(_contained_row(row, medium, place))
            _account_contained(documents.ledger, reading)
            if may_redirect:
                waiting += rows
            else:
                _write_index(index, documents, rows)
            if reading.document is not None:
                signals = (*reading.document.opt_outs, *capture.opt_outs, *notices.signals(capture.url))
                reading.document.opt_outs = list(dict.fromkeys(signals))
                documents.row(_document_row(reading.document, capture, unit), _size(reading.document))
                for segment in reading.document.segments:
                    documents.ledger.counts["segments"] += 1
                    documents.ledger.counts["media_segments"] += bool(segment.media_url)
                    documents.ledger.counts[f"segments_{segment.kind}"] += 1
        resolve_redirects(waiting)
        _write_index(index, documents, waiting)


def payload_limits(recipe: Recipe) -> PayloadLimits:
    """What the recipe lets a page, and the largest kind of medium or file, weigh."""
    media, files = recipe.media, recipe.extract.files
    return PayloadLimits(
        page_bytes=recipe.extract.max_html_bytes,
        media_bytes=max(media.image.max_bytes, media.audio.max_bytes, media.video.max_bytes, files.max_bytes),
    )


def judge(
    capture: Capture, unit: Unit, settings: ExtractSettings, reader: FileReader
) -> tuple[dict[str, Any], Reading]:
    """What becomes of a capture: its row for ``captures/index``, and its document with media if it is one."""
    row = capture_row(capture, unit.file)
    reading = Reading(None, row["reason"])
    if row["outcome"] == CaptureOutcome.DROPPED and row["reason"] is None:
        reading = read_document(capture, settings, reader)
        row["reason"] = reading.reason
        if reading.document is not None:
            row["outcome"] = CaptureOutcome.DOCUMENT
    return row, reading


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
        "location": _location(capture, file),
        "payload_bytes": len(capture.payload) if capture.document is None else len(_spelled(capture.document)),
        "media_id": None,
        "redirect_hash": None,
        "outcome": CaptureOutcome.DROPPED,
        "reason": capture.reason,
    }
    if capture.reason is not None:
        return row
    if 300 <= capture.status < 400:
        target = resolve(capture.url, capture.headers.get("location", ""))
        row["redirect_hash"] = url_hash(target) if target else None
        row["reason"] = "redirect"
    elif capture.status and not 200 <= capture.status < 300:
        row["reason"] = f"http_{capture.status}"
    elif capture.document is None and _is_media(capture):
        row["media_id"] = media_id(capture.payload)
        row["outcome"] = CaptureOutcome.MEDIA
    return row


def _is_media(capture: Capture) -> bool:
    """By the declared type; else by the first bytes, since servers call media what they like, pages even.

    Under a type that says something, only a medium that can be decoded is one: no page is an ``unsupported_svg``.
    """
    if capture.mime in _SUBTITLE_TYPES or capture.mime.startswith(_MEDIA_PREFIXES):
        return True
    if capture.payload[:1] == b"<" and capture.mime in _PAGE_TYPES:
        return False
    found = sniff(capture.payload)
    if capture.mime in _SNIFFED_TYPES:
        return found.kind is not MediaKind.UNKNOWN
    return found.error is None and (found.kind is MediaKind.SUBTITLE or is_binary(capture.payload))


def read_document(capture: Capture, settings: ExtractSettings, reader: FileReader) -> Reading:
    """The document of a page or file, or why there is none. One that breaks extraction harms no other."""
    try:
        reading = _read(capture, settings, reader)
    except SandboxStartError:
        raise
    except Exception as error:
        if is_full_disk(error):
            raise
        _LOG.exception("extraction failed on %s", capture.url)
        return Reading(None, "extraction_failed")
    document = reading.document
    if document is not None and not document.segments:
        return Reading(None, "no_content")
    if document is not None and len(document.segments) > settings.max_segments:
        return Reading(None, "too_many_segments")
    return reading


def _read(capture: Capture, settings: ExtractSettings, reader: FileReader) -> Reading:
    if capture.document is not None:
        return Reading(capture.document)
    if not capture.payload:
        return Reading(None, "empty")
    if name := _NO_PAGES.get(urlsplit(capture.url).path):
        return Reading(None, name)
    format_ = format_of(capture.payload, capture.mime, capture.url)
    if format_ in FILES:
        reading = reader.read(capture.payload, format_, capture.url, capture.headers)
    elif capture.mime not in _PAGE_TYPES and is_binary(capture.payload):
        return Reading(None, "unsupported_type")
    elif len(capture.payload) > settings.max_html_bytes:
        return Reading(None, "page_too_large")
    else:
        reading = _page(capture, format_, data_media(capture.url, settings.files))
    if reading.document is not None:
        _complete(reading.document, capture)
    return reading


def _complete(document: Document, capture: Capture) -> None:
    """What the page does not say of itself, as its source says it."""
    document.license = document.license or capture.license
    document.author = document.author or capture.author
    document.published_at = document.published_at or capture.published_at
    document.scores += capture.scores


def _page(capture: Capture, format_: DocumentFormat | None, data: DataMedia) -> Reading:
    """The document of a page, and the media in its ``data:`` urls; references of a local one lead to its folder."""
    is_file = capture.url.startswith("file:")
    match format_:
        case DocumentFormat.HTML if is_file:
            document = read_local_page(capture.payload, capture.url, capture.charset, data)
        case DocumentFormat.HTML:
            document = read_html(capture.payload, capture.url, capture.charset, capture.headers, data).document
        case DocumentFormat.MARKDOWN if is_file:
            document = read_local_markdown(capture.payload, capture.url, capture.charset, data)
        case DocumentFormat.MARKDOWN:
            document = read_markdown(capture.payload, capture.url, capture.charset, capture.headers, data)
        case DocumentFormat.PLAIN:
            document = read_plain(capture.payload, capture.url, capture.charset)
        case _:
            return Reading(None, "unsupported_type")
    return data.reading(document)


def _contained_row(document: dict[str, Any], medium: Contained, place: dict[str, Any]) -> dict[str, Any]:
    """The row of a medium inside a document whose own row is ``document``."""
    return {
        **document,
        "url": medium.url,
        "url_hash": url_hash(medium.url),
        "status": 0,
        "mime": medium.mime,
        "location": place,
        "payload_bytes": len(medium.payload),
        "media_id": media_id(medium.payload),
        "outcome": CaptureOutcome.MEDIA,
        "reason": None,
    }


def _document_row(document: Document, capture: Capture, unit: Unit) -> dict[str, Any]:
    return {
        "doc_id": doc_id(capture.url, content_digest(capture.payload or _spelled(document))),
        "url": capture.url,
        "source": unit.source.name,
        "captured_at": capture.captured_at,
        "content_type": capture.mime,
        "title": document.title,
        "language": document.language,
        "author": document.author,
        "published_at": _past(document.published_at, capture.captured_at),
        "canonical_url": document.canonical_url,
        "license": document.license,
        "opt_outs": document.opt_outs,
        "capture": _location(capture, unit.file),
        "segments": [_segment_row(segment) for segment in document.segments],
        "scores": [{"segment": score.segment, "name": score.name, "value": score.value} for score in document.scores],
    }


def _past(day: date | None, captured_at: datetime | None) -> date | None:
    """A day that is none where it comes after the capture; clocks of the world are up to a day apart."""
    if day is None or captured_at is None:
        return day
    return day if day <= captured_at.date() + timedelta(days=1) else None


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
        "joint": segment.joint,
    }


def _size(document: Document) -> int:
    segments = sum(len(segment.text) + len(segment.media_url) + 64 for segment in document.segments)
    return segments + 32 * len(document.scores)


def _location(capture: Capture, unit_file: str) -> dict[str, Any]:
    file = unit_file + capture.file if capture.file.startswith("#") else capture.file or unit_file
    return {"file": file, "offset": capture.offset, "length": capture.length}


def _spelled(document: Document) -> bytes:
    """A document that came in segments, as bytes: what its content digest is made of."""
    rows = [(segment.kind.value, segment.role, segment.text, segment.media_url) for segment in document.segments]
    return json.dumps(rows, ensure_ascii=False).encode()


def _account_contained(ledger: Ledger, reading: Reading) -> None:
    if reading.media:
        ledger.keep("contained media", len(reading.media))
    for reason, number in reading.dropped.items():
        ledger.drop("contained media", reason, number)
    if reading.chapters:
        ledger.keep("chapters", reading.chapters)
    for reason, number in reading.chapters_lost.items():
        ledger.drop("chapters", reason, number)


def _write_index(index: PartWriter, documents: PartWriter, rows: list[dict[str, Any]]) -> None:
    """Write rows that will not change any more, and enter them into the ledger."""
    for row in rows:
        index.row(row)
    account_captures(documents.ledger, rows)


def account_captures(ledger: Ledger, rows: list[dict[str, Any]]) -> None:
    """Count rows of ``captures/index``: kept ones by what they are, the others by their reason."""
    for row in rows:
        if row["outcome"] == CaptureOutcome.DROPPED:
            ledger.drop("captures", row["reason"])
        else:
            ledger.keep("captures")
            ledger.counts[f"captures_{row['outcome']}"] += 1
