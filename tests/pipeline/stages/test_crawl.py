from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from weft.pipeline.beam import Engine
from weft.pipeline.sources.units import NoInputError
from weft.pipeline.stage import Job
from weft.pipeline.stages.crawl import Crawl, find_links, find_pages
from weft.pipeline.stages.crawl_identity import CrawlChangedError, check_crawls
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from ..crawl.conftest import crawl_source
from ..website import Site


def records(corpus: Corpus) -> dict[str, list[tuple[str, str, bytes]]]:
    """(type, url, body) of every record, by file."""
    found = {}
    for name in corpus.names("captures/web", ".warc.gz"):
        with corpus.open(name) as stream:
            found[name] = [
                (record.rec_type, record.rec_headers["WARC-Target-URI"], record.content_stream().read())
                for record in ArchiveIterator(stream)
                if record.rec_type != "warcinfo"
            ]
    return found


def test_two_processes_write_the_same_captures_as_one(
    start_site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.pipeline.beam.URLS_A_WORKER", 1)
    sites: list[Site] = [start_site() for _ in range(4)]
    for site in sites:
        site.add("/", "".join(f'<a href="/{number}">n</a>' for number in range(5)))
        for number in range(5):
            site.add(f"/{number}", f"<p>{number} of {site.base}</p>")
    source = crawl_source(*(site.base for site in sites), timeout_s=30)
    corpora = []
    for workers in (1, 2):
        recipe = Recipe(sources=(source,), corpus=str(tmp_path / str(workers)))
        job = Job(Corpus(recipe.corpus), recipe)
        Crawl().run(job, Engine(workers=workers))
        corpora.append(job.corpus)
        assert Crawl().ledger(job).flow("urls").kept == 24
    assert records(corpora[0]) == records(corpora[1])
    assert len(records(corpora[0])) > 2


def test_a_crawl_that_captures_nothing_says_why_and_asks_again_next_time(tmp_path: Path) -> None:
    gone = crawl_source("http://127.0.0.1:9/", retries=0)
    recipe = Recipe(sources=(gone,), corpus=str(tmp_path))
    for _ in range(2):
        with pytest.raises(NoInputError, match=r"captured nothing \(connection_failed 1, robots_unreachable 1\)"):
            Crawl().run(Job(Corpus(recipe.corpus), recipe), Engine())
    assert Corpus(recipe.corpus).names("frontier/visited", ".parquet") == []


def test_a_crawl_that_captured_nothing_may_begin_at_other_seeds(site: Site, tmp_path: Path) -> None:
    site.add("/", "<p>Here.</p>")
    wrong = crawl_source("http://127.0.0.1:9/", retries=0)
    with pytest.raises(NoInputError, match=r"see that the seeds can be reached and build again$"):
        Crawl().run(Job(Corpus(str(tmp_path)), Recipe(sources=(wrong,), corpus=str(tmp_path))), Engine())
    right = crawl_source(site.base)
    assert right.name == wrong.name
    job = Job(Corpus(str(tmp_path)), Recipe(sources=(right,), corpus=str(tmp_path)))
    check_crawls(job.corpus, [right])
    Crawl().run(job, Engine())
    assert job.corpus.names(f"captures/{right.name}", ".warc.gz")
    with pytest.raises(CrawlChangedError):
        check_crawls(job.corpus, [wrong])


def test_seeds_that_are_away_for_now_are_asked_again_though_robots_txt_answered_and_another_source_has_pages(
    site: Site, start_site, tmp_path: Path
) -> None:
    site.add("/", "<p>Here.</p>")
    away = start_site()
    away.add("/robots.txt", "", Content_Type="text/plain")
    away.add("/", "<p>Back soon.</p>", status=503)
    sources = (crawl_source(site.base, name="here"), crawl_source(away.base, name="away", retries=0))
    job = Job(Corpus(str(tmp_path)), Recipe(sources=sources, corpus=str(tmp_path)))
    with pytest.raises(NoInputError, match=r"the crawl of source 'away' captured nothing \(http_503 1\)"):
        Crawl().run(job, Engine())
    assert not job.corpus.names("captures/away", ".warc.gz")

    away.add("/", "<p>Back.</p>")
    asked = len(site.log)
    Crawl().run(job, Engine())
    assert job.corpus.names("captures/away", ".warc.gz")
    assert len(site.log) == asked, "what was captured is not asked for again"


def test_seeds_that_are_refused_for_good_do_not_stop_another_source(site: Site, start_site, tmp_path: Path) -> None:
    site.add("/", "<p>Here.</p>")
    closed = start_site()
    closed.add("/robots.txt", "User-agent: *\nDisallow: /", Content_Type="text/plain")
    sources = (crawl_source(site.base, name="here"), crawl_source(closed.base, name="closed"))
    job = Job(Corpus(str(tmp_path)), Recipe(sources=sources, corpus=str(tmp_path)))
    Crawl().run(job, Engine())
    assert Crawl().ledger(job).flow("urls").dropped == {"robots_disallowed": 1, "http_404": 1}


def test_links_alone_and_links_with_media_are_the_same_pages() -> None:
    page = b'<p>Words. <img src="/i.png"></p><a href="/a">a</a><a href="/b.jpg">b</a>'
    with_media = find_links(page, "https://e.org/", "")
    assert (with_media.pages, with_media.media) == (["https://e.org/a"], ["https://e.org/i.png"])
    assert find_pages(page, "https://e.org/", "") == type(with_media)(["https://e.org/a"])
