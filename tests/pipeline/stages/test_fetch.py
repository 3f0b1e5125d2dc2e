"""Pages in a WARC without their media; the media on real servers of this machine."""

import asyncio
import json
import multiprocessing
import os
import re
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from aiohttp import web

from weft.pipeline.build import plan
from weft.pipeline.inspect.story import UnknownUrlError, explain
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import FetchSettings, Recipe

from ..conftest import Record, build_here, encoded, photo, prose, write_warc

PNG = "image/png"


def page(number: int, *media: str) -> Record:
    figures = "".join(f'<figure><img src="{url}" alt="x"><figcaption>Lamp</figcaption></figure>' for url in media)
    body = f"<html><body><main><article><h1>Page {number}</h1><p>{prose(number)}</p>{figures}</article></main></body>"
    return Record(f"https://pages.example/{number}.html", body.encode())


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Recipe]:
    """``make(records, **fetch)``: a recipe of one WARC file."""

    def recipe(records: list[Record], **fetch: Any) -> Recipe:
        write_warc(tmp_path / "pages.warc.gz", records)
        settings = {
            "enabled": True,
            "contact": "owner@example.org",
            "delay_s": 0,
            "retries": 0,
            "timeout_s": 2,
            "groups": 4,
            "allow_private_addresses": True,
        }
        return Recipe.model_validate(
            {
                "sources": [{"kind": "warc", "paths": [f"{tmp_path}/pages.warc.gz"]}],
                "corpus": str(tmp_path / "corpus"),
                "fetch": {**settings, **fetch},
            }
        )

    return recipe


def reasons(recipe: Recipe) -> list[str | None]:
    """Of every media segment in order: why it has no item."""
    corpus = Corpus(recipe.corpus)
    rows = [row for name in corpus.parts("links") for row in corpus.table(name, ["media"]).column(0).to_pylist()]
    return [link["reason"] for media in rows for link in media]


def asked(site: Any) -> list[str]:
    return [path for path in site.paths if path != "/robots.txt"]


def test_a_players_page_is_never_asked_for(site, make: Callable[..., Recipe]) -> None:
    """PeerTube runs on any host, so this one could."""
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    player = f"{site.base}/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d"
    frame = f'<iframe src="{player}"></iframe></article>'.encode()
    one = page(1, f"{site.base}/a.png")
    recipe = make([Record(one.url, one.body.replace(b"</article>", frame))])
    runs = build_here(recipe, "links")
    assert asked(site) == ["/a.png"]
    assert reasons(recipe) == [None, "embed"]
    flow = runs["fetch"].ledger.flow("media urls")
    assert (flow.entered, flow.kept) == (1, 1)


def test_a_table_of_urls_and_captions_is_fetched_and_says_what_it_could_not_ask_for(
    site, make: Callable[..., Recipe], tmp_path: Path
) -> None:
    """The schema of LAION and DataComp: the one url of a row is the picture's."""
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    rows = {"url": [f"{site.base}/a.png", f"{site.base}/a.png", "ftp://old.example/b c.png"], "text": ["A", "B", "C"]}
    pq.write_table(pa.table(rows), tmp_path / "laion.parquet")
    source = {"kind": "parquet", "paths": [f"{tmp_path}/laion.parquet"], "image": "url", "caption": "text"}
    recipe = Recipe.model_validate({**make([]).model_dump(), "sources": [source]})
    build_here(recipe, "links")
    assert asked(site) == ["/a.png"]
    assert reasons(recipe) == [None, None, "bad_url"]
    corpus = Corpus(recipe.corpus)
    (lost,) = explain(corpus, "file:laion.parquet#2").documents[0].media
    assert (lost.url, lost.outcome) == ("file:laion.parquet#2&image=1&url=ftp://old.example/b%20c.png", "bad_url")
    assert [visit.outcome for visit in explain(corpus, lost.url).visits] == ["bad_url"]
    with pytest.raises(UnknownUrlError, match=re.escape(f"nearest: {lost.url}")):
        explain(corpus, "ftp://old.example/b c.png")


def test_media_that_no_capture_answers_are_fetched_once_and_linked(site, make: Callable[..., Recipe]) -> None:
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    site.add("/b.png", encoded(photo(2)), Content_Type=PNG)
    here = Record(f"{site.base}/here.png", encoded(photo(3)), PNG)
    shown = [f"{site.base}/{name}.png" for name in ("a", "b", "here", "gone")]
    recipe = make([page(1, *shown), page(2, shown[0]), here])
    runs = build_here(recipe, "links")
    assert sorted(asked(site)) == ["/a.png", "/b.png", "/gone.png"]
    assert reasons(recipe) == [None, None, None, "http_404", None]
    flow = runs["fetch"].ledger.flow("media urls")
    assert (flow.entered, flow.kept, dict(flow.dropped)) == (4, 3, {"http_404": 1})
    assert runs["media"].ledger.flow("media").entered == 3
    assert runs["links"].ledger.flow("media segments").kept == 4
    story = explain(Corpus(recipe.corpus), shown[0])
    assert [capture.file.startswith("captures/fetched/r000-g") for capture in story.captures] == [True]
    assert [(medium.kind, medium.width, medium.height) for medium in story.media] == [("image", 96, 64)]
    assert [visit.outcome for visit in story.visits] == ["captured"]


def test_off_by_default_nothing_is_asked_for(site, make: Callable[..., Recipe]) -> None:
    recipe = make([page(1, f"{site.base}/a.png")], enabled=False)
    runs = build_here(recipe, "links")
    assert site.log == []
    assert runs["fetch"].ledger.flows == {}
    assert reasons(recipe) == ["not_captured"]


@pytest.mark.parametrize(("status", "asked_again"), [(503, 1), (410, 0)])
def test_a_later_build_asks_again_for_what_may_pass_and_for_nothing_else(
    site, make: Callable[..., Recipe], status: int, asked_again: int
) -> None:
    site.add("/a.png", "", status=status)
    site.add("/b.png", encoded(photo(2)), Content_Type=PNG)
    recipe = make([page(1, f"{site.base}/a.png", f"{site.base}/b.png")])
    build_here(recipe, "links")
    assert reasons(recipe) == [f"http_{status}", None]
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    runs = build_here(recipe, "links")
    assert asked(site).count("/a.png") == 1 + asked_again
    assert asked(site).count("/b.png") == 1
    assert reasons(recipe) == [None if asked_again else f"http_{status}", None]
    assert runs["fetch"].was_done is (asked_again == 0)
    assert all(run.was_done for run in build_here(recipe, "links").values())


@pytest.mark.parametrize("failure", ["timeout", "connection_failed"])
def test_a_server_that_was_down_is_asked_again_by_the_next_build_and_not_sooner(
    site, make: Callable[..., Recipe], failure: str
) -> None:
    async def fail(request: web.Request) -> web.Response:
        if failure == "timeout":
            await asyncio.sleep(3)
        else:
            request.transport.abort()
        return web.Response()

    site.pages["/a.png"] = fail
    recipe = make([page(1, f"{site.base}/a.png")], timeout_s=0.5)
    build_here(recipe, "links")
    assert asked(site) == ["/a.png"]
    assert reasons(recipe) == [failure]
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    build_here(recipe, "links")
    assert asked(site) == ["/a.png", "/a.png"]
    assert reasons(recipe) == [None]


def test_a_failure_that_stays_makes_no_later_stage_run_again(site, make: Callable[..., Recipe]) -> None:
    site.add("/a.png", "", status=503)
    recipe = make([page(1, f"{site.base}/a.png")])
    build_here(recipe, "links")
    runs = build_here(recipe, "links")
    assert asked(site) == ["/a.png", "/a.png"]
    assert not runs["fetch"].was_done
    assert runs["media"].was_done
    assert runs["links"].was_done


@pytest.mark.parametrize("max_builds", [1, 2])
def test_a_url_that_fails_in_every_build_is_left_alone_in_the_end(
    site, make: Callable[..., Recipe], max_builds: int
) -> None:
    site.add("/a.png", "", status=503)
    recipe = make([page(1, f"{site.base}/a.png")], max_builds=max_builds)
    for _ in range(3):
        runs = build_here(recipe, "links")
    assert asked(site).count("/a.png") == max_builds
    assert runs["fetch"].was_done
    assert reasons(recipe) == ["http_503"]

    more = recipe.model_copy(update={"fetch": recipe.fetch.model_copy(update={"max_builds": max_builds + 1})})
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    build_here(more, "links")
    assert reasons(more) == [None]


def test_a_redirect_to_another_host_is_followed_in_the_next_round(start_site, make: Callable[..., Recipe]) -> None:
    here, there = start_site(), start_site("localhost")
    here.add("/a.png", status=302, Location=f"{there.base}/cdn/a.png")
    here.add("/b.png", status=302, Location="/b2.png")
    here.add("/b2.png", encoded(photo(2)), Content_Type=PNG)
    there.add("/cdn/a.png", encoded(photo(1)), Content_Type=PNG)
    recipe = make([page(1, f"{here.base}/a.png", f"{here.base}/b.png")])
    build_here(recipe, "links")
    assert reasons(recipe) == [None, None]
    assert asked(there) == ["/cdn/a.png"]


def test_hosts_that_redirect_to_each_other_come_to_an_end(start_site, make: Callable[..., Recipe]) -> None:
    here, there = start_site(), start_site("localhost")
    here.add("/a.png", status=302, Location=f"{there.base}/a.png")
    there.add("/a.png", status=302, Location=f"{here.base}/a.png")
    recipe = make([page(1, f"{here.base}/a.png")])
    build_here(recipe, "fetch")
    assert asked(here) == ["/a.png"]
    assert asked(there) == ["/a.png"]


def test_a_page_in_place_of_a_picture_is_no_document(site, make: Callable[..., Recipe]) -> None:
    site.add("/a.png", "<html><body><p>Please log in</p></body></html>")
    recipe = make([page(1, f"{site.base}/a.png")])
    build_here(recipe, "links")
    corpus = Corpus(recipe.corpus)
    assert sum(corpus.table(name).num_rows for name in corpus.parts("documents")) == 1
    assert reasons(recipe) == ["not_media"]


def test_a_robots_file_keeps_its_media(site, make: Callable[..., Recipe]) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/", Content_Type="text/plain")
    recipe = make([page(1, f"{site.base}/private/a.png")])
    build_here(recipe, "links")
    assert asked(site) == []
    assert reasons(recipe) == ["robots_disallowed"]


def test_each_host_keeps_its_delay(start_site, make: Callable[..., Recipe]) -> None:
    sites = [start_site(), start_site("localhost")]
    for site in sites:
        for number in range(4):
            site.add(f"/{number}.png", encoded(photo(number)), Content_Type=PNG)
    shown = [f"{site.base}/{number}.png" for number in range(4) for site in sites]
    build_here(make([page(1, *shown)], delay_s=0.2), "fetch")
    for site in sites:
        assert len(site.log) == 5
        assert all(later.start_s - earlier.start_s >= 0.2 for earlier, later in pairwise(site.log))


def test_private_addresses_are_refused_unless_allowed(site, make: Callable[..., Recipe]) -> None:
    recipe = make([page(1, f"{site.base}/a.png")], allow_private_addresses=False)
    build_here(recipe, "links")
    assert site.log == []
    assert reasons(recipe) == ["private_address"]


def test_a_slow_host_uses_its_own_time_alone_and_the_rest_waits_for_the_next_build(
    start_site, make: Callable[..., Recipe]
) -> None:
    slow, quick = start_site("localhost"), start_site()

    async def drip(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response(body=encoded(photo(1)), content_type=PNG)

    shown = []
    for number in range(12):
        slow.pages[f"/{number}.png"] = drip
        quick.add(f"/{number}.png", encoded(photo(number)), Content_Type=PNG)
        shown += [f"{slow.base}/{number}.png", f"{quick.base}/{number}.png"]
    recipe = make([page(1, *shown)], max_host_s=1.0, groups=1)
    ledger = build_here(recipe, "fetch")["fetch"].ledger
    assert len(asked(quick)) == 12
    slow_ends = [seen.end_s for seen in slow.log if seen.path != "/robots.txt"]
    assert quick.log[-1].start_s < slow_ends[-1]  # all of the quick one while the slow one was at its few
    assert len(asked(slow)) <= 4
    dropped = ledger.flow("media urls").dropped
    assert set(dropped) == {"host_time_spent"}
    assert dropped["host_time_spent"] == 12 - len(asked(slow))
    build_here(recipe, "fetch")
    assert len(asked(slow)) == len(set(asked(slow)))
    assert 4 < len(asked(slow)) <= 8


def test_rounds_of_few_urls_fetch_all_of_them(site, make: Callable[..., Recipe]) -> None:
    for number in range(7):
        site.add(f"/{number}.png", encoded(photo(number)), Content_Type=PNG)
    recipe = make([page(1, *(f"{site.base}/{n}.png" for n in range(7)))], groups=1, max_urls_per_round=3)
    build_here(recipe, "links")
    assert sorted(asked(site)) == [f"/{n}.png" for n in range(7)]
    assert reasons(recipe) == [None] * 7
    rounds = json.loads((Path(recipe.corpus) / "frontier" / "fetched.json").read_text())["rounds"]
    assert [round_["groups"] for round_ in rounds] == [[0], [0], [0]]


def captured_urls(recipe: Recipe) -> list[str]:
    folder = Path(recipe.corpus) / "captures" / "fetched"
    corpus = Corpus(recipe.corpus)
    names = [f"captures/fetched/{path.name}" for path in sorted(folder.glob("*.parquet"))]
    return [url for name in names for url in corpus.table(name, ["url"]).column(0).to_pylist()]


def _build(recipe: Recipe) -> None:
    build_here(recipe, "links")


def test_a_build_killed_while_it_fetches_goes_on_and_ends_with_the_same_captures(
    site, make: Callable[..., Recipe], tmp_path: Path
) -> None:
    shown = []
    for number in range(24):
        site.add(f"/{number}.png", encoded(photo(number)), Content_Type=PNG)
        shown.append(f"{site.base}/{number}.png")
    whole = make([page(1, *shown)], groups=1, max_urls_per_round=8, delay_s=0.02)
    killed = whole.model_copy(update={"corpus": str(tmp_path / "killed")})
    build_here(whole, "links")
    site.log.clear()
    child = multiprocessing.get_context("fork").Process(target=_build, args=(killed,))
    child.start()
    deadline = time.monotonic() + 20
    while len(site.log) < 13 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert 13 <= len(site.log) < 24 + 3
    build_here(killed, "links")
    assert captured_urls(killed) == captured_urls(whole)
    assert reasons(killed) == [None] * 24
    counts = [asked(site).count(f"/{n}.png") for n in range(24)]
    assert sum(counts) <= 24 + 1  # only what was under way is asked for again


@pytest.mark.parametrize("suffix", [".warc.gz", ".parquet"])
def test_a_lost_file_of_captures_is_fetched_again_and_no_other(
    start_site, make: Callable[..., Recipe], suffix: str
) -> None:
    sites = [start_site(), start_site("localhost")]
    for number, site in enumerate(sites):
        site.add("/a.png", encoded(photo(number)), Content_Type=PNG)
    # Ports are random, and so are the groups of the hosts: of so many, two hosts all but never share one
    recipe = make([page(1, *(f"{site.base}/a.png" for site in sites))], groups=4096)
    build_here(recipe, "links")
    kept = {path.name: path.read_bytes() for path in Path(recipe.corpus, "captures", "fetched").iterdir()}
    assert len(kept) == 4
    lost = min(name for name in kept if name.endswith(suffix))
    Path(recipe.corpus, "captures", "fetched", lost).unlink()
    assert plan(recipe, "fetch")[-1] == ("fetch", False)
    runs = build_here(recipe, "links")
    assert not runs["fetch"].was_done
    assert sorted(len(asked(site)) for site in sites) == [1, 2]
    assert reasons(recipe) == [None, None]
    assert {path.name for path in Path(recipe.corpus, "captures", "fetched").iterdir()} == set(kept)


def test_a_capture_too_large_for_the_media_stage_says_so(site, make: Callable[..., Recipe]) -> None:
    site.add("/a.png", encoded(photo(1)), Content_Type=PNG)
    recipe = make([page(1, f"{site.base}/a.png")])
    small = {kind: {"max_bytes": 100} for kind in ("image", "audio", "video")}
    media = Recipe.model_validate({**recipe.model_dump(), "media": small})
    build_here(media, "links")
    assert reasons(media) == ["too_many_bytes"]
    build_here(recipe, "links")
    assert reasons(recipe) == [None]
    assert asked(site) == ["/a.png"]


def test_fetching_needs_a_contact() -> None:
    with pytest.raises(ValueError, match="contact"):
        FetchSettings(enabled=True)
