"""Which urls a round of the fetch stage asks for: pure functions on Arrow tables of one range of url hashes."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.ids import URL_HASH_BYTES
from ..crawl.frontier import group_of
from ..crawl.politeness import PASSING_OUTCOMES
from ..crawl.visit import VisitOutcome
from ..shuffle import lookup
from ..splitting import Batch, by_number
from ..urls import host_of

BEFORE = -1
"""Round of what was known before anything was fetched."""
ANSWERS = (VisitOutcome.CAPTURED.value, VisitOutcome.REDIRECTED.value)
"""Outcomes after which a url is not asked for again; the target of a redirect is a url of its own."""
_SPENT = (VisitOutcome.HOST_TIME_SPENT.value, VisitOutcome.HOST_BYTES_SPENT.value)

ASKED_URLS = pa.schema(
    [("url_hash", pa.binary(URL_HASH_BYTES)), ("url", pa.string()), ("redirects", pa.int16())],
)
"""A url that a document shows, or that another host's redirect led to."""

TRIED_URLS = pa.schema(
    [("url_hash", pa.binary(URL_HASH_BYTES)), ("round", pa.int64()), ("outcome", pa.string())],
)
"""What came of a url, in which round."""

MEDIA_URLS = pa.schema(
    [
        pa.field("url_hash", pa.binary(URL_HASH_BYTES), False, {"unit": "blake2b-128 of url"}),
        pa.field("outcome", pa.string(), False, {"unit": "captured, redirected, or why there is no capture"}),
    ]
)
"""Every different url of ``documents``' media and what came of it in the end; parts are ranges of the hash."""


def different_urls(asking: list[pa.Table]) -> pa.Table:
    """Each url once, with the fewest redirects it was reached by, in order of its hash."""
    asked = pa.concat_tables([ASKED_URLS.empty_table(), *asking])
    unique = asked.group_by("url_hash", use_threads=False).aggregate([("url", "min"), ("redirects", "min")])
    unique = unique.rename_columns({"url_min": "url", "redirects_min": "redirects"}).select(ASKED_URLS.names)
    return unique.sort_by("url_hash").combine_chunks()


def last_tried(urls: pa.Table, having: list[pa.Table]) -> pa.Table:
    """The TRIED_URLS row that counts for each of ``urls``: an answer, else the latest failure, else nulls."""
    tried = pa.concat_tables([TRIED_URLS.empty_table(), *having])
    fails = pc.invert(pc.is_in(tried.column("outcome"), pa.array(ANSWERS)))
    tried = tried.append_column("fails", fails)
    order = [("fails", "ascending"), ("round", "descending"), ("outcome", "ascending")]
    return lookup(urls.column("url_hash"), tried.sort_by(order).drop_columns(["fails"]), "url_hash")


def wanted_urls(
    asking: list[pa.Table], having: list[pa.Table], first_round: int, max_builds: int
) -> Iterator[pa.Table]:
    """Of one range, the urls to ask for now: never tried, or worth another try since before ``first_round``."""
    urls = different_urls(asking)
    last = last_tried(urls, having)
    never = pc.is_null(last.column("outcome"))
    worth = worth_another_try(urls.column("url_hash"), last.column("outcome"), having, max_builds)
    again = pc.and_kleene(worth, pc.less(last.column("round"), first_round))
    yield urls.filter(pc.fill_null(pc.or_kleene(never, again), False))


def worth_another_try(
    digests: pa.ChunkedArray, outcomes: pa.ChunkedArray, having: list[pa.Table], max_builds: int
) -> pa.ChunkedArray:
    """Whether each url failed last, as ``outcomes`` say, for a passing reason, and in fewer than ``max_builds`` builds.

    A build asks for a url once. That a host's time or bytes were spent was no failure of the url.
    """
    tried = pa.concat_tables([TRIED_URLS.empty_table(), *having])
    spent = pc.is_in(tried.column("outcome"), pa.array(_SPENT))
    asked = tried.filter(pc.and_(pc.greater(tried.column("round"), BEFORE), pc.invert(spent)))
    builds = asked.group_by("url_hash", use_threads=False).aggregate([("round", "count_distinct")])
    times = pc.fill_null(lookup(digests, builds, "url_hash").column("round_count_distinct"), 0)
    passing = pc.is_in(outcomes, pa.array(sorted(PASSING_OUTCOMES)))
    return pc.and_(pc.fill_null(passing, False), pc.less(times, max_builds))


def settled_urls(asking: list[pa.Table], having: list[pa.Table]) -> pa.Table:
    """MEDIA_URLS of one range; ``not_fetched`` where nothing was tried."""
    urls = different_urls(asking)
    outcome = pc.fill_null(last_tried(urls, having).column("outcome"), "not_fetched")
    return pa.table([urls.column("url_hash"), outcome], schema=MEDIA_URLS)


def by_host(urls: pa.Table, groups: int) -> Iterator[Batch]:
    """Split by the group of hosts."""
    numbers = [group_of(host_of(url), groups) for url in urls.column("url").to_pylist()]
    yield from by_number(urls, np.array(numbers, np.int64))


def fair_share(urls: pa.Table, max_urls: int) -> pa.Table:
    """The rows of one group for this round, at most ``max_urls``: hosts take turns, urls of a host by hash."""
    urls = urls.sort_by("url_hash").combine_chunks()
    seen: Counter[str] = Counter()
    turns = []
    for url in urls.column("url").to_pylist():
        host = host_of(url)
        turns.append(seen[host])
        seen[host] += 1
    ordered = urls.append_column("turn", pa.array(turns, pa.int64()))
    return (
        ordered.sort_by([("turn", "ascending"), ("url_hash", "ascending")]).slice(0, max_urls).select(urls.schema.names)
    )
