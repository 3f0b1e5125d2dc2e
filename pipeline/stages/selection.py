"""selection: the rules applied to everything measured. Aligned with ``documents``.

Also counts how often kept documents show each media item (``media/uses``, aligned with ``media/items``), so that
nothing is encoded that nobody sees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa

from ...filters.pii import REPLACEMENTS, PiiSpan
from ...filters.rules import DEFAULT_RULES, Rule, parse_rules
from ...filters.selection import Decision, SegmentPii, decide
from ...schemas.media import MEDIA_USES
from ...schemas.recipe import Recipe
from ...schemas.tables import SELECTION
from ..beam import Engine, SpreadParts
from ..facts import document_facts, segment_facts
from ..grouping import Rows
from ..ledger import Ledger
from ..scored import judged_scores
from ..shuffle import ByRange, lookup
from ..splitting import by_hash
from ..stage import Job, Stage, aligned, run_parts, run_shuffle
from .kept import shown_media

_READ = {
    "documents": ["source", "opt_outs", "segments", "scores"],
    "links": None,
    "signals": None,
    "duplicates": ["kind"],
    "contamination": ["ngrams", "coverage"],
}


@dataclass(frozen=True)
class Selection(Stage):
    """The stage."""

    name = "selection"
    after = ("links", "signals", "duplicates", "contamination")
    tables = ("selection", "media/uses")

    def settings(self, recipe: Recipe) -> Any:
        rules = DEFAULT_RULES if recipe.rules is None else recipe.rules
        return [list(rules.items()), recipe.pii]

    def expected(self, job: Job) -> int:
        return len(job.corpus.parts("documents"))

    def run(self, job: Job, engine: Engine) -> None:
        run_parts(job, engine, self.tables[:1], job.count("documents"), select_part)
        count = job.count("media/items")
        run_shuffle(job, engine, ("media/uses",), count, counted_uses, write_uses)


def select_part(job: Job, part: int, name: str) -> None:
    """Write one part of ``selection``."""
    judge = Judge(
        rules=tuple(parse_rules(job.recipe.rules)),
        replacements=REPLACEMENTS if job.recipe.pii == "replace" else {},
    )
    judged = judged_scores(judge.rules)
    with job.writing(name, SELECTION) as out:
        for batches in aligned(job, part, _READ):
            rows = zip(*(batches[table].to_pylist() for table in _READ), strict=True)
            decided = [judge.row(*row) for row in rows]
            out.batch(pa.RecordBatch.from_pylist(decided, schema=SELECTION))
            segments = batches["documents"].column("segments").value_lengths().to_pylist()
            for row, count in zip(decided, segments, strict=True):
                account(out.ledger, row, count)
            judged.account(out.ledger, batches["documents"].column("scores").to_pylist())


@dataclass(frozen=True)
class Judge:
    """The recipe's rules, and what stands for personal data; without replacements it stays."""

    rules: tuple[Rule, ...]
    replacements: Mapping[str, str]

    def row(
        self,
        document: dict[str, Any],
        links: dict[str, Any],
        signals: dict[str, Any],
        duplicates: dict[str, Any],
        contamination: dict[str, Any],
    ) -> dict[str, Any]:
        """One row of ``selection`` from the rows of the tables that line up with it."""
        facts = document_facts(document, signals, duplicates, contamination)
        pii = [SegmentPii(s["segment"], PiiSpan(s["start"], s["end"], s["kind"])) for s in signals["pii"]]
        segments = segment_facts(document, links, signals)
        decision = decide(self.rules, facts, segments, pii, self.replacements)
        return _row(document, signals, decision)


def account(ledger: Ledger, row: dict[str, Any], segments: int) -> None:
    """Enter one decision into the ledger; segments go with their document."""
    if not row["keep"]:
        ledger.drop("documents", row["reason"])
        ledger.drop("segments", "document_dropped", segments)
        return
    ledger.keep("documents")
    ledger.keep("segments", len(row["segments"]))
    for hole in row["holes"]:
        ledger.drop("segments", hole["reason"])
    ledger.counts["pii_edits"] += len(row["edits"])
    ledger.counts[f"documents_{row['language']}"] += 1


def _row(document: dict[str, Any], signals: dict[str, Any], decision: Decision) -> dict[str, Any]:
    return {
        "doc_id": document["doc_id"],
        "keep": decision.keep,
        "reason": decision.reason,
        "language": signals["language"],
        "domain": document["source"],
        "segments": decision.segments,
        "holes": [asdict(hole) for hole in decision.holes],
        "edits": [asdict(edit) for edit in decision.edits],
    }


def counted_uses(job: Job, pipeline: beam.Pipeline, _pending: list[int]) -> Rows:
    """Segments of kept documents → their items → how often each is shown, and where it stands."""
    documents = pipeline | "Documents" >> SpreadParts(range(job.count("documents")))
    items = pipeline | "Items" >> SpreadParts(range(job.count("media/items")))
    shown = documents | "Shown" >> beam.Map(shown_items, job)
    places = items | "Places" >> beam.Map(item_places, job)
    by_item = partial(by_hash, column="media_id", ranges=job.ranges)
    return {"asking": shown, "having": places} | "Count" >> ByRange(by_item, count_uses)


def shown_items(part: int, job: Job) -> pa.Table:
    """Media ids of the segments of a part that stay, one row a segment."""
    ids = [media_id for shown in shown_media(job, part) for media_id in shown]
    return pa.table({"media_id": pa.array(ids, MEDIA_USES.field("media_id").type)})


def item_places(part: int, job: Job) -> pa.Table:
    """Where each item of a part stands."""
    ids = job.corpus.table(job.name("media/items", part), ["media_id"])
    table = ids.append_column("part", pa.array(np.full(ids.num_rows, part), pa.int64()))
    return table.append_column("row", pa.array(np.arange(ids.num_rows), pa.int64()))


def count_uses(asking: list[pa.Table], having: list[pa.Table]) -> Iterator[pa.Table]:
    """Uses of each item of one range of ids."""
    if not asking:
        return
    shown = pa.concat_tables(asking).group_by("media_id", use_threads=False).aggregate([("media_id", "count")])
    places = lookup(shown.column("media_id"), pa.concat_tables(having), "media_id")
    columns = {"part": places.column("part"), "row": places.column("row"), "uses": shown.column("media_id_count")}
    yield pa.table(columns)


def write_uses(job: Job, part: int, name: str, tables: list[pa.Table]) -> None:
    """Line the counts of one part up with its items."""
    items = job.corpus.table(job.name("media/items", part), ["media_id", "kind"])
    ids = items.column("media_id")
    uses = np.zeros(len(ids), np.int32)
    for table in tables:
        uses[table.column("row").to_numpy()] = table.column("uses").to_numpy()
    with job.writing(name, MEDIA_USES) as out:
        out.batch(pa.table([ids, uses], schema=MEDIA_USES))
        out.ledger.keep("media", int(np.count_nonzero(uses)))
        out.ledger.drop("media", "unused", int(np.count_nonzero(uses == 0)))
        for kind in items.column("kind").filter(pa.array(uses > 0)).to_pylist():
            out.ledger.counts[f"used_{kind}"] += 1
