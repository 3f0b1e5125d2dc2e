"""duplicates: which documents repeat another, word for word or nearly. Aligned with ``documents``.

Two jobs. The first shuffles (band hash, document) columns and leaves pairs that share a bucket; their connected
components are found here. The second brings the shingle hashes of each component together, verifies pairs by
their true Jaccard similarity, and sends each document's verdict back to its part. No text travels.
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
from ...filters.exact import text_digest
from ...filters.minhash import band_hashes, jaccard, shingle_hashes, signatures
from ...filters.signals import document_text
from ...filters.words import word_counts
from ...schemas.ids import DOC_ID_BYTES
from ...schemas.tables import DUPLICATES
from ..beam import Engine, SpreadParts
from ..grouping import Rows
from ..shuffle import ByRange
from ..splitting import by_remainder
from ..stage import Job, Stage, run_shuffle, unmade
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


@dataclass(frozen=True)
class Duplicates(Stage):
    """The stage."""

    name = "duplicates"
    after = ("extract",)
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
    """Band hashes of every document of a part with enough text."""
    row = 0
    for batch in job.corpus.batches(job.name("documents", part), ["segments"]):
        shingles = [shingle_hashes(text) for text in _texts(batch)]
        told = np.array([len(each) >= MIN_SHINGLES for each in shingles], bool)
        nodes = (np.uint64(part) << _ROW_BITS) + np.arange(row, row + batch.num_rows, dtype=np.uint64)[told]
        hashes = band_hashes(signatures([each for each in shingles if len(each) >= MIN_SHINGLES]))
        yield pa.table([hashes.reshape(-1), np.repeat(nodes, hashes.shape[-1])], schema=BANDS)
        row += batch.num_rows


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
    for batch in job.corpus.batches(job.name("documents", part), ["doc_id", "segments"]):
        wanted = [index for index in range(batch.num_rows) if row + index in component_of]
        chosen = batch.take(pa.array(wanted, pa.int64()))
        rows = []
        texts = _texts(chosen)
        ids = chosen.column("doc_id").to_pylist()
        for index, text, doc_id, words in zip(wanted, texts, ids, word_counts(texts).tolist(), strict=True):
            rows.append(
                {
                    "component": component_of[row + index],
                    "node": part << 32 | row + index,
                    "doc_id": doc_id,
                    "words": words,
                    "digest": text_digest(text),
                    "shingles": shingle_hashes(text),
                }
            )
        yield pa.Table.from_pylist(rows, schema=SHINGLED)
        row += batch.num_rows


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


def _texts(batch: pa.RecordBatch) -> list[str]:
    texts = []
    for segments in batch.column("segments").to_pylist():
        columns = ([segment[name] for segment in segments] for name in ("kind", "role", "text"))
        texts.append(document_text(*columns))
    return texts
