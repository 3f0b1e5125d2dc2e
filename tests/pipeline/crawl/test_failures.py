"""What goes wrong at one url is its outcome; what goes wrong with this machine ends the crawl."""

import errno
import socket
from pathlib import Path

import pytest

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import crawl_group
from weft.pipeline.crawl.visit import LinkFinder, Visit

from .conftest import Crawl, Names, Source, outcomes


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +99999999999999999999"]
)
def test_a_retry_after_beyond_all_dates_counts_as_none(served, date: str) -> None:
    site, source, crawl = served
    site.add("/a", status=503, Retry_After=date)
    site.add("/b")
    assert outcomes(crawl(source(site.base), [f"{site.base}/a", f"{site.base}/b"])) == ["http_503", "captured"]
    assert site.paths == ["/robots.txt", "/a", "/a", "/b"]


def test_a_bug_that_one_url_brings_out_is_its_outcome_and_harms_no_other(
    site, source: Source, crawl: Crawl, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Names):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            if host == "bug.example":
                raise RuntimeError("no such case")
            return await super().resolve(host, port, family)

    site.add("/a")
    urls = [f"http://{name}.example:{site.port}/a" for name in ("bug", "fine")]
    visited = crawl(source(*urls), urls, resolver=Broken)
    assert outcomes(visited) == ["visit_failed", "captured"]
    assert "the visit of http://bug.example" in caplog.text
    assert "no such case" in caplog.text


def test_a_disk_that_fails_ends_the_crawl(site, source: Source, links: LinkFinder, tmp_path: Path) -> None:
    site.add("/a")

    def full(path: Path, name: str) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with pytest.raises(ExceptionGroup) as caught:
        crawl_group([Visit(f"{site.base}/a")], source(site.base), CaptureFiles("r", full), links)
    assert caught.group_contains(OSError, match="no space left")
