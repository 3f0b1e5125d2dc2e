"""The frontier: which urls the next round visits, in which order, and in which group of hosts.

Pure functions. The order is that of (depth, pages before media, url hash), so it depends on neither the order in
which urls were found nor the time.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

import pyarrow as pa

from ...schemas.ids import url_hash
from ...schemas.recipe import CrawlSource
from ..urls import canonical, host_of
from .scope import in_scope, seed_hosts
from .tables import queue_table, visits_of
from .visit import Outcome, Visit, VisitKind


@dataclass(frozen=True)
class NextRound:
    """What follows a round."""

    queue: pa.Table
    """FRONTIER_QUEUE rows to visit now; none means that the crawl is done."""
    waiting: pa.Table
    """FRONTIER_QUEUE rows of pages over the limit of a round, for the next call; at the end, those over max_pages."""
    left_out: Counter[str]
    """Urls found in this round and not taken, by reason; one found again in a later round counts there again."""


def seed_queue(source: CrawlSource) -> NextRound:
    """The first round: the seeds, unique and canonical. Raises ValueError for a seed that is no http(s) url."""
    seeds = []
    for seed in source.seeds:
        url = canonical(seed)
        if url is None:
            raise ValueError(f"source {source.name!r}: seed {seed!r} is not an http(s) url")
        seeds.append(Visit(url))
    unique = {url_hash(visit.url): visit for visit in seeds}
    return _cut(unique, source, pages_queued=0, left_out=Counter())


def next_round(
    visited: pa.Table, waiting: pa.Table, seen: Set[bytes], source: CrawlSource, pages_queued: int
) -> NextRound:
    """The round after ``visited``.

    ``visited``: FRONTIER_VISITED rows of the last round, in any order. ``waiting``: of the last NextRound.
    ``seen``: url hashes of every row that any queue or ``waiting`` of this crawl held so far. ``pages_queued``:
    rows of kind page in every queue so far; ``max_pages`` counts these.

    A url found more than once is taken at its least depth and with the least referrer hash; one found both as a
    page and as a medium is visited as a page if it is in scope. ``left_out`` has the reasons of ``in_scope``,
    ``too_deep`` and ``media_off``; a url that was seen before is no loss and not counted.
    """
    hosts = seed_hosts(source)
    left_out: dict[bytes, str] = {}
    found: dict[bytes, Visit] = {}
    for visit in _found(visited):
        digest = url_hash(visit.url)
        if digest in seen:
            continue
        if reason := _refusal(visit, source, hosts):
            left_out[digest] = min(reason, left_out.get(digest, reason))
            continue
        best = found.get(digest)
        if best is None or _preference(visit) < _preference(best):
            found[digest] = visit
    reasons = Counter(reason for digest, reason in left_out.items() if digest not in found)
    for visit in visits_of(waiting):
        found[url_hash(visit.url)] = visit
    return _cut(found, source, pages_queued, reasons)


def group_of(host: str, groups: int) -> int:
    """Group of a host (``urls.host_of``): 0 to ``groups`` - 1, by BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(host.encode(), digest_size=8, person=b"weft.group").digest()) % groups


def split_by_group(queue: pa.Table, groups: int) -> dict[int, pa.Table]:
    """The rows of each group that has any, in queue order; every host is in one group."""
    rows: dict[int, list[int]] = {}
    for row, url in enumerate(queue["url"].to_pylist()):
        rows.setdefault(group_of(host_of(url), groups), []).append(row)
    return {group: queue.take(pa.array(rows[group], pa.int64())) for group in sorted(rows)}


def _found(visited: pa.Table) -> Iterator[Visit]:
    """Everything that the visits of a round point at: links, media, and redirects to other hosts."""
    names = ("url_hash", "kind", "depth", "outcome", "final_url", "redirects", "pages", "media")
    for batch in visited.select(names).to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            referrer, depth = row["url_hash"], row["depth"]
            if row["outcome"] == Outcome.REDIRECTED:
                yield Visit(row["final_url"], VisitKind(row["kind"]), depth, referrer, row["redirects"])
            for url in row["pages"]:
                yield Visit(url, VisitKind.PAGE, depth + 1, referrer)
            for url in row["media"]:
                yield Visit(url, VisitKind.MEDIA, depth, referrer)


def _refusal(visit: Visit, source: CrawlSource, hosts: frozenset[str]) -> str | None:
    if visit.kind == VisitKind.MEDIA:
        return "media_off" if source.media == "none" else None
    if visit.depth > source.scope.max_depth:
        return "too_deep"
    return in_scope(visit.url, source.scope, hosts)


def _preference(visit: Visit) -> tuple[bool, int, int, bytes]:
    return visit.kind != VisitKind.PAGE, visit.depth, visit.redirects, visit.referrer_hash or b""


def _cut(unique: dict[bytes, Visit], source: CrawlSource, pages_queued: int, left_out: Counter[str]) -> NextRound:
    """The first pages within the limits and every medium, in order; the other pages wait."""
    ordered = sorted(unique.items(), key=lambda item: (item[1].depth, item[1].kind != VisitKind.PAGE, item[0]))
    room = max(0, min(source.max_pages_per_round, source.max_pages - pages_queued))
    queue, waiting = [], []
    for _, visit in ordered:
        if visit.kind == VisitKind.MEDIA:
            queue.append(visit)
        elif room:
            queue.append(visit)
            room -= 1
        else:
            waiting.append(visit)
    return NextRound(queue_table(queue), queue_table(waiting), left_out)
