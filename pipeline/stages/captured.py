"""The indexes of captures: extract's, one beside each part of ``documents``, and then those of fetched media."""

from typing import Any

from ..stage import Job
from ..storage import Corpus

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
    names = (name for name in fetched_indexes(job) if _has_more_than_robots(job.corpus, name))
    warcs = [name.replace(".parquet", ".warc.gz") for name in names]
    return [(name, int(job.corpus.fs.size(job.corpus.path(name)))) for name in warcs]


def _has_more_than_robots(corpus: Corpus, name: str) -> bool:
    """A later build that asks in vain leaves files of robots.txt alone; these change nothing."""
    info = corpus.info(name)
    if info is None:
        return False
    flow = info.ledger.flow("captures")
    return flow.kept > 0 or any(not (reason == "robots_txt" or reason.startswith("http_")) for reason in flow.dropped)
