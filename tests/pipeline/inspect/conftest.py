"""A tiny corpus written by hand: every number the tests expect can be read off this file.

Six pages and four media captures in two parts. Kept: ``lighthouse`` (en, a picture with its caption, a mail
address that was replaced) and ``leuchtturm`` (de, the same picture and a sound). Dropped: ``spam`` (too few
words, hostile text), ``copy`` (near duplicate of ``lighthouse``), ``gone`` (HTTP 404, never a document).
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from weft.pipeline.crawl.tables import FRONTIER_VISITED
from weft.pipeline.ledger import Ledger
from weft.pipeline.shards.manifest import Manifest, ShardFacts, manifest_bytes
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.document import DOCUMENTS
from weft.schemas.ids import url_hash
from weft.schemas.media import MEDIA_ITEMS, MEDIA_USES
from weft.schemas.tables import (
    CAPTURES,
    CONTAMINATION,
    DUPLICATES,
    LINKS,
    MEDIA_TOKENS,
    SELECTION,
    SIGNALS,
    TOKENS,
)

from .made_rows import (
    BROKEN_ID,
    BROKEN_URL,
    COPY,
    GONE,
    HOSTILE,
    IMAGE_ID,
    IMAGE_URL,
    LEUCHTTURM,
    LIGHTHOUSE,
    NO_SIGNALS,
    NOT_SPELLED,
    PNG,
    SITE,
    SOUND_ID,
    SOUND_URL,
    SPAM,
    alone,
    capture,
    document,
    identity,
    link,
    medium,
    selected,
    signals,
    text,
    tokenised,
)

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
                 "fps": 0.0, "sample_rate": 0, **NO_SIGNALS, "frames": 1, "scenes": 0, "phash": 5, "transfer": "",
                 "error": None,
                 "blob": {"file": "media/blobs/part-00000-of-00002.tar", "offset": 512, "length": len(PNG)}},
                {"media_id": BROKEN_ID, "location": {"file": "captures/lights.warc.gz", "offset": 2100, "length": 700},
                 "kind": "image", "mime": "image/png", "bytes": 900, "width": 0, "height": 0, "duration_ms": 0,
                 "fps": 0.0, "sample_rate": 0, **NO_SIGNALS, "scenes": 0, "transfer": "", "error": "truncated_image",
                 "blob": None},
            ],
            [
                {"media_id": SOUND_ID, "location": {"file": "captures/lights.warc.gz", "offset": 4200, "length": 700},
                 "kind": "audio", "mime": "audio/flac", "bytes": 4000, "width": 0, "height": 0, "duration_ms": 12500,
                 "fps": 0.0, "sample_rate": 44100, **NO_SIGNALS, "scenes": 0, "transfer": "", "error": None,
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

    def visit(url: str, outcome: str, status: int, attempts: int, *pages: str) -> dict[str, Any]:
        row = {"kind": "page", "depth": 1, "redirects": 0, "captures": [], "pages": pages, "media": []}
        return {"url": url, "url_hash": url_hash(url), "outcome": outcome, "status": status, "final_url": url,
                "attempts": attempts, **row}  # fmt: skip

    with corpus.writing("frontier/visited/lights-r001-g003.parquet", FRONTIER_VISITED, "key") as writer:
        writer.row(visit(LIGHTHOUSE, "captured", 200, 1, COPY, HIDDEN))
        writer.row(visit(HIDDEN, "robots_disallowed", 0, 0))
    ledger = Ledger()
    ledger.keep("urls")
    ledger.drop("urls", "robots_disallowed")
    corpus.write_json(
        "crawl/_SUCCESS.json",
        {"key": "crawl-key", "stage": "crawl", "seconds": 9.0, "workers": 1, "ledger": ledger.to_json()},
    )
    return corpus
