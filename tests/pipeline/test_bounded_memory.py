"""What a worker holds, and what crosses a shuffle, on a corpus and on ten times as much."""

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from weft.pipeline.build import last_recipe
from weft.pipeline.stage import Job
from weft.pipeline.stages import duplicates, extract, links, media, selection, tokens
from weft.pipeline.stages.captured import capture_indexes
from weft.pipeline.stages.media_tokens import TABLE, item_places
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from .conftest import Record, build_here, encoded, photo, prose, write_warc

PAGES = 12
"""Pages of a file, each with a picture of its own."""
FILES = (2, 20)


def write_file(path: Path, file: int) -> None:
    records = []
    for number in range(file * PAGES, (file + 1) * PAGES):
        url = f"http://site.example/{number}"
        body = f'<html><body><main><article><h1>Page {number}</h1><p>{prose(number)}</p><img src="{url}.png">'
        records.append(Record(f"{url}.html", body.encode()))
        records.append(Record(f"{url}.png", encoded(photo(number)), "image/png"))
    write_warc(path, records)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """Whole builds of two files and of twenty of the same size."""
    made = []
    for files in FILES:
        folder = tmp_path_factory.mktemp(f"files-{files}")
        for file in range(files):
            write_file(folder / f"{file:05d}.warc.gz", file)
        recipe = Recipe.model_validate(
            {
                "sources": [{"kind": "warc", "paths": [f"{folder}/*.warc.gz"]}],
                "corpus": str(folder / "corpus"),
                "vocabulary": {"text_pieces": 400, "image_codes": 64, "image_training_patches": 2000},
                "sequences": {"length": 2048},
                "rules": {},
            }
        )
        runs = build_here(recipe, "tokens")
        assert runs["tokens"].ledger.flow("media").kept == files * PAGES
        corpus = Corpus(recipe.corpus)
        made.append(Job(corpus, last_recipe(corpus), runs["tokens"].key))
    return made


def peak_bytes(work: Callable[[], Any]) -> int:
    """Most memory that ``work`` held at once: Python's and Arrow's."""
    previous = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(previous)
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] + pool.max_memory()
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(previous)


def exhausted(batches: Iterable[Any]) -> Iterator[Any]:
    for _ in batches:
        yield


def part_functions(job: Job) -> dict[str, Callable[[], Any]]:
    """What a worker does with part 0; what it writes is there already, and the same."""
    indexes = capture_indexes(job)
    units = tuple(extract.units(job.corpus, job.recipe))
    rows = job.corpus.table(indexes[0], ["outcome"]).column("outcome").to_pylist()
    decoded = pa.table({"row": [row for row, outcome in enumerate(rows) if outcome == "media"]})
    ids = job.corpus.table(job.name(TABLE, 0), ["media_id"]).num_rows
    places = pa.table({"item_part": [0] * ids, "item_row": list(range(ids))})
    return {
        "extract": lambda: extract.extract_part(job, 0, job.name("documents", 0), units),
        "media": lambda: media.decode_part(job, 0, job.name("media/items", 0), [decoded], indexes),
        "links": lambda: list(exhausted(links.media_segments(0, job))),
        "bands": lambda: list(exhausted(duplicates.document_bands(0, job))),
        "selection": lambda: selection.select_part(job, 0, job.name("selection", 0)),
        "encode": lambda: tokens.encode_part(job, 0, job.name(TABLE, 0)),
        "tokens": lambda: tokens.write_part(job, 0, job.name("tokens", 0), [places]),
    }


@pytest.mark.parametrize("function", ["extract", "media", "links", "bands", "selection", "encode", "tokens"])
def test_a_worker_holds_no_more_of_a_larger_corpus(jobs: list[Job], function: str) -> None:
    for job in jobs:
        part_functions(job)[function]()  # what is loaded once a process
    small, large = (peak_bytes(part_functions(job)[function]) for job in jobs)
    assert large < 1.2 * small + 100_000


def crossing(job: Job) -> dict[str, Iterable[pa.Table]]:
    """The tables of part 0 that go into each shuffle."""
    indexes = capture_indexes(job)
    return {
        "media: captured media": [media.captured_media(0, job, indexes)],
        "links: segments": links.media_segments(0, job),
        "links: captures": [links.captured_urls(0, job, indexes)],
        "links: items": [links.known_items(0, job)],
        "selection: segments": [selection.shown_items(0, job)],
        "selection: items": [selection.item_places(0, job)],
        "tokens: items": item_places(job, 0),
        "tokens: segments": [tokens.wanted_items(0, job)],
    }


@pytest.mark.parametrize("which", [
    "media: captured media", "links: segments", "links: captures", "links: items", "selection: segments",
    "selection: items", "tokens: items", "tokens: segments",
])  # fmt: skip
def test_no_more_than_ids_cross_a_shuffle(jobs: list[Job], which: str) -> None:
    """Hashes of 16 and 32 bytes, a few numbers, a short word: never a payload, a text or a list of tokens."""
    tables = list(crossing(jobs[0])[which])
    rows = sum(table.num_rows for table in tables)
    assert rows >= PAGES
    assert sum(table.get_total_buffer_size() for table in tables) / rows < 250
