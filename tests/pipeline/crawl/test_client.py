import asyncio
import gzip
import socket
import time
from pathlib import Path

import pytest
from aiohttp import web
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.crawl.politeness import Patience
from weft.pipeline.crawl.visit import Visit, VisitKind

from .conftest import Crawl, Names, Source, outcomes


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


def test_a_name_that_resolves_to_this_machine_is_refused(site, source: Source, crawl: Crawl) -> None:
    url = f"http://evil.example:{site.port}/"
    visited = crawl(source(url, allow_private_addresses=False), [url, url + "2"], resolver=Names)
    assert outcomes(visited) == ["private_address", "private_address"]
    assert site.log == []


def test_a_name_that_does_not_resolve_fails_once_for_all_its_urls(source: Source, crawl: Crawl) -> None:
    calls = []

    class Nowhere(Names):
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
