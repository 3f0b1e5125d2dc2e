"""links: which media item each segment shows, or why there is none. Aligned with ``documents``.

Shuffles (url hash, place in the documents) to the captures, follows redirects, fetches the item's facts by
media id, and comes back by part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from apache_beam.pvalue import TaggedOutput

from ...schemas.document import Role, SegmentKind
from ...schemas.ids import MEDIA_ID_BYTES, URL_HASH_BYTES
from ...schemas.media import MediaKind
from ...schemas.tables import LINK, LINKS, CaptureOutcome
from ..beam import Engine, SpreadParts
from ..grouping import Rows
from ..shuffle import ByRange, lookup
from ..splitting import by_hash
from ..stage import Job, Stage, run_shuffle
from .captured import capture_indexes
from .crawl import visited_names
from .fetch import media_urls_digest, media_urls_parts

_FACTS = [field.name for field in LINK if field.name not in ("segment", "media_id", "reason")]

ASKED = pa.schema(
    [
        ("part", pa.int64()),
        ("row", pa.int64()),
        ("segment", pa.int32()),
        ("kind", pa.string()),
        ("embed", pa.bool_()),
        ("url_hash", pa.binary(URL_HASH_BYTES)),
    ]
)
"""What a media segment asks: where it stands, whether it is a player's page, and what its url hashes to."""

KNOWN_URLS = pa.schema(
    [
        ("url_hash", pa.binary(URL_HASH_BYTES)),
        ("rank", pa.int8()),
        ("part", pa.int64()),
        ("row", pa.int64()),
        ("media_id", pa.binary(MEDIA_ID_BYTES)),
        ("redirect_hash", pa.binary(URL_HASH_BYTES)),
        ("reason", pa.string()),
    ]
)
"""What is known of a url. Of several captures the lowest rank answers, then the first."""


ANSWERED = pa.schema([("part", pa.int64()), ("row", pa.int64()), *[(field.name, field.type) for field in LINK]])
"""A row of ``links`` on its way back to its part."""


@dataclass(frozen=True)
class Links(Stage):
    """The stage."""

    name = "links"
    version = 2
    after = ("extract", "media")
    tables = ("links",)

    def inputs(self, job: Job) -> Any:
        return media_urls_digest(job)

    def expected(self, job: Job) -> int:
        return len(job.corpus.parts("documents"))

    def run(self, job: Job, engine: Engine) -> None:
        run_shuffle(job, engine, self.tables, job.count("documents"), answered_segments, write_part)


def answered_segments(job: Job, pipeline: beam.Pipeline, pending: list[int]) -> Rows:
    """ANSWERED rows for every media segment of the parts: segments → urls → redirect targets → items."""
    by_url = partial(by_hash, column="url_hash", ranges=job.ranges)
    by_item = partial(by_hash, column="media_id", ranges=job.ranges)
    indexes = capture_indexes(job)
    visits = pipeline | "Visits" >> beam.Create(list(enumerate(visited_names(job.corpus))))
    unfetched = pipeline | "Fetched" >> beam.Create(list(enumerate(media_urls_parts(job))))
    captures = pipeline | "Captures" >> SpreadParts(range(len(indexes)))
    asked = pipeline | "Pending" >> SpreadParts(pending) | "Ask" >> beam.FlatMap(media_segments, job)
    urls = (
        captures | "Captured" >> beam.Map(captured_urls, job, indexes),
        unfetched | "Unfetched" >> beam.Map(unfetched_urls, job),
        visits | "Failed" >> beam.Map(failed_urls, job),
    )
    items = captures | "Items" >> beam.Map(known_items, job)

    find = ByRange(by_url, answer_urls, ("item", "moved"))
    first = {"asking": asked, "having": urls} | "FindUrl" >> find
    moved = {"asking": first.moved, "having": urls} | "FindTarget" >> find
    strayed = moved.moved | "Strayed" >> beam.Map(lost_redirects)
    found = {"asking": (first.item, moved.item), "having": items} | "FindItem" >> ByRange(by_item, answer_items)
    return first.answered, moved.answered, strayed, found


def media_segments(part: int, job: Job) -> Iterator[pa.Table]:
    """Every segment of a part that names a medium or a subtitle file."""
    first_row = 0
    for batch in job.corpus.batches(job.name("documents", part), ["segments"]):
        segments = batch.column("segments")
        flat = segments.flatten()
        lengths = np.diff(segments.offsets.to_numpy())
        rows = np.repeat(np.arange(len(segments)), lengths)
        inside = np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        kind = flat.field("kind")
        wanted = pc.if_else(pc.equal(kind, SegmentKind.TEXT), MediaKind.SUBTITLE.value, kind)
        columns = [
            pa.array(np.full(len(flat), part), pa.int64()),
            pa.array(rows + first_row, pa.int64()),
            pa.array(inside, pa.int32()),
            wanted,
            pc.equal(flat.field("role"), Role.EMBED.value),
            flat.field("media_hash"),
        ]
        table = pa.table(columns, schema=ASKED)
        yield table.filter(table.column("url_hash").is_valid())
        first_row += batch.num_rows


def captured_urls(part: int, job: Job, indexes: tuple[str, ...]) -> pa.Table:
    """What the captures of a part say of their urls."""
    columns = ["url_hash", "outcome", "media_id", "redirect_hash", "reason"]
    table = job.corpus.table(indexes[part], columns)
    outcome = table.column("outcome")
    rank = pc.case_when(
        pc.make_struct(pc.equal(outcome, CaptureOutcome.MEDIA), pc.is_valid(table.column("redirect_hash"))),
        pa.scalar(0, pa.int8()),
        pa.scalar(1, pa.int8()),
        pa.scalar(2, pa.int8()),
    )
    reason = pc.if_else(pc.equal(outcome, CaptureOutcome.DOCUMENT), "not_media", table.column("reason"))
    return _known_urls(table, part, rank, reason)


def failed_urls(visits: tuple[int, str], job: Job) -> pa.Table:
    """Media urls that the crawl tried, or declined, without a capture to show for it; by table of visits."""
    number, name = visits
    return _failed(job.corpus.table(name, ["url_hash", "outcome"]), number, 4)


def unfetched_urls(urls: tuple[int, str], job: Job) -> pa.Table:
    """Media urls that the fetch stage did not get; what it was told last counts more than what the crawl was."""
    number, name = urls
    return _failed(job.corpus.table(name, ["url_hash", "outcome"]), number, 3)


def _failed(table: pa.Table, part: int, rank: int) -> pa.Table:
    table = table.filter(pc.not_equal(table.column("outcome"), "captured"))
    nothing = {name: pa.nulls(table.num_rows, KNOWN_URLS.field(name).type) for name in ("media_id", "redirect_hash")}
    table = table.append_column("media_id", nothing["media_id"]).append_column(
        "redirect_hash", nothing["redirect_hash"]
    )
    ranks = pa.array(np.full(table.num_rows, rank), pa.int8())
    return _known_urls(table, part, ranks, table.column("outcome"))


def _known_urls(table: pa.Table, part: int, rank: pa.Array, reason: pa.Array) -> pa.Table:
    number = table.num_rows
    columns = {
        "url_hash": table.column("url_hash"),
        "rank": rank,
        "part": pa.array(np.full(number, part), pa.int64()),
        "row": pa.array(np.arange(number), pa.int64()),
        "media_id": table.column("media_id"),
        "redirect_hash": table.column("redirect_hash"),
        "reason": reason,
    }
    return pa.table([columns[name] for name in KNOWN_URLS.names], schema=KNOWN_URLS)


def known_items(part: int, job: Job) -> pa.Table:
    """The facts of a part's items."""
    return job.corpus.table(job.name("media/items", part), ["media_id", *_FACTS, "error"])


def answer_urls(asking: list[pa.Table], having: list[pa.Table]) -> Iterator[Any]:
    """Of one range of url hashes: rows that lead to an item, rows that lead on, and rows that end here."""
    if not asking:
        return
    asked = pa.concat_tables(asking)
    order = [("rank", "ascending"), ("part", "ascending"), ("row", "ascending")]
    known = pa.concat_tables(having).sort_by(order) if having else KNOWN_URLS.empty_table()
    answer = lookup(asked.column("url_hash"), known, "url_hash")
    has_item = pc.is_valid(answer.column("media_id"))
    leads_on = pc.and_(pc.invert(has_item), pc.is_valid(answer.column("redirect_hash")))

    places = asked.drop_columns(["url_hash"])
    with_id = places.append_column("media_id", answer.column("media_id"))
    yield TaggedOutput("item", with_id.filter(has_item))
    with_target = places.append_column("url_hash", answer.column("redirect_hash"))
    yield TaggedOutput("moved", with_target.filter(leads_on))
    ends = pc.invert(pc.or_(has_item, leads_on))
    reason = _why_none(places, answer.column("reason"), "not_captured")
    yield _answered(places.append_column("reason", reason).filter(ends))


def lost_redirects(places: pa.Table) -> pa.Table:
    """Rows whose redirect leads to another file's redirect: further than links are followed."""
    reason = _why_none(places, pa.nulls(places.num_rows, pa.string()), "redirect_chain")
    return _answered(places.append_column("reason", reason))


def _why_none(places: pa.Table, known: pa.ChunkedArray | pa.Array, otherwise: str) -> pa.ChunkedArray:
    """Why rows have no item: ``embed`` for a player's page, whatever came of it; else what is known of the url."""
    return pc.if_else(places.column("embed"), "embed", pc.fill_null(known, otherwise))


def answer_items(asking: list[pa.Table], having: list[pa.Table]) -> Iterator[pa.Table]:
    """Of one range of media ids: the item's facts beside each row, and whether it is what the page wanted."""
    if not asking:
        return
    asked = pa.concat_tables(asking)
    facts = lookup(asked.column("media_id"), pa.concat_tables(having), "media_id")
    wanted = asked.column("kind")
    found = facts.column("kind")
    playable = pa.array([MediaKind.AUDIO.value, MediaKind.VIDEO.value])
    fits = pc.or_(pc.equal(wanted, found), pc.and_(pc.is_in(wanted, playable), pc.is_in(found, playable)))
    unfit = pc.if_else(fits, pa.scalar(None, pa.string()), pc.binary_join_element_wise("not", wanted, "_"))
    reason = pc.coalesce(facts.column("error"), unfit)
    answered = asked.select(["part", "row", "segment"]).append_column("media_id", asked.column("media_id"))
    for name in _FACTS:
        answered = answered.append_column(name, facts.column(name))
    yield answered.append_column("reason", reason).select(ANSWERED.names).cast(ANSWERED)


def _answered(table: pa.Table) -> pa.Table:
    """Rows that end without an item: no facts, only the reason."""
    nothing = pa.nulls(table.num_rows)
    columns = [table.column(name) if name in table.column_names else nothing for name in ANSWERED.names]
    return pa.table([column.cast(field.type) for column, field in zip(columns, ANSWERED, strict=True)], schema=ANSWERED)


def write_part(job: Job, part: int, name: str, tables: list[pa.Table]) -> None:
    """Line the answers of one part up with its documents."""
    answers = pa.concat_tables([ANSWERED.empty_table(), *tables])
    answers = answers.sort_by([("row", "ascending"), ("segment", "ascending")]).combine_chunks()
    rows = answers.column("row").to_numpy()
    links = [_filled(answers.column(field.name), field) for field in LINK]
    flat = pa.StructArray.from_arrays([column.combine_chunks() for column in links], fields=list(LINK))
    with job.writing(name, LINKS) as out:
        first_row = 0
        for batch in job.corpus.batches(job.name("documents", part), ["doc_id"]):
            bounds = np.searchsorted(rows, np.arange(first_row, first_row + batch.num_rows + 1))
            inside = flat.slice(bounds[0], bounds[-1] - bounds[0])
            media = pa.ListArray.from_arrays(pa.array(bounds - bounds[0], pa.int32()), inside)
            out.batch(pa.record_batch([batch.column("doc_id"), media], schema=LINKS))
            first_row += batch.num_rows
        out.ledger.keep("media segments", answers.column("reason").null_count)
        for reason in pc.value_counts(answers.column("reason").drop_null()).to_pylist():
            out.ledger.drop("media segments", reason["values"], reason["counts"])


def _filled(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    """Facts of segments without an item are zero or empty; ids and reasons stay null."""
    if field.nullable:
        return column
    return pc.fill_null(column, "" if pa.types.is_string(field.type) else 0)
