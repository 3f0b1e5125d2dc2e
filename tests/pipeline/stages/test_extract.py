"""What becomes of captures: by their bytes, and by what their host's own files say of them."""

from pathlib import Path

import pytest

from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from ..conftest import Record, build_here, prose, write_warc
from ..crawl.conftest import crawl_source
from ..website import Site

SITE = "https://lamps.example"
TEXT = "text/plain"


def page(path: str, seed: int, *headers: tuple[str, str]) -> Record:
    body = f"<html><body><main><article><h1>Lamps</h1><p>{prose(seed, 120)}</p></article></main></body></html>"
    return Record(SITE + path, body.encode(), headers=headers)


def opt_outs(corpus: Corpus) -> dict[str, list[str]]:
    rows = [row for name in corpus.parts("documents") for row in corpus.table(name, ["url", "opt_outs"]).to_pylist()]
    return {row["url"].removeprefix(SITE): row["opt_outs"] for row in rows}


def test_wishes_of_the_host_and_of_every_header_reach_the_document(tmp_path: Path) -> None:
    records = [
        Record(f"{SITE}/robots.txt", b"User-agent: *\nContent-Usage: /news/ train-ai=n\nAllow: /", TEXT),
        Record(
            f"{SITE}/.well-known/tdmrep.json", b'[{"location": "/books/", "tdm-reservation": 1}]', "application/json"
        ),
        page("/news/1", 1),
        page("/books/1", 2),
        page("/free", 3),
        page(
            "/heads",
            4,
            ("X-Robots-Tag", "googlebot: noindex"),
            ("X-Robots-Tag", "noai"),
            ("Content-Signal", "ai-train=no"),
        ),
        Record(f"{SITE}/ai.txt", b"Disallow: *.jpg", TEXT),
        page("/last", 5),
        page("/sitemap.xml", 6),
    ]
    write_warc(tmp_path / "a.warc.gz", records)
    recipe = Recipe.model_validate(
        {"sources": [{"kind": "warc", "paths": [f"{tmp_path}/a.warc.gz"]}], "corpus": str(tmp_path / "corpus")}
    )
    runs = build_here(recipe, "selection")
    assert opt_outs(Corpus(recipe.corpus)) == {
        "/news/1": ["robots:train-ai=n"],
        "/books/1": ["tdmrep.json:tdm-reservation"],
        "/free": [],
        "/heads": ["header:noindex", "header:noai", "header:ai-train=no"],
        "/last": ["ai.txt:noimageai"],
    }
    assert runs["extract"].ledger.flow("captures").dropped == {"robots_txt": 1, "ai_txt": 1, "tdmrep": 1, "sitemap": 1}
    assert runs["selection"].ledger.flow("documents").dropped["opt_out"] == 3


@pytest.mark.parametrize(("agent", "expected"), [("lampbot", []), ("other", ["robots:train-ai=n"])])
def test_a_crawled_page_has_the_wishes_for_the_agent_that_crawled_it(
    agent: str, expected: list[str], site: Site, tmp_path: Path
) -> None:
    robots = "User-agent: *\nContent-Usage: train-ai=n\n\nUser-agent: lampbot\nContent-Usage: train-ai=y\n"
    site.add("/robots.txt", robots, Content_Type="text/plain")
    site.add("/", f"<main><h1>Lamps</h1><p>{prose(1, 120)}</p></main>")
    source = crawl_source(f"{site.base}/", agent=agent)
    recipe = Recipe(sources=(source,), corpus=str(tmp_path))
    build_here(recipe, "extract")
    assert list(opt_outs(Corpus(recipe.corpus)).values()) == [expected]


@pytest.mark.parametrize(
    ("mime", "body", "outcome"),
    [
        ("text/plain", b"1\n00:00:01,000 --> 00:00:02,000\nThe lamp turns.\n", "media"),
        ("text/plain", b"WEBVTT\n\n00:01.000 --> 00:02.000\nThe lamp turns.\n", "media"),
        ("text/vnd.trolltech.linguist", (b"G\x40\0\x10" + b"\xff" * 184) * 4, "media"),
        ("text/html", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", "media"),
        ("text/plain", b"A film begins at 00:00:01,000 --> 00:00:02,000 of the reel.", "document"),
        ("text/plain", b"GATTACA" * 200, "document"),
        ("text/plain", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "document"),
        ("application/json", b'{"lamp": 1}', "dropped"),
    ],
)
def test_media_are_known_by_their_bytes_under_any_type(tmp_path: Path, mime: str, body: bytes, outcome: str) -> None:
    write_warc(tmp_path / "a.warc.gz", [Record(f"{SITE}/it", body, mime)])
    recipe = Recipe.model_validate(
        {"sources": [{"kind": "warc", "paths": [f"{tmp_path}/a.warc.gz"]}], "corpus": str(tmp_path / "corpus")}
    )
    build_here(recipe, "extract")
    corpus = Corpus(recipe.corpus)
    assert [corpus.table(name, ["outcome"]).to_pylist() for name in corpus.parts("captures/index")] == [
        [{"outcome": outcome}]
    ]
