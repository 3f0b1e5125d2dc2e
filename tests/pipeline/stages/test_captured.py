from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from weft.pipeline.crawl.tables import FRONTIER_VISITED
from weft.pipeline.stage import Job
from weft.pipeline.stages.captured import vouch_for
from weft.pipeline.stages.crawl import lost_captures
from weft.schemas.recipe import CrawlSource

SOURCES = ("web", "web-r1")
"""The tables of the second begin as those of the first do."""


@pytest.fixture
def crawled(job: Job) -> Job:
    """Two crawls, each with one file of captures and the table that vouches for it."""
    for source in SOURCES:
        prefix = f"captures/{source}/r000-g000-"
        job.corpus.write(f"{prefix}0000.warc.gz", b"captures of " + source.encode())
        with job.writing(visited(source), FRONTIER_VISITED) as out:
            vouch_for(out, job.corpus, prefix)
    sources = tuple(CrawlSource(name=name, seeds=("http://a.example/",), contact="a@b.example") for name in SOURCES)
    return replace(job, recipe=job.recipe.model_copy(update={"sources": sources}))


def visited(source: str) -> str:
    return f"frontier/visited/{source}-r000-g000.parquet"


def test_each_crawl_is_asked_about_its_own_captures(crawled: Job) -> None:
    assert lost_captures(crawled) == []


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("captures/web-r1/r000-g000-0000.warc.gz", Path.unlink),
        ("captures/web-r1/r000-g000-0000.warc.gz", lambda path: path.write_bytes(b"capt")),
        (visited("web-r1"), lambda path: path.write_bytes(path.read_bytes()[:-40])),
    ],
)
def test_a_table_whose_captures_are_lost_or_that_is_cut_short_is_named(
    crawled: Job, name: str, damage: Callable[[Path], object]
) -> None:
    damage(Path(crawled.corpus.path(name)))
    assert lost_captures(crawled) == [visited("web-r1")]
