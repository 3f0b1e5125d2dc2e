"""contamination: n-grams that documents share with evaluation sets. Aligned; a small index goes to every worker."""

from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from ...filters.overlap import OverlapIndex, overlap, overlap_index
from ...schemas.recipe import Evaluation, Recipe
from ...schemas.tables import CONTAMINATION
from ..sources.jsonl import read_records
from ..sources.units import file_facts
from ..stage import Job, PartStage
from ..storage import Corpus


@dataclass(frozen=True)
class Contamination(PartStage):
    """The stage."""

    name = "contamination"
    after = ("extract",)
    tables = ("contamination",)

    def settings(self, recipe: Recipe) -> Any:
        return [evaluation.model_dump() for evaluation in recipe.evaluations]

    def inputs(self, job: Job) -> Any:
        return [file_facts(evaluation.path) for evaluation in job.recipe.evaluations]

    def make(self, job: Job, part: int, name: str) -> None:
        index = evaluation_index(job.corpus, job.recipe.evaluations, job.key)
        with job.writing(name, CONTAMINATION) as out:
            for batch in job.corpus.batches(job.name("documents", part), ["doc_id", "segments"]):
                rows = []
                for row in batch.to_pylist():
                    text = "\n\n".join(segment["text"] for segment in row["segments"] if segment["text"])
                    found = overlap(text, index)
                    rows.append(
                        {
                            "doc_id": row["doc_id"],
                            "ngrams": found.ngrams,
                            "coverage": found.coverage,
                            "evaluations": list(found.evaluations),
                        }
                    )
                out.batch(pa.RecordBatch.from_pylist(rows, schema=CONTAMINATION))
                out.ledger.keep("documents", batch.num_rows)


@lru_cache(maxsize=1)
def evaluation_index(corpus: Corpus, evaluations: tuple[Evaluation, ...], key: str) -> OverlapIndex:
    """The index of the recipe's evaluation sets, made once a process for each stage key."""
    return overlap_index([(evaluation.name, evaluation_texts(corpus, evaluation)) for evaluation in evaluations])


def evaluation_texts(corpus: Corpus, evaluation: Evaluation) -> list[str]:
    """The named fields of every record of a set. Raises ValueError for a set that has none of them."""
    texts = []
    with closing(corpus.open(evaluation.path)) as stream:
        for record in read_records(stream, evaluation.path):
            texts += [record[name] for name in evaluation.fields if isinstance(record.get(name), str)]
    if not texts:
        raise ValueError(f"{evaluation.path}: no record has text in {' or '.join(evaluation.fields)}; set `fields`")
    return texts
