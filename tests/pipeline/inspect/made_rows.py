"""Rows of the tables of a small corpus, made by hand."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from PIL import Image

from weft.schemas.ids import media_id, url_hash
from weft.schemas.media import SOUND_SIGNALS
from weft.schemas.tables import (
    TEXT_SIGNALS,
)

SITE = "https://lights.example"
HOSTILE = "</p><script>alert('owned')</script> \x1b[31m\u202ebuy [bold]now[/bold]"
CAPTURED = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)


def picture(width: int = 64, height: int = 48) -> bytes:
    """A PNG: red grows to the right, green downwards."""
    across = np.linspace(0, 255, width, dtype=np.uint8)[None, :].repeat(height, 0)
    down = np.linspace(0, 255, height, dtype=np.uint8)[:, None].repeat(width, 1)
    sink = io.BytesIO()
    Image.fromarray(np.stack([across, down, np.full_like(across, 90)], axis=-1)).save(sink, "PNG")
    return sink.getvalue()


PNG = picture()
IMAGE_ID = media_id(PNG)
SOUND_ID = media_id(b"a sound")
BROKEN_ID = media_id(b"half a picture")
IMAGE_URL = f"{SITE}/lamp.png"
SOUND_URL = f"{SITE}/horn.flac"
BROKEN_URL = f"{SITE}/half.png"
LIGHTHOUSE, SPAM, LEUCHTTURM, COPY = (
    f"{SITE}/en/lighthouse",
    "https://spam.example/win",
    f"{SITE}/de/leuchtturm",
    f"{SITE}/print/lighthouse",
)
GONE = f"{SITE}/gone"


def identity(url: str) -> bytes:
    """A doc_id that only has to differ."""
    return url_hash(f"doc {url}")


def text(words: str, role: str = "paragraph", level: int = 0) -> dict[str, Any]:
    """A text segment as a row."""
    return {"kind": "text", "text": words, "role": role, "level": level, "media_url": "", "media_hash": None,
            "alt": "", "start_ms": None, "end_ms": None}  # fmt: skip


def medium(kind: str, url: str, alt: str = "") -> dict[str, Any]:
    """A media segment as a row."""
    return {**text("", ""), "kind": kind, "media_url": url, "media_hash": url_hash(url), "alt": alt}


def document(url: str, title: str, segments: list[dict[str, Any]], offset: int) -> dict[str, Any]:
    return {
        "doc_id": identity(url),
        "url": url,
        "source": "lights",
        "captured_at": CAPTURED,
        "content_type": "text/html",
        "title": title,
        "language": "en",
        "author": "",
        "canonical_url": "",
        "license": "cc-by-4.0",
        "opt_outs": ["meta:noarchive"] if url == LIGHTHOUSE else [],
        "capture": {"file": "captures/lights.warc.gz", "offset": offset, "length": 700},
        "segments": segments,
    }


def capture(url: str, outcome: str, offset: int, **more: Any) -> dict[str, Any]:
    return {
        "url": url,
        "url_hash": url_hash(url),
        "captured_at": CAPTURED,
        "status": 200,
        "mime": "text/html",
        "location": {"file": "captures/lights.warc.gz", "offset": offset, "length": 700},
        "payload_bytes": 2048,
        "media_id": None,
        "redirect_hash": None,
        "outcome": outcome,
        "reason": None,
        **more,
    }


NO_SIGNALS = {"frames": 0, "repeated_frames": 0, "phash": 0} | {field.name: None for field in SOUND_SIGNALS}


NOT_SPELLED: dict[str, Any] = {"pieces": [], "blob": None, "reason": None}


def link(segment: int, item: bytes | None, kind: str, reason: str | None = None, **more: int) -> dict[str, Any]:
    facts = {"bytes": 0, "width": 0, "height": 0, "duration_ms": 0, **NO_SIGNALS, **more}
    return {"segment": segment, "media_id": item, "kind": kind, "reason": reason, **facts}


def signals(url: str, segments: int, pii: Iterable[dict[str, Any]] = (), **values: Any) -> dict[str, Any]:
    numbers = {field.name: 0 for field in TEXT_SIGNALS}
    plain = {**numbers, "language": "en", "language_score": 0.99, "words": 120, "mean_word_length": 5.0,
             "alpha_words": 0.97, "stop_words": 6, "characters": 700, **values}  # fmt: skip
    return {
        "doc_id": identity(url),
        **plain,
        "segments": [{"words": 20, "characters": 120}] * segments,
        "pii": list(pii),
    }


def selected(url: str, keep: bool, reason: str | None = None, language: str = "en", **more: Any) -> dict[str, Any]:
    row = {
        "keep": keep,
        "reason": reason,
        "language": language,
        "domain": "lights",
        "segments": [],
        "holes": [],
        "edits": [],
    }
    return {"doc_id": identity(url), **row, **more}


def alone(url: str, **more: Any) -> dict[str, Any]:
    return {"doc_id": identity(url), "kind": None, "duplicate_of": None, "similarity": None,
            "cluster_documents": 1, **more}  # fmt: skip


def tokenised(url: str, language: str, spans: list[tuple[str, int, bytes | None]]) -> dict[str, Any]:
    start, rows = 1, []
    for segment, (kind, length, item) in enumerate(spans):
        rows.append(
            {
                "kind": kind,
                "start": start,
                "length": length,
                "segment": segment,
                "media_id": item,
                "from_ms": None,
                "to_ms": None,
            }
        )
        start += length
    return {"doc_id": identity(url), "url": url, "author": "", "license": "", "domain": "lights", "language": language,
            "ids": list(range(start + 1)), "spans": rows, "media": []}  # fmt: skip
