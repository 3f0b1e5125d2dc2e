"""Broken files of a host: robots.txt, sitemaps, and what its owner says of the use of its pages."""

import gzip
import random

from weft.pipeline.crawl.robots import parse_robots
from weft.pipeline.crawl.sitemaps import MAX_SITEMAP_URLS, parse_sitemap
from weft.pipeline.extract.notices import NoticeBook

from ..markup_mutation import MARKUP
from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons

BASE = "http://example.org"
PATHS = ("/", "/a/b.pdf?x=1", "/shop/" + "a" * 40 + ".zip?x", "/%41/*$", "/open/draft/page.html")
ROBOTS = (
    b"\xef\xbb\xbfUser-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /all\nContent-Usage: train-ai=n\n\n"
    b"User-agent: weft\nCrawl-delay: 2.5\nDisallow: /shop/\nAllow: /shop/open/\nDisallow: /*.zip$\n",
    b"User-Agent: a\r\nUser-Agent: *\nContent-Usage: /open/ train-ai=y\r\nContent-Signal: ai-train=no\r\nAllow: /\r\n",
    b"Sitemap: http://example.org/s.xml\nUser-agent: *\nRequest-rate: 1/5\nVisit-time: 0600-0845\nDisallow:\n",
)
ROBOTS_TOKENS = (
    *(
        b"User-agent: *\n",
        b"User-agent: weft\n",
        b"Disallow: /",
        b"Allow: *",
        b"Crawl-delay: 1e999\n",
        b"\xff\xfe",
        b"\0",
    ),
    *(
        b"Sitemap: ",
        b"Content-Usage: /a* train-ai=n\n",
        b"Request-rate: 1/0\n",
        b"$",
        b"*a",
        b"*",
        b"%",
        b"Visit-time: 9",
    ),
    *(
        b"Crawl-delay: nan\n",
        b"Crawl-delay: -1\n",
        b"\xe2\x80\xa8",
        b"\r",
        b"#",
        b":",
        b"Content-Signal: ai-train=no\n",
    ),
)
URLSET = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> http://example.org/a </loc><lastmod>2024-01-01</lastmod>
    <i:image><i:loc>http://example.org/a.png</i:loc></i:image></url>
  <url><loc>/b?x=1&amp;y=2</loc></url><url><loc><![CDATA[c]]></loc></url>
</urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>one.xml.gz</loc></sitemap><sitemap><loc>http://e.org/2.xml</loc></sitemap></sitemapindex>"
ENTITIES = (
    b"<!DOCTYPE z [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><urlset><url><loc>http://e.org/&b;</loc></url></urlset>"
)
SITEMAPS = (
    URLSET,
    INDEX,
    ENTITIES,
    gzip.compress(URLSET, mtime=0),
    URLSET.decode().encode("utf-16"),
    b"http://e.org/\n" * 9,
)
SITEMAP_TOKENS = (
    *(b"<loc>", b"</url>", b"<url>", b"<sitemap>", b"<!DOCTYPE a [", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"]]>"),
    *(
        b"\x1f\x8b\x08",
        b"<!--",
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"encoding='idna'",
        b"\xff\xfe",
        b"http://[",
    ),
)
NOTICES = (
    b"# Spawning AI\nUser-Agent: *\nDisallow: *.jpg\nDisallow: *.png\nAllow: *.txt\nAllow: *.html\nAllow: /\n",
    b'[{"location": "/*.pdf$", "tdm-reservation": 1}, {"location": "/", "tdm-policy": "http://e.org/p.json"}]',
    b'{"location": "/a", "tdm-reservation": "1"}',
    ROBOTS[1],
)
NOTICE_TOKENS = (
    b"*",
    b"$",
    b"/",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b",",
    b"#\n",
    b"[" * 500,
    b'{"location":',
    b"1e999",
    b"NaN",
    b"\\ud800",
    b"*a",
    b"\xff",
)


def test_broken_robots_files_give_rules_or_are_refused(fuzz: Fuzz) -> None:
    def judge(payload: bytes) -> str:
        try:
            rules = parse_robots(payload, "weft")
        except ValueError:
            return "robots_unreachable"
        assert all(rules.allows(BASE + path) in (True, False) for path in PATHS)
        assert rules.delay_s >= 0
        return KEPT

    mutator = Mutator(ROBOTS, ROBOTS_TOKENS)
    fuzz(Campaign("robots.txt", mutator, judge, reasons("url"), quick=2000, max_s=1.0))


def test_broken_sitemaps_give_what_urls_they_hold(fuzz: Fuzz) -> None:
    def judge(payload: bytes) -> str:
        sitemap = parse_sitemap(payload, f"{BASE}/deep/sitemap.xml")
        found = [*sitemap.pages, *sitemap.sitemaps]
        assert all(url.startswith(("http://", "https://")) for url in found)
        assert len(found) <= MAX_SITEMAP_URLS
        return KEPT

    mutator = Mutator(SITEMAPS, SITEMAP_TOKENS, others=MARKUP, repair=zipped)
    fuzz(Campaign("sitemap", mutator, judge, frozenset(), quick=2000, max_s=1.0))


def zipped(payload: bytes, chance: random.Random) -> bytes:
    return payload if payload.startswith(b"\x1f\x8b") else gzip.compress(payload, mtime=0)


def test_broken_notices_give_what_signals_they_hold(fuzz: Fuzz) -> None:
    def judge(payload: bytes) -> str:
        book = NoticeBook()
        for name in ("robots.txt", "ai.txt", ".well-known/tdmrep.json"):
            book.read(f"{BASE}/{name}", payload)
        for path in PATHS:
            assert all(
                signal.startswith(("robots:", "ai.txt:", "tdmrep.json:")) for signal in book.signals(BASE + path)
            )
        return KEPT

    mutator = Mutator(NOTICES, NOTICE_TOKENS)
    fuzz(Campaign("ai.txt, tdmrep", mutator, judge, frozenset(), quick=2000, max_s=1.0))
