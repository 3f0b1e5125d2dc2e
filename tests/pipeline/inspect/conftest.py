"""A tiny corpus written by hand: every number the tests expect can be read off this file.

Six pages and four media captures in two parts. Kept: ``lighthouse`` (en, a picture with its caption, a mail
address that was replaced) and ``leuchtturm`` (de, the same picture and a sound). Dropped: ``spam`` (too few
words, hostile text), ``copy`` (near duplicate of ``lighthouse``), ``gone`` (HTTP 404, never a document).
"""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from weft.pipeline.crawl.tables import FRONTIER_VISITED
from weft.pipeline.ledger import Ledger
from weft.pipeline.shards.manifest import Manifest, ShardFacts, manifest_bytes
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.document import DOCUMENTS
from weft.schemas.ids import media_id, url_hash
from weft.schemas.media import MEDIA_ITEMS, MEDIA_USES, SOUND_SIGNALS
from weft.schemas.tables import (
    CAPTURES,
    CONTAMINATION,
    DUPLICATES,
    LINKS,
    MEDIA_TOKENS,
    SELECTION,
    SIGNALS,
    TEXT_SIGNALS,
    TOKENS,
)

SITE = "https://lights.example"
HOSTILE = "</p><script>alert('owned')</script> \x1b[31m\u202ebuy [bold]now[/bold]"
CAPTURED = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
RECIPE = """sources:
- kind: warc
  name: lights
  paths: ['*.warc.gz']
rules:
  image_size: {min_side: 32}
  language: {}
  gopher_quality: {}
  duplicates: {}
"""


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


MAIL = {"segment": 2, "start": 9, "end": 24, "kind": "email"}
LIGHTHOUSE_SEGMENTS = [
    text("The lighthouse", "heading", 1),
    medium("image", IMAGE_URL, "The lamp"),
    text("Write to ann@lights.test about the tower that stood here for two hundred years."),
    text("The lamp by night", "caption"),
    medium("image", BROKEN_URL),
]

PARTS: dict[str, tuple[pa.Schema, list[list[dict[str, Any]]]]] = {
    "captures/index": (
        CAPTURES,
        [
            [
                capture(LIGHTHOUSE, "document", 0),
                capture(IMAGE_URL, "media", 700, mime="image/png", media_id=IMAGE_ID, payload_bytes=len(PNG)),
                capture(SPAM, "document", 1400),
                capture(BROKEN_URL, "media", 2100, mime="image/png", media_id=BROKEN_ID),
            ],
            [
                capture(LEUCHTTURM, "document", 2800),
                capture(COPY, "document", 3500),
                capture(SOUND_URL, "media", 4200, mime="audio/flac", media_id=SOUND_ID),
                capture(GONE, "dropped", 4900, status=404, reason="http_404"),
            ],
        ],
    ),
    "documents": (
        DOCUMENTS,
        [
            [
                document(LIGHTHOUSE, "The lighthouse", LIGHTHOUSE_SEGMENTS, 0),
                document(SPAM, "Win <b>big</b>", [text(HOSTILE)], 1400),
            ],
            [
                document(
                    LEUCHTTURM,
                    "Der Leuchtturm",
                    [text("Der Turm am Meer."), medium("image", IMAGE_URL), medium("audio", SOUND_URL, "Nebelhorn")],
                    2800,
                ),
                document(COPY, "The lighthouse", LIGHTHOUSE_SEGMENTS, 3500),
            ],
        ],
    ),
    "media/items": (
        MEDIA_ITEMS,
        [
            [
                {"media_id": IMAGE_ID, "location": {"file": "captures/lights.warc.gz", "offset": 700, "length": 700},
                 "kind": "image", "mime": "image/png", "bytes": len(PNG), "width": 64, "height": 48, "duration_ms": 0,
                 "fps": 0.0, "sample_rate": 0, **NO_SIGNALS, "frames": 1, "scenes": 0, "phash": 5, "error": None,
                 "blob": {"file": "media/blobs/part-00000-of-00002.tar", "offset": 512, "length": len(PNG)}},
                {"media_id": BROKEN_ID, "location": {"file": "captures/lights.warc.gz", "offset": 2100, "length": 700},
                 "kind": "image", "mime": "image/png", "bytes": 900, "width": 0, "height": 0, "duration_ms": 0,
                 "fps": 0.0, "sample_rate": 0, **NO_SIGNALS, "scenes": 0, "error": "truncated_image", "blob": None},
            ],
            [
                {"media_id": SOUND_ID, "location": {"file": "captures/lights.warc.gz", "offset": 4200, "length": 700},
                 "kind": "audio", "mime": "audio/flac", "bytes": 4000, "width": 0, "height": 0, "duration_ms": 12500,
                 "fps": 0.0, "sample_rate": 44100, **NO_SIGNALS, "scenes": 0, "error": None,
                 "blob": {"file": "media/blobs/part-00001-of-00002.tar", "offset": 512, "length": 3000}},
            ],
        ],
    ),
    "media/uses": (
        MEDIA_USES,
        [[{"media_id": IMAGE_ID, "uses": 2}, {"media_id": BROKEN_ID, "uses": 0}], [{"media_id": SOUND_ID, "uses": 1}]],
    ),
    "links": (
        LINKS,
        [
            [
                {"doc_id": identity(LIGHTHOUSE), "media": [
                    link(1, IMAGE_ID, "image", bytes=len(PNG), width=64, height=48),
                    link(4, None, "image", "truncated_image"),
                ]},
                {"doc_id": identity(SPAM), "media": []},
            ],
            [
                {"doc_id": identity(LEUCHTTURM), "media": [
                    link(1, IMAGE_ID, "image", bytes=len(PNG), width=64, height=48),
                    link(2, SOUND_ID, "audio", bytes=4000, duration_ms=12500),
                ]},
                {"doc_id": identity(COPY), "media": [
                    link(1, IMAGE_ID, "image", bytes=len(PNG), width=64, height=48),
                    link(4, None, "image", "truncated_image"),
                ]},
            ],
        ],
    ),
    "signals": (
        SIGNALS,
        [
            [signals(LIGHTHOUSE, 5, [MAIL]), signals(SPAM, 1, words=7, hash_ratio=0.25)],
            [signals(LEUCHTTURM, 3, language="de"), signals(COPY, 5, [MAIL])],
        ],
    ),
    "duplicates": (
        DUPLICATES,
        [
            [alone(LIGHTHOUSE, cluster_documents=2), alone(SPAM)],
            [
                alone(LEUCHTTURM),
                alone(COPY, kind="near", duplicate_of=identity(LIGHTHOUSE), similarity=0.96, cluster_documents=2),
            ],
        ],
    ),
    "contamination": (
        CONTAMINATION,
        [
            [{"doc_id": identity(url), "ngrams": 0, "coverage": 0.0, "evaluations": []} for url in urls]
            for urls in ((LIGHTHOUSE, SPAM), (LEUCHTTURM, COPY))
        ],
    ),
    "selection": (
        SELECTION,
        [
            [
                selected(LIGHTHOUSE, True, segments=[0, 1, 2, 3],
                         holes=[{"segment": 4, "kind": "image", "reason": "truncated_image"}],
                         edits=[{"segment": 2, "start": 9, "end": 24, "replacement": "mail@example.org"}]),
                selected(SPAM, False, "gopher_too_few_words"),
            ],
            [
                selected(LEUCHTTURM, True, language="de", segments=[0, 1, 2]),
                selected(COPY, False, "duplicate_near"),
            ],
        ],
    ),
    "media/tokens": (
        MEDIA_TOKENS,
        [
            [{"media_id": IMAGE_ID, "kind": "image", "mime": "image/png", "ids": [], **NOT_SPELLED}],
            [{"media_id": SOUND_ID, "kind": "audio", "mime": "audio/flac", "ids": [], **NOT_SPELLED}],
        ],
    ),
    "tokens": (
        TOKENS,
        [
            [tokenised(LIGHTHOUSE, "en", [("text", 10, None), ("image", 20, IMAGE_ID), ("text", 5, None)])],
            [tokenised(LEUCHTTURM, "de", [("text", 30, None), ("image", 12, IMAGE_ID), ("audio", 40, SOUND_ID)])],
        ],
    ),
}  # fmt: skip


def ledgers() -> dict[str, Ledger]:
    """What each stage says of itself."""
    found = {stage: Ledger() for stage in ("extract", "media", "links", "signals", "duplicates", "contamination")}
    found["extract"].keep("captures", 7)
    found["extract"].drop("captures", "http_404")
    found["media"].keep("media", 2)
    found["media"].drop("media", "truncated_image")
    found["links"].keep("segments", 4)
    found["links"].drop("segments", "truncated_image", 2)
    for stage in ("signals", "duplicates", "contamination"):
        found[stage].keep("documents", 4)
    selection = found["selection"] = Ledger()
    selection.keep("documents", 2)
    selection.drop("documents", "gopher_too_few_words")
    selection.drop("documents", "duplicate_near")
    selection.keep("segments", 7)
    selection.drop("segments", "truncated_image")
    found["tokens"] = Ledger()
    found["tokens"].keep("documents", 2)
    return found


def write_parts(corpus: Corpus, table: str) -> None:
    """One table, part by part, one row group a part."""
    schema, parts = PARTS[table]
    for number, rows in enumerate(parts):
        with corpus.writing(part_name(table, number, len(parts)), schema, "key") as writer:
            for row in rows:
                writer.row(row)


def write_success(corpus: Corpus, stage: str) -> None:
    """The file that says a stage is complete."""
    ledger = ledgers()[stage].to_json()
    corpus.write_json(
        f"{stage}/_SUCCESS.json",
        {"key": f"{stage}-key", "stage": stage, "seconds": 2.5, "workers": 2, "ledger": ledger},
    )


TABLES_OF = {
    "extract": ("captures/index", "documents"),
    "media": ("media/items",),
    "links": ("links",),
    "signals": ("signals",),
    "duplicates": ("duplicates",),
    "contamination": ("contamination",),
    "selection": ("selection", "media/uses"),
    "tokens": ("media/tokens", "tokens"),
}


def corpus_up_to(root: Path, last: str) -> Corpus:
    """The corpus as it stands when ``last`` is the last stage that ran."""
    corpus = Corpus(str(root))
    corpus.write("media/blobs/part-00000-of-00002.tar", bytes(512) + PNG)
    corpus.write("recipe.yaml", RECIPE.encode())
    for stage, tables in TABLES_OF.items():
        for table in tables:
            write_parts(corpus, table)
        write_success(corpus, stage)
        if stage == last:
            break
    return corpus


def shard_facts() -> ShardFacts:
    """One tar of two sequences of 64 positions: the 117 tokens of both documents, and 11 of padding."""
    tokens = {"padding": 11, "text": 45, "image": 32, "audio": 40, "video": 0}
    return ShardFacts("train-000000.tar", "ab" * 32, "cd" * 16, 10240, 2, tokens)


def manifest() -> Manifest:
    """The manifest of that one tar."""
    return Manifest(("train",), 64, "codes", "ef" * 32, 500, "0.1.0", (shard_facts(),))


def write_manifest(corpus: Corpus) -> None:
    """A manifest where the shards stage leaves it; no tar stands behind it."""
    corpus.write("shards/manifest.json", manifest_bytes(manifest()))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Every stage up to tokens."""
    return corpus_up_to(tmp_path / "lights", "tokens")


@pytest.fixture
def extracted(tmp_path: Path) -> Corpus:
    """Nothing after extract has run."""
    return corpus_up_to(tmp_path / "early", "extract")


HIDDEN = f"{SITE}/private/log"


@pytest.fixture
def crawled(corpus: Corpus) -> Corpus:
    """The corpus with its crawl: one url that robots.txt forbids, and the lighthouse."""

    def visit(url: str, outcome: str, status: int, attempts: int) -> dict[str, Any]:
        row = {"kind": "page", "depth": 1, "redirects": 0, "captures": [], "pages": [], "media": []}
        return {"url": url, "url_hash": url_hash(url), "outcome": outcome, "status": status, "final_url": url,
                "attempts": attempts, **row}  # fmt: skip

    with corpus.writing("frontier/visited/lights-r001-g003.parquet", FRONTIER_VISITED, "key") as writer:
        writer.row(visit(LIGHTHOUSE, "captured", 200, 1))
        writer.row(visit(HIDDEN, "robots_disallowed", 0, 0))
    ledger = Ledger()
    ledger.keep("urls")
    ledger.drop("urls", "robots_disallowed")
    corpus.write_json(
        "crawl/_SUCCESS.json",
        {"key": "crawl-key", "stage": "crawl", "seconds": 9.0, "workers": 1, "ledger": ledger.to_json()},
    )
    return corpus
