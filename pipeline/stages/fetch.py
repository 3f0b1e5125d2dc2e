"""fetch: media that documents show and no capture answers, to ``captures/fetched``. Shuffles urls by hash and host.

A round's queue is written first, a table a group of hosts; each group then leaves its WARC files, an index of
each, and, last, a table of what it visited. ``media/urls`` says at the end what came of every url. A url is asked
for once; one that failed for a reason that may pass is asked for again by the next build.
"""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.recipe import Recipe
from ...schemas.tables import CAPTURES
from ..beam import Engine, SpreadParts
from ..crawl.captures import CaptureFiles
from ..crawl.earlier import VISITED
from ..crawl.group import GroupQueue, crawl_groups
from ..crawl.tables import FRONTIER_QUEUE, FRONTIER_VISITED, queue_table, visited_table, visits_of
from ..crawl.visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome
from ..grouping import Group, Grouped, Split
from ..ledger import Ledger, total
from ..shuffle import ByRange
from ..sources.capture import PayloadLimits
from ..sources.warc import read_warc
from ..splitting import by_hash
from ..stage import Job, Stage
from ..storage import part_name
from .captured import FETCHED, fetched_indexes, vouch_for, without_captures
from .crawl import is_fetch
from .extract import account_captures, capture_row
from .fetch_rounds import (
    ANSWERS,
    MEDIA_URLS,
    by_host,
    fair_share,
    settled_urls,
    wanted_urls,
    worth_another_try,
)
from .fetch_urls import asked_and_known
from .redirects import resolve_redirects
from .shares import shares_of
from .underway import QUEUE, forget_spools, forget_visits, kept_spools, last_round, tell_visits

_URLS = "media/urls"
_ROUNDS = "frontier/fetched.json"
_FOR_LATER = "media_urls_for_later"
_SPOOLS = "fetched"
_WHATEVER_KEY = "fetched"
"""Key of what was fetched: it stays, whatever the recipe or the documents become."""


@dataclass(frozen=True)
class Fetch(Stage):
    """The stage."""

    name = "fetch"
    version = 3
    after = ("extract",)
    tables = (FETCHED, _URLS)
    folders = ("frontier", QUEUE, VISITED)

    def settings(self, recipe: Recipe) -> Any:
        return recipe.fetch.model_dump() if recipe.fetch.enabled else None

    def expected(self, job: Job) -> int:
        return 0

    def progress(self, job: Job, expected: int) -> str:
        return last_round(job.corpus, "fetched")

    def run(self, job: Job, engine: Engine) -> None:
        if not job.recipe.fetch.enabled:
            return
        forget_visits(job.corpus)
        for name in lost_fetches(job):
            job.corpus.remove(name)
        rounds = _rounds(job)
        first = _resumed(job, rounds, engine)
        while groups := _queue_round(job, len(rounds), first, engine):
            rounds.append({"first": first, "key": job.key, "groups": groups})
            _write_rounds(job, rounds)
            _fetch_groups(job, len(rounds) - 1, groups, engine)
            if not _leads_on(job, len(rounds) - 1, groups):
                break
        engine.for_parts(job.count("documents")).run(partial(settle, job=job), "fetch-settle")
        _write_rounds(job, rounds, _digest(job))

    def is_complete(self, job: Job, table: str) -> bool:
        """Whether every url is settled, and what was fetched is there in its full length."""
        if not job.recipe.fetch.enabled:
            return True
        return not lost_fetches(job) if table == FETCHED else super().is_complete(job, table)

    def may_bring_more(self, job: Job) -> bool:
        """Whether a url failed for a reason that may pass, and not in ``max_builds`` builds already."""
        return self.ledger(job).counts[_FOR_LATER] > 0

    def ledger(self, job: Job) -> Ledger:
        if not job.recipe.fetch.enabled:
            return Ledger()
        infos = [job.corpus.info(name) for name in [*job.corpus.parts(_URLS), *fetched_indexes(job)]]
        return total(info.ledger for info in infos if info is not None)


def lost_fetches(job: Job) -> list[str]:
    """Tables of fetched groups whose captures, or indexes of them, are not there in their full length."""
    visited = (name for name in job.corpus.names(VISITED, ".parquet") if is_fetch(name))
    return without_captures(job.corpus, visited, FETCHED)


def media_urls_digest(job: Job) -> str:
    """What ``media/urls`` says, in one word: changes when an outcome does. Empty where the recipe does not fetch."""
    known = job.recipe.fetch.enabled and job.corpus.exists(_ROUNDS)
    return str(job.corpus.read_json(_ROUNDS)["outcomes"]) if known else ""


def media_urls_parts(job: Job) -> list[str]:
    """Parts of ``media/urls``; none where the recipe does not fetch."""
    return job.corpus.parts(_URLS) if job.recipe.fetch.enabled else []


def _rounds(job: Job) -> list[dict[str, Any]]:
    """Of each round: the first one of its build, the key of that build, and its groups."""
    return list(job.corpus.read_json(_ROUNDS)["rounds"]) if job.corpus.exists(_ROUNDS) else []


def _write_rounds(job: Job, rounds: list[dict[str, Any]], outcomes: str = "") -> None:
    job.corpus.write_json(_ROUNDS, {"rounds": rounds, "outcomes": outcomes})


def _resumed(job: Job, rounds: list[dict[str, Any]], engine: Engine) -> int:
    """The first round of this build, after the groups are fetched that a killed build left or whose files are lost."""
    left: list[int] = []
    for number, round_ in enumerate(rounds):
        left = [group for group in round_["groups"] if not _kept(job).is_made(_visited_name(number, group))]
        if left:
            _fetch_groups(job, number, left, engine)
    went_on = bool(left) and rounds[-1]["key"] == job.key
    return int(rounds[-1]["first"]) if went_on else len(rounds)


def _queue_round(job: Job, number: int, first: int, engine: Engine) -> list[int]:
    """Write the queues of a round; the groups that have one."""
    for name in job.corpus.names(QUEUE, ".parquet"):
        if name.startswith(f"{QUEUE}/fetched-r{number:03d}-"):  # left by a build killed before the round began
            job.corpus.remove(name)
    write = partial(write_queues, job=job, number=number, first_round=first)
    engine.for_parts(job.count("documents")).run(write, "fetch-queue")
    groups = range(job.recipe.fetch.groups)
    return [group for group in groups if job.corpus.exists(_queue_name(number, group))]


def _fetch_groups(job: Job, number: int, groups: list[int], engine: Engine) -> None:
    sizes = {group: job.corpus.table(_queue_name(number, group), ["url_hash"]).num_rows for group in groups}
    shares, fitting = shares_of(sizes, engine)
    fetch = beam.Map(fetch_groups, _kept(job), number, shares)
    spread = SpreadParts(range(len(shares)))
    fitting.run(lambda pipeline: pipeline | spread | "Fetch" >> fetch, "fetch")
    forget_visits(job.corpus)
    forget_spools(job.corpus, _SPOOLS, number)


def _leads_on(job: Job, number: int, groups: list[int]) -> bool:
    """Whether a round leaves something for the next one: urls that it had no room for, or redirects to other hosts."""
    return any(
        job.corpus.table(_queue_name(number, group), ["url_hash"]).num_rows >= _most_urls(job)
        or VisitOutcome.REDIRECTED in job.corpus.table(_visited_name(number, group), ["outcome"])["outcome"].to_pylist()
        for group in groups
    )


def _most_urls(job: Job) -> int:
    """Urls of one group in one round."""
    return max(1, job.recipe.fetch.max_urls_per_round // job.recipe.fetch.groups)


def _kept(job: Job) -> Job:
    return replace(job, key=_WHATEVER_KEY)


def _queue_name(number: int, group: int) -> str:
    return f"{QUEUE}/fetched-r{number:03d}-g{group:03d}.parquet"


def _visited_name(number: int, group: int) -> str:
    return f"{VISITED}/fetched-r{number:03d}-g{group:03d}.parquet"


def _visited_rounds(job: Job) -> dict[str, int]:
    """The round of each table of visits."""
    return {_visited_name(n, group): n for n, round_ in enumerate(_rounds(job)) for group in round_["groups"]}


def write_queues(pipeline: beam.Pipeline, job: Job, number: int, first_round: int) -> beam.PCollection[None]:
    """Urls of documents → those that nothing answers, by hash → queues, by group of hosts."""
    choose = partial(wanted_urls, first_round=first_round, max_builds=job.recipe.fetch.max_builds)
    wanted = asked_and_known(pipeline, job, _visited_rounds(job)) | "Choose" >> ByRange(by_url(job), choose)
    by_group = partial(by_host, groups=job.recipe.fetch.groups)
    return {"urls": wanted} | "ByGroup" >> Grouped(by_group) | "Write" >> beam.Map(write_queue, _kept(job), number)


def write_queue(urls_of_group: Group, job: Job, number: int) -> None:
    """Write one group's queue of a round."""
    group, sides = urls_of_group
    urls = fair_share(pa.concat_tables(sides["urls"]), _most_urls(job))
    rows = zip(urls.column("url").to_pylist(), urls.column("redirects").to_pylist(), strict=True)
    visits = [Visit(url, VisitKind.MEDIA, redirects=redirects) for url, redirects in rows]
    with job.writing(_queue_name(number, group), FRONTIER_QUEUE) as out:
        out.batch(queue_table(visits))


def fetch_groups(share: int, job: Job, number: int, shares: list[list[int]]) -> None:
    """Fetch one share of a round's groups, side by side: of each its captures, their indexes, then its visits."""
    coming = (_group_queue(group, job, number) for group in shares[share])
    tell = partial(tell_visits, corpus=job.corpus, share=f"fetched-r{number:03d}-s{share:03d}")
    crawl_groups(coming, job.recipe.fetch, no_links, tell=tell)


def _group_queue(group: int, job: Job, number: int) -> GroupQueue:
    prefix = f"{FETCHED}/r{number:03d}-g{group:03d}-"
    for name in job.corpus.names(FETCHED):
        if name.startswith(prefix):  # left by a build that was killed before its table was written
            job.corpus.remove(name)

    def finish(visited: Sequence[Visited]) -> None:
        for name in job.corpus.names(FETCHED, ".warc.gz"):
            if name.startswith(prefix):
                index_file(name, job)
        with job.writing(_visited_name(number, group), FRONTIER_VISITED) as out:
            out.batch(visited_table(visited))
            vouch_for(out, job.corpus, prefix)

    queue = visits_of(job.corpus.table(_queue_name(number, group)))
    files = CaptureFiles(prefix.removesuffix("-"), job.corpus.publish)
    return GroupQueue(queue, files, finish, kept=kept_spools(job, _SPOOLS, number, group))


def no_links(payload: bytes, url: str, charset: str) -> FoundLinks:
    """Media lead nowhere."""
    return FoundLinks()


def index_file(name: str, job: Job) -> None:
    """Write the index of one fetched WARC file. Whatever is no medium there is a reason: it can't be a document."""
    settings = job.recipe.fetch
    limits = PayloadLimits(page_bytes=settings.max_page_bytes, media_bytes=settings.max_media_bytes)
    with job.writing(name.replace(".warc.gz", ".parquet"), CAPTURES) as index:
        with closing(job.corpus.open(name)) as stream:
            rows = [capture_row(capture, name) for capture in read_warc(stream, limits)]
        for row in rows:
            if row["media_id"] is None and row["reason"] is None:
                row["reason"] = "robots_txt" if row["url"].endswith("/robots.txt") else "not_media"
        resolve_redirects(rows)
        for row in rows:
            index.row(row)
        account_captures(index.ledger, rows)


def settle(pipeline: beam.Pipeline, job: Job) -> beam.PCollection[None]:
    """Urls of documents → what came of each, a part a range of their hash."""
    sides = asked_and_known(pipeline, job, _visited_rounds(job))
    return sides | "ByRange" >> Grouped(by_url(job), range(job.ranges)) | "Write" >> beam.Map(write_urls, job)


def by_url(job: Job) -> Split:
    """Split both sides by range of the url hash."""
    return partial(by_hash, column="url_hash", ranges=job.ranges)


def write_urls(range_: Group, job: Job) -> None:
    """Write one part of ``media/urls``."""
    number, sides = range_
    table = settled_urls(sides["asking"], sides["having"])
    max_builds = job.recipe.fetch.max_builds
    later = worth_another_try(table.column("url_hash"), table.column("outcome"), sides["having"], max_builds)
    with job.writing(part_name(_URLS, number, job.ranges), MEDIA_URLS) as out:
        out.batch(table)
        out.ledger.counts[_FOR_LATER] += pc.sum(later).as_py() or 0
        for counted in pc.value_counts(table.column("outcome")).to_pylist():
            if counted["values"] in ANSWERS:
                out.ledger.keep("media urls", counted["counts"])
            else:
                out.ledger.drop("media urls", counted["values"], counted["counts"])


def _digest(job: Job) -> str:
    state = hashlib.blake2b(digest_size=12)
    for name in job.corpus.parts(_URLS):
        for batch in job.corpus.batches(name):
            state.update(b"".join(batch.column("url_hash").to_pylist()))
            state.update("\n".join(batch.column("outcome").to_pylist()).encode())
    return state.hexdigest()
