"""Every published set taken through a real build to shards, all in one corpus."""

import hashlib
import io
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from weft.pipeline.beam import Engine
from weft.pipeline.build import StageRun, build
from weft.pipeline.inspect.explain import explain, render
from weft.pipeline.shards.verify import verify
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from .conftest import SMALL, Silent, build_here
from .published import WRITERS, write_sets

DOCUMENTS = {
    "obelics": 2,
    "img2dataset": 3,
    "parquet": 3,
    "files": 3,
    "mmc4": 2,
    "omnicorpus": 2,
    "mint1t": 2,
    "datajuicer": 1,
    "nemo": 1,
}
LINKED = {
    "obelics": 1,
    "img2dataset": 3,
    "parquet": 3,
    "files": 3,
    "mmc4": 2,
    "omnicorpus": 2,
    "mint1t": 2,
    "datajuicer": 2,
    "nemo": 2,
}
"""Media segments whose bytes are found."""
LOST = {"obelics": {"not_captured": 1}, "mint1t": {"not_captured": 1}}


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("sets")
    return Recipe.model_validate(
        {
            "sources": write_sets(folder),
            "corpus": str(folder / "corpus"),
            "rules": {"image_size": {"min_side": 32}, "duplicates": {}},
            "vocabulary": SMALL,
            "sequences": {"length": 1024, "image_tokens": 96, "frame_tokens": 24},
        }
    )


@pytest.fixture(scope="module")
def runs(recipe: Recipe) -> dict[str, StageRun]:
    return build_here(recipe)


@pytest.fixture(scope="module")
def corpus(recipe: Recipe, runs: dict[str, StageRun]) -> Corpus:
    return Corpus(recipe.corpus)


def by_source(corpus: Corpus) -> dict[str, list[tuple[str | None, bool]]]:
    """(reason, whether there is an item) of every media segment, by source."""
    found: dict[str, list[tuple[str | None, bool]]] = {}
    for documents, links in zip(corpus.parts("documents"), corpus.parts("links"), strict=True):
        sources = corpus.table(documents, ["source"]).column("source").to_pylist()
        for source, media in zip(sources, corpus.table(links, ["media"]).column("media").to_pylist(), strict=True):
            found.setdefault(source, []).extend((link["reason"], link["media_id"] is not None) for link in media)
    return found


def test_every_set_gives_its_documents(corpus: Corpus) -> None:
    assert list(DOCUMENTS) == list(WRITERS)
    found: Counter[str] = Counter()
    for name in corpus.parts("documents"):
        found.update(corpus.table(name, ["source"]).column("source").to_pylist())
    assert found == DOCUMENTS


@pytest.mark.parametrize("source", WRITERS)
def test_media_that_a_set_holds_are_linked(source: str, corpus: Corpus) -> None:
    links = by_source(corpus)[source]
    assert sum(has_item and reason is None for reason, has_item in links) == LINKED[source]
    assert Counter(reason for reason, _ in links if reason) == LOST.get(source, {})


def test_nothing_is_dropped_and_the_ledger_balances(runs: dict[str, StageRun]) -> None:
    for stage, run in runs.items():
        run.ledger.check(stage)
    assert runs["extract"].ledger.flow("captures").dropped == {}
    assert runs["media"].ledger.flow("media").dropped == {"same_bytes": 1}
    assert runs["selection"].ledger.flow("documents").dropped == {}


def test_the_shards_verify(corpus: Corpus) -> None:
    assert verify(corpus.path("shards")) == []


def table_digests(corpus: str) -> dict[str, str]:
    """sha256 of what is made of the sources: documents, captures, and the media they hold."""
    folders = ("documents", "captures/index", "media/items", "media/blobs")
    files = sorted(file for folder in folders for file in Path(corpus, folder).iterdir())
    return {str(file.relative_to(corpus)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_two_workers_read_the_same(recipe: Recipe, corpus: Corpus, tmp_path: Path) -> None:
    again = recipe.model_copy(update={"corpus": str(tmp_path / "corpus")})
    build(again, Engine(workers=2), "media", Silent())
    assert table_digests(again.corpus) == table_digests(corpus.root)


def test_a_picture_inside_a_table_has_a_story(corpus: Corpus) -> None:
    links = [link for name in corpus.parts("documents") for link in media_urls(corpus, name, "parquet")]
    story = explain(corpus, links[0])
    assert (len(story.media), story.pages_total) == (1, 1)
    console = Console(width=200, record=True, file=io.StringIO())
    render(story, console)
    assert "rows.parquet, column image, row 0" in console.export_text()


def media_urls(corpus: Corpus, name: str, source: str) -> list[str]:
    rows = corpus.table(name, ["source", "segments"]).to_pylist()
    return [s["media_url"] for row in rows if row["source"] == source for s in row["segments"] if s["media_url"]]
