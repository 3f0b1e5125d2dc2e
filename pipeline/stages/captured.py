"""Files of captures, and their indexes: extract's, one beside each part of ``documents``, then those of fetched media.

A table of visits vouches for the captures that its group left: their names and sizes stand in its footer.
"""

import json
from collections.abc import Iterable
from typing import Any

from ..stage import Job
from ..storage import Corpus, PartWriter

FETCHED = "captures/fetched"
"""WARC files of the fetch stage, and the index of each beside it."""


def capture_indexes(job: Job) -> tuple[str, ...]:
    """Names of the tables of CAPTURES rows that media are made of: ``media/items`` has their number and order."""
    beside_documents = (job.name("captures/index", part) for part in range(job.count("captures/index")))
    return (*beside_documents, *(name for name in fetched_indexes(job) if _has_more_than_robots(job.corpus, name)))


def fetched_indexes(job: Job) -> list[str]:
    """The indexes of all fetched WARC files, in order; none where the recipe does not fetch."""
    return job.corpus.names(FETCHED, ".parquet") if job.recipe.fetch.enabled else []


def fetched_files(job: Job) -> Any:
    """Names and sizes of the fetched WARC files that media are made of: what a stage that reads them depends on."""
    sizes = job.corpus.sizes(FETCHED)
    names = (name for name in fetched_indexes(job) if _has_more_than_robots(job.corpus, name))
    warcs = [name.replace(".parquet", ".warc.gz") for name in names]
    return [(name, sizes.get(name)) for name in warcs]


def vouch_for(out: PartWriter, corpus: Corpus, prefix: str) -> None:
    """Write down, in the footer of a table of visits, the files that begin with ``prefix`` and their sizes."""
    sizes = corpus.sizes(prefix.rpartition("/")[0])
    published = {file: size for file, size in sizes.items() if file.startswith(prefix)}
    out.extra["weft.captures"] = json.dumps(published, sort_keys=True)


def without_captures(corpus: Corpus, visited: Iterable[str], folder: str) -> list[str]:
    """Those of the tables of visits that can't be read, or whose files in ``folder`` are not there in full."""
    sizes = corpus.sizes(folder)
    lost = []
    for name in visited:
        if corpus.info(name) is None:
            lost.append(name)
            continue
        expected = json.loads(corpus.extra(name).get("weft.captures", "{}"))
        if any(sizes.get(file) != size for file, size in expected.items()):
            lost.append(name)
    return lost


def _has_more_than_robots(corpus: Corpus, name: str) -> bool:
    """A later build that asks in vain leaves files of robots.txt alone; these change nothing."""
    info = corpus.info(name)
    if info is None:
        return False
    flow = info.ledger.flow("captures")
    return flow.kept > 0 or any(not (reason == "robots_txt" or reason.startswith("http_")) for reason in flow.dropped)
