"""shards: token row groups dealt to shards by a seeded plan, packed, written while streaming. Shuffles nothing.

Each shard is a unit of work of its own. What it says of itself (digests, counts, ledger) is one small table
beside the shards, and comes last; the indexes of the whole set follow when every shard is there.
"""

import hashlib
import json
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from ... import __version__
from ...schemas.ids import DOC_ID_BYTES
from ...schemas.recipe import Recipe
from ...schemas.shard import shard_name
from ..beam import Engine
from ..ledger import check_handover
from ..models import VOCABULARY_FILE, models_of
from ..shards.indexes import complete_set, tar_idx_bytes, tar_idx_name
from ..shards.manifest import MANIFEST, ShardFacts, manifest_bytes
from ..shards.plan import ShardPlan
from ..shards.writer import ShardWriter
from ..stage import Job, Stage, run_parts, unmade
from ..storage import part_name
from .mixture import shard_plans, write_mixture
from .sequences import pieces_of, samples

FOLDER = "shards"
DOCUMENTS_INDEX = pa.schema(
    [("doc_id", pa.binary(DOC_ID_BYTES)), ("key", pa.string()), ("start", pa.int32()), ("tokens", pa.int32())]
)
_WRITTEN = "shards-written"
_MIXTURE = "mixture"

WRITTEN = pa.schema(
    [
        ("facts", pa.string()),
        ("idx_sha256", pa.string()),
        ("doc_id", pa.list_(pa.binary(DOC_ID_BYTES))),
        ("key", pa.list_(pa.string())),
        ("start", pa.list_(pa.int32())),
        ("tokens", pa.list_(pa.int32())),
    ]
)
"""One row: what a written shard says of itself, and where the pieces of its documents lie."""


@dataclass(frozen=True)
class Shards(Stage):
    """The stage."""

    name = "shards"
    version = 2
    after = ("tokens",)
    tables = (_WRITTEN, _MIXTURE)
    folders = (FOLDER,)

    def settings(self, recipe: Recipe) -> Any:
        mixture = [stage.model_dump() for stage in recipe.mixture]
        return [mixture, recipe.shards.model_dump(), recipe.sequences.model_dump(), recipe.seed]

    def expected(self, job: Job) -> int:
        return 0

    def is_complete(self, job: Job, table: str) -> bool:
        if not super().is_complete(job, table):
            return False
        return table != _WRITTEN or (job.corpus.exists(f"{FOLDER}/{MANIFEST}") and not damaged_shards(job))

    def run(self, job: Job, engine: Engine) -> None:
        run_parts(job, engine, (_MIXTURE,), job.count("tokens"), write_mixture)
        plans = shard_plans(job)
        for name in damaged_shards(job):
            job.corpus.remove(name)
        unmade(job, (_WRITTEN,), len(plans))
        _remove_strangers(job, plans)
        run_parts(job, engine, (_WRITTEN,), len(plans), partial(write_shard, plans=plans))
        ledger = self.ledger(job)
        check_handover("the mixture", ledger.counts["passes"], self.name, ledger.flow("passes").kept, "passes")
        write_indexes(job)


def damaged_shards(job: Job) -> list[str]:
    """Parts of ``shards-written`` whose tar or index is not there in its full length."""
    sizes = job.corpus.sizes(FOLDER)
    damaged = []
    for name in job.corpus.names(_WRITTEN, ".parquet"):
        for row in job.corpus.table(name, ["facts"]).to_pylist():
            facts = json.loads(row["facts"])
            tar = f"{FOLDER}/{facts['name']}"
            index_bytes = 8 * (facts["samples"] + 1)
            if sizes.get(tar) != facts["bytes"] or sizes.get(tar_idx_name(tar)) != index_bytes:
                damaged.append(name)
    return damaged


def write_shard(job: Job, part: int, name: str, plans: list[ShardPlan]) -> None:
    """Write the tar and the index of one shard, then its row of ``shards-written``."""
    plan = plans[part]
    tar = f"{FOLDER}/{shard_name(plan.stage, plan.shard)}"
    with job.writing(name, WRITTEN) as out:
        rows, pieces = pieces_of(job, plan, out.ledger)
        if not pieces:  # nothing of its row groups is taken: no file, and numbering goes on
            job.corpus.remove(tar)
            job.corpus.remove(tar_idx_name(tar))
            return
        with job.corpus.create(tar) as stream:
            writer = ShardWriter(cast(BinaryIO, stream), shard_name(plan.stage, plan.shard))
            for sample in samples(job, plan, rows, pieces):
                writer.add(sample)
            facts = writer.close()
        index = tar_idx_bytes(writer.offsets)
        job.corpus.write(tar_idx_name(tar), index)
        out.row(
            {
                "facts": json.dumps(asdict(facts), sort_keys=True),
                "idx_sha256": hashlib.sha256(index).hexdigest(),
                "doc_id": [bytes.fromhex(row.doc_id) for row in writer.documents],
                "key": [row.key for row in writer.documents],
                "start": [row.start for row in writer.documents],
                "tokens": [row.tokens for row in writer.documents],
            }
        )
        out.ledger.counts["sequences"] += facts.samples
        for modality, count in facts.tokens.items():
            out.ledger.counts[f"tokens_{modality}"] += count


def write_indexes(job: Job) -> None:
    """The files about the whole set, from what each shard says of itself; the manifest comes last."""
    recipe, models = job.recipe, models_of(job.corpus, job.key)
    facts, idx_digests = [], {}
    for name in job.corpus.parts(_WRITTEN):
        for row in job.corpus.table(name, ["facts", "idx_sha256"]).to_pylist():
            facts.append(ShardFacts(**json.loads(row["facts"])))
            idx_digests[tar_idx_name(facts[-1].name)] = row["idx_sha256"]
    if not facts:
        raise ValueError("no document is left for the shards; `weft report` shows what was dropped and why")
    copied = {VOCABULARY_FILE: job.corpus.read(f"vocabulary/{VOCABULARY_FILE}")}
    copied |= {name: job.corpus.read(f"vocabulary/{name}") for name in models.vocabulary.models}
    extra = {name: hashlib.sha256(payload).hexdigest() for name, payload in copied.items()}
    extra["documents.parquet"] = write_documents_index(job)
    manifest, files = complete_set(
        shards=facts,
        stages=[stage.name for stage in recipe.mixture],
        length=recipe.sequences.length,
        media=recipe.sequences.media,
        vocabulary_sha256=hashlib.sha256(copied[VOCABULARY_FILE]).hexdigest(),
        vocabulary_size=models.vocabulary.size,
        weft_version=__version__,
        tar_idx_sha256=idx_digests,
        extra_sha256=extra,
    )
    for name, payload in {**copied, **files}.items():
        job.corpus.write(f"{FOLDER}/{name}", payload)
    job.corpus.write(f"{FOLDER}/{MANIFEST}", manifest_bytes(manifest))


def write_documents_index(job: Job) -> str:
    """Write ``shards/documents.parquet``, where each piece of each document lies; returns its sha256 in hex."""
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder, "documents.parquet")
        with pq.ParquetWriter(local, DOCUMENTS_INDEX, compression="zstd") as writer:
            for name in job.corpus.parts(_WRITTEN):
                for batch in job.corpus.batches(name, DOCUMENTS_INDEX.names):
                    columns = [batch.column(column).flatten() for column in DOCUMENTS_INDEX.names]
                    writer.write_table(pa.table(columns, schema=DOCUMENTS_INDEX))
        with local.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        job.corpus.publish(local, f"{FOLDER}/documents.parquet")
    return digest


def _remove_strangers(job: Job, plans: list[ShardPlan]) -> None:
    """Remove shards of an earlier run that this plan does not write again, and the manifest that spoke of them."""
    expected = {f"{FOLDER}/{shard_name(plan.stage, plan.shard)}" for plan in plans}
    made = {name for name in (part_name(_WRITTEN, part, len(plans)) for part in range(len(plans))) if job.is_made(name)}
    if len(made) == len(plans):
        return
    for name in job.corpus.names(FOLDER):
        if name.removesuffix(".idx") not in expected:
            job.corpus.remove(name)
