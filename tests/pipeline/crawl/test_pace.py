"""What a host sees of a crawl, by its own clock: never two requests at once, and the pauses it asks for."""

import asyncio
import datetime
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import MAX_OPEN_HOSTS, GroupQueue, crawl_group, crawl_groups
from weft.pipeline.crawl.politeness import Patience
from weft.pipeline.crawl.visit import LinkFinder, Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource

from ..website import Site

Source = Callable[..., CrawlSource]


@pytest.fixture
def files(tmp_path: Path) -> CaptureFiles:
    return CaptureFiles("r", Corpus(str(tmp_path)).publish)


def slow(site: Site, path: str, seconds: float) -> None:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(text="<p>slow</p>", content_type="text/html")

    site.pages[path] = answer


def failing(site: Site, path: str, times: int, **headers: str) -> None:
    """503 so many times, then a page."""
    left = [times]

    async def answer(request: web.Request) -> web.Response:
        left[0] -= 1
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        return web.Response(status=503, headers=names) if left[0] >= 0 else web.Response(text="fine")

    site.pages[path] = answer


def test_groups_side_by_side_overlap_but_no_host_ever_has_two_requests(
    start_site, source: Source, links: LinkFinder, tmp_path: Path
) -> None:
    sites = [start_site() for _ in range(6)]
    for site in sites:
        for number in range(4):
            slow(site, f"/{number}", 0.05)
    done: dict[int, list[Visited]] = {}
    groups = [
        GroupQueue(
            [Visit(f"{site.base}/{page}") for page in range(4) for site in sites[number::3]],
            CaptureFiles(f"g{number}", Corpus(str(tmp_path)).publish),
            lambda visited, number=number: done.update({number: visited}),
        )
        for number in range(3)
    ]
    crawl_groups(groups, source(*(site.base for site in sites)), links)

    for site in sites:
        assert len(site.log) == 5
        assert all(after.start_s >= before.end_s for before, after in pairwise(site.log))
    starts = [site.log[0].start_s for site in sites]
    assert max(starts) < min(site.log[-1].end_s for site in sites)
    assert {number: len(visited) for number, visited in done.items()} == {0: 10, 1: 10, 2: 10}
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"g{number}-0000.warc.gz" for number in range(3)]


class ThisMachine(AbstractResolver):
    """Every name is a host of this machine."""

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        address = {
            "hostname": host,
            "host": "127.0.0.1",
            "port": port,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": 0,
        }
        return [ResolveResult(**address)]  # type: ignore[typeddict-item]

    async def close(self) -> None:
        return


def test_no_more_hosts_are_open_than_may_be_and_a_group_waits_for_room(
    site: Site, source: Source, links: LinkFinder, files: CaptureFiles
) -> None:
    slow(site, "/", 0.3)
    answered_before: list[int] = []

    def groups() -> Iterator[GroupQueue]:
        for number, hosts in enumerate((MAX_OPEN_HOSTS + 10, 1)):
            answered_before.append(sum(seen.end_s > 0 and seen.path == "/" for seen in site.log))
            visits = [Visit(f"http://n{number}h{host}.example:{site.port}/") for host in range(hosts)]
            yield GroupQueue(visits, CaptureFiles(f"{files.prefix}{number}", files.publish), lambda visited: None)

    crawl_groups(groups(), source(site.base, scope={"hosts": ["example"]}), links, resolver=ThisMachine)
    events = sorted([(seen.start_s, 1) for seen in site.log] + [(seen.end_s, -1) for seen in site.log])
    assert 8 < max(accumulate(change for _, change in events)) <= MAX_OPEN_HOSTS
    assert answered_before[0] == 0
    assert answered_before[1] >= 10
    assert site.paths.count("/") == MAX_OPEN_HOSTS + 11


def test_the_pause_before_each_try_grows_by_the_jitter_of_the_url(
    site: Site, source: Source, links: LinkFinder, files: CaptureFiles
) -> None:
    failing(site, "/a", 3)
    patience = Patience(backoff_s=0.1, max_backoff_s=1)
    url = f"{site.base}/a"
    visited = crawl_group([Visit(url)], source(site.base, retries=3), files, links, patience=patience)
    assert (visited[-1].outcome, visited[-1].attempts) == ("captured", 4)
    tries = [seen for seen in site.log if seen.path == "/a"]
    pauses = [after.start_s - before.end_s for before, after in pairwise(tries)]
    for attempt, pause in enumerate(pauses):
        assert patience.wait_s(url, attempt) - 0.02 <= pause
        assert pause >= 0.05 * 2**attempt - 0.02


def test_a_retry_after_that_is_a_date_is_waited_for(
    site: Site, source: Source, links: LinkFinder, files: CaptureFiles
) -> None:
    moments: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        if moments:
            moments.append(datetime.datetime.now(datetime.UTC).timestamp())
            return web.Response(text="fine")
        again = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(seconds=2)
        moments.append(again.timestamp())
        return web.Response(status=429, headers={"Retry-After": format_datetime(again, usegmt=True)})

    site.pages["/a"] = answer
    patience = Patience(backoff_s=0.01)
    visited = crawl_group([Visit(f"{site.base}/a")], source(site.base), files, links, patience=patience)
    assert visited[-1].outcome == "captured"
    asked_at, came_at = moments
    assert came_at >= asked_at - 0.01


def test_a_retry_after_of_one_url_holds_up_every_other_of_its_host(
    site: Site, source: Source, links: LinkFinder, files: CaptureFiles
) -> None:
    failing(site, "/a", 2, Retry_After="1")
    site.add("/b")
    visits = [Visit(f"{site.base}/a"), Visit(f"{site.base}/b")]
    crawl_group(visits, source(site.base, retries=1), files, links, patience=Patience(backoff_s=0.01))
    assert site.paths == ["/robots.txt", "/a", "/a", "/b"]
    assert site.log[2].start_s - site.log[1].end_s >= 0.98


def test_hosts_whose_name_servers_are_dead_keep_no_other_host_waiting(
    site: Site, source: Source, links: LinkFinder, files: CaptureFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own lookups, in threads: 50 names take longer than a request may, one is found at once."""
    site.add("/")
    found = socket.getaddrinfo

    def look_up(host: str, *args: object, **settings: object) -> list:
        if host.startswith("dead"):
            time.sleep(2)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return found("127.0.0.1" if host == "live.example" else host, *args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    dead = [f"http://dead{number}.example/{page}" for number in range(50) for page in "ab"]
    visits = [Visit(url) for url in [*dead, f"http://live.example:{site.port}/"]]
    settings = source(*(visit.url for visit in visits), timeout_s=1, retries=0)
    visited = crawl_group(visits, settings, files, links)
    outcomes = {visit.visit.url: str(visit.outcome) for visit in visited if visit.visit.kind == VisitKind.PAGE}
    assert outcomes.pop(f"http://live.example:{site.port}/") == "captured"
    assert set(outcomes.values()) == {"robots_unreachable"}
    assert len(outcomes) == 100


def test_names_are_looked_up_in_other_threads_than_files_are_put_in_place(
    site: Site, source: Source, links: LinkFinder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        site.add(f"/{number}")
    found = socket.getaddrinfo
    looking: list[str] = []

    def look_up(host: str, *args: object, **settings: object) -> list:
        looking.append(threading.current_thread().name)
        return found("127.0.0.1", *args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    corpus = Corpus(str(tmp_path))
    publishing: list[str] = []

    def publish(path: Path, name: str) -> None:
        publishing.append(threading.current_thread().name)
        corpus.publish(path, name)

    groups = [
        GroupQueue(
            [Visit(f"http://h{number}.example:{site.port}/{number}")],
            CaptureFiles(f"g{number}", publish),
            lambda visited: None,
        )
        for number in range(20)
    ]
    crawl_groups(groups, source(f"http://h.example:{site.port}/", scope={"hosts": ["example"]}), links)
    assert len(publishing) == 20
    assert {name.partition("_")[0] for name in looking} == {"resolve"}
    assert {name.partition("_")[0] for name in publishing} == {"disk"}
