"""A crawl of this machine without delay, and links by regular expression."""

import re
from collections.abc import Callable

import pytest

from weft.pipeline.crawl.visit import FoundLinks
from weft.pipeline.urls import resolve
from weft.schemas.recipe import CrawlSource


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
