"""The sequences of one shard: its documents cut into pieces, shuffled, packed, and told where they came from."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ...schemas.shard import sample_key
from ...tokenizers.interleave import Span
from ...tokenizers.packing import Piece, assemble, pack, split_document
from ..ledger import Ledger
from ..media.slices import slice_of
from ..models import models_of
from ..shards.order import permutation
from ..shards.plan import ShardPlan
from ..shards.sample import Sample
from ..stage import Job
from .mixture import planned_documents


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
    for row, ids in planned_documents(job, plan):
        spans = [Span.from_row(span) for span in row.pop("spans")]
        split = split_document(ids, spans, recipe.sequences.length, set(row["captions"]), models.text.word_starts)
        pieces += [Placed(len(rows), piece) for piece in split.pieces]
        rows.append(row)
        ledger.keep("passes")
        ledger.keep("tokens", sum(len(piece.ids) for piece in split.pieces))
        for dropped in split.dropped:
            ledger.drop("tokens", dropped.reason, dropped.span.length)
    return rows, pieces


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
            meta={"documents": _documents_meta(rows, inside)},
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
                if span.from_ms is not None and span.to_ms is not None:
                    payload = slice_of(span.kind, payload, span.from_ms, span.to_ms)
                place = {"start": start + span.start, "length": span.length}
                identity = {"media_id": item["media_id"].hex(), "kind": item["kind"], "mime": item["mime"]}
                media.append({**identity, **place, "bytes": payload})
        start += len(placed.piece.ids)
    return media


def _documents_meta(rows: list[dict[str, Any]], inside: list[Placed]) -> list[dict[str, Any]]:
    """The documents of a sequence, in order of ``segment_ids``; spans start at positions of the sequence."""
    documents = []
    start = 0
    for placed in inside:
        row = rows[placed.row]
        spans = [
            {
                "kind": span.kind.value,
                "start": start + span.start,
                "length": span.length,
                "segment": span.segment,
                **({"media_id": span.media_id.hex()} if span.media_id else {}),
                **({} if span.from_ms is None else {"from_ms": span.from_ms, "to_ms": span.to_ms}),
            }
            for span in placed.piece.spans
        ]
        facts = {name: row[name] for name in ("url", "author", "license", "domain", "language")}
        facts["published_at"] = row["published_at"].isoformat() if row["published_at"] else None
        documents.append({"doc_id": row["doc_id"].hex(), **facts, "spans": spans})
        start += len(placed.piece.ids)
    return documents
