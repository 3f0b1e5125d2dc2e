"""The frontier: which urls the next round visits, in which order, and in which group of hosts.

Pure functions. The order is that of (depth, pages before media, url hash), so it depends on neither the order in
which urls were found nor the time.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

import pyarrow as pa

from ...schemas.ids import url_hash
from ...schemas.recipe import CrawlSource
from ..urls import canonical, host_of, resolve
from .scope import in_scope, seed_hosts
from .sitemaps import MAX_NESTING, MAX_SITEMAPS_PER_HOST
from .tables import queue_table, visits_of
from .traps import Space, limits, spaces, without_session
from .visit import Outcome, Visit, VisitKind

_KINDS = (VisitKind.PAGE, VisitKind.SITEMAP, VisitKind.MEDIA)
"""Of one depth the pages come first; of a url that was found as more than one kind, the first counts."""


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
    if source.sitemaps == "all":
        for visit in seeds:
            sitemap = resolve(visit.url, "/sitemap.xml")
            if sitemap is not None:
                unique.setdefault(url_hash(sitemap), Visit(sitemap, VisitKind.SITEMAP))
    return _cut(unique, source, pages_queued=0, left_out=Counter(), taken=Counter())


def next_round(
    visited: pa.Table,
    waiting: pa.Table,
    seen: Set[bytes],
    source: CrawlSource,
    pages_queued: int,
    taken: Mapping[Space, int] | None = None,
) -> NextRound:
    """The round after ``visited``.

    ``visited``: FRONTIER_VISITED rows of the last round, in any order. ``waiting``: of the last NextRound.
    ``seen``: url hashes of every row that any queue or ``waiting`` of this crawl held so far. ``pages_queued``:
    rows of kind page in every queue so far; ``max_pages`` counts these. ``taken``: how many rows of every queue so
    far each space holds, as ``spaces_of`` counts them.

    A url found more than once is taken at its least depth and with the least referrer hash; one found both as a
    page and as a medium is visited as a page if it is in scope. A url with a session id counts as ``session_id``, and
    the same without it takes its place. ``left_out`` has also the reasons of ``in_scope`` and ``traps.spaces``,
    ``too_deep``, ``media_off``, ``sitemaps_off`` and ``too_many_sitemaps``; a url that was seen
    before is no loss and not counted.
    """
    hosts = seed_hosts(source)
    left_out: dict[bytes, str] = {}
    found: dict[bytes, Visit] = {}
    for visit, is_bare in _without_sessions(_found(visited)):
        digest = url_hash(visit.url)
        if digest in seen:
            continue
        if not is_bare:
            left_out[digest] = "session_id"
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
    return _cut(found, source, pages_queued, reasons, Counter(taken))


def spaces_of(queue: pa.Table) -> Counter[Space]:
    """How many rows of a queue each limited space holds."""
    return Counter(space for visit in visits_of(queue) for space in _spaces(visit))


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
    names = ("url_hash", "kind", "depth", "outcome", "final_url", "redirects", "pages", "media", "sitemaps")
    for batch in visited.select(names).to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            referrer, depth = row["url_hash"], row["depth"]
            if row["outcome"] == Outcome.REDIRECTED:
                yield Visit(row["final_url"], VisitKind(row["kind"]), depth, referrer, row["redirects"])
            of_sitemap = row["kind"] == VisitKind.SITEMAP
            for url in row["pages"]:
                yield Visit(url, VisitKind.PAGE, 1 if of_sitemap else depth + 1, referrer)
            for url in row["sitemaps"]:
                yield Visit(url, VisitKind.SITEMAP, depth + 1 if of_sitemap else 0, referrer)
            for url in row["media"]:
                yield Visit(url, VisitKind.MEDIA, depth, referrer)


def _without_sessions(visits: Iterator[Visit]) -> Iterator[tuple[Visit, bool]]:
    """Each visit, and whether it goes on; behind one whose page has a session id comes the same without it."""
    for visit in visits:
        bare = without_session(visit.url) if visit.kind == VisitKind.PAGE else visit.url
        yield visit, bare == visit.url
        if bare != visit.url:
            yield replace(visit, url=bare), True


def _refusal(visit: Visit, source: CrawlSource, hosts: frozenset[str]) -> str | None:
    if visit.kind == VisitKind.MEDIA:
        return "media_off" if source.media == "none" else None
    if visit.kind == VisitKind.SITEMAP:
        if source.sitemaps == "none":
            return "sitemaps_off"
        if visit.depth > MAX_NESTING:
            return "too_deep"
    elif visit.depth > source.scope.max_depth:
        return "too_deep"
    return in_scope(visit.url, source.scope, hosts)


def _preference(visit: Visit) -> tuple[int, int, int, bytes]:
    return _KINDS.index(visit.kind), visit.depth, visit.redirects, visit.referrer_hash or b""


def _spaces(visit: Visit) -> Iterator[Space]:
    if visit.kind == VisitKind.SITEMAP:
        yield "too_many_sitemaps", host_of(visit.url)
    elif visit.kind == VisitKind.PAGE:
        yield from spaces(visit.url)


def _cut(
    unique: dict[bytes, Visit],
    source: CrawlSource,
    pages_queued: int,
    left_out: Counter[str],
    taken: Counter[Space],
) -> NextRound:
    """The first pages within the limits and every medium, in order; the other pages wait.

    A page of a space that is full is left out for good.
    """
    most = {**limits(source), "too_many_sitemaps": MAX_SITEMAPS_PER_HOST}
    ordered = sorted(unique.items(), key=lambda item: (item[1].depth, _KINDS.index(item[1].kind), item[0]))
    room = max(0, min(source.max_pages_per_round, source.max_pages - pages_queued))
    queue, waiting = [], []
    for _, visit in ordered:
        held = [space for space in _spaces(visit) if space[0] in most]
        full = next((reason for reason, name in held if taken[reason, name] >= most[reason]), None)
        if full is not None:
            left_out[full] += 1
        elif visit.kind == VisitKind.PAGE and not room:
            waiting.append(visit)
        else:
            queue.append(visit)
            taken.update(held)
            room -= visit.kind == VisitKind.PAGE
    return NextRound(queue_table(queue), queue_table(waiting), left_out)
