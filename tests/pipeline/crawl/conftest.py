"""A crawl of this machine without delay, and links by regular expression."""

import re
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver

from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import crawl_group
from weft.pipeline.crawl.politeness import Patience
from weft.pipeline.crawl.visit import FoundLinks, LinkFinder, Visit, Visited, VisitKind
from weft.pipeline.storage import Corpus
from weft.pipeline.urls import resolve
from weft.schemas.recipe import CrawlSource

QUICK = Patience(backoff_s=0.02, max_backoff_s=0.1)
Source = Callable[..., CrawlSource]
Crawl = Callable[..., list[Visited]]


def find_links(payload: bytes, url: str, charset: str) -> FoundLinks:
    """Links by regular expression: enough for the pages of these tests."""
    text = payload.decode(charset or "utf-8")
    found = [
        [target for href in re.findall(rf'{name}="([^"]*)"', text) if (target := resolve(url, href))]
        for name in ("href", "src")
    ]
    return FoundLinks(*found)


def crawl_source(*seeds: str, **settings: object) -> CrawlSource:
    defaults = {
        "contact": "owner@example.org",
        "delay_s": 0,
        "retries": 1,
        "timeout_s": 2,
        "opt_out_files": "skip",
        "sitemaps": "none",
        "allow_private_addresses": True,
    }
    return CrawlSource.model_validate({"seeds": seeds, **defaults, **settings})


@pytest.fixture
def links() -> Callable[[bytes, str, str], FoundLinks]:
    return find_links


@pytest.fixture
def source() -> Callable[..., CrawlSource]:
    """``source(*seeds, **settings)``: a crawl of this machine without delay."""
    return crawl_source


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


class Names(AbstractResolver):
    """Every name is this machine, or what ``answers`` says the first time it is asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(self, host, port=0, family=socket.AF_INET):
        address = self.answers.pop(0) if self.answers else "127.0.0.1"
        flags = socket.AI_NUMERICHOST
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 6, "flags": flags}]

    async def close(self) -> None: ...
