import asyncio
import gzip
import multiprocessing
import os
import signal
import time
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.frontier import next_round, seed_queue, split_by_group
from weft.pipeline.crawl.group import GroupQueue, crawl_group, crawl_groups
from weft.pipeline.crawl.seen import SeenUrls
from weft.pipeline.crawl.tables import visited_table, visits_of
from weft.pipeline.crawl.visit import FoundLinks, LinkFinder, Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource

from .conftest import Crawl, Source, outcomes


def test_a_page_is_captured_with_its_links(site, source: Source, crawl: Crawl) -> None:
    site.add("/", '<a href="/a#top">a</a><img src="b.png"><a href="mailto:x@y.z">mail</a>')
    (page,) = crawl(source(site.base), [f"{site.base}/"])
    assert page.outcome == "captured"
    assert page.status == 200
    assert page.links == FoundLinks([f"{site.base}/a"], [f"{site.base}/b.png"])
    assert page.attempts == 1
    (capture,) = page.captures
    assert capture.file == "round-0000.warc.gz"
    assert site.log[-1].headers["User-Agent"] == "weft/0.1.0 (+owner@example.org)"
    assert "Cookie" not in site.log[-1].headers


def test_media_and_other_types_are_captured_as_they_are_without_links(
    site, source: Source, crawl: Crawl, tmp_path: Path
) -> None:
    html = '<html><a href="/x">x</a></html>'
    site.add("/fake.png", html, Content_Type="image/png")
    site.add("/frame", html)
    page, medium = crawl(source(site.base), [f"{site.base}/fake.png", Visit(f"{site.base}/frame", VisitKind.MEDIA)])
    assert outcomes([page, medium]) == ["captured", "captured"]
    assert page.links == medium.links == FoundLinks()
    (name,) = {capture.file for one in (page, medium) for capture in one.captures}
    with (tmp_path / name).open("rb") as file:
        for one in (page, medium):
            file.seek(one.captures[0].offset)
            member = gzip.decompress(file.read(one.captures[0].length))
            assert member.startswith(b"WARC/1.0\r\n")
            assert f"WARC-Target-URI: {one.visit.url}\r\n".encode() in member
            assert member.endswith(html.encode() + b"\r\n\r\n")


def test_a_response_without_a_type_is_html_if_it_looks_like_it(site, source: Source, crawl: Crawl) -> None:
    async def untyped(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": ""})
        await response.prepare(request)
        await response.write(b'<!DOCTYPE html><a href="/x">x</a>')
        return response

    site.pages["/"] = untyped
    (page,) = crawl(source(site.base), [f"{site.base}/"])
    assert page.links.pages == [f"{site.base}/x"]


def test_requests_to_a_host_never_overlap_and_keep_the_delay(site, source: Source, crawl: Crawl) -> None:
    for number in range(6):
        site.add(f"/{number}")
    crawl(source(site.base, delay_s=0.1), [f"{site.base}/{number}" for number in range(6)])
    assert site.paths == ["/robots.txt", *(f"/{number}" for number in range(6))]
    for before, after in pairwise(site.log):
        assert after.start_s >= before.end_s
        assert after.start_s - before.start_s >= 0.1


def test_a_longer_crawl_delay_is_kept_and_one_too_long_closes_the_host(site, source: Source, crawl: Crawl) -> None:
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    site.add("/a")
    site.add("/b")
    urls = [f"{site.base}/a", f"{site.base}/b"]
    assert outcomes(crawl(source(site.base, delay_s=0.01), urls)) == ["captured", "captured"]
    assert all(after.start_s - before.start_s >= 0.3 for before, after in pairwise(site.log))
    site.log.clear()
    assert outcomes(crawl(source(site.base, max_delay_s=0.2), urls)) == ["host_closed", "host_closed"]
    assert site.paths == ["/robots.txt"]


def test_hosts_are_visited_at_the_same_time(start_site, source: Source, crawl: Crawl) -> None:
    sites = [start_site("127.0.0.1"), start_site("localhost"), start_site("127.0.0.1")]
    for site in sites:
        site.add("/a")
    crawl(source(*(site.base for site in sites), delay_s=0.4), [f"{site.base}/a" for site in sites])
    assert max(site.log[0].start_s for site in sites) < min(site.log[1].start_s for site in sites)


def test_robots_rules_hold_for_pages_and_media(site, source: Source, crawl: Crawl) -> None:
    site.add(
        "/robots.txt",
        "User-agent: *\nDisallow: /\n\nUser-agent: weft\nDisallow: /no/\nAllow: /no/but\nDisallow: /*.gif$",
    )
    site.add("/no/but")
    site.add("/yes.gif?x")
    visits = [
        f"{site.base}/no/1",
        f"{site.base}/no/but",
        Visit(f"{site.base}/a.gif", VisitKind.MEDIA),
        Visit(f"{site.base}/yes.gif?x", VisitKind.MEDIA),
    ]
    assert outcomes(crawl(source(site.base), visits)) == [
        "robots_disallowed",
        "captured",
        "robots_disallowed",
        "captured",
    ]
    assert site.paths == ["/robots.txt", "/no/but", "/yes.gif?x"]


@pytest.mark.parametrize(
    ("status", "requests", "results"),
    [
        (404, 1, ("http_404", "captured")),
        (403, 1, ("http_403", "captured")),
        (429, 2, ("http_429", "robots_unreachable")),
        (500, 2, ("http_500", "robots_unreachable")),
        (503, 2, ("http_503", "robots_unreachable")),
    ],
)
def test_a_missing_robots_file_allows_all_and_a_broken_one_nothing(
    served, status: int, requests: int, results: tuple[str, str]
) -> None:
    site, source, crawl = served
    site.add("/robots.txt", "Disallow everything", status=status)
    site.add("/a")
    (page,) = crawl(source(site.base), [f"{site.base}/a"])
    assert site.paths.count("/robots.txt") == requests
    (asked,) = crawl(source(site.base), [f"{site.base}/a"], robots="alone")
    assert (asked.outcome, page.outcome) == results
    assert len(asked.captures) == 1


def test_a_robots_file_is_followed_to_another_host(start_site, source: Source, crawl: Crawl) -> None:
    here, there = start_site(), start_site("localhost")
    here.add("/robots.txt", status=301, Location=f"{there.base}/rules")
    there.add("/rules", "User-agent: *\nDisallow: /a")
    here.add("/a")
    assert outcomes(crawl(source(here.base), [f"{here.base}/a"])) == ["robots_disallowed"]


def test_six_redirects_of_a_robots_file_count_as_none(site, source: Source, crawl: Crawl) -> None:
    site.add("/robots.txt", status=302, Location="/1")
    for number in range(1, 7):
        site.add(f"/{number}", status=302, Location=f"/{number + 1}")
    site.add("/a")
    assert outcomes(crawl(source(site.base), [f"{site.base}/a"])) == ["captured"]
    assert site.paths == ["/robots.txt", "/1", "/2", "/3", "/4", "/5", "/a"]


def test_pages_outside_the_scope_and_bad_urls_are_not_asked_for(site, source: Source, crawl: Crawl) -> None:
    visited = crawl(
        source(site.base, scope={"exclude": ["/secret"]}),
        [f"{site.base}/secret", "http://other.example/", Visit("http://a b/", VisitKind.MEDIA)],
    )
    assert sorted(outcomes(visited)) == ["bad_url", "excluded", "out_of_scope"]
    assert site.log == []


def _records(folder: Path) -> list[tuple[str, str, str, bytes]]:
    records = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            records += [
                (path.name, record.rec_type, record.rec_headers["WARC-Target-URI"], record.content_stream().read())
                for record in ArchiveIterator(file)
                if record.rec_type == "response"
            ]
    return records


def test_the_order_of_files_and_results_does_not_depend_on_the_network(
    start_site, source: Source, links: LinkFinder, tmp_path: Path
) -> None:
    sites = [start_site("127.0.0.1"), start_site("localhost"), start_site("127.0.0.1")]
    delays_s = [0.0]

    def slow(text: str, place: int):
        async def answer(request: web.Request) -> web.Response:
            await asyncio.sleep(delays_s[place % len(delays_s)])
            return web.Response(text=text, content_type="text/html")

        return answer

    visits = []
    for number in range(8):
        for place, site in enumerate(sites):
            site.pages[f"/{number}"] = slow(f"{place} {number}", place * 3 + number)
            visits.append(Visit(f"{site.base}/{number}"))
    runs = []
    for name, delays_s[:] in (("one", [0.0]), ("two", [0.03, 0, 0.01]), ("three", [0, 0.02, 0.0, 0.01])):
        files = CaptureFiles("r", Corpus(str(tmp_path / name)).publish, max_records=5)
        visited = crawl_group(visits, source(*(site.base for site in sites)), files, links)
        places = [[capture.file for capture in one.captures] for one in visited]
        runs.append(([one.visit for one in visited], places, _records(tmp_path / name)))
    assert runs[0] == runs[1] == runs[2]
    assert [name for name, *_ in runs[0][2]] == [f"r-{number // 5:04d}.warc.gz" for number in range(27)]


def _crawl_until_killed(queue: list[Visit], source: CrawlSource, folder: Path, links: LinkFinder) -> None:
    crawl_group(queue, source, CaptureFiles("r", Corpus(str(folder / "final")).publish), links, spool_folder=folder)


def test_a_crawl_killed_midway_leaves_no_final_file(site, source: Source, links: LinkFinder, tmp_path: Path) -> None:
    for number in range(50):
        site.add(f"/{number}", "text")
    queue = [Visit(f"{site.base}/{number}") for number in range(50)]
    child = multiprocessing.get_context("fork").Process(
        target=_crawl_until_killed, args=(queue, source(site.base, delay_s=0.1), tmp_path, links)
    )
    child.start()
    deadline = time.monotonic() + 10
    while len(site.log) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert len(site.log) >= 4
    assert not (tmp_path / "final").exists()
    assert crawl_group(queue[:2], source(site.base), CaptureFiles("r", Corpus(str(tmp_path / "final")).publish), links)
    assert [path.name for path in (tmp_path / "final").iterdir()] == ["r-0000.warc.gz"]


def test_an_empty_queue_writes_nothing(source: Source, crawl: Crawl, tmp_path: Path) -> None:
    assert crawl(source("http://example.org/"), []) == []
    assert list(tmp_path.iterdir()) == []


def test_rounds_visit_everything_in_scope_once(start_site, source: Source, links: LinkFinder, tmp_path: Path) -> None:
    here, there = start_site(), start_site("localhost")
    here.add("/", '<a href="/a">a</a><a href="/moved">m</a><img src="/i.png"><a href="/">self</a><a href="/gone">g</a>')
    here.add("/a", f'<a href="{there.base}/b">b</a><a href="http://elsewhere.example/">out</a><img src="/i.png">')
    here.add("/moved", status=301, Location=f"{there.base}/landed")
    here.add("/i.png", Content_Type="image/png")
    there.add("/landed", '<a href="/b">b</a>')
    there.add("/b", f'<a href="{here.base}/a">back</a>')
    crawl = source(f"{here.base}/", scope={"hosts": ["127.0.0.1", "localhost"]}, groups=3)
    round_, seen, pages, left_out = seed_queue(crawl), SeenUrls(), 0, []
    for number in range(10):
        seen.add(round_.queue["url_hash"])
        seen.add(round_.waiting["url_hash"])
        pages += round_.queue["kind"].to_pylist().count("page")
        visited = []
        for group, table in split_by_group(round_.queue, crawl.groups).items():
            files = CaptureFiles(f"{number:03d}-{group:03d}", Corpus(str(tmp_path)).publish)
            visited += crawl_group(visits_of(table), crawl, files, links)
        round_ = next_round(visited_table(visited), round_.waiting, seen, crawl, pages)
        left_out.append(dict(round_.left_out))
        if not round_.queue.num_rows:
            break
    asked = [path for site in (here, there) for path in site.paths if path != "/robots.txt"]
    assert sorted(asked) == ["/", "/a", "/b", "/gone", "/i.png", "/landed", "/moved"]
    assert left_out == [{}, {"out_of_scope": 1}, {}]
    assert pages == 6


def test_links_of_the_visits_of_a_group_are_not_kept_in_memory(site, source: Source, tmp_path: Path) -> None:
    """20 pages with 10,000 links each: 26 MB of strings, of which none is left when all pages are visited."""
    for number in range(20):
        site.add(f"/{number}", "x")

    def find_links(payload: bytes, url: str, charset: str) -> FoundLinks:
        return FoundLinks([f"{url}/{number:060d}" for number in range(10_000)])

    kept_bytes: list[int] = []

    def finish(visited: Sequence[Visited]) -> None:
        kept_bytes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert sum(len(one.links.pages) for one in visited) == 200_000
        table = visited_table(visited)
        assert table["pages"].combine_chunks().values.to_pylist()[-1].endswith(f"/{9999:060d}")

    group = GroupQueue(
        [Visit(f"{site.base}/{number}") for number in range(20)],
        CaptureFiles("r", Corpus(str(tmp_path)).publish),
        finish,
    )
    tracemalloc.start()
    try:
        crawl_groups([group], source(site.base), find_links)
    finally:
        tracemalloc.stop()
    assert len(kept_bytes) == 1
    assert kept_bytes[0] < 4 << 20
