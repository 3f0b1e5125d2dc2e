"""duplicates: which documents repeat another, word for word or nearly. Aligned with ``documents``.

Two jobs. The first shuffles (band hash, document) columns and leaves pairs that share a bucket; their connected
components are found here. The second brings the shingle hashes of each component together, verifies pairs by
their true Jaccard similarity, and sends each document's verdict back to its part. No text travels.

A document without running text has no shingles of its words. One number stands for its captions and its media instead,
so that it meets its exact copies and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...filters.clusters import Candidate, connected_components, survivor
from ...filters.exact import captioned_digest, text_digest
from ...filters.minhash import band_hashes, jaccard, shingle_hashes, signatures
from ...filters.signals import aside_text, document_text
from ...filters.words import word_counts
from ...schemas.ids import DOC_ID_BYTES
from ...schemas.tables import DUPLICATES
from ..beam import Engine, SpreadParts
from ..grouping import Rows
from ..shuffle import ByRange
from ..splitting import by_remainder
from ..stage import Job, Stage, aligned, run_shuffle, unmade
from ..storage import table_bytes

MIN_SIMILARITY = 0.7
"""Jaccard similarity of word 5-gram sets from which two documents are near duplicates."""
MIN_SHINGLES = 4
"""A text of fewer shingles (8 words) says too little: galleries of pictures would all be one document."""
MAX_BUCKET_PAIRS = 64
"""Of a larger bucket, each document is compared with this many: enough to hold a cluster together."""

_ROW_BITS = np.uint64(32)
_PAIRS = "duplicates/pairs"
_COMPONENTS = "duplicates/components/all.parquet"

BANDS = pa.schema([("hash", pa.uint64()), ("node", pa.uint64())])
"""``node`` is part << 32 | row: the place of a document in the corpus."""

SHINGLED = pa.schema(
    [
        ("component", pa.uint64()),
        ("node", pa.uint64()),
        ("doc_id", pa.binary(DOC_ID_BYTES)),
        ("words", pa.int64()),
        ("digest", pa.binary(16)),
        ("shingles", pa.list_(pa.uint64())),
    ]
)

VERDICT = pa.schema(
    [("part", pa.int64()), ("row", pa.int64()), *[(f.name, f.type) for f in DUPLICATES if f.name != "doc_id"]]
)
"""What a document in a cluster is told; ``row`` is within its part."""


_READ = {"documents": ["segments"], "links": ["media"]}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a document is compared by."""

    is_text: bool
    """Whether it is by its running text; else by captions and media, of which ``shingles`` is one number."""
    words: int
    digest: bytes
    shingles: NDArray[np.uint64]


@dataclass(frozen=True)
class Duplicates(Stage):
    """The stage."""

    name = "duplicates"
    version = 3
    after = ("extract", "links")
    tables = ("duplicates",)
    folders = (_PAIRS, "duplicates/components")

    def expected(self, job: Job) -> int:
        return len(job.corpus.parts("documents"))

    def run(self, job: Job, engine: Engine) -> None:
        count = job.count("documents")
        if not unmade(job, self.tables, count):
            return
        engine = engine.for_parts(count)
        by_band = partial(by_remainder, column="hash", ranges=job.ranges)
        run_shuffle(job, engine, (_PAIRS,), job.ranges, bands, write_pairs, by_band)
        pairs = [job.corpus.table(name) for name in job.corpus.parts(_PAIRS)]
        edges = np.stack([pa.concat_tables(pairs).column(side).to_numpy() for side in ("left", "right")], axis=1)
        nodes, components = connected_components(edges)
        table = pa.table({"node": nodes, "component": components})
        job.corpus.write(_COMPONENTS, table_bytes(table))
        run_shuffle(job, engine, self.tables, count, verified, write_part)


def bands(job: Job, pipeline: beam.Pipeline, _pending: list[int]) -> Rows:
    """BANDS of every document."""
    parts = pipeline | SpreadParts(range(job.count("documents")))
    return parts | "Sign" >> beam.FlatMap(document_bands, job)


def verified(job: Job, pipeline: beam.Pipeline, _pending: list[int]) -> Rows:
    """Documents of a component → verified clusters → VERDICT rows."""
    parts = pipeline | SpreadParts(range(job.count("documents")))
    shingled = parts | "Shingle" >> beam.FlatMap(component_shingles, job)
    by_component = partial(by_remainder, column="component", ranges=job.ranges)
    return {"shingled": shingled} | "Judge" >> ByRange(by_component, verdicts_of_range)


def document_bands(part: int, job: Job) -> Iterator[pa.Table]:
    """Band hashes of every document of a part with enough text, and of every document of media alone its number."""
    row = 0
    for batches in aligned(job, part, _READ):
        prints = fingerprints(batches["documents"], batches["links"])
        first = (part << 32) + row
        texts = [at for at, each in enumerate(prints) if each.is_text and len(each.shingles) >= MIN_SHINGLES]
        others = [at for at, each in enumerate(prints) if not each.is_text and len(each.shingles)]
        hashes = band_hashes(signatures([prints[at].shingles for at in texts]))
        nodes = np.repeat(np.array(texts, np.uint64), hashes.shape[-1])
        keys = [prints[at].shingles for at in others]
        yield pa.table(
            [
                np.concatenate([hashes.reshape(-1), *keys]),
                np.concatenate([nodes, np.array(others, np.uint64)]) + np.uint64(first),
            ],
            schema=BANDS,
        )
        row += len(prints)


def fingerprints(documents: pa.RecordBatch, links: pa.RecordBatch) -> list[Fingerprint]:
    """One of each row of ``documents`` (with ``segments``), beside the same rows of ``links``.

    A document of nothing but links that lead nowhere is compared by their urls.
    """
    segments = [
        tuple([segment[name] for segment in row] for name in ("kind", "role", "text", "joint", "media_hash"))
        for row in documents.column("segments").to_pylist()
    ]
    texts = [document_text(*each[:4]) for each in segments]
    told = [text or aside_text(*each[:3]) for text, each in zip(texts, segments, strict=True)]
    found = []
    for row, (text, words) in enumerate(zip(texts, word_counts(told).tolist(), strict=True)):
        if text:
            found.append(Fingerprint(True, words, text_digest(text), shingle_hashes(text)))
            continue
        hashes = segments[row][4]
        ids = {link["segment"]: link["media_id"] for link in links.column("media")[row].as_py()}
        media = [ids.get(index) or digest for index, digest in enumerate(hashes) if digest is not None]
        digest = captioned_digest(told[row], media)
        number = np.frombuffer(digest[:8] if media or words else b"", "<u8").astype(np.uint64)
        found.append(Fingerprint(False, words, digest, number))
    return found


def write_pairs(job: Job, _range: int, name: str, tables: list[pa.Table]) -> None:
    """Pairs of documents that share a bucket of this range; each document with its next in the bucket."""
    table = pa.concat_tables([BANDS.empty_table(), *tables])
    table = table.sort_by([("hash", "ascending"), ("node", "ascending")])
    hashes, nodes = table.column("hash").to_numpy(), table.column("node").to_numpy()
    same = np.flatnonzero(hashes[1:] == hashes[:-1])
    pairs = np.unique(np.stack([nodes[same], nodes[same + 1]], axis=1), axis=0)
    schema = pa.schema([("left", pa.uint64()), ("right", pa.uint64())])
    with job.writing(name, schema) as out:
        out.batch(pa.table([pairs[:, 0], pairs[:, 1]], schema=schema))


def component_shingles(part: int, job: Job) -> Iterator[pa.Table]:
    """Shingle hashes of the documents of a part that are in a component."""
    components = job.corpus.table(_COMPONENTS)
    nodes = components.column("node").to_numpy()
    first, end = np.searchsorted(nodes, np.array([part, part + 1], np.uint64) << _ROW_BITS)
    component_of = dict(
        zip(
            (nodes[first:end] & np.uint64(0xFFFFFFFF)).tolist(),
            components.column("component").to_numpy()[first:end].tolist(),
            strict=True,
        )
    )
    row = 0
    for batches in aligned(job, part, _READ):
        wanted = [index for index in range(batches["documents"].num_rows) if row + index in component_of]
        chosen, links = (batches[table].take(pa.array(wanted, pa.int64())) for table in _READ)
        ids = chosen.column("doc_id").to_pylist()
        rows = [
            {
                "component": component_of[row + index],
                "node": part << 32 | row + index,
                "doc_id": doc_id,
                "words": each.words,
                "digest": each.digest,
                "shingles": each.shingles,
            }
            for index, doc_id, each in zip(wanted, ids, fingerprints(chosen, links), strict=True)
        ]
        yield pa.Table.from_pylist(rows, schema=SHINGLED)
        row += batches["documents"].num_rows


def verdicts_of_range(shingled: list[pa.Table]) -> Iterator[pa.Table]:
    """Verdicts of every component of one range."""
    table = pa.concat_tables(shingled).sort_by([("component", "ascending"), ("node", "ascending")])
    documents = table.to_pylist()
    start = 0
    rows: list[dict[str, Any]] = []
    for end in range(1, len(documents) + 1):
        if end == len(documents) or documents[end]["component"] != documents[start]["component"]:
            rows += verdicts(documents[start:end])
            start = end
    yield pa.Table.from_pylist(rows, schema=VERDICT)


def verdicts(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ``VERDICT`` for the documents (``SHINGLED`` rows) of one component that are in a verified cluster."""
    shingles = [np.array(document["shingles"], np.uint64) for document in documents]
    edges = [
        pair
        for pair in candidate_pairs(shingles)
        if documents[pair[0]]["digest"] == documents[pair[1]]["digest"]
        or jaccard(shingles[pair[0]], shingles[pair[1]]) >= MIN_SIMILARITY
    ]
    if not edges:
        return []
    members, labels = connected_components(np.array(edges, np.uint64))
    rows = []
    for label in np.unique(labels):
        cluster = [int(member) for member in members[labels == label]]
        kept = _survivor(documents, cluster)
        for member in cluster:
            document = documents[member]
            exact = document["digest"] == documents[kept]["digest"]
            rows.append(
                {
                    "part": document["node"] >> 32,
                    "row": document["node"] & 0xFFFFFFFF,
                    "kind": None if member == kept else "exact" if exact else "near",
                    "duplicate_of": None if member == kept else documents[kept]["doc_id"],
                    "similarity": None if member == kept else jaccard(shingles[member], shingles[kept]),
                    "cluster_documents": len(cluster),
                }
            )
    return rows


def candidate_pairs(shingles: list[NDArray[np.uint64]]) -> list[tuple[int, int]]:
    """Pairs (i < j) that share a band bucket; of large buckets each with the first few."""
    buckets: dict[int, list[int]] = {}
    for index, hashes in enumerate(band_hashes(signatures(shingles))):
        for value in hashes.tolist():
            buckets.setdefault(value, []).append(index)
    pairs: set[tuple[int, int]] = set()
    for bucket in buckets.values():
        head = bucket[:MAX_BUCKET_PAIRS]
        pairs.update(combinations(head, 2))
        pairs.update((first, other) for other in bucket[MAX_BUCKET_PAIRS:] for first in head)
    return sorted(pairs)


def _survivor(documents: list[dict[str, Any]], cluster: list[int]) -> int:
    candidates = {
        Candidate(
            documents[member]["words"],
            documents[member]["digest"],
            documents[member]["doc_id"],
            documents[member]["node"],
        ): member
        for member in cluster
    }
    return candidates[survivor(list(candidates))]


def write_part(job: Job, part: int, name: str, tables: list[pa.Table]) -> None:
    """Line the verdicts of one part up with its documents."""
    told = {row.pop("row"): row for table in tables for row in table.drop_columns(["part"]).to_pylist()}
    alone = {"kind": None, "duplicate_of": None, "similarity": None, "cluster_documents": 1}
    row = 0
    with job.writing(name, DUPLICATES) as out:
        for batch in job.corpus.batches(job.name("documents", part), ["doc_id"]):
            rows = [{"doc_id": id_, **told.get(row + i, alone)} for i, id_ in enumerate(batch.column(0).to_pylist())]
            out.batch(pa.RecordBatch.from_pylist(rows, schema=DUPLICATES))
            out.ledger.keep("documents", batch.num_rows)
            row += batch.num_rows
