"""A page's own media, its players and what it says of itself, from WARC to shards, every ledger balanced."""

import base64
import io
import tarfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from weft.pipeline.build import StageRun
from weft.pipeline.inspect.explain import explain, render
from weft.pipeline.shards.reader import ShardSet
from weft.pipeline.shards.verify import verify
from weft.pipeline.stages.crawl import find_links
from weft.pipeline.storage import Corpus
from weft.schemas.ids import media_id
from weft.schemas.recipe import Recipe

from .conftest import SMALL, Record, build_here, encoded, photo, prose, write_warc
from .made_files import chapter, epub, opf

SITE = "https://lamps.example"
PICTURE, DRAWING = (encoded(photo(number, 96, 64)) for number in (1, 2))
ICON = b"GIF89a" + bytes(40)
WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
NAME = f"{SITE}/1.html#data=1&sha256={media_id(PICTURE).hex()[:16]}"
IN_BOOK = f"{SITE}/book.epub#OEBPS/c.xhtml&data=1&sha256={media_id(DRAWING).hex()[:16]}"


def data_url(payload: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(payload).decode()}"


def page(number: int, head: str = "", body: str = "") -> Record:
    html = f"<html><head>{head}</head><body><article><h1>Lamp {number}</h1><p>{prose(number, 80)}</p>{body}"
    return Record(f"{SITE}/{number}.html", f"{html}<p>{prose(number + 50, 40)}</p></article></body></html>".encode())


HEAD = (
    '<script type="application/ld+json">{"@type":"Article","author":[{"name":"Ada"},{"name":"Bob"}],'
    '"datePublished":"2024-05-17T23:30:00-05:00"}</script><link rel="canonical" href="/lamps/1">'
)
BODY = (
    f'<figure><img src="{data_url(PICTURE)}" alt="A lamp"><figcaption>At night</figcaption></figure>'
    f'<p><img src="{data_url(ICON)}"></p><figure><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    "<figcaption>Lit at dusk</figcaption></figure>"
)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("page-media")
    text = f'<h1>The keeper</h1><p>{prose(7, 80)}</p><p><img src="{data_url(DRAWING)}" alt="x"/></p>'
    package = opf([("c", "c.xhtml", "application/xhtml+xml")], ["c"])
    records = [
        page(1, HEAD, BODY),
        page(2, '<meta name="date" content="2199-01-01"><meta name="author" content="admin">'),
        page(3, '<meta name="date" content="2099-01-01"><meta name="author" content="Eve">'),
        Record(
            f"{SITE}/book.epub",
            epub({"OEBPS/book.opf": package, "OEBPS/c.xhtml": chapter(text)}),
            "application/epub+zip",
        ),
    ]
    write_warc(folder / "a.warc.gz", records)
    return Recipe.model_validate(
        {
            "sources": [{"kind": "warc", "paths": [f"{folder}/*.warc.gz"]}],
            "corpus": str(folder / "corpus"),
            "rules": {"min_words": {"words": 5}},
            "vocabulary": SMALL,
            "sequences": {"length": 1024, "image_tokens": 96, "frame_tokens": 24},
        }
    )


@pytest.fixture(scope="module")
def runs(recipe: Recipe) -> dict[str, StageRun]:
    return build_here(recipe)


def documents(recipe: Recipe) -> list[dict]:
    return Corpus(recipe.corpus).table("documents/part-00000-of-00001.parquet").to_pylist()


def test_every_ledger_balances_and_says_what_was_left_in_the_page(runs: dict[str, StageRun]) -> None:
    """4 records and 2 pictures; the icon stays in its page; the player has no bytes."""
    captures = runs["extract"].ledger.flow("captures")
    assert (captures.entered, captures.kept) == (6, 6)
    contained = runs["extract"].ledger.flow("contained media")
    assert (contained.entered, contained.kept, dict(contained.dropped)) == (3, 2, {"data_too_small": 1})
    links = runs["links"].ledger.flow("media segments")
    assert (links.entered, links.kept, dict(links.dropped)) == (3, 2, {"embed": 1})
    segments = runs["selection"].ledger.flow("segments")
    assert dict(segments.dropped) == {"embed": 1, "medium_gone": 1}
    for stage, run in runs.items():
        run.ledger.check(stage)


def test_media_and_players_stand_in_reading_order(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    segments = documents(recipe)[0]["segments"]
    assert [(s["kind"], s["role"], s["media_url"], s["alt"]) for s in segments[2:6]] == [
        ("image", "", NAME, "A lamp"),
        ("text", "caption", "", ""),
        ("video", "embed", WATCH, ""),
        ("text", "caption", "", ""),
    ]
    assert [s["media_url"] for s in documents(recipe)[3]["segments"]] == ["", "", IN_BOOK]


def test_their_bytes_are_stored_once_as_they_were(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    with tarfile.open(Path(recipe.corpus, "captures/contained/part-00000-of-00001.tar")) as archive:
        held = [archive.extractfile(member).read() for member in archive]
    assert held == [PICTURE, DRAWING]


def test_a_player_leaves_a_typed_hole(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    rows = Corpus(recipe.corpus).table("selection/part-00000-of-00001.parquet").to_pylist()
    assert rows[0]["holes"] == [
        {"segment": 4, "kind": "video", "reason": "embed"},
        {"segment": 5, "kind": "text", "reason": "medium_gone"},
    ]


def test_author_day_and_canonical_url_are_those_of_the_page(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    """A day long after the capture (2026) is none; so are days after 2100."""
    said = [(row["author"], row["published_at"], row["canonical_url"]) for row in documents(recipe)]
    assert said == [
        ("Ada; Bob", date(2024, 5, 17), f"{SITE}/lamps/1"),
        ("", None, ""),
        ("Eve", None, ""),
        ("", None, ""),
    ]


def test_they_travel_into_the_shards(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    assert verify(f"{recipe.corpus}/shards") == []
    shards = ShardSet(f"{recipe.corpus}/shards")
    said = {}
    for number in range(len(shards)):
        for document in shards.sample(number).meta["documents"]:
            said[document["url"].removeprefix(SITE)] = (document["author"], document["published_at"])
    assert said == {
        "/1.html": ("Ada; Bob", "2024-05-17"),
        "/2.html": ("", None),
        "/3.html": ("Eve", None),
        "/book.epub": ("", None),
    }


def test_explain_tells_of_them(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    story = explain(Corpus(recipe.corpus), f"{SITE}/1.html")
    (document,) = story.documents
    assert (document.author, document.published_at) == ("Ada; Bob", date(2024, 5, 17))
    assert [(medium.url, medium.outcome) for medium in document.media] == [(NAME, "kept"), (WATCH, "embed")]


def told(recipe: Recipe, url: str) -> str:
    console = Console(record=True, width=200, file=io.StringIO(), color_system=None)
    render(explain(Corpus(recipe.corpus), url), console)
    return console.export_text()


def test_of_a_picture_in_a_page_no_response_is_told(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    text = told(recipe, NAME)
    assert f"image/png, {len(PICTURE):,} bytes, inside its document; no server was asked for it" in text
    assert "HTTP" not in text
    assert f"kept  {SITE}/1.html" in text
    assert "HTTP 200, text/html" in told(recipe, f"{SITE}/1.html")


@pytest.mark.parametrize("url", [WATCH, "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=3"])
def test_a_player_is_found_however_its_url_is_spelled_and_told_as_an_embed(
    recipe: Recipe, runs: dict[str, StageRun], url: str
) -> None:
    story = explain(Corpus(recipe.corpus), url)
    assert (story.url, story.embed, story.captures, story.media) == (WATCH, "video", (), ())
    assert [(page.url, page.times) for page in story.pages] == [(f"{SITE}/1.html", 1)]
    text = told(recipe, url)
    assert text.startswith(WATCH)
    assert "none: a player's page is no medium, so neither the crawl nor `fetch` asks for it" in text
    assert (f"{url}, another way to embed it" in text) == (url != WATCH)


def test_an_embed_that_a_source_holds_says_where_its_bytes_are_from(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    story = explain(Corpus(recipe.corpus), WATCH)
    held = replace(story, media=explain(Corpus(recipe.corpus), NAME).media)
    console = Console(record=True, width=200, file=io.StringIO(), color_system=None)
    render(held, console)
    text = console.export_text()
    assert "from a source that holds it under this url; the player's page is not asked for" in text
    assert "none: a player's page" not in text


def test_a_crawl_asks_for_neither() -> None:
    record = page(1, HEAD, BODY + '<img src="/a.png"><a href="/b">b</a>')
    found = find_links(record.body, record.url, "utf-8")
    assert (found.pages, found.media) == ([f"{SITE}/b"], [f"{SITE}/a.png"])
