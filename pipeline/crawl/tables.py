"""The frontier's tables: what a round is to visit, and what it visited."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from ...schemas.document import CAPTURE
from ...schemas.ids import URL_HASH_BYTES, url_hash
from .visit import Visit, Visited, VisitKind

_URL = (
    pa.field("url", pa.string(), False, {"unit": "canonical url"}),
    pa.field("url_hash", pa.binary(URL_HASH_BYTES), False, {"unit": "blake2b-128 of url"}),
    pa.field("kind", pa.string(), False, {"unit": "page, media, sitemap, robots or notice"}),
    pa.field("depth", pa.int32(), False, {"unit": "links from a seed"}),
)

FRONTIER_QUEUE = pa.schema(
    [
        *_URL,
        pa.field("referrer_hash", pa.binary(URL_HASH_BYTES), True, {"unit": "url hash; null for a seed"}),
        pa.field("redirects", pa.int16(), False, {"unit": "redirects followed in earlier rounds"}),
    ]
)

FRONTIER_VISITED = pa.schema(
    [
        *_URL,
        pa.field("outcome", pa.string(), False),
        pa.field("status", pa.int16(), False, {"unit": "HTTP status; 0 where no response came"}),
        pa.field("final_url", pa.string(), False, {"unit": "last url asked for, or target not followed"}),
        pa.field("attempts", pa.int32(), False, {"unit": "requests sent"}),
        pa.field("redirects", pa.int16(), False, {"unit": "redirects seen, earlier rounds included"}),
        pa.field("captures", pa.list_(CAPTURE), False, {"unit": "every hop in order"}),
        pa.field("pages", pa.list_(pa.string()), False, {"unit": "canonical urls in page order"}),
        pa.field("media", pa.list_(pa.string()), False, {"unit": "canonical urls in page order"}),
        pa.field("sitemaps", pa.list_(pa.string()), False, {"unit": "canonical urls in the order of the file"}),
    ]
)

_OBJECTS = 1 << 16
"""Visits and links that are made rows at once."""
_MAX_CHUNK_BYTES = 1 << 31
"""Arrow counts the bytes of a chunk of strings in 31 bits."""


def queue_table(visits: Sequence[Visit]) -> pa.Table:
    """Visits as FRONTIER_QUEUE rows, in their order."""
    return pa.table(
        {
            "url": [visit.url for visit in visits],
            "url_hash": [url_hash(visit.url) for visit in visits],
            "kind": [visit.kind.value for visit in visits],
            "depth": [visit.depth for visit in visits],
            "referrer_hash": [visit.referrer_hash for visit in visits],
            "redirects": [visit.redirects for visit in visits],
        },
        schema=FRONTIER_QUEUE,
    )


def visits_of(queue: pa.Table) -> list[Visit]:
    """The visits of FRONTIER_QUEUE rows, in their order."""
    columns = (queue[name].to_pylist() for name in ("url", "kind", "depth", "referrer_hash", "redirects"))
    return [
        Visit(url, VisitKind(kind), depth, referrer_hash, redirects)
        for url, kind, depth, referrer_hash, redirects in zip(*columns, strict=True)
    ]


def visited_table(visited: Iterable[Visited]) -> pa.Table:
    """Results of a group as FRONTIER_VISITED rows, in their order. Few visits and their links are objects at a time."""
    tables: list[pa.Table] = [FRONTIER_VISITED.empty_table()]
    some: list[Visited] = []
    weight = 0
    for one in visited:
        some.append(one)
        weight += 1 + len(one.links.pages) + len(one.links.media) + len(one.links.sitemaps)
        if weight >= _OBJECTS:
            tables.append(_visited_rows(some))
            some, weight = [], 0
    table = pa.concat_tables([*tables, _visited_rows(some)])
    return table.combine_chunks() if table.nbytes < _MAX_CHUNK_BYTES else table


def _visited_rows(visited: Sequence[Visited]) -> pa.Table:
    return pa.table(
        {
            "url": [one.visit.url for one in visited],
            "url_hash": [url_hash(one.visit.url) for one in visited],
            "kind": [one.visit.kind.value for one in visited],
            "depth": [one.visit.depth for one in visited],
            "outcome": [str(one.outcome) for one in visited],
            "status": [one.status for one in visited],
            "final_url": [one.final_url for one in visited],
            "attempts": [one.attempts for one in visited],
            "redirects": [one.redirects for one in visited],
            "captures": [
                [{"file": c.file, "offset": c.offset, "length": c.length} for c in one.captures] for one in visited
            ],
            "pages": [one.links.pages for one in visited],
            "media": [one.links.media for one in visited],
            "sitemaps": [one.links.sitemaps for one in visited],
        },
        schema=FRONTIER_VISITED,
    )
