import datetime
import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import fsspec
import pyarrow as pa
import pytest
from aiohttp import web
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from weft.pipeline import remote
from weft.pipeline.beam import Engine
from weft.pipeline.crawl.earlier import EarlierCaptures
from weft.pipeline.ledger import Ledger
from weft.pipeline.sources.units import NoInputError
from weft.pipeline.stage import Job
from weft.pipeline.stages.crawl import Crawl
from weft.pipeline.stages.crawl_identity import CrawlChangedError
from weft.pipeline.storage import Corpus
from weft.schemas.ids import url_hash
from weft.schemas.recipe import CrawlSource, Recipe

from ..file_server import FileServer, file_server

__all__ = ["file_server"]

Source = Callable[..., CrawlSource]
LONG_AGO = "Tue, 01 Mar 2022 10:00:00 GMT"


def crawled(root: Path | str, crawl: CrawlSource) -> Corpus:
    """The corpus after its crawl."""
    recipe = Recipe(sources=(crawl,), corpus=str(root))
    job = Job(Corpus(recipe.corpus), recipe)
    Crawl().run(job, Engine(workers=1))
    return job.corpus


def ledger(corpus: Corpus) -> Ledger:
    return Crawl().ledger(Job(corpus, Recipe.model_validate({"sources": [{"kind": "warc", "paths": ["x"]}]})))


def outcomes(corpus: Corpus) -> dict[str, str]:
    """The outcome of each url, by its path."""
    tables = [corpus.table(name) for name in corpus.names("frontier/visited", ".parquet")]
    rows = pa.concat_tables(tables).to_pylist()
    return {"/" + row["url"].split("/", 3)[3]: row["outcome"] for row in rows}


def records(corpus: Corpus) -> list[tuple]:
    """(type, url, headers, HTTP headers, body) of every record of captures, in order."""
    found = []
    for name in corpus.names("captures/web", ".warc.gz"):
        with corpus.open(name) as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                body = record.content_stream().read()
                headers = record.rec_headers
                found.append((record.rec_type, headers["WARC-Target-URI"], headers, record.http_headers, body))
    return found


def asked(site, path: str) -> dict[str, str]:
    """The conditions of the last request for a path."""
    headers = next(seen.headers for seen in reversed(site.log) if seen.path == path)
    return {name: headers[name] for name in ("If-None-Match", "If-Modified-Since") if name in headers}


def test_a_page_that_has_not_changed_is_carried_over_with_its_links_and_media(
    site, source: Source, tmp_path: Path
) -> None:
    site.add_versioned("/", '<p>Start <a href="/a">a</a><img src="/i.png"></p>', ETag='"1"')
    site.add_versioned("/a", "<p>A page.</p>", Last_Modified=LONG_AGO)
    site.add_versioned("/i.png", b"\x89PNG picture", ETag='W/"i"', Content_Type="image/png")
    first = crawled(tmp_path / "1", source(site.base))
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))

    assert asked(site, "/") == {"If-None-Match": '"1"'}
    assert asked(site, "/a") == {"If-Modified-Since": LONG_AGO}
    assert asked(site, "/i.png") == {"If-None-Match": 'W/"i"'}
    assert asked(site, "/robots.txt") == {}
    changed = {"/robots.txt": "http_404", "/": "not_modified", "/a": "not_modified", "/i.png": "not_modified"}
    assert outcomes(first) == {path: "captured" if what == "not_modified" else what for path, what in changed.items()}
    assert outcomes(second) == changed
    flow = ledger(second).flow("urls")
    assert (flow.kept, flow.dropped) == (3, {"http_404": 2})  # robots.txt, once a round
    assert ledger(second).counts["urls_not_modified"] == 3
    before, after = (
        [(one[1], one[4]) for one in records(corpus) if one[0] == "response"] for corpus in (first, second)
    )
    assert before == after
    assert len(before) == 5


def test_a_304_is_a_revisit_record_that_names_the_response_it_confirms(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    first = crawled(tmp_path / "1", source(site.base))
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    earlier = next(headers for kind, url, headers, _, _ in records(first) if kind == "response" and url.endswith("/"))
    pages = [one for one in records(second) if one[1] == f"{site.base}/"]
    assert [kind for kind, *_ in pages] == ["request", "revisit", "response"]
    request, revisit, response = pages
    assert request[3]["If-None-Match"] == '"1"'
    assert revisit[2]["WARC-Profile"] == "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    assert revisit[2]["WARC-Refers-To"] == response[2]["WARC-Record-ID"] == earlier["WARC-Record-ID"]
    assert revisit[2]["WARC-Refers-To-Target-URI"] == f"{site.base}/"
    assert revisit[2]["WARC-Refers-To-Date"] == response[2]["WARC-Date"] == earlier["WARC-Date"]
    assert revisit[3].get_statuscode() == "304"
    assert request[2]["WARC-Concurrent-To"] == revisit[2]["WARC-Record-ID"]
    assert response[2].headers == earlier.headers


def test_the_files_of_a_second_crawl_are_whole_for_warcio_and_fastwarc(
    site, source: Source, tmp_path: Path, capsys
) -> None:
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    crawled(tmp_path / "1", source(site.base))
    corpus = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    (name,) = corpus.names("captures/web", ".warc.gz")
    checker = Checker(type("Command", (), {"inputs": [corpus.path(name)], "verbose": True}))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out
    with corpus.open(name) as stream:
        kinds = []
        for record in FastIterator(stream, parse_http=False):
            assert record.verify_block_digest(consume=False)
            kinds.append(record.headers["WARC-Type"])
    assert kinds == ["warcinfo", "request", "response", "request", "revisit", "response"]


def test_a_page_that_has_changed_is_taken_anew(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", '<p><a href="/a">a</a></p>', ETag='"1"')
    site.add_versioned("/a", "<p>Old.</p>", ETag='"old"')
    crawled(tmp_path / "1", source(site.base))
    site.add_versioned("/a", '<p>New. <a href="/b">b</a></p>', ETag='"new"')
    site.add("/b", "<p>B.</p>")
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    assert asked(site, "/a") == {"If-None-Match": '"old"'}
    assert outcomes(second) == {"/robots.txt": "http_404", "/": "not_modified", "/a": "captured", "/b": "captured"}
    bodies = {url: body for kind, url, _, _, body in records(second) if kind == "response"}
    assert bodies[f"{site.base}/a"] == b'<p>New. <a href="/b">b</a></p>'


def test_a_third_crawl_asks_by_what_the_second_carried_over(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    first = crawled(tmp_path / "1", source(site.base))
    crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    third = crawled(tmp_path / "3", source(site.base, previous=str(tmp_path / "2")))
    assert outcomes(third)["/"] == "not_modified"
    dates = [headers["WARC-Date"] for kind, url, headers, *_ in records(first) if kind == "response" and url[-1] == "/"]
    assert dates == [h["WARC-Date"] for kind, url, h, *_ in records(third) if kind == "response" and url[-1] == "/"]


def test_the_target_of_a_redirect_is_asked_for_under_its_own_condition(site, source: Source, tmp_path: Path) -> None:
    async def move(request: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/target", "ETag": '"moved"'})

    site.pages["/"] = move
    site.add_versioned("/target", "<p>Here.</p>", ETag='"t"')
    crawled(tmp_path / "1", source(site.base))
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    assert asked(site, "/") == {}
    assert asked(site, "/target") == {"If-None-Match": '"t"'}
    assert outcomes(second)["/"] == "not_modified"
    kinds = [
        (kind, url.removeprefix(site.base)) for kind, url, *_ in records(second) if kind in ("response", "revisit")
    ]
    assert kinds == [("response", "/robots.txt"), ("response", "/"), ("revisit", "/target"), ("response", "/target")]


def test_a_304_that_nobody_asked_for_is_a_reason(site, source: Source, tmp_path: Path) -> None:
    site.add("/", '<a href="/unasked">next</a>')
    site.add("/unasked", "", status=304)
    assert outcomes(crawled(tmp_path / "1", source(site.base)))["/unasked"] == "http_304"


def test_a_304_with_another_validator_is_asked_again_without_a_condition(site, source: Source, tmp_path: Path) -> None:
    site.add("/", "<p>Old.</p>", ETag='"1"')
    crawled(tmp_path / "1", source(site.base))

    async def confused(request: web.Request) -> web.Response:
        if "If-None-Match" in request.headers:
            return web.Response(status=304, headers={"ETag": '"2"'})
        return web.Response(text="<p>New.</p>", content_type="text/html")

    site.pages["/"] = confused
    site.log.clear()
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    assert site.paths == ["/robots.txt", "/", "/"]
    assert outcomes(second)["/"] == "captured"


def test_opt_outs_of_a_carried_page_are_those_of_today(site, source: Source, tmp_path: Path) -> None:
    def tdmrep(value: int) -> None:
        site.add(
            "/.well-known/tdmrep.json",
            f'[{{"location": "/", "tdm-reservation": {value}}}]',
            Content_Type="application/json",
        )

    def opt_outs(corpus: Corpus) -> str | None:
        (page,) = [one for one in records(corpus) if one[0] == "response" and one[1] == f"{site.base}/"]
        return page[2].get_header("X-Weft-Opt-Outs")

    tdmrep(1)
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    first = crawled(tmp_path / "1", source(site.base, opt_out_files="ask"))
    tdmrep(0)
    second = crawled(tmp_path / "2", source(site.base, opt_out_files="ask", previous=str(tmp_path / "1")))
    site.add_versioned("/", "<p>Start</p>", ETag='"1"', X_Robots_Tag="noai, nofollow")
    third = crawled(tmp_path / "3", source(site.base, opt_out_files="ask", previous=str(tmp_path / "2")))
    assert [outcomes(corpus)["/"] for corpus in (second, third)] == ["not_modified", "not_modified"]
    assert [opt_outs(corpus) for corpus in (first, second, third)] == [
        "tdmrep.json:tdm-reservation",
        None,
        "header:noai",
    ]


def test_a_damaged_or_lost_earlier_record_is_asked_for_in_full(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", '<p><a href="/b">b</a></p>', ETag='"1"')
    site.add_versioned("/b", f"<p>{random.Random(1).randbytes(1000).hex()}</p>", ETag='"b"')
    first = crawled(tmp_path / "1", source(site.base))
    start = EarlierCaptures(first, pa.chunked_array([pa.array([url_hash(f"{site.base}/b")], pa.binary(16))]))
    head = start.head(f"{site.base}/b", 9000)
    assert head is not None
    path = Path(first.path(head.place.file))
    data = bytearray(path.read_bytes())
    data[head.place.offset + head.place.length - 300] ^= 0xFF
    path.write_bytes(data)
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    assert outcomes(second) == {"/robots.txt": "http_404", "/": "not_modified", "/b": "captured"}
    path.unlink()
    third = crawled(tmp_path / "3", source(site.base, previous=str(tmp_path / "1")))
    assert outcomes(third) == {"/robots.txt": "http_404", "/": "not_modified", "/b": "captured"}


def test_the_earlier_corpus_may_lie_behind_an_fsspec_url(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    first = crawled(tmp_path / "1", source(site.base))
    memory = fsspec.filesystem("memory")
    memory.put(f"{first.root}/", "/earlier/", recursive=True)
    try:
        second = crawled(tmp_path / "2", source(site.base, previous="memory://earlier"))
    finally:
        memory.rm("/earlier", recursive=True)
    assert outcomes(second)["/"] == "not_modified"


def test_a_long_medium_is_carried_over_piece_by_piece(site, source: Source, tmp_path: Path) -> None:
    film = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(1 << 17))
    site.add("/", '<video src="/film.mp4"></video>')
    site.add_versioned("/film.mp4", film, ETag='"f"', Content_Type="video/mp4")
    crawled(tmp_path / "1", source(site.base))
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    (body,) = [body for kind, url, _, _, body in records(second) if kind == "response" and url.endswith(".mp4")]
    assert len(film) == 4 << 20
    assert body == film


def test_an_earlier_corpus_that_cannot_be_read_is_one_line(site, source: Source, tmp_path: Path) -> None:
    site.add("/", "<p>Start</p>")
    with pytest.raises(NoInputError, match=r"previous: .*/nowhere holds no visits of a crawl; name the folder"):
        crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "nowhere")))
    with pytest.raises(NoInputError, match="previous is the corpus itself; name the one before it"):
        crawled(tmp_path / "2", source(site.base, previous=f"{tmp_path}/2/"))
    with pytest.raises(NoInputError, match="previous: nothing://earlier can't be read"):
        crawled(tmp_path / "2", source(site.base, previous="nothing://earlier"))
    first = crawled(tmp_path / "1", source(site.base))
    name = first.names("frontier/visited", ".parquet")[0]
    Path(first.path(name)).write_bytes(b"PAR1")
    with pytest.raises(NoInputError, match=rf"previous: {name} in .* is damaged"):
        crawled(tmp_path / "2", source(site.base, previous=first.root))
    assert site.paths.count("/") == 1


def test_the_earlier_crawl_is_a_part_of_what_a_crawl_is_wherever_it_lies(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", "<p>Start</p>", ETag='"1"')
    crawled(tmp_path / "1", source(site.base))
    crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    (tmp_path / "1").rename(tmp_path / "moved")
    asked_before = len(site.log)
    crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "moved")))
    assert len(site.log) == asked_before
    with pytest.raises(CrawlChangedError, match=r"with other settings: previous another corpus → none; set them back"):
        crawled(tmp_path / "2", source(site.base))


def test_a_group_that_was_lost_is_asked_for_under_the_same_conditions(site, source: Source, tmp_path: Path) -> None:
    site.add_versioned("/", '<p><a href="/a">a</a></p>', ETag='"1"')
    site.add_versioned("/a", "<p>A.</p>", ETag='"a"')
    crawled(tmp_path / "1", source(site.base))
    second = crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    before = [(one[0], one[1], one[4]) for one in records(second)]
    second.remove(second.names("frontier/visited", ".parquet")[-1])  # as a kill before it was written leaves it
    site.log.clear()
    crawled(tmp_path / "2", source(site.base, previous=str(tmp_path / "1")))
    assert site.paths == ["/robots.txt", "/a"]
    assert asked(site, "/a") == {"If-None-Match": '"a"'}
    assert [(one[0], one[1], one[4]) for one in records(second)] == before


def test_the_second_crawl_finds_only_what_its_queue_asks_for(site, source: Source, tmp_path: Path) -> None:
    site.add("/", '<a href="/a">a</a>')
    site.add("/a", "<p>A</p>")
    first = crawled(tmp_path / "1", source(site.base))
    known = EarlierCaptures(first, pa.chunked_array([pa.array([url_hash(f"{site.base}/a")], pa.binary(16))]))
    assert known.head(f"{site.base}/", 1000) is None
    found = known.head(f"{site.base}/a", 1000)
    assert found is not None and found.record("WARC-Target-URI") == f"{site.base}/a"
    assert datetime.datetime.fromisoformat(found.record("WARC-Date")).year >= 2024


def test_an_earlier_corpus_behind_a_web_server_is_carried_over_through_its_faults(
    site, source: Source, tmp_path: Path, file_server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES_S", (0.01, 0.01))
    site.add_versioned("/", "<p>Start.</p>", ETag='"1"')
    crawled(tmp_path / "1", source(site.base))
    for path in (tmp_path / "1").rglob("*"):
        name = f"/{path.relative_to(tmp_path / '1')}"
        if path.is_dir():  # plain HTTP lists names alone
            links = "".join(f'<a href="{inner.name}">x</a>' for inner in path.iterdir())
            file_server.files[name] = file_server.files[f"{name}/"] = links.encode()
        else:
            file_server.files[name] = path.read_bytes()
            file_server.faults[name] = [503]
    second = crawled(tmp_path / "2", source(site.base, previous=file_server.base))
    assert outcomes(second)["/"] == "not_modified"
    page = [record for record in records(second) if record[:2] == ("response", f"{site.base}/")]
    assert [record[4] for record in page] == [b"<p>Start.</p>"]
