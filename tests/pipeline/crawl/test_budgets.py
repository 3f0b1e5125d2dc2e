"""What one host may cost: time, bytes, failures. Real servers of this machine."""

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web
from fastwarc.warc import ArchiveIterator, WarcRecordType

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import crawl_group
from weft.pipeline.crawl.politeness import Patience
from weft.pipeline.crawl.visit import LinkFinder, Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource

Source = Callable[..., CrawlSource]
AT_ONCE = Patience(backoff_s=0)


@pytest.fixture
def visit(tmp_path: Path, links: LinkFinder) -> Callable[..., list[Visited]]:
    def run(source: CrawlSource, urls: list[str], patience: Patience = AT_ONCE) -> list[Visited]:
        files = CaptureFiles("r", Corpus(str(tmp_path)).publish)
        visited = crawl_group([Visit(url) for url in urls], source, files, links, patience=patience)
        return [one for one in visited if one.visit.kind == VisitKind.PAGE]

    return run


def slow(wait_s: float, status: int = 200):
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(wait_s)
        return web.Response(text="x", status=status, content_type="text/html")

    return answer


def test_a_slow_host_ends_with_its_time_and_no_other_host_waits(start_site, source: Source, visit) -> None:
    late, quick = start_site("localhost"), start_site()
    for number in range(20):
        late.pages[f"/{number}"] = slow(0.2)
        quick.add(f"/{number}")
    urls = [f"{site.base}/{number}" for number in range(20) for site in (late, quick)]
    start = time.monotonic()
    visited = visit(source(late.base, quick.base, max_host_s=0.7), urls)
    assert time.monotonic() - start < 2.5
    outcomes = {late.base: [], quick.base: []}
    for one in visited:
        outcomes[one.visit.url.rpartition("/")[0]].append(str(one.outcome))
    assert outcomes[quick.base] == ["captured"] * 20
    captured = outcomes[late.base].count("captured")
    assert 1 <= captured <= 4
    assert outcomes[late.base] == ["captured"] * captured + ["host_time_spent"] * (20 - captured)


def test_a_spent_time_ends_the_retries_of_a_url(site, source: Source, visit) -> None:
    site.pages["/a"] = slow(0.3, status=503)
    (one,) = visit(source(site.base, max_host_s=0.4, retries=9), [f"{site.base}/a"])
    assert one.outcome == "http_503"
    assert one.attempts == 2


def test_a_host_that_times_out_is_closed_after_so_many_failures(site, source: Source, visit) -> None:
    for number in range(9):
        site.pages[f"/{number}"] = slow(5)
    start = time.monotonic()
    visited = visit(
        source(site.base, timeout_s=0.15, retries=0), [f"{site.base}/{n}" for n in range(9)], Patience(0, 0, failures=3)
    )
    assert [str(one.outcome) for one in visited] == ["timeout"] * 3 + ["host_closed"] * 6
    assert time.monotonic() - start < 2
    assert len(site.log) == 4


def test_a_host_gives_no_more_bytes_than_it_may(site, source: Source, visit) -> None:
    for number in range(5):
        site.add(f"/{number}", "x" * 1000)
    visited = visit(source(site.base, max_host_bytes=2500), [f"{site.base}/{n}" for n in range(5)])
    assert [str(one.outcome) for one in visited] == ["captured"] * 3 + ["host_bytes_spent"] * 2


def test_a_maze_of_redirects_costs_no_more_than_its_hops(site, source: Source, visit) -> None:
    async def on(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"/m{int(request.path[2:]) + 1}"})

    for number in range(100):
        site.pages[f"/m{number}"] = on
    visited = visit(source(site.base, max_redirects=4), [f"{site.base}/m{n}" for n in range(0, 100, 20)])
    assert [str(one.outcome) for one in visited] == ["too_many_redirects"] * 5
    assert len(site.log) == 1 + 5 * 5


@pytest.mark.parametrize("status", [429, 503])
def test_an_opt_out_file_that_asks_for_a_long_wait_does_not_close_its_host(
    site, source: Source, visit, status: int
) -> None:
    for path in ("/.well-known/tdmrep.json", "/ai.txt"):
        site.add(path, status=status, Retry_After="86400")
    site.add("/a")
    site.add("/b")
    visited = visit(source(site.base, opt_out_files="ask"), [f"{site.base}/a", f"{site.base}/b"])
    assert site.paths == ["/robots.txt", "/.well-known/tdmrep.json", "/ai.txt", "/a", "/b"]
    assert [str(one.outcome) for one in visited] == ["captured", "captured"]


def test_opt_out_files_that_fail_are_not_counted_against_their_host(site, source: Source, visit) -> None:
    for path in ("/.well-known/tdmrep.json", "/ai.txt", "/b"):
        site.add(path, status=500)
    site.add("/a")
    one_failure = Patience(backoff_s=0, failures=1)
    settings = source(site.base, opt_out_files="ask", retries=0)
    visited = visit(settings, [f"{site.base}/{name}" for name in "abc"], patience=one_failure)
    assert [str(one.outcome) for one in visited] == ["captured", "http_500", "host_closed"]


def test_opt_out_files_are_asked_for_once_and_marked_on_every_page(site, source: Source, visit, tmp_path: Path) -> None:
    site.add("/robots.txt", "User-agent: *\nContent-Signal: ai-train=no\nDisallow: /no")
    site.add("/.well-known/tdmrep.json", '[{"location": "/books/", "tdm-reservation": 1}]')
    site.add("/ai.txt", "User-Agent: *\nDisallow: *.jpg")
    for path in ("/a", "/books/b"):
        site.add(path, "<p>text</p>")
    visited = visit(source(site.base, opt_out_files="ask"), [f"{site.base}{path}" for path in ("/a", "/books/b")])
    assert [str(one.outcome) for one in visited] == ["captured", "captured"]
    assert site.paths == ["/robots.txt", "/.well-known/tdmrep.json", "/ai.txt", "/a", "/books/b"]
    marks = {}
    with (tmp_path / "r-0000.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            marks[record.headers["WARC-Target-URI"].removeprefix(site.base)] = record.headers.get("X-Weft-Opt-Outs")
    assert marks["/a"] == "robots:ai-train=no, ai.txt:noimageai"
    assert marks["/books/b"] == "robots:ai-train=no, tdmrep.json:tdm-reservation, ai.txt:noimageai"
    assert marks["/robots.txt"] is None


def test_files_of_a_host_keep_its_delay_like_everything_else(site, source: Source, visit) -> None:
    site.add("/robots.txt", "Sitemap: /sitemap.xml")
    for path in ("/.well-known/tdmrep.json", "/ai.txt", "/a", "/b"):
        site.add(path)
    visit(source(site.base, opt_out_files="ask", delay_s=0.15), [f"{site.base}/a", f"{site.base}/b"])
    assert len(site.log) == 5
    assert all(later.start_s - earlier.start_s >= 0.15 for earlier, later in pairwise(site.log))


def test_files_that_fail_or_are_forbidden_opt_nothing_out(site, source: Source, visit) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /ai.txt")
    site.add("/.well-known/tdmrep.json", "down", status=503)
    site.add("/a")
    (one,) = visit(source(site.base, opt_out_files="ask", retries=0), [f"{site.base}/a"], Patience(0, 0, failures=2))
    assert one.outcome == "captured"
    assert "/ai.txt" not in site.paths
