"""The frontier: which urls the next round visits, in which order, and in which group of hosts.

Pure functions. Urls are rows of tables and only a batch of them objects, since one round may find tens of millions. The
order is that of (depth, pages before media, url hash), so it depends on neither the order in which urls were found nor
the time.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.ids import URL_HASH_BYTES, url_hash
from ...schemas.recipe import CrawlSource
from ..urls import canonical, host_of, resolve
from .found import KINDS, found_visits
from .scope import in_scope, seed_hosts
from .seen import SeenUrls
from .sitemaps import MAX_NESTING, MAX_SITEMAPS_PER_HOST
from .tables import FRONTIER_QUEUE, queue_table, visits_of
from .traps import Space, limits, spaces, without_session
from .visit import Visit, VisitKind

_REFUSED = pa.schema([FRONTIER_QUEUE.field("url_hash"), pa.field("reason", pa.string())])
_ROWS = 1 << 14
"""Visits that are objects at a time."""


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
    return _cut(queue_table(list(unique.values())), source, pages_queued=0, left_out=Counter(), taken=Counter())


def next_round(
    visited: pa.Table,
    waiting: pa.Table,
    seen: SeenUrls,
    source: CrawlSource,
    pages_queued: int,
    taken: Mapping[Space, int] | None = None,
) -> NextRound:
    """The round after ``visited``.

    ``visited``: of the FRONTIER_VISITED rows of the last round, in any order, the columns FOUND_IN. ``waiting``: of the
    last NextRound. ``seen``: the urls of every row that any queue or ``waiting`` of this crawl held so far.
    ``pages_queued``: rows of kind page in every queue so far; ``max_pages`` counts these. ``taken``: how many rows of
    every queue so far each space holds, as ``spaces_of`` counts them.

    A url found more than once is taken at its least depth and with the least referrer hash; one found both as a
    page and as a medium is visited as a page if it is in scope. A url with a session id counts as ``session_id``, and
    the same without it takes its place. ``left_out`` has also the reasons of ``in_scope`` and ``traps.spaces``,
    ``too_deep``, ``media_off``, ``sitemaps_off`` and ``too_many_sitemaps``; a url that was seen
    before is no loss and not counted.
    """
    hosts = seed_hosts(source)
    found = [queue_table([])]
    refused = [_REFUSED.empty_table()]
    for visits in found_visits(visited):
        bare = list(_without_sessions(visits))
        digests = [url_hash(visit.url) for visit, _ in bare]
        is_seen = seen.holds(pa.array(digests, pa.binary(URL_HASH_BYTES)))
        followed: list[Visit] = []
        reasons: dict[str, list] = {"url_hash": [], "reason": []}
        for (visit, is_bare), digest, was_seen in zip(bare, digests, is_seen.tolist(), strict=True):
            if was_seen:
                continue
            reason = _refusal(visit, source, hosts) if is_bare else "session_id"
            if reason is None:
                followed.append(visit)
            else:
                reasons["url_hash"].append(digest)
                reasons["reason"].append(reason)
        found.append(queue_table(followed))
        refused.append(pa.table(reasons, schema=_REFUSED))
    new = _preferred(pa.concat_tables(found))
    left_out = _left_out(pa.concat_tables(refused), new)
    return _cut(pa.concat_tables([waiting, new]), source, pages_queued, left_out, Counter(taken))


def spaces_of(queue: pa.Table) -> Counter[Space]:
    """How many rows of a queue each limited space holds."""
    batches = queue.to_batches(max_chunksize=_ROWS)
    return Counter(space for batch in batches for visit in visits_of(batch) for space in _spaces(visit))


def group_of(host: str, groups: int) -> int:
    """Group of a host (``urls.host_of``): 0 to ``groups`` - 1, by BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(host.encode(), digest_size=8, person=b"weft.group").digest()) % groups


def split_by_group(queue: pa.Table, groups: int) -> dict[int, pa.Table]:
    """The rows of each group that has any, in queue order; every host is in one group."""
    urls = (url for batch in queue.to_batches(max_chunksize=_ROWS) for url in batch["url"].to_pylist())
    group = np.fromiter((group_of(host_of(url), groups) for url in urls), np.int64, queue.num_rows)
    return {int(one): queue.take(pa.array(np.flatnonzero(group == one))) for one in np.unique(group)}


def _without_sessions(visits: Iterable[Visit]) -> Iterator[tuple[Visit, bool]]:
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


def _preferred(found: pa.Table) -> pa.Table:
    """Of each url of FRONTIER_QUEUE rows one: the first kind, then the least depth, redirects and referrer hash."""
    ordered = _ranked(found).sort_by(
        [(name, "ascending") for name in ("url_hash", "rank", "depth", "redirects", "referrer_hash")]
    )
    return _first_of_each_url(ordered).drop_columns(["rank"])


def _left_out(refused: pa.Table, found: pa.Table) -> Counter[str]:
    """How many of the refused urls were not found as something else, by the reason that is first in the alphabet."""
    kept = SeenUrls()
    kept.add(found["url_hash"])
    refused = refused.filter(pa.array(~kept.holds(refused["url_hash"])))
    firsts = _first_of_each_url(refused.sort_by([("url_hash", "ascending"), ("reason", "ascending")]))
    return Counter({row["values"]: row["counts"] for row in pc.value_counts(firsts["reason"]).to_pylist()})


def _ranked(visits: pa.Table) -> pa.Table:
    """Visits with the rank of their kind, in one more column."""
    kinds = pa.array([kind.value for kind in KINDS])
    return visits.append_column("rank", pc.index_in(visits["kind"], value_set=kinds))


def _first_of_each_url(ordered: pa.Table) -> pa.Table:
    """The first of the rows of each url hash, where these follow each other."""
    if not ordered.num_rows:
        return ordered
    hashes = ordered["url_hash"].combine_chunks()
    is_new = np.asarray(pc.not_equal(hashes.slice(1), hashes.slice(0, len(hashes) - 1)))
    return ordered.filter(pa.array(np.r_[True, is_new]))


def _spaces(visit: Visit) -> Iterator[Space]:
    if visit.kind == VisitKind.SITEMAP:
        yield "too_many_sitemaps", host_of(visit.url)
    elif visit.kind == VisitKind.PAGE:
        yield from spaces(visit.url)


def _cut(
    coming: pa.Table,
    source: CrawlSource,
    pages_queued: int,
    left_out: Counter[str],
    taken: Counter[Space],
) -> NextRound:
    """The first pages within the limits and everything that is no page, in order; the other pages wait.

    What comes to its turn in a space that is full is left out for good. Pages that have to wait are only sorted, never
    looked at, so that a crawl may have more of them than fit in memory as objects.
    """
    most = {**limits(source), "too_many_sitemaps": MAX_SITEMAPS_PER_HOST}
    order = [("depth", "ascending"), ("rank", "ascending"), ("url_hash", "ascending")]
    coming = _ranked(coming).sort_by(order).drop_columns(["rank"])
    is_page = pc.equal(coming["kind"], VisitKind.PAGE.value)
    pages = np.flatnonzero(np.asarray(is_page))
    room = max(0, min(source.max_pages_per_round, source.max_pages - pages_queued))
    rows: list[int] = []
    considered = 0
    while considered < len(pages) and len(rows) < room:
        some = pages[considered : considered + room - len(rows)]
        considered += len(some)
        rows += _with_room(coming, some, most, taken, left_out)
    rows += _with_room(coming, np.flatnonzero(np.asarray(pc.invert(is_page))), most, taken, left_out)
    return NextRound(coming.take(pa.array(sorted(rows), pa.int64())), coming.take(pages[considered:]), left_out)


def _with_room(
    coming: pa.Table, rows: np.ndarray, most: Mapping[str, int], taken: Counter[Space], left_out: Counter[str]
) -> list[int]:
    """Those of the rows whose spaces are not full yet; they count in ``taken``, and the others in ``left_out``."""
    kept = []
    for row, visit in _visits_at(coming, rows):
        held = [space for space in _spaces(visit) if space[0] in most]
        full = next((reason for reason, name in held if taken[reason, name] >= most[reason]), None)
        if full is not None:
            left_out[full] += 1
        else:
            kept.append(row)
            taken.update(held)
    return kept


def _visits_at(coming: pa.Table, rows: np.ndarray) -> Iterator[tuple[int, Visit]]:
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        yield from zip(some.tolist(), visits_of(coming.take(some)), strict=True)
