"""A crawl is killed within a round: what was answered is not asked for again, and the result is as without the kill."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.crawl import spools
from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import GroupQueue, crawl_group, crawl_groups
from weft.pipeline.crawl.spools import Kept, open_spools
from weft.pipeline.crawl.visit import Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource

from ..website import Site
from .conftest import QUICK, Source, find_links, outcomes


def run(queue: Sequence[Visit], source: CrawlSource, folder: Path, key: str = "key") -> list[Visited]:
    """Crawl a group into ``folder``, or go on with it."""
    files = CaptureFiles("r", Corpus(str(folder / "captures")).publish, max_records=10)
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    kept = Kept(folder / "kept", key)
    return crawl_group(queue, source, files, find_links, kept=kept, patience=QUICK, spool_folder=temporary)


def hang(site: Site, path: str) -> None:
    """Let a page of the site never answer, however long the client waits."""

    async def never(request: web.Request) -> web.Response:
        while request.transport is not None:
            await asyncio.sleep(0.01)
        return web.Response()

    site.pages[path] = never


def run_until(reached: Callable[[], bool], queue: Sequence[Visit], source: CrawlSource, folder: Path) -> None:
    """Crawl in a process of its own, and kill that as soon as ``reached``."""
    child = multiprocessing.get_context("fork").Process(target=run, args=(queue, source, folder))
    child.start()
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline and child.is_alive()
        time.sleep(0.01)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()


def records(folder: Path) -> list[tuple[str, ...]]:
    """File, type, url, id and digest of every record, in order; of a file's first one its name alone."""
    found = []
    for path in sorted((folder / "captures").iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                names = ("WARC-Type", "WARC-Target-URI", "WARC-Record-ID", "WARC-Payload-Digest", "X-Weft-Opt-Outs")
                found.append((path.name, *(record.rec_headers[name] or "" for name in names)))
    return found


def told(visited: Sequence[Visited]) -> list[tuple[Any, ...]]:
    """All but where captures lie, which depends on how well their dates compress."""
    return [
        (
            one.visit,
            str(one.outcome),
            one.status,
            one.final_url,
            one.attempts,
            one.redirects,
            one.links,
            [capture.file for capture in one.captures],
        )
        for one in visited
    ]


def asked(*sites: Site) -> Counter[str]:
    return Counter(f"{site.name}{path}" for site in sites for path in site.paths)


def test_a_round_that_was_killed_asks_again_only_for_what_was_under_way(
    start_site: Callable[[str], Site], source: Source, tmp_path: Path
) -> None:
    sites = [start_site("127.0.0.1"), start_site("localhost")]
    here, there = sites
    here.add("/robots.txt", f"User-agent: *\nDisallow: /no\nSitemap: {here.base}/map.xml")
    here.add("/.well-known/tdmrep.json", '[{"location": "/1*", "tdm-reservation": 1}]', Content_Type="application/json")
    here.add("/map.xml", f"<urlset><url><loc>{here.base}/mapped</loc></url></urlset>", Content_Type="application/xml")
    here.add("/moved", status=302, Location="/10")
    here.add("/away", status=302, Location=f"{there.base}/landed")
    here.add("/busy", status=503)
    here.add("/picture.png", b"\x89PNG" + bytes(2_000_000), Content_Type="image/png")
    for site in sites:
        for number in range(14):
            site.add(f"/{number}", f'<a href="/from/{number}">a</a><img src="/of/{number}.png">')
    paths = ["/10", "/no", "/gone", "/moved", "/away", "/busy", "/11", "/12", "/4", "/5", "/6"]
    queue = [
        Visit(f"{here.base}/map.xml", VisitKind.SITEMAP, depth=1),
        Visit(f"{here.base}/picture.png", VisitKind.MEDIA, depth=1, referrer_hash=b"x" * 16),
        *(Visit(f"{here.base}{path}", depth=2, referrer_hash=b"y" * 16) for path in paths),
        *(Visit(f"{there.base}/{number}", redirects=1) for number in range(14)),
    ]
    settings = source(*(site.base for site in sites), opt_out_files="ask", timeout_s=60)
    whole = run(queue, settings, tmp_path / "whole")
    once = asked(*sites)
    for site in sites:
        site.log.clear()

    hang(here, "/4")
    hang(there, "/9")
    run_until(lambda: "/4" in here.paths and "/9" in there.paths, queue, settings, tmp_path / "killed")
    assert not (tmp_path / "killed" / "captures").exists()
    here.add("/4", '<a href="/from/4">a</a><img src="/of/4.png">')
    there.add("/9", '<a href="/from/9">a</a><img src="/of/9.png">')
    killed = run(queue, settings, tmp_path / "killed")

    assert asked(*sites) - once == Counter({"127.0.0.1/4": 1, "localhost/9": 1})
    assert once - asked(*sites) == Counter()
    assert told(killed) == told(whole)
    assert records(tmp_path / "killed") == records(tmp_path / "whole")
    assert {one.outcome for one in whole} == {"captured", "http_404", "http_503", "redirected", "robots_disallowed"}
    assert any("tdm-reservation" in opt_outs for *_, opt_outs in records(tmp_path / "whole"))
    assert not (tmp_path / "killed" / "kept").exists()


def test_a_round_that_was_killed_again_and_again_goes_on(site: Site, source: Source, tmp_path: Path) -> None:
    queue = [Visit(f"{site.base}/{number}") for number in range(12)]
    for number in range(12):
        site.add(f"/{number}", str(number))
    whole = run(queue, source(site.base), tmp_path / "whole")
    site.log.clear()
    for number in (0, 5, 6, 11):
        answer = site.pages[f"/{number}"]
        hang(site, f"/{number}")
        run_until(lambda path=f"/{number}": path in site.paths, queue, source(site.base, timeout_s=60), tmp_path / "k")
        site.pages[f"/{number}"] = answer
    killed = run(queue, source(site.base), tmp_path / "k")
    assert site.paths == ["/robots.txt", *(f"/{n}" for n in range(12) for _ in range(1 + (n in (0, 5, 6, 11))))]
    assert told(killed) == told(whole)
    assert records(tmp_path / "k") == records(tmp_path / "whole")


@pytest.fixture
def half_done(site: Site, source: Source, tmp_path: Path) -> tuple[list[Visit], CrawlSource, Path]:
    """A queue of six pages of 1,000 bytes, and a round of it that was killed when it had asked for the fourth."""
    queue = [Visit(f"{site.base}/{number}") for number in range(6)]
    for number in range(6):
        site.add(f"/{number}", f"{number}" * 1000)
    settings = source(site.base, timeout_s=60)
    hang(site, "/3")
    run_until(lambda: "/3" in site.paths, queue, settings, tmp_path / "killed")
    site.add("/3", "3" * 1000)
    site.log.clear()
    return queue, settings, tmp_path / "killed"


Killed = tuple[list[Visit], CrawlSource, Path]


def test_what_was_begun_under_another_key_is_begun_anew(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    assert outcomes(run(queue, settings, folder, key="other")) == ["http_404", *["captured"] * 6]
    assert site.paths == ["/robots.txt", *(f"/{number}" for number in range(6))]


def test_what_does_not_begin_the_queue_is_begun_anew(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    visited = run([queue[0], queue[2], queue[1]], settings, folder)
    assert [one.visit.url[-2:] for one in visited] == ["xt", "/0", "/2", "/1"]
    assert site.paths == ["/2", "/1"]


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda whole: b"", ["/robots.txt", "/0", "/1", "/2", "/3", "/4", "/5"]),
        (lambda whole: whole[:10], ["/robots.txt", "/0", "/1", "/2", "/3", "/4", "/5"]),
        (lambda whole: whole[:-1], ["/2", "/3", "/4", "/5"]),
        (lambda whole: whole + whole[:100], ["/3", "/4", "/5"]),
    ],
)
def test_captures_that_are_not_there_in_full_are_asked_for_again(
    site: Site, half_done: Killed, change: Callable[[bytes], bytes], again: list[str]
) -> None:
    queue, settings, folder = half_done
    spool = folder / "kept" / "000000.spool"
    spool.write_bytes(change(spool.read_bytes()))
    assert outcomes(run(queue, settings, folder)) == ["http_404", *["captured"] * 6]
    assert site.paths == again
    assert len(records(folder)) == 1 + 2 * 7


def test_captures_that_were_damaged_are_asked_for_again_and_all_behind_them(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    spool = folder / "kept" / "000000.spool"
    data = bytearray(spool.read_bytes())
    data[-3] ^= 1
    spool.write_bytes(data)
    run(queue, settings, folder)
    assert site.paths == ["/2", "/3", "/4", "/5"]
    bodies = Counter(digest for _, kind, *_, digest, _ in records(folder) if kind == "response")
    assert len(bodies) == 7


def test_a_spool_without_its_journal_is_begun_anew(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    (folder / "kept" / "visits.journal").unlink()
    assert outcomes(run(queue, settings, folder)) == ["http_404", *["captured"] * 6]
    assert len(site.paths) == 7


def test_what_was_captured_counts_for_the_budget_of_the_host(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    limited = settings.model_copy(update={"max_host_bytes": 4000})
    visited = run(queue, limited, folder)
    assert outcomes(visited) == ["http_404", *["captured"] * 4, *["host_bytes_spent"] * 2]
    assert site.paths == ["/3"]


def test_the_time_that_was_spent_counts_for_the_budget_of_the_host(site: Site, half_done: Killed) -> None:
    queue, settings, folder = half_done
    visited = run(queue, settings.model_copy(update={"max_host_s": 0.001}), folder)
    assert outcomes(visited) == ["http_404", *["captured"] * 3, *["host_time_spent"] * 3]
    assert site.paths == []


def test_failures_before_a_kill_count_and_a_closed_host_stays_closed(
    site: Site, source: Source, tmp_path: Path
) -> None:
    queue = [Visit(f"{site.base}/{number}") for number in range(7)]
    for number in (0, 1, 2, 4, 5, 6):
        site.add(f"/{number}", status=500)
    hang(site, "/3")
    settings = source(site.base, retries=0, timeout_s=60)
    run_until(lambda: "/3" in site.paths, queue, settings, tmp_path)
    site.add("/3", status=500)
    site.log.clear()
    assert outcomes(run(queue, settings, tmp_path)) == ["http_404", *["http_500"] * 5, *["host_closed"] * 2]
    assert site.paths == ["/3", "/4"]


def test_the_delay_is_kept_over_a_kill(site: Site, source: Source, tmp_path: Path) -> None:
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.6")
    site.add("/0")
    hang(site, "/1")
    queue = [Visit(f"{site.base}/{number}") for number in range(2)]
    settings = source(site.base, delay_s=0.3, timeout_s=60)
    run_until(lambda: "/1" in site.paths, queue, settings, tmp_path)
    site.add("/1")
    assert outcomes(run(queue, settings, tmp_path)) == ["captured"] * 3
    assert site.paths == ["/robots.txt", "/0", "/1", "/1"]
    assert all(after.start_s - before.start_s >= 0.6 for before, after in pairwise(site.log))


def test_a_robots_file_of_yesterday_is_read_again(
    site: Site, half_done: Killed, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, settings, folder = half_done
    site.add("/robots.txt", "User-agent: *\nDisallow: /4")
    monkeypatch.setattr(spools, "MAX_ROBOTS_AGE_S", 0.0)
    visited = run(queue, settings, folder)
    assert site.paths == ["/robots.txt", "/3", "/5"]
    expected = ["http_404", *["captured"] * 3, "captured", "captured", "robots_disallowed", "captured"]
    assert outcomes(visited) == expected
    assert [one.visit.kind for one in visited].index("robots", 1) == 4


def test_a_group_whose_results_could_not_be_written_is_not_asked_again(
    site: Site, source: Source, tmp_path: Path
) -> None:
    queue = [Visit(f"{site.base}/{number}") for number in range(3)]
    for number in range(3):
        site.add(f"/{number}", str(number))
    files = CaptureFiles("r", Corpus(str(tmp_path / "captures")).publish)

    def finish(visited: Sequence[Visited]) -> None:
        raise OSError("no")

    group = GroupQueue(queue, files, finish, kept=Kept(tmp_path / "kept", "key"))
    with pytest.raises(ExceptionGroup):
        crawl_groups([group], source(site.base), find_links)
    asked_first = list(site.paths)
    assert outcomes(run(queue, source(site.base), tmp_path)) == ["http_404", *["captured"] * 3]
    assert site.paths == asked_first
    assert len(records(tmp_path)) == 1 + 2 * 4


def test_visits_of_an_earlier_process_are_told_as_done(
    site: Site, half_done: Killed, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, settings, folder = half_done
    monkeypatch.setattr("weft.pipeline.crawl.group._TELL_EVERY_S", 0.01)
    said: list[int] = []

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.Response()

    site.pages["/3"] = slow
    group = GroupQueue(
        queue, CaptureFiles("r", Corpus(str(folder)).publish), lambda _: None, kept=Kept(folder / "kept", "key")
    )
    crawl_groups([group], settings, find_links, tell=said.append)
    assert 3 in said and 0 not in said[said.index(3) :]


def test_a_folder_that_another_process_holds_is_left_to_it(
    site: Site, half_done: Killed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    queue, settings, folder = half_done
    monkeypatch.setattr(spools, "_CLAIM_S", 0.1)
    queues = {site.base.removeprefix("http://"): queue}
    holder = open_spools(Kept(folder / "kept", "key"), tmp_path / "unused", queues)
    before = {path.name: path.read_bytes() for path in (folder / "kept").iterdir()}
    assert outcomes(run(queue, settings, folder)) == ["http_404", *["captured"] * 6]
    assert {path.name: path.read_bytes() for path in (folder / "kept").iterdir()} == before
    assert len(site.paths) == 7
    holder.close()


def test_a_full_disk_below_kept_spools_names_their_folder(site: Site, source: Source, tmp_path: Path) -> None:
    site.add("/", "x")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "0000.warc.gz.partial").symlink_to("/dev/full")
    with pytest.raises(ExceptionGroup) as caught:
        run([Visit(f"{site.base}/")], source(site.base), tmp_path)
    assert f"no space left in {kept}; free some" in str(caught.value.exceptions[0])
