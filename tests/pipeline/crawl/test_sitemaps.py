import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from weft.pipeline.beam import Engine
from weft.pipeline.crawl.sitemaps import MAX_SITEMAP_BYTES, Sitemap, parse_sitemap
from weft.pipeline.stage import Job
from weft.pipeline.stages.crawl import Crawl
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource, Recipe

URL = "http://example.org/deep/sitemap.xml"
URLSET = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> http://example.org/a </loc><lastmod>2024-01-01</lastmod>
    <image:image><image:loc>http://example.org/a.png</image:loc></image:image></url>
  <url><loc>/b?x=1&amp;y=2</loc></url>
  <url><loc><![CDATA[c]]></loc></url>
  <url><loc>mailto:x@example.org</loc></url>
  <url><loc>http://example.org/a</loc></url>
</urlset>"""
PAGES = ["http://example.org/a", "http://example.org/b?x=1&y=2", "http://example.org/deep/c"]
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>one.xml.gz</loc></sitemap><sitemap><loc>http://example.org/two.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("payload", [URLSET, gzip.compress(URLSET, mtime=0), b"\xef\xbb\xbf" + URLSET])
def test_locations_of_pages_are_read_resolved_and_each_once(payload: bytes) -> None:
    assert parse_sitemap(payload, URL) == Sitemap(PAGES)


def test_utf_16_is_read() -> None:
    text = URLSET.decode().replace("UTF-8", "UTF-16")
    assert parse_sitemap(text.encode("utf-16"), URL).pages == PAGES


def test_an_index_names_sitemaps() -> None:
    expected = ["http://example.org/deep/one.xml.gz", "http://example.org/two.xml"]
    assert parse_sitemap(INDEX, URL) == Sitemap([], expected)


def test_lines_of_text_are_urls() -> None:
    assert parse_sitemap(b"http://example.org/a\r\nnot a url\nhttp://example.org/b", URL).pages == [
        "http://example.org/a",
        "http://example.org/b",
    ]


def test_of_a_broken_file_counts_what_came_before() -> None:
    assert parse_sitemap(URLSET[: URLSET.index(b"<url><loc><![CDATA")], URL).pages == PAGES[:2]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<urlset><url><loc>http://example.org/&d;</loc></url></urlset>"""
FOREIGN = (
    b"""<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>http://e.org/&x;</loc></url></urlset>"""
)


@pytest.mark.parametrize("payload", [BOMB, FOREIGN, b"<!DOCTYPE urlset SYSTEM 'http://e.org/x.dtd'><urlset/>"])
def test_no_entity_is_ever_declared(payload: bytes) -> None:
    assert parse_sitemap(payload, URL) == Sitemap()


def test_a_bomb_of_gzip_is_cut() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (MAX_SITEMAP_BYTES * 3))
    start = time.process_time()
    assert parse_sitemap(bomb, URL) == Sitemap()
    assert time.process_time() - start < 3


def test_no_more_than_the_protocol_allows_is_taken() -> None:
    many = b"".join(b"<url><loc>http://e.org/%d</loc></url>" % number for number in range(50_010))
    assert len(parse_sitemap(b"<urlset>" + many + b"</urlset>", URL).pages) == 50_000


def visited(corpus: Corpus) -> list[dict]:
    return [row for name in corpus.names("frontier/visited", ".parquet") for row in corpus.table(name).to_pylist()]


def test_a_crawl_finds_the_pages_of_its_sitemaps(site, source: Callable[..., CrawlSource], tmp_path: Path) -> None:
    site.add("/", "<p>No links at all.</p>")
    site.add("/robots.txt", "Sitemap: /maps/index.xml\nSitemap: http://elsewhere.example/s.xml")
    site.add("/sitemap.xml", "<urlset><url><loc>/a</loc></url></urlset>", Content_Type="text/xml")
    index = f"<sitemapindex><sitemap><loc>{site.base}/maps/b.xml.gz</loc></sitemap></sitemapindex>"
    site.add("/maps/index.xml", index, Content_Type="application/xml")
    listed = b"<urlset><url><loc>/b</loc></url><url><loc>http://elsewhere.example/</loc></url></urlset>"
    site.add("/maps/b.xml.gz", gzip.compress(listed), Content_Type="application/gzip")
    site.add("/a")
    site.add("/b")
    crawl = source(f"{site.base}/", sitemaps="all")
    recipe = Recipe(sources=(crawl,), corpus=str(tmp_path / "corpus"))
    job = Job(Corpus(recipe.corpus), recipe)
    Crawl().run(job, Engine(workers=1))
    rows = {row["url"].removeprefix(site.base): (row["kind"], row["depth"]) for row in visited(job.corpus)}
    assert rows == {
        "/robots.txt": ("robots", 0),
        "/": ("page", 0),
        "/sitemap.xml": ("sitemap", 0),
        "/maps/index.xml": ("sitemap", 0),
        "/a": ("page", 1),
        "/maps/b.xml.gz": ("sitemap", 1),
        "/b": ("page", 1),
    }
    assert Crawl().ledger(job).flow("links").dropped.keys() == {"out_of_scope"}


@pytest.mark.parametrize(
    "body",
    [
        b"<url>" * 1_000_000,
        b"<a b='" + b"x" * (20 << 20),
        b"<url><loc>" + b"<![CDATA[x]]>" * 300_000,
        b"<a/>" * 1_000_000,
    ],
    ids=["nesting", "an attribute", "pieces of a location", "elements"],
)
def test_what_is_no_list_of_urls_takes_no_long_time(body: bytes) -> None:
    start = time.process_time()
    listed = b"<urlset><url><loc>http://example.org/a</loc></url>" + body
    assert parse_sitemap(listed, URL).pages == ["http://example.org/a"]
    assert time.process_time() - start < 5
