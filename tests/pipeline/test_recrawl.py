"""A second crawl of a site that has not changed: nothing is transferred again, and the same shards come of it."""

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from weft.pipeline.beam import Engine
from weft.pipeline.build import build
from weft.pipeline.sources.units import NoInputError
from weft.pipeline.stages.crawl_identity import CrawlChangedError
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe, Scope

from ..conftest import shard_digests
from .crawl.conftest import crawl_source

WORDS = ["the", "river", "was", "of", "grey", "that", "and", "have", "to", "be", "with", "boats", "harbour", "walls"]


class Recording(SimpleHTTPRequestHandler):
    """The standard library's file server, which knows If-Modified-Since; counts bytes of bodies."""

    def __init__(self, *arguments: object, sent: SimpleNamespace, directory: str) -> None:
        self.sent = sent
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def copyfile(self, source, outputfile) -> None:  # type: ignore[no-untyped-def]
        body = source.read()
        self.sent.bodies.append((self.path, len(body)))
        outputfile.write(body)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.sent.statuses.append((self.path, int(str(getattr(code, "value", code)))))

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def web(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """Ten pages with pictures, last modified long ago."""
    folder = tmp_path / "site"
    folder.mkdir()
    source = random.Random(5)
    for number in range(10):
        text = "".join(f"<p>{' '.join(source.choices(WORDS, k=60))}.</p>" for _ in range(4))
        image = Image.frombytes("RGB", (64, 64), source.randbytes(64 * 64 * 3)).resize((320, 320))
        image.save(folder / f"{number}.png")
        links = "".join(f'<a href="/{other}.html">{other}</a> ' for other in range(10))
        article = f'<article>{text}<img src="/{number}.png"></article>'
        page = f'<html lang="en"><title>{number}</title>{article}<nav>{links}</nav></html>'
        (folder / f"{number}.html").write_text(page)
    for path in folder.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    sent = SimpleNamespace(bodies=[], statuses=[], folder=folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Recording, sent=sent, directory=str(folder)))
    sent.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield sent
    server.shutdown()
    thread.join()
    server.server_close()


class Silent:
    """Progress that nobody watches."""

    def watching(self, stage: object, job: object) -> object:
        return nullcontext()

    def done(self, run: object) -> None:
        return


def built(
    web: SimpleNamespace, corpus: Path, previous: str = "", until: str | None = None, **settings: object
) -> Corpus:
    source = crawl_source(f"{web.base}/0.html", timeout_s=30, previous=previous, **settings)
    recipe = Recipe.model_validate(
        {
            "sources": [source.model_dump()],
            "corpus": str(corpus),
            "rules": {},
            "vocabulary": {"text_pieces": 400, "image_codes": 16, "image_training_patches": 2000, "iterations": 1},
            "sequences": {"length": 512, "image_tokens": 64},
        }
    )
    build(recipe, Engine(workers=1), until, Silent())
    return Corpus(str(corpus))


def documents(corpus: Corpus) -> list[dict]:
    return [row for name in corpus.parts("documents") for row in corpus.table(name).to_pylist()]


def test_an_unchanged_site_is_not_transferred_again_and_gives_the_same_shards(
    web: SimpleNamespace, tmp_path: Path
) -> None:
    first = built(web, tmp_path / "1")
    assert len(web.bodies) == 20
    web.bodies.clear()
    web.statuses.clear()
    second = built(web, tmp_path / "2", previous=str(tmp_path / "1"))

    assert web.bodies == []
    assert sorted(path for path, status in web.statuses if status == 304) == sorted(
        f"/{number}.{ending}" for number in range(10) for ending in ("html", "png")
    )
    assert len(documents(first)) == 10
    assert [row["doc_id"] for row in documents(first)] == [row["doc_id"] for row in documents(second)]
    assert [row["captured_at"] for row in documents(first)] == [row["captured_at"] for row in documents(second)]
    shards = shard_digests(tmp_path / "1")
    assert any(name.endswith(".tar") for name in shards)
    assert shards == shard_digests(tmp_path / "2")


def test_only_the_page_that_has_changed_is_another_document(web: SimpleNamespace, tmp_path: Path) -> None:
    first = built(web, tmp_path / "1", until="extract")
    page = web.folder / "7.html"
    page.write_text(page.read_text().replace("<article>", "<article><p>A new paragraph of several words.</p>"))
    web.bodies.clear()
    second = built(web, tmp_path / "2", previous=str(tmp_path / "1"), until="extract")

    assert [path for path, _ in web.bodies] == ["/7.html"]
    before = {row["url"]: row["doc_id"] for row in documents(first)}
    after = {row["url"]: row["doc_id"] for row in documents(second)}
    assert before.keys() == after.keys()
    assert {url for url in before if before[url] != after[url]} == {f"{web.base}/7.html"}
    reasons = [row["reason"] for name in second.parts("captures/index") for row in second.table(name).to_pylist()]
    assert reasons.count("not_modified") == 19


def test_the_earlier_corpus_is_not_needed_once_the_crawl_is_done(web: SimpleNamespace, tmp_path: Path) -> None:
    built(web, tmp_path / "1", until="crawl")
    built(web, tmp_path / "2", previous=str(tmp_path / "1"), until="crawl")
    (tmp_path / "1").rename(tmp_path / "gone")
    second = built(web, tmp_path / "2", previous=str(tmp_path / "1"), until="extract")
    assert len(documents(second)) == 10


def test_a_refused_earlier_corpus_leaves_nothing_behind(web: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="holds no visits of a crawl"):
        built(web, tmp_path / "2", previous=str(tmp_path / "nowhere"), until="crawl")
    assert not (tmp_path / "2").exists()


def test_a_crawl_that_is_done_cannot_be_given_another_earlier_corpus(web: SimpleNamespace, tmp_path: Path) -> None:
    built(web, tmp_path / "1", until="crawl")
    time.sleep(1.1)  # two crawls of one second, of a site that has not changed, are the same
    built(web, tmp_path / "other", until="crawl")
    one, other = str(tmp_path / "1"), str(tmp_path / "other")
    second = built(web, tmp_path / "2", previous=one, until="crawl")
    with pytest.raises(CrawlChangedError, match=rf"'web' with other settings: previous {one} → {other}; set them back"):
        built(web, tmp_path / "2", previous=other, until="crawl")
    with pytest.raises(CrawlChangedError, match=rf": previous {one} → none; set them back"):
        built(web, tmp_path / "2", until="crawl")
    assert json.loads(second.read("recipe.json"))["sources"][0]["previous"] == one
    with pytest.raises(CrawlChangedError, match=rf": previous none → {one}; set them back"):
        built(web, tmp_path / "other", previous=one, until="crawl")


def test_the_same_earlier_corpus_may_lie_elsewhere_and_the_recipe_says_where(
    web: SimpleNamespace, tmp_path: Path
) -> None:
    built(web, tmp_path / "1", until="crawl")
    built(web, tmp_path / "2", previous=str(tmp_path / "1"), until="crawl")
    (tmp_path / "1").rename(tmp_path / "moved")
    web.statuses.clear()
    second = built(web, tmp_path / "2", previous=str(tmp_path / "moved"), until="crawl")
    assert web.statuses == []
    assert json.loads(second.read("recipe.json"))["sources"][0]["previous"] == str(tmp_path / "moved")
    (tmp_path / "moved").rename(tmp_path / "gone")
    built(web, tmp_path / "2", previous=str(tmp_path / "moved"), until="crawl")


def test_an_earlier_corpus_that_changes_before_the_crawl_is_done_is_named(web: SimpleNamespace, tmp_path: Path) -> None:
    first = built(web, tmp_path / "1", until="crawl")
    second = built(web, tmp_path / "2", previous=first.root, until="crawl")
    second.remove("crawl/_SUCCESS.json")
    first.remove(first.names("frontier/visited", ".parquet")[-1])
    with pytest.raises(CrawlChangedError, match=rf": previous {first.root}, which has changed since; "):
        built(web, tmp_path / "2", previous=first.root, until="crawl")


def test_settings_that_make_another_crawl_are_named_with_both_values(web: SimpleNamespace, tmp_path: Path) -> None:
    corpus = built(web, tmp_path / "1", until="crawl", max_pages_per_round=3)
    changed = {"max_pages_per_round": 4, "media": "none", "scope": Scope(exclude=("print",))}
    with pytest.raises(CrawlChangedError) as raised:
        built(web, tmp_path / "1", until="crawl", **changed)
    assert str(raised.value) == (
        f"{corpus.root} holds a crawl of source 'web' with other settings: max_pages_per_round 3 → 4, "
        "media all → none, scope.exclude [] → [print]; set them back, name another `corpus`, "
        "or remove that folder to crawl again"
    )
    assert json.loads(corpus.read("recipe.json"))["sources"][0]["media"] == "all"


def test_of_long_lists_an_error_names_what_differs(web: SimpleNamespace, tmp_path: Path) -> None:
    seeds = [f"{web.base}/{number}.html" for number in range(10)]
    built(web, tmp_path / "1", until="crawl", seeds=seeds)
    with pytest.raises(CrawlChangedError, match=rf"settings: seeds \[…, {seeds[4]}\] → \[…, {web.base}/b\]; "):
        built(web, tmp_path / "1", until="crawl", seeds=[*seeds[:4], f"{web.base}/b", *seeds[5:]])


@pytest.mark.parametrize(
    ("stage", "left"), [("extract", "extract/._SUCCESS.json.7.tmp"), ("crawl", "frontier/.web.json.7.tmp")]
)
def test_small_files_that_a_kill_left_half_written_are_swept_up(
    web: SimpleNamespace, tmp_path: Path, stage: str, left: str
) -> None:
    corpus = built(web, tmp_path / "1", until=stage)
    corpus.remove(f"{stage}/_SUCCESS.json")
    (tmp_path / "1" / left).write_bytes(b"{")
    built(web, tmp_path / "1", until=stage)
    assert not (tmp_path / "1" / left).exists()
