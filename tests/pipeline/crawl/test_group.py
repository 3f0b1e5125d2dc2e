import asyncio
import errno
import gzip
import multiprocessing
import os
import signal
import socket
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.frontier import next_round, seed_queue, split_by_group
from weft.pipeline.crawl.group import GroupQueue, crawl_group, crawl_groups
from weft.pipeline.crawl.politeness import Patience
from weft.pipeline.crawl.seen import SeenUrls
from weft.pipeline.crawl.tables import visited_table, visits_of
from weft.pipeline.crawl.visit import FoundLinks, LinkFinder, Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource

QUICK = Patience(backoff_s=0.02, max_backoff_s=0.1)
Source = Callable[..., CrawlSource]
Crawl = Callable[..., list[Visited]]


@pytest.fixture
def crawl(tmp_path: Path, links: LinkFinder) -> Crawl:
    """Crawls and returns the visits without those of robots.txt, unless ``robots`` asks for these alone."""

    def run(
        source: CrawlSource,
        urls: Sequence[str | Visit],
        robots: str = "without",
        patience: Patience = QUICK,
        resolver: Callable[[], AbstractResolver] | None = None,
    ) -> list[Visited]:
        queue = [Visit(url) if isinstance(url, str) else url for url in urls]
        files = CaptureFiles("round", Corpus(str(tmp_path)).publish)
        visited = crawl_group(queue, source, files, links, patience=patience, resolver=resolver)
        return [one for one in visited if (one.visit.kind == VisitKind.ROBOTS) is (robots == "alone")]

    return run


@pytest.fixture
def served(site, source: Source, crawl: Crawl) -> tuple:
    return site, source, crawl


def outcomes(visited: Sequence[Visited]) -> list[str]:
    return [str(one.outcome) for one in visited]


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


def test_redirects_on_the_host_are_followed_and_every_hop_captured(
    site, source: Source, crawl: Crawl, tmp_path: Path
) -> None:
    site.add("/a", "moved", status=301, Location="/b?c=1#d")
    site.add("/b?c=1", status=307, Location=f"{site.base}/e")
    site.add("/e", "here")
    (page,) = crawl(source(site.base), [f"{site.base}/a"])
    assert (page.outcome, page.final_url, page.redirects, page.attempts) == ("captured", f"{site.base}/e", 2, 3)
    with (tmp_path / "round-0000.warc.gz").open("rb") as file:
        responses = [
            (
                record.rec_headers["WARC-Target-URI"],
                record.http_headers.get_statuscode(),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        ]
    assert responses[1:] == [
        (f"{site.base}/a", "301", b"moved"),
        (f"{site.base}/b?c=1", "307", b""),
        (f"{site.base}/e", "200", b"here"),
    ]


@pytest.mark.parametrize(
    ("location", "outcome", "captures"),
    [
        ("/loop", "redirect_loop", 1),
        ("/robots-say-no", "robots_disallowed", 1),
        ("http://169.254.169.254/latest/meta-data/", "private_address", 1),
        ("http://0xA9FEA9FE/", "private_address", 1),
        ("http://elsewhere.example/", "redirect_out_of_scope", 1),
        ("/a/a/a/a/a", "redirect_out_of_scope", 1),
        ("ftp://example.org/", "bad_redirect", 1),
        ("http://[", "bad_redirect", 1),
        ("/more/1", "too_many_redirects", 3),
    ],
)
def test_a_redirect_that_leads_nowhere_has_its_reason(served, location: str, outcome: str, captures: int) -> None:
    site, source, crawl = served
    site.add("/robots.txt", "User-agent: *\nDisallow: /robots-say-no")
    site.add("/loop", status=302, Location=location)
    for number in range(1, 9):
        site.add(f"/more/{number}", status=302, Location=f"/more/{number + 1}")
    (page,) = crawl(source(site.base, max_redirects=2), [f"{site.base}/loop"])
    assert page.outcome == outcome
    assert len(page.captures) == captures


def test_a_redirect_to_another_host_waits_for_that_host(start_site, source: Source, crawl: Crawl) -> None:
    here, there = start_site(), start_site("localhost")
    here.add("/a", status=301, Location=f"{there.base}/b")
    here.add("/m.png", status=301, Location=f"{there.base}/m.png")
    there.add("/b")
    there.add("/m.png")
    page, medium = crawl(
        source(here.base, there.base), [f"{here.base}/a", Visit(f"{here.base}/m.png", VisitKind.MEDIA)]
    )
    assert (page.outcome, page.final_url, page.redirects) == ("redirected", f"{there.base}/b", 1)
    assert (medium.outcome, medium.final_url) == ("redirected", f"{there.base}/m.png")
    assert there.log == []


def test_redirects_of_earlier_rounds_count(site, source: Source, crawl: Crawl) -> None:
    site.add("/a", status=302, Location="/b")
    (page,) = crawl(source(site.base, max_redirects=3), [Visit(f"{site.base}/a", redirects=3)])
    assert page.outcome == "too_many_redirects"


@pytest.mark.parametrize(
    "url",
    ["http://127.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/", "http://[::ffff:7f00:1]:{port}/"],
)
def test_this_machine_is_out_of_reach_by_default(site, source: Source, crawl: Crawl, url: str) -> None:
    url = url.format(port=site.port)
    assert outcomes(crawl(source(url, allow_private_addresses=False), [url])) == ["private_address"]
    assert site.log == []


class _Names(AbstractResolver):
    """Every name is this machine, or what ``answers`` says the first time it is asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(self, host, port=0, family=socket.AF_INET):
        address = self.answers.pop(0) if self.answers else "127.0.0.1"
        flags = socket.AI_NUMERICHOST
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 6, "flags": flags}]

    async def close(self) -> None: ...


def test_a_name_that_resolves_to_this_machine_is_refused(site, source: Source, crawl: Crawl) -> None:
    url = f"http://evil.example:{site.port}/"
    visited = crawl(source(url, allow_private_addresses=False), [url, url + "2"], resolver=_Names)
    assert outcomes(visited) == ["private_address", "private_address"]
    assert site.log == []


def test_a_name_that_does_not_resolve_fails_once_for_all_its_urls(source: Source, crawl: Crawl) -> None:
    calls = []

    class Nowhere(_Names):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            calls.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

    url = "http://nowhere.example/"
    assert outcomes(crawl(source(url), [url, url + "2"], resolver=Nowhere)) == ["dns_failed", "dns_failed"]
    assert calls == ["nowhere.example"]


def test_a_closed_port_makes_robots_unreachable(source: Source, crawl: Crawl) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert outcomes(crawl(source(url), [url])) == ["robots_unreachable"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_status_is_tried_again(site, source: Source, crawl: Crawl, status: int) -> None:
    async def second_time_lucky(request: web.Request) -> web.Response:
        if site.paths.count("/a") < 2:
            return web.Response(status=status)
        return web.Response(text="fine", content_type="text/html")

    site.pages["/a"] = second_time_lucky
    (page,) = crawl(source(site.base), [f"{site.base}/a"])
    assert (page.outcome, page.attempts) == ("captured", 2)
    assert site.log[2].start_s - site.log[1].start_s >= 0.01


def test_a_status_that_stays_is_the_outcome_and_its_body_is_not_captured(site, source: Source, crawl: Crawl) -> None:
    site.add("/a", "down", status=503)
    site.add("/b", "gone", status=410)
    first, second = crawl(source(site.base, retries=2), [f"{site.base}/a", f"{site.base}/b"])
    assert (first.outcome, first.status, first.attempts, first.captures) == ("http_503", 503, 3, ())
    assert (second.outcome, second.status, second.attempts, second.captures) == ("http_410", 410, 1, ())


def test_retry_after_is_kept_for_the_whole_host(site, source: Source, crawl: Crawl) -> None:
    site.add("/a", status=429, Retry_After="1")
    crawl(source(site.base), [f"{site.base}/a"])
    first, second = site.log[1:]
    assert second.start_s - first.start_s >= 1


def test_a_retry_after_beyond_the_longest_delay_closes_the_host(site, source: Source, crawl: Crawl) -> None:
    site.add("/a", status=503, Retry_After="3600")
    site.add("/b")
    visited = crawl(source(site.base), [f"{site.base}/a", f"{site.base}/b"])
    assert outcomes(visited) == ["http_503", "host_closed"]
    assert site.paths == ["/robots.txt", "/a"]


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
    class Broken(_Names):
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


def test_a_host_that_keeps_failing_is_closed(site, source: Source, crawl: Crawl) -> None:
    for number in range(6):
        site.add(f"/{number}", status=500 if number != 1 else 200)
    patience = Patience(backoff_s=0, failures=3)
    visited = crawl(source(site.base, retries=0), [f"{site.base}/{n}" for n in range(6)], patience=patience)
    assert outcomes(visited) == ["http_500", "captured", "http_500", "http_500", "http_500", "host_closed"]


def test_a_broken_connection_is_tried_again_and_then_has_its_reason(site, source: Source, crawl: Crawl) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half")
        request.transport.abort()
        return response

    async def reset(request: web.Request) -> web.StreamResponse:
        request.transport.abort()
        return web.Response()

    site.pages["/cut"] = cut
    site.pages["/reset"] = reset
    urls = [f"{site.base}/cut", f"{site.base}/reset"]
    visited = crawl(source(site.base, retries=2), urls)
    assert outcomes(visited) == ["connection_failed", "connection_failed"]
    assert [one.attempts for one in visited] == [3, 3]
    assert site.paths == ["/robots.txt", *["/cut"] * 3, *["/reset"] * 3]


def test_a_body_that_drips_hits_the_timeout(site, source: Source, crawl: Crawl) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(30):
            await response.write(b"x")
            await asyncio.sleep(0.1)
        return response

    site.pages["/slow"] = drip
    site.add("/next")
    start = time.monotonic()
    visited = crawl(source(site.base, retries=0, timeout_s=0.5), [f"{site.base}/slow", f"{site.base}/next"])
    assert outcomes(visited) == ["timeout", "captured"]
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize("kind", list(VisitKind)[:2])
def test_a_response_over_its_limit_is_too_large_and_not_captured(
    site, source: Source, crawl: Crawl, kind: VisitKind
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(10_000))

    site.pages["/endless"] = endless
    site.add("/declared", bytes(10_001))
    site.add("/bomb", gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")
    site.add("/fits", bytes(10_000))
    limits = {"max_page_bytes": 10_000, "max_media_bytes": 10_000}
    paths = ("/endless", "/declared", "/bomb", "/fits")
    visited = crawl(source(site.base, **limits), [Visit(f"{site.base}{path}", kind) for path in paths])
    assert outcomes(visited) == ["too_large", "too_large", "too_large", "captured"]
    assert [len(one.captures) for one in visited] == [0, 0, 0, 1]
    assert [one.attempts for one in visited] == [1, 1, 1, 1]


def test_a_header_without_end_is_a_bad_response(site, source: Source, crawl: Crawl) -> None:
    site.add("/a", X_Long="x" * 40_000)
    assert outcomes(crawl(source(site.base), [f"{site.base}/a"])) == ["bad_response"]


def test_a_redirect_and_an_error_count_whatever_their_bodies_are(
    site, source: Source, crawl: Crawl, tmp_path: Path
) -> None:
    site.add("/moved", "no gzip at all", status=301, Location="/here", Content_Encoding="gzip")
    site.add("/here")
    site.add("/gone", "x" * 100_000, status=410, Content_Encoding="gzip")
    visited = crawl(source(site.base, max_page_bytes=1000), [f"{site.base}/moved", f"{site.base}/gone"])
    assert outcomes(visited) == ["captured", "http_410"]
    with (tmp_path / "round-0000.warc.gz").open("rb") as file:
        moved = [
            record for record in ArchiveIterator(file) if record.rec_headers["WARC-Target-URI"] == f"{site.base}/moved"
        ]
        assert moved[1].http_headers.get_header("Content-Encoding") == "gzip"


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
