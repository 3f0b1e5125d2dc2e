"""Which documents the mixture takes, how often, and which shard each of their row groups goes to.

``mixture`` lines up with ``tokens``: every document is accounted for once, whatever the number of mixture stages
and of passes over it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...schemas.recipe import MixtureStage
from ...schemas.tables import DOC_ID
from ..shards.plan import MIXED, RowGroups, ShardPlan, passes, plan_mixture, stage_of, takes, weight_of
from ..stage import Job

MIXTURE = pa.schema(
    [
        DOC_ID,
        pa.field("stage", pa.string(), True, {"unit": "the mixture stage that takes the document; null if none"}),
        pa.field("passes", pa.int32(), False, {"unit": "how often it is in that stage's sequences"}),
    ]
)


def write_mixture(job: Job, part: int, name: str) -> None:
    """Decide for every document of one part of ``tokens`` which stage takes it, and how often."""
    with job.writing(name, MIXTURE) as out:
        for batch in job.corpus.batches(job.name("tokens", part), ["doc_id", "domain"]):
            rows = []
            for row in batch.to_pylist():
                stage = stage_of(row["doc_id"], job.recipe.mixture, job.recipe.seed)
                times = 0 if stage is None else _passes(row, job.recipe.mixture[stage], job.recipe.seed)
                taken = job.recipe.mixture[stage].name if stage is not None and times else None
                rows.append({"doc_id": row["doc_id"], "stage": taken, "passes": times})
                if times:
                    out.ledger.keep("documents")
                    out.ledger.counts["passes"] += times
                else:
                    out.ledger.drop("documents", "not_in_mixture")
            out.batch(pa.RecordBatch.from_pylist(rows, schema=MIXTURE))


def _passes(row: dict[str, Any], stage: MixtureStage, seed: int) -> int:
    return passes(row["doc_id"], stage.name, weight_of(row["domain"], stage.weights), seed)


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


def _ids_in(group: Any) -> int:
    """Ids in a row group, from the footer: no list of ids is empty, so values are ids."""
    chunks = (group.column(number) for number in range(group.num_columns))
    return int(next(chunk.num_values for chunk in chunks if chunk.path_in_schema.startswith("ids.")))


def planned_documents(job: Job, plan: ShardPlan) -> Iterator[tuple[dict[str, Any], NDArray[np.uint32]]]:
    """(row of ``tokens`` without ids, ids) of every document that a shard takes, in the plan's order."""
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
