"""crawl: seeds to ``captures/<source>/*.warc.gz`` and ``frontier/``. One Beam job a round, urls grouped by host.

A round's queue is written first; each group of hosts then leaves its WARC files and, last, one table of what
it visited. The next queue follows from these tables alone, and visits of a group that is not done are kept until it
is, so a crawl that was killed goes on where it was.
"""

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.document import Role
from ...schemas.recipe import CrawlSource, Recipe
from ..beam import Engine, SpreadParts
from ..crawl.captures import CaptureFiles
from ..crawl.earlier import VISITED, EarlierCaptures
from ..crawl.found import FOUND_IN
from ..crawl.frontier import NextRound, next_round, seed_queue, spaces_of, split_by_group
from ..crawl.group import GroupQueue, crawl_groups
from ..crawl.seen import SeenUrls
from ..crawl.tables import FRONTIER_QUEUE, FRONTIER_VISITED, visited_table, visits_of
from ..crawl.traps import Space
from ..crawl.visit import FoundLinks, Visited, VisitKind, VisitOutcome
from ..extract.html.read import read_html, read_links
from ..ledger import Ledger, total
from ..stage import Job, Stage
from ..storage import Corpus
from .captured import vouch_for, without_captures
from .crawl_identity import crawl_identity
from .shares import shares_of
from .underway import QUEUE, forget_spools, forget_visits, kept_spools, last_round, tables_of, tell_visits
from .vain_crawls import check_captures

_LOG = logging.getLogger(__name__)
_KEPT = (VisitOutcome.CAPTURED, VisitOutcome.NOT_MODIFIED, VisitOutcome.REDIRECTED)
_FETCH = re.compile(r"/fetched-r\d+-g\d+\.parquet$")


@dataclass(frozen=True)
class Crawl(Stage):
    """The stage."""

    name = "crawl"
    version = 2
    tables = (VISITED,)
    folders = ("frontier", QUEUE)

    def settings(self, recipe: Recipe) -> Any:
        passing = {"contact", "delay_s", "max_delay_s", "timeout_s", "retries", "previous"}
        return [source.model_dump(exclude=passing) for source in crawl_sources(recipe)]

    def expected(self, job: Job) -> int:
        return 0

    def progress(self, job: Job, expected: int) -> str:
        begun = (last_round(job.corpus, source.name) for source in reversed(crawl_sources(job.recipe)))
        return next(filter(None, begun), "")

    def run(self, job: Job, engine: Engine) -> None:
        forget_visits(job.corpus)
        for name in lost_captures(job):
            job.corpus.remove(name)
        for source in crawl_sources(job.recipe):
            crawl_source(replace(job, key=crawl_identity(job.corpus, source)), source, engine)
        crawled = crawl_sources(job.recipe)
        check_captures(job.corpus, crawled, others=len(job.recipe.sources) - len(crawled))

    def is_complete(self, job: Job, table: str) -> bool:
        return not crawl_sources(job.recipe) or (bool(visited_names(job.corpus)) and not lost_captures(job))

    def ledger(self, job: Job) -> Ledger:
        queues = (name for name in job.corpus.names(QUEUE, ".parquet") if not is_fetch(name))
        names = [*queues, *visited_names(job.corpus)]
        infos = [job.corpus.info(name) for name in names]
        return total(info.ledger for info in infos if info is not None)


def crawl_sources(recipe: Recipe) -> list[CrawlSource]:
    """The sources that are crawled."""
    return [source for source in recipe.sources if isinstance(source, CrawlSource)]


def visited_names(corpus: Corpus) -> list[str]:
    """The crawl's tables of visits, of every source, round and group."""
    return [name for name in corpus.names(VISITED, ".parquet") if not is_fetch(name)]


def is_fetch(name: str) -> bool:
    """Whether a table of the frontier is the fetch stage's and not a source's."""
    return _FETCH.search(name) is not None


def crawl_source(job: Job, source: CrawlSource, engine: Engine) -> None:
    """Round after round until nothing is left to visit or a limit of the source is reached."""
    seen = SeenUrls()
    taken: Counter[Space] = Counter()
    pages_queued = 0
    coming = seed_queue(source)
    for number in range(source.max_rounds):
        if not coming.queue.num_rows:
            break
        queue = _write_queue(job, source, number, coming)
        waiting = _without(pa.concat_tables([coming.queue, coming.waiting]), queue)
        groups = split_by_group(queue, source.groups)
        pending = [group for group in groups if not job.is_made(_visited_name(source, number, group))]
        if pending:
            shares, fitting = shares_of({group: groups[group].num_rows for group in pending}, engine)
            fitting.run(partial(_round, job, source, number, shares), "crawl")
            forget_visits(job.corpus)
        forget_spools(job.corpus, source.name, number)
        seen.add(queue["url_hash"])
        seen.add(waiting["url_hash"])
        taken += spaces_of(queue)
        pages_queued += pc.sum(pc.equal(queue["kind"], VisitKind.PAGE.value)).as_py()
        names = [_visited_name(source, number, group) for group in groups]
        visited = pa.concat_tables([job.corpus.table(name, list(FOUND_IN)) for name in names])
        coming = next_round(visited, waiting, seen, source, pages_queued, taken)
    _write_left(job, source, coming)


def _round(
    job: Job, source: CrawlSource, number: int, shares: list[list[int]], pipeline: beam.Pipeline
) -> beam.PCollection[None]:
    return pipeline | SpreadParts(range(len(shares))) | "Visit" >> beam.Map(visit_groups, job, source, number, shares)


def lost_captures(job: Job) -> list[str]:
    """Tables of visits whose captures are not there in their full length."""
    lost = []
    for source in crawl_sources(job.recipe):
        visited = tables_of(job.corpus, VISITED, source.name)
        lost += without_captures(job.corpus, visited, f"captures/{source.name}")
    return lost


def visit_groups(share: int, job: Job, source: CrawlSource, number: int, shares: list[list[int]]) -> None:
    """Fetch one share of a round's groups of hosts, side by side: of each its captures, then its table of visits."""
    queues = split_by_group(job.corpus.table(_queue_name(source, number)), source.groups)
    earlier = _earlier_captures(source, [queues[group]["url_hash"] for group in shares[share]])
    coming = (_group_queue(job, source, number, group, queues.pop(group), earlier) for group in shares[share])
    tell = partial(tell_visits, corpus=job.corpus, share=f"{source.name}-r{number:03d}-s{share:03d}")
    crawl_groups(coming, source, find_links if source.media == "all" else find_pages, tell=tell)


def _earlier_captures(source: CrawlSource, digests: list[pa.ChunkedArray]) -> EarlierCaptures | None:
    """What the earlier corpus holds of the queues: its tables are read once a share, whatever its groups."""
    if not source.previous:
        return None
    return EarlierCaptures(
        Corpus(source.previous), pa.chunked_array([chunk for one in digests for chunk in one.chunks])
    )


def _group_queue(
    job: Job, source: CrawlSource, number: int, group: int, queue: pa.Table, earlier: EarlierCaptures | None
) -> GroupQueue:
    prefix = f"captures/{source.name}/r{number:03d}-g{group:03d}"
    for name in job.corpus.names(f"captures/{source.name}", ".warc.gz"):
        if name.startswith(f"{prefix}-"):  # left by a run that was killed before its table was written
            job.corpus.remove(name)

    kept = kept_spools(job, source.name, number, group)

    def finish(visited: Sequence[Visited]) -> None:
        _write_visited(job, _visited_name(source, number, group), visited, prefix)

    return GroupQueue(visits_of(queue), CaptureFiles(prefix, job.corpus.publish), finish, earlier, kept)


def _write_visited(job: Job, name: str, visited: Sequence[Visited], prefix: str) -> None:
    with job.writing(name, FRONTIER_VISITED) as out:
        out.batch(visited_table(visited))
        for one in visited:
            if one.outcome in _KEPT:
                out.ledger.keep("urls")
            else:
                out.ledger.drop("urls", str(one.outcome))
            out.ledger.counts[f"urls_{one.visit.kind}"] += 1
            if one.outcome == VisitOutcome.NOT_MODIFIED:
                out.ledger.counts["urls_not_modified"] += 1
        vouch_for(out, job.corpus, f"{prefix}-")


def find_pages(payload: bytes, url: str, charset: str) -> FoundLinks:
    """What a page points at, but for its media. Nothing for a page that breaks the parser."""
    try:
        return FoundLinks(read_links(payload, url, charset))
    except Exception:
        _LOG.exception("no links found on %s", url)
        return FoundLinks()


def find_links(payload: bytes, url: str, charset: str) -> FoundLinks:
    """What a page points at: pages from all of it, media from what extraction keeps; a player's page is none.

    Nothing for a page that breaks extraction: the extract stage gives it its reason.
    """
    try:
        page = read_html(payload, url, charset)
    except Exception:
        _LOG.exception("no links found on %s", url)
        return FoundLinks()
    shown = (segment for segment in page.document.segments if segment.role is not Role.EMBED)
    media = dict.fromkeys(segment.media_url for segment in shown if segment.media_url)
    media_urls = set(media)
    return FoundLinks([link for link in page.links if link not in media_urls], list(media))


def _write_queue(job: Job, source: CrawlSource, number: int, coming: NextRound) -> pa.Table:
    name = _queue_name(source, number)
    if not job.is_made(name):
        with job.writing(name, FRONTIER_QUEUE) as out:
            out.batch(coming.queue)
            for reason, count in sorted(coming.left_out.items()):
                out.ledger.drop("links", reason, count)
            out.ledger.keep("links", coming.queue.num_rows)
    return job.corpus.table(name)


def _write_left(job: Job, source: CrawlSource, coming: NextRound) -> None:
    """Account for what the limits of the source left unvisited."""
    with job.writing(f"{QUEUE}/{source.name}-left.parquet", FRONTIER_QUEUE) as out:
        out.batch(pa.concat_tables([coming.queue, coming.waiting]))
        out.ledger.drop("links", "max_rounds", coming.queue.num_rows)
        out.ledger.drop("links", "max_pages", coming.waiting.num_rows)
        for reason, count in sorted(coming.left_out.items()):
            out.ledger.drop("links", reason, count)


def _without(visits: pa.Table, queue: pa.Table) -> pa.Table:
    """The visits that are not in the queue: a round that was queued under smaller limits leaves more to wait."""
    return visits.filter(pc.invert(pc.is_in(visits["url_hash"], value_set=queue["url_hash"].combine_chunks())))


def _queue_name(source: CrawlSource, number: int) -> str:
    return f"{QUEUE}/{source.name}-r{number:03d}.parquet"


def _visited_name(source: CrawlSource, number: int, group: int) -> str:
    return f"{VISITED}/{source.name}-r{number:03d}-g{group:03d}.parquet"
