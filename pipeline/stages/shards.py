"""shards: token row groups dealt to shards by a seeded plan, packed, written while streaming. Shuffles nothing.

Each shard is a unit of work of its own. What it says of itself (digests, counts, ledger) is one small table
beside the shards, and comes last; the indexes of the whole set follow when every shard is there.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, BinaryIO, cast

import numpy as np
import pyarrow as pa

from ... import __version__
from ...schemas.ids import DOC_ID_BYTES
from ...schemas.recipe import Recipe
from ...schemas.shard import sample_key, shard_name
from ...tokenizers.interleave import Span
from ...tokenizers.packing import Piece, assemble, pack, split_document
from ..beam import Engine
from ..ledger import Ledger, check_handover
from ..models import VOCABULARY_FILE, models_of
from ..shards.indexes import complete_set, tar_idx_bytes, tar_idx_name
from ..shards.manifest import MANIFEST, ShardFacts, manifest_bytes
from ..shards.order import permutation
from ..shards.plan import MIXED, RowGroups, ShardPlan, plan_mixture, takes
from ..shards.sample import Sample
from ..shards.writer import ShardWriter
from ..stage import Job, Stage, run_parts
from ..storage import part_name, table_bytes

FOLDER = "shards"
DOCUMENTS_INDEX = "shards/documents.parquet"
_WRITTEN = "shards-written"

WRITTEN = pa.schema(
    [
        ("facts", pa.string()),
        ("idx_sha256", pa.string()),
        ("doc_id", pa.list_(pa.string())),
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
    after = ("tokens",)
    tables = (_WRITTEN,)
    folders = (FOLDER,)

    def settings(self, recipe: Recipe) -> Any:
        mixture = [stage.model_dump() for stage in recipe.mixture]
        return [mixture, recipe.shards.model_dump(), recipe.sequences.model_dump(), recipe.seed]

    def expected(self, job: Job) -> int:
        return len(shard_plans(job)) if job.corpus.parts("tokens") else 0

    def run(self, job: Job, engine: Engine) -> None:
        plans = shard_plans(job)
        _remove_strangers(job, plans)
        run_parts(job, engine, self.tables, len(plans), partial(write_shard, plans=plans))
        seen = self.ledger(job).flow("documents").entered
        check_handover("the plan", _planned_rows(job, plans), self.name, seen, "documents")
        write_indexes(job)


def shard_plans(job: Job) -> list[ShardPlan]:
    """Every shard of every mixture stage, in order."""
    recipe = job.recipe
    tokens_per_shard = recipe.sequences.length * recipe.shards.sequences
    stages = plan_mixture(row_groups(job), recipe.mixture, tokens_per_shard=tokens_per_shard, seed=recipe.seed)
    return [stage[shard] for stage in stages for shard in range(len(stage))]


def row_groups(job: Job) -> RowGroups:
    """Sizes and sources of all row groups of ``tokens``, in order."""
    domains = tuple(source.name for source in job.recipe.sources)
    rows = []
    for part, name in enumerate(job.corpus.parts("tokens")):
        with job.corpus.part(name) as file:
            for group in range(file.num_row_groups):
                inside = set(file.read_row_group(group, ["domain"]).column(0).to_pylist())
                domain = domains.index(inside.pop()) if len(inside) == 1 else MIXED
                rows.append((part, group, _ids_in(file.metadata.row_group(group)), domain))
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    return RowGroups(
        part=columns[0].astype(np.int32),
        row_group=columns[1].astype(np.int32),
        tokens=columns[2],
        domain=columns[3].astype(np.int32),
        domains=domains,
    )


def _planned_rows(job: Job, plans: list[ShardPlan]) -> int:
    """Documents in the row groups of all plans, counted as often as a plan looks at them."""
    rows: dict[tuple[int, int], int] = {}
    for part, name in enumerate(job.corpus.parts("tokens")):
        with job.corpus.part(name) as file:
            rows |= {(part, group): file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)}
    return sum(rows[entry] for plan in plans for entry in zip(plan.part.tolist(), plan.row_group.tolist(), strict=True))


def _ids_in(group: Any) -> int:
    """Ids in a row group, from the footer: no list of ids is empty, so values are ids."""
    chunks = (group.column(number) for number in range(group.num_columns))
    return int(next(chunk.num_values for chunk in chunks if chunk.path_in_schema.startswith("ids.")))


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
                "doc_id": [row.doc_id for row in writer.documents],
                "key": [row.key for row in writer.documents],
                "start": [row.start for row in writer.documents],
                "tokens": [row.tokens for row in writer.documents],
            }
        )
        out.ledger.counts["sequences"] += facts.samples
        for modality, count in facts.tokens.items():
            out.ledger.counts[f"tokens_{modality}"] += count


@dataclass(frozen=True)
class Placed:
    """A piece and the document it is of: an index into the rows that the shard read."""

    row: int
    piece: Piece


def pieces_of(job: Job, plan: ShardPlan, ledger: Ledger) -> tuple[list[dict[str, Any]], list[Placed]]:
    """The documents of a shard, without their ids, and their pieces, each at most a sequence long."""
    recipe, models = job.recipe, models_of(job.corpus, job.key)
    rows: list[dict[str, Any]] = []
    pieces: list[Placed] = []
    for row, ids in planned_documents(job, plan, ledger):
        spans = [Span.from_row(span) for span in row.pop("spans")]
        split = split_document(ids, spans, recipe.sequences.length, set(row["captions"]), models.text.word_starts)
        pieces += [Placed(len(rows), piece) for piece in split.pieces]
        rows.append(row)
        ledger.keep("documents")
        ledger.keep("tokens", sum(len(piece.ids) for piece in split.pieces))
        for dropped in split.dropped:
            ledger.drop("tokens", dropped.reason, dropped.span.length)
    return rows, pieces


def planned_documents(job: Job, plan: ShardPlan, ledger: Ledger) -> Iterator[tuple[dict[str, Any], Any]]:
    """(row of ``tokens`` without ids, ids uint32) of every document that the stage takes, in the plan's order."""
    recipe = job.recipe
    stage = [stage.name for stage in recipe.mixture].index(plan.stage)
    for part, group, earlier in zip(plan.part, plan.row_group, plan.earlier_passes, strict=True):
        with job.corpus.part(job.name("tokens", int(part))) as file:
            table = file.read_row_group(int(group), use_threads=False)
        for batch in table.combine_chunks().to_batches():
            ids = batch.column("ids")
            for index, row in enumerate(batch.drop_columns(["ids"]).to_pylist()):
                if takes(
                    row["doc_id"],
                    row["domain"],
                    mixture=recipe.mixture,
                    stage=stage,
                    earlier_passes=int(earlier),
                    seed=recipe.seed,
                ):
                    yield row, ids[index].values.to_numpy()
                else:
                    ledger.drop("documents", "not_in_mixture")


def samples(job: Job, plan: ShardPlan, rows: list[dict[str, Any]], pieces: list[Placed]) -> Iterator[Sample]:
    """The sequences of a shard: pieces in a seeded order, packed best-fit decreasing."""
    length = job.recipe.sequences.length
    order = permutation(len(pieces), "pieces", plan.stage, plan.shard, job.recipe.seed)
    shuffled = [pieces[index] for index in order]
    bins = pack([len(placed.piece.ids) for placed in shuffled], length)
    bins_order = permutation(len(bins), "sequences", plan.stage, plan.shard, job.recipe.seed)
    for number, bin_ in enumerate(bins_order):
        inside = [shuffled[index] for index in bins[bin_]]
        packed = assemble([placed.piece for placed in inside], length)
        yield Sample(
            key=sample_key(plan.stage, plan.shard, number),
            tokens=packed.tokens,
            modality=packed.modality,
            segment_ids=packed.segment_ids,
            loss_mask=packed.loss_mask,
            media=travelling_media(job, rows, inside),
            meta={"documents": [_document_meta(rows[placed.row], placed.piece) for placed in inside]},
        )


def travelling_media(job: Job, rows: list[dict[str, Any]], inside: list[Placed]) -> list[dict[str, Any]]:
    """The media of a sequence in ``slots`` form, with their bytes and their place; none in ``codes`` form."""
    media = []
    start = 0
    for placed in inside:
        known = {item["media_id"]: item for item in rows[placed.row]["media"]}
        for span in placed.piece.spans:
            item = known.get(span.media_id)
            if item is not None:
                with closing(job.corpus.open(item["blob"]["file"])) as stream:
                    stream.seek(item["blob"]["offset"])
                    payload = stream.read(item["blob"]["length"])
                place = {"start": start + span.start, "length": span.length}
                identity = {"media_id": item["media_id"].hex(), "kind": item["kind"], "mime": item["mime"]}
                media.append({**identity, **place, "bytes": payload})
        start += len(placed.piece.ids)
    return media


def _document_meta(row: dict[str, Any], piece: Piece) -> dict[str, Any]:
    spans = [
        {
            "kind": span.kind.value,
            "start": span.start,
            "length": span.length,
            "segment": span.segment,
            **({"media_id": span.media_id.hex()} if span.media_id else {}),
        }
        for span in piece.spans
    ]
    facts = {name: row[name] for name in ("url", "license", "domain", "language")}
    return {"doc_id": row["doc_id"].hex(), **facts, "spans": spans}


def write_indexes(job: Job) -> None:
    """The files about the whole set, from what each shard says of itself; the manifest comes last."""
    recipe, models = job.recipe, models_of(job.corpus, job.key)
    written = pa.concat_tables(
        [WRITTEN.empty_table(), *(job.corpus.table(name) for name in job.corpus.parts(_WRITTEN))]
    )
    facts = [ShardFacts(**json.loads(row)) for row in written.column("facts").to_pylist()]
    if not facts:
        raise ValueError("no document is left for the shards; `weft report` shows what was dropped and why")
    names = ("doc_id", "key", "start", "tokens")
    columns = {name: written.column(name).combine_chunks().flatten() for name in names}
    columns["doc_id"] = pa.array([bytes.fromhex(id_) for id_ in columns["doc_id"].to_pylist()], pa.binary(DOC_ID_BYTES))
    documents = table_bytes(pa.table(columns))
    copied = {VOCABULARY_FILE: job.corpus.read(f"vocabulary/{VOCABULARY_FILE}")}
    copied |= {name: job.corpus.read(f"vocabulary/{name}") for name in models.vocabulary.models}
    extra = {"documents.parquet": documents, **copied}
    digests = {
        tar_idx_name(f.name): sha for f, sha in zip(facts, written.column("idx_sha256").to_pylist(), strict=True)
    }
    manifest, files = complete_set(
        shards=facts,
        stages=[stage.name for stage in recipe.mixture],
        length=recipe.sequences.length,
        media=recipe.sequences.media,
        vocabulary_sha256=hashlib.sha256(copied[VOCABULARY_FILE]).hexdigest(),
        vocabulary_size=models.vocabulary.size,
        weft_version=__version__,
        tar_idx_sha256=digests,
        extra_sha256={name: hashlib.sha256(payload).hexdigest() for name, payload in extra.items()},
    )
    for name, payload in {**extra, **files}.items():
        job.corpus.write(f"{FOLDER}/{name}", payload)
    job.corpus.write(f"{FOLDER}/{MANIFEST}", manifest_bytes(manifest))


def _remove_strangers(job: Job, plans: list[ShardPlan]) -> None:
    """Remove shards of an earlier run that this plan does not write again, and the manifest that spoke of them."""
    expected = {f"{FOLDER}/{shard_name(plan.stage, plan.shard)}" for plan in plans}
    made = {name for name in (part_name(_WRITTEN, part, len(plans)) for part in range(len(plans))) if job.is_made(name)}
    if len(made) == len(plans):
        return
    for name in job.corpus.names(FOLDER):
        if name.removesuffix(".idx") not in expected:
            job.corpus.remove(name)
