"""Crawls by the command line, killed within a round and started again."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.stages.crawl import visited_names
from weft.pipeline.storage import Corpus

from ..conftest import weft
from .website import Site

PAGES = 6
_BUILD = """
import sys
from weft.pipeline import beam
from weft.pipeline.cli import main
beam.URLS_A_WORKER = 1
sys.argv[1:] = ["build", sys.argv[1], "--until", "crawl", "--workers", sys.argv[2]]
main()
"""


def write_recipe(folder: Path, sites: list[Site], name: str) -> Path:
    crawl = {
        "kind": "crawl",
        "seeds": [f"{site.base}/" for site in sites],
        "contact": "owner@example.org",
        "delay_s": 0.01,
        "sitemaps": "none",
        "allow_private_addresses": True,
    }
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump({"sources": [crawl], "corpus": str(folder / name)}))
    return path


def begin(recipe: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _BUILD, str(recipe), str(workers)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, "PYTHONSAFEPATH": "1"})


def captures(corpus: Corpus) -> list[tuple[str, str, str, str, bytes]]:
    """File, type, url, id and body of every record, in order."""
    found = []
    for name in corpus.names("captures/web", ".warc.gz"):
        with corpus.open(name) as stream:
            for record in ArchiveIterator(stream):
                head = record.rec_headers
                said = [head["WARC-Type"], head["WARC-Target-URI"] or "", head["WARC-Record-ID"]]
                body = b"" if head["WARC-Type"] == "warcinfo" else record.content_stream().read()
                found.append((name, *said, body))
    return found


def visits(corpus: Corpus) -> list[dict[str, object]]:
    """Every row of the tables of visits but for the places of captures."""
    tables = [corpus.table(name).drop_columns(["captures"]) for name in visited_names(corpus)]
    return [row for table in tables for row in table.to_pylist()]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_crawl_goes_on_within_its_round_and_ends_as_one_that_was_not(
    start_site: Callable[[], Site], tmp_path: Path, workers: int
) -> None:
    sites = [start_site() for _ in range(3)]
    for site in sites:
        site.add("/", "".join(f'<p>Page <a href="/{number}">{number}</a></p>' for number in range(PAGES)))
        for number in range(PAGES):
            site.add(f"/{number}", f'<p>{number} of {site.base} <a href="/of/{number}">and more</a></p>')
            site.add(f"/of/{number}", f"<p>More of {number}.</p>")
    whole = Corpus(str(tmp_path / "whole"))
    assert begin(write_recipe(tmp_path, sites, "whole"), workers).wait() == 0
    once = [Counter(site.paths) for site in sites]
    pages = [dict(site.pages) for site in sites]

    async def never(request: web.Request) -> web.Response:
        while request.transport is not None:
            await asyncio.sleep(0.01)
        return web.Response()

    for site in sites:
        site.log.clear()
        site.pages["/3"] = never
    recipe = write_recipe(tmp_path, sites, "killed")
    build = begin(recipe, workers)
    deadline = time.monotonic() + 60
    while not all("/3" in site.paths for site in sites):
        assert build.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    build.send_signal(signal.SIGKILL)
    build.wait()
    said = weft("status", tmp_path / "killed")
    assert said.returncode == 0, said.stderr
    assert re.match(rf"· crawl +begun  round 2 · \d+ of {3 * PAGES} urls\n", said.stdout)

    for site, answers in zip(sites, pages, strict=True):
        site.pages = answers
    assert begin(recipe, workers).wait() == 0
    killed = Corpus(str(tmp_path / "killed"))
    assert [Counter(site.paths) for site in sites] == [asked + Counter(["/3"]) for asked in once]
    assert captures(killed) == captures(whole)
    assert visits(killed) == visits(whole)
    assert not (tmp_path / "killed" / "frontier" / "spools").exists()
