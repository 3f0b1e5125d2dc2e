"""What the fetch stage reads of the corpus: media urls of documents, and everything that was captured or tried."""

from collections.abc import Iterator

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.document import Role
from ..beam import SpreadParts
from ..crawl.tables import queue_table
from ..crawl.visit import Visit, VisitKind, VisitOutcome
from ..extract.reading import is_contained_url
from ..grouping import Rows
from ..stage import Job
from .crawl import visited_names
from .fetch_rounds import ASKED_URLS, BEFORE, TRIED_URLS, different_urls

_UNANSWERED = ("revisit", "not_modified", "warc_broken", "warc_truncated", "redirect")
"""Reasons of captures that say nothing of the medium; a redirect is followed here, since its target may be missing."""


def asked_and_known(pipeline: beam.Pipeline, job: Job, rounds: dict[str, int]) -> dict[str, Rows]:
    """Both sides of the question: the urls that documents show, and what is known of urls.

    ``rounds``: the round of each table of visits that the fetch stage wrote.
    """
    corpus = job.corpus
    documents = pipeline | "Documents" >> SpreadParts(corpus.parts("documents"))
    indexes = pipeline | "Indexes" >> SpreadParts(corpus.parts("captures/index"))
    visits = pipeline | "Visits" >> SpreadParts([*visited_names(corpus), *rounds])
    shown = documents | "Shown" >> beam.Map(shown_urls, job)
    moved = visits | "Moved" >> beam.FlatMap(moved_urls, job, rounds)
    captured = indexes | "Captured" >> beam.Map(captured_urls, job)
    tried = visits | "Tried" >> beam.Map(tried_urls, job, rounds)
    return {"asking": (shown, moved), "having": (captured, tried)}


def shown_urls(name: str, job: Job) -> pa.Table:
    """The different media urls of a part of the documents: none inside files, none of players."""
    columns = [f"segments.list.element.{field}" for field in ("media_url", "media_hash", "role")]
    batches = []
    for batch in job.corpus.batches(name, columns):
        segments = batch.column(0).flatten()
        url, digest = segments.field("media_url"), segments.field("media_hash")
        redirects = pa.array(np.zeros(len(url)), pa.int16())
        is_medium = pc.and_(pc.is_valid(digest), pc.not_equal(segments.field("role"), Role.EMBED.value))
        batches.append(pa.table([digest, url, redirects], schema=ASKED_URLS).filter(is_medium))
    shown = pa.concat_tables([ASKED_URLS.empty_table(), *batches])
    unique = different_urls([shown])
    is_outside = pa.array([not is_contained_url(url) for url in unique.column("url").to_pylist()], pa.bool_())
    return unique.filter(is_outside)


def moved_urls(name: str, job: Job, rounds: dict[str, int]) -> Iterator[pa.Table]:
    """Targets on other hosts that fetched urls redirect to."""
    if name in rounds:
        table = job.corpus.table(name, ["outcome", "final_url", "redirects"])
        rows = table.filter(pc.equal(table.column("outcome"), VisitOutcome.REDIRECTED)).to_pylist()
        visits = queue_table([Visit(row["final_url"], VisitKind.MEDIA, redirects=row["redirects"]) for row in rows])
        yield visits.select(ASKED_URLS.names).cast(ASKED_URLS)


def captured_urls(name: str, job: Job) -> pa.Table:
    """Urls that a capture of the corpus' sources answers, for better or worse."""
    table = job.corpus.table(name, ["url_hash", "outcome", "reason"])
    table = table.filter(pc.invert(pc.is_in(table.column("reason"), pa.array(_UNANSWERED))))
    failed = pc.and_(pc.is_valid(table.column("reason")), pc.match_substring_regex(table.column("reason"), "^http_"))
    failed = pc.fill_null(failed, False)
    outcome = pc.if_else(failed, table.column("reason"), pa.scalar(VisitOutcome.CAPTURED.value))
    return _tried(table.column("url_hash"), outcome, BEFORE)


def tried_urls(name: str, job: Job, rounds: dict[str, int]) -> pa.Table:
    """What came of the urls that the crawl or an earlier round asked for."""
    table = job.corpus.table(name, ["url_hash", "outcome"])
    return _tried(table.column("url_hash"), table.column("outcome"), rounds.get(name, BEFORE))


def _tried(digests: pa.ChunkedArray, outcome: pa.ChunkedArray, number: int) -> pa.Table:
    rounds = pa.array(np.full(len(digests), number), pa.int64())
    return pa.table([digests, rounds, outcome.cast(pa.string())], schema=TRIED_URLS)
