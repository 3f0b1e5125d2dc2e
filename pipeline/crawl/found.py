"""What the visits of a round point at: links, media, sitemaps, and redirects to other hosts, each url once a kind."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .tables import FRONTIER_QUEUE, FRONTIER_VISITED
from .visit import Visit, VisitKind, VisitOutcome

KINDS = (VisitKind.PAGE, VisitKind.SITEMAP, VisitKind.MEDIA)
"""Of one depth the pages come first; of a url that was found as more than one kind, the first counts."""
FOUND_IN = ("url_hash", "kind", "depth", "outcome", "final_url", "redirects", "pages", "media", "sitemaps")
"""The columns of FRONTIER_VISITED that are read here."""
_ROWS = 1 << 14
_COLUMNS = ("url", "rank", "depth", "redirects", "referrer_hash")


def found_visits(visited: pa.Table) -> Iterator[list[Visit]]:
    """Every url that visits point at, in batches: once for each kind that it was found as.

    ``visited``: the columns FOUND_IN of FRONTIER_VISITED rows, in any order.
    Of several ways to a url counts the one with the least depth, then the fewest redirects, then the least hash of
    the referrer. Sorted by url.
    """
    pointers = pa.concat_tables(_pointers(visited))
    pointers = pointers.sort_by([(name, "ascending") for name in _COLUMNS]).combine_chunks()
    if not pointers.num_rows:
        return
    same_url = pc.equal(pointers["url"].slice(1), pointers["url"].slice(0, pointers.num_rows - 1))
    same_kind = pc.equal(pointers["rank"].slice(1), pointers["rank"].slice(0, pointers.num_rows - 1))
    is_first = np.r_[True, ~np.asarray(pc.and_(same_url, same_kind))]
    for batch in pointers.filter(pa.array(is_first)).to_batches(max_chunksize=_ROWS):
        columns = (batch.column(name).to_pylist() for name in _COLUMNS)
        yield [
            Visit(url, KINDS[rank], depth, referrer, redirects)
            for url, rank, depth, redirects, referrer in zip(*columns, strict=True)
        ]


def _pointers(visited: pa.Table) -> Iterator[pa.Table]:
    """Tables of the columns of ``_COLUMNS``, with every way to every url."""
    empty = FRONTIER_VISITED.empty_table().select(FOUND_IN)
    visited = pa.concat_tables([empty, visited.select(FOUND_IN)]).combine_chunks()
    depth = visited["depth"].to_numpy()
    of_sitemap = np.asarray(pc.equal(visited["kind"], VisitKind.SITEMAP.value))
    moved = np.flatnonzero(np.asarray(pc.equal(visited["outcome"], VisitOutcome.REDIRECTED.value)))
    kinds = pc.index_in(visited["kind"].take(moved), value_set=pa.array([kind.value for kind in KINDS]))
    redirects = visited["redirects"].to_numpy()[moved]
    yield _table(visited["final_url"].take(moved), kinds, depth[moved], redirects, visited["url_hash"].take(moved))
    columns = (
        ("pages", VisitKind.PAGE, np.where(of_sitemap, 1, depth + 1)),
        ("sitemaps", VisitKind.SITEMAP, np.where(of_sitemap, depth + 1, 0)),
        ("media", VisitKind.MEDIA, depth),
    )
    for name, kind, depths in columns:
        rows = np.asarray(pc.list_parent_indices(visited[name]))
        urls = pc.list_flatten(visited[name])
        rank = np.full(len(rows), KINDS.index(kind))
        yield _table(urls, rank, depths[rows], np.zeros(len(rows)), visited["url_hash"].take(pa.array(rows)))


def _table(
    urls: pa.ChunkedArray, rank: object, depth: object, redirects: object, referrer: pa.ChunkedArray
) -> pa.Table:
    fields = [
        pa.field("url", pa.string()),
        pa.field("rank", pa.int8()),
        pa.field("depth", pa.int32()),
        pa.field("redirects", pa.int16()),
        FRONTIER_QUEUE.field("referrer_hash"),
    ]
    columns = [urls, *(pa.array(np.asarray(column).astype(np.int32)) for column in (rank, depth, redirects)), referrer]
    return pa.table(
        [column.cast(field.type) for column, field in zip(columns, fields, strict=True)], schema=pa.schema(fields)
    )
