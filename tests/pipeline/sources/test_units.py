import os
from pathlib import Path

import pytest

from weft.pipeline.sources.capture import SourceError
from weft.pipeline.sources.input_checks import check_inputs
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


def units_of(folder: Path, *paths: str) -> list[tuple[str, str]]:
    source = JsonlSource(paths=tuple(f"{folder}/{path}" for path in paths))
    found = units(Corpus(str(folder / "corpus")), Recipe(sources=(source,)))
    return [(unit.file.removeprefix(f"{folder}/"), unit.label) for unit in found]


def test_a_pattern_finds_links_to_files_as_well_as_files(folder: Path) -> None:
    (folder / "o").mkdir()
    (folder / "o" / "x.jsonl").write_bytes(b"xyz")
    (folder / "l.jsonl").symlink_to("o/x.jsonl")
    (folder / "o.jsonl").symlink_to("o")
    (folder / ".#t.jsonl").symlink_to("me@here.1")
    assert units_of(folder, "*.jsonl") == [("l.jsonl", "l.jsonl"), ("t.jsonl", "t.jsonl")]


@pytest.mark.parametrize("target", ["absent", "d.jsonl", "t.jsonl/x"])
def test_a_link_to_nothing_that_a_pattern_finds_is_an_error(folder: Path, target: str) -> None:
    (folder / "d.jsonl").symlink_to(target)
    with pytest.raises(NoInputError, match=r"^source 'text': the link .*/d\.jsonl leads to no file; mend it or"):
        units_of(folder, "*.jsonl")


def test_a_source_of_nothing_but_empty_files_is_an_error_that_names_one(folder: Path) -> None:
    for name in ("e1.jsonl", "e2.jsonl"):
        (folder / name).touch()
    with pytest.raises(NoInputError, match=r"^source 'text': .*/e1\.jsonl is empty; name other files, or take the"):
        units_of(folder, "e1.jsonl")
    with pytest.raises(NoInputError, match=r"^source 'text': all 2 files are empty, the first is .*/e1\.jsonl; name"):
        units_of(folder, "e*.jsonl")
    assert len(units_of(folder, "*.jsonl")) == 3


def test_a_name_that_is_not_utf_8_is_an_error_that_says_so(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.jsonl")).write_bytes(b"x")
    with pytest.raises(SourceError, match=r"^source 'text': the name '.*/caf\\udce9\.jsonl' is not UTF-8; rename it$"):
        units_of(folder, "c*.jsonl")


def test_a_file_that_may_not_be_read_is_an_error_before_the_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not path.endswith("b.warc.gz"))
    source = WarcSource(paths=(f"{folder}/*.warc.gz",))
    with pytest.raises(NoInputError) as caught:
        check_inputs(Recipe(sources=(source,), corpus=f"{folder}/corpus"))
    assert str(caught.value) == (
        f"source 'warc': {folder}/b.warc.gz: no permission to read it; `chmod` it, or build as a user who has it"
    )
    text = JsonlSource(paths=(f"{folder}/t.jsonl",))
    evaluations = [{"name": "e", "path": f"{folder}/b.warc.gz"}]
    recipe = Recipe.model_validate({"sources": [text], "evaluations": evaluations, "corpus": f"{folder}/corpus"})
    with pytest.raises(NoInputError, match=r"^/.*/b\.warc\.gz: no permission to read it"):
        check_inputs(recipe)


def test_a_list_that_leads_to_a_folder_or_a_pipe_is_an_error_that_says_so(folder: Path) -> None:
    os.mkfifo(folder / "p.jsonl")
    for name, said in (("p.jsonl", "is no regular file"), ("c.warc.gz", "is a folder")):
        (folder / "list").write_text(f"{name}\n")
        source = JsonlSource(path_lists=(f"{folder}/list",))
        with pytest.raises(NoInputError, match=f"^source 'text': {folder}/{name} {said}; do"):
            check_inputs(Recipe(sources=(source,), corpus=f"{folder}/corpus"))
