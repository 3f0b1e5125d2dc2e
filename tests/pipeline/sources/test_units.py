import os
from pathlib import Path

import pytest

from weft.pipeline.sources.units import NoInputError, file_facts, units
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import CrawlSource, JsonlSource, Recipe, WarcSource

CRAWL = CrawlSource(name="web", seeds=("http://a.example/",), contact="me@a.example")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, size in {"b.warc.gz": 3, "a.warc.gz": 2, "t.jsonl": 1}.items():
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "c.warc.gz").mkdir()
    return tmp_path


def test_sources_stay_in_their_order_and_files_are_sorted(folder: Path) -> None:
    corpus = Corpus(str(folder / "corpus"))
    corpus.write("captures/web/r000-g000-0000.warc.gz", b"1234")
    corpus.write("captures/other/r000-g000-0000.warc.gz", b"not of this recipe")
    sources = (JsonlSource(paths=(f"{folder}/t.jsonl",)), CRAWL, WarcSource(paths=(f"{folder}/*.warc.gz",)))
    found = units(corpus, Recipe(sources=sources))
    assert [(unit.source.name, unit.file, unit.size_bytes) for unit in found] == [
        ("text", f"{folder}/t.jsonl", 1),
        ("web", "captures/web/r000-g000-0000.warc.gz", 4),
        ("warc", f"{folder}/a.warc.gz", 2),
        ("warc", f"{folder}/b.warc.gz", 3),
    ]


def test_paths_stay_in_the_recipe_s_order(folder: Path) -> None:
    source = WarcSource(paths=(f"{folder}/b.warc.gz", f"{folder}/a.warc.gz"))
    found = units(Corpus(str(folder / "corpus")), Recipe(sources=(source,)))
    assert [Path(unit.file).name for unit in found] == ["b.warc.gz", "a.warc.gz"]


def test_a_source_without_files_is_an_error_that_names_it(folder: Path) -> None:
    source = WarcSource(name="lamps", paths=(f"{folder}/*.arc",))
    with pytest.raises(NoInputError) as caught:
        units(Corpus(str(folder / "corpus")), Recipe(sources=(source,)))
    assert str(caught.value) == f"source 'lamps': no file matches {folder}/*.arc"


def test_a_crawl_that_captured_nothing_has_no_units(folder: Path) -> None:
    assert units(Corpus(str(folder / "corpus")), Recipe(sources=(CRAWL,))) == []


def test_a_url_keeps_its_protocol(folder: Path) -> None:
    memory = Corpus(f"memory://units-{folder.name}")
    memory.write("a.warc", b"12345")
    source = WarcSource(paths=(f"memory://units-{folder.name}/*.warc",))
    (unit,) = units(Corpus(str(folder / "corpus")), Recipe(sources=(source,)))
    assert unit.file.startswith("memory://")
    with memory.open(unit.file) as stream:
        assert stream.read() == b"12345"


def test_a_changed_file_is_seen(folder: Path) -> None:
    path = folder / "t.jsonl"
    before = file_facts(str(path))
    assert before[0] == 1
    os.utime(path, (1, 1))
    assert file_facts(str(path)) != before
    with pytest.raises(NoInputError, match="absent is not there"):
        file_facts(str(folder / "absent"))
