"""Keys, made parts and aligned reading."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from weft.pipeline.beam import Engine
from weft.pipeline.stage import Job, PartStage, Stage, aligned, unmade
from weft.pipeline.stages import ORDER
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.recipe import JsonlSource, Recipe

NAMES = tuple(stage.name for stage in ORDER)
SCHEMA = pa.schema([pa.field("doc_id", pa.binary(1), False), pa.field("value", pa.int64(), False)])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    path.write_text('{"text": "A lamp."}\n')
    (tmp_path / "quiz.jsonl").write_text('{"question": "Which lamp?"}\n')
    return path


@pytest.fixture
def job(tmp_path: Path, source: Path) -> Job:
    return Job(Corpus(str(tmp_path / "corpus")), Recipe(sources=(JsonlSource(paths=(str(source),)),)), "key")


def keys(job: Job) -> dict[str, str]:
    found: dict[str, str] = {}
    for stage in ORDER:
        found[stage.name] = stage.with_key(job, found).key
    return found


def changed(job: Job, **sections: Any) -> set[str]:
    """Stages whose key differs when the recipe has these sections instead."""
    recipe = Recipe.model_validate({**job.recipe.model_dump(), **sections})
    before, after = keys(job), keys(Job(job.corpus, recipe))
    return {name for name in NAMES if before[name] != after[name]}


def behind(*names: str) -> set[str]:
    """The stages named and every one that comes after one of them."""
    found = set(names)
    for stage in ORDER:
        if found.intersection(stage.after):
            found.add(stage.name)
    return found


CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "rules": ({"rules": {"min_words": {"words": 3}}}, {"selection", "vocabulary", "tokens", "shards"}),
    "pii": ({"pii": "keep"}, {"selection", "vocabulary", "tokens", "shards"}),
    "media": (
        {"media": {"timeout_s": 5}},
        {"media", "links", "duplicates", "selection", "vocabulary", "tokens", "shards"},
    ),
    "extract": ({"extract": {"max_segments": 5}}, set(NAMES) - {"crawl"}),
    "vocabulary": ({"vocabulary": {"iterations": 3}}, {"vocabulary", "tokens", "shards"}),
    "image tokens": ({"sequences": {"image_tokens": 64}}, {"vocabulary", "tokens", "shards"}),
    "length": ({"sequences": {"length": 128}}, {"tokens", "shards"}),
    "media form": ({"sequences": {"media": "slots"}}, {"tokens", "shards"}),
    "seed": ({"seed": 1}, {"vocabulary", "tokens", "shards"}),
    "mixture": ({"mixture": ({"share": 0.5},)}, {"shards"}),
    "shards": ({"shards": {"sequences": 5}}, {"shards"}),
    "corpus": ({"corpus": "elsewhere"}, set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_redoes_what_depends_on_it_and_nothing_else(job: Job, change: str) -> None:
    sections, expected = CHANGES[change]
    assert changed(job, **sections) == expected


def test_an_evaluation_set_redoes_contamination_and_what_follows(job: Job, source: Path) -> None:
    evaluations = ({"name": "quiz", "path": str(source.parent / "quiz.jsonl")},)
    expected = {"contamination", "selection", "vocabulary", "tokens", "shards"}
    assert changed(job, evaluations=evaluations) == expected


def test_another_order_of_rules_is_another_selection(job: Job) -> None:
    rules: dict[str, Any] = {"min_words": {}, "language": {}}
    one = Recipe.model_validate({**job.recipe.model_dump(), "rules": rules})
    other = Recipe.model_validate({**job.recipe.model_dump(), "rules": dict(reversed(rules.items()))})
    differ = {name for name in NAMES if keys(Job(job.corpus, one))[name] != keys(Job(job.corpus, other))[name]}
    assert differ == {"selection", "vocabulary", "tokens", "shards"}


def test_a_changed_input_file_redoes_all_that_is_read_from_it(job: Job, source: Path) -> None:
    before = keys(job)
    source.write_text('{"text": "Another lamp."}\n')
    assert {name for name in NAMES if keys(job)[name] != before[name]} == set(NAMES) - {"crawl"}


def test_the_same_recipe_has_the_same_keys(job: Job) -> None:
    assert keys(job) == keys(Job(Corpus(job.corpus.root), Recipe.model_validate(job.recipe.model_dump())))
    assert changed(job) == set()


def test_a_new_version_of_a_stage_redoes_it_and_what_follows(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(job)
    links = next(stage for stage in ORDER if stage.name == "links")
    monkeypatch.setattr(type(links), "version", links.version + 1)
    assert {name for name in NAMES if keys(job)[name] != before[name]} == behind("links")


def test_every_stage_comes_after_the_ones_it_names() -> None:
    for number, stage in enumerate(ORDER):
        assert set(stage.after) <= set(NAMES[:number])


@dataclass(frozen=True)
class Squares(PartStage):
    """Squares of the numbers of ``documents``."""

    name = "squares"
    tables = ("squares",)

    def make(self, job: Job, part: int, name: str) -> None:
        with job.writing(name, SCHEMA) as out:
            for batch in job.corpus.batches(job.name("documents", part)):
                values = [value**2 for value in batch.column("value").to_pylist()]
                out.batch(pa.record_batch([batch.column("doc_id"), values], schema=SCHEMA))
                out.ledger.keep("numbers", batch.num_rows)


def write(job: Job, table: str, *parts: list[list[tuple[bytes, int]]]) -> None:
    """Parts, their row groups, and rows of (doc_id, value)."""
    for number, groups in enumerate(parts):
        with job.writing(part_name(table, number, len(parts)), SCHEMA) as out:
            for rows in groups:
                out.batch(pa.table([[id_ for id_, _ in rows], [value for _, value in rows]], schema=SCHEMA))
                out.ledger.keep("numbers", len(rows))


def test_a_part_is_made_under_its_key_and_no_other(job: Job) -> None:
    write(job, "t", [[(b"a", 1)]])
    name = part_name("t", 0, 1)
    assert job.is_made(name)
    assert not Job(job.corpus, job.recipe, "another").is_made(name)
    assert not job.is_made(part_name("t", 0, 2))


def test_parts_missing_or_of_another_key_are_unmade(job: Job) -> None:
    write(job, "t", [[(b"a", 1)]], [[(b"b", 2)]], [[(b"c", 3)]])
    assert unmade(job, ("t",), 3) == []
    job.corpus.remove(part_name("t", 1, 3))
    with Job(job.corpus, job.recipe, "old").writing(part_name("t", 2, 3), SCHEMA):
        pass
    assert unmade(job, ("t",), 3) == [1, 2]


def test_parts_of_another_layout_are_removed_from_every_table(job: Job) -> None:
    write(job, "t", [[(b"a", 1)]], [[(b"b", 2)]])
    write(job, "beside", [[(b"a", 1)]])
    assert unmade(job, ("t", "beside"), 1) == [0]
    assert job.corpus.names("t") == []
    assert job.corpus.names("beside") == [], "what a part that is gone vouched for goes with it"


def test_a_part_stage_follows_the_parts_of_its_table(job: Job) -> None:
    write(job, "documents", [[(b"a", 2), (b"b", 3)], [(b"c", 4)]], [[(b"d", 5)]])
    stage = Squares()
    assert stage.expected(job) == 2
    stage.run(job, Engine(workers=1))
    assert [batch.column("value").to_pylist() for batch in job.corpus.batches(part_name("squares", 0, 2))] == [
        [4, 9],
        [16],
    ]
    assert stage.ledger(job).flow("numbers").kept == 4
    assert stage.is_complete(job, "squares")


def test_a_made_part_is_left_as_it_is(job: Job) -> None:
    write(job, "documents", [[(b"a", 2)]], [[(b"d", 5)]])
    Squares().run(job, Engine(workers=1))
    job.corpus.remove(part_name("squares", 1, 2))
    before = job.corpus.fs.modified(job.corpus.path(part_name("squares", 0, 2)))
    Squares().run(job, Engine(workers=1))
    assert job.corpus.fs.modified(job.corpus.path(part_name("squares", 0, 2))) == before
    assert len(job.corpus.parts("squares")) == 2


def test_an_incomplete_table_is_an_error_that_says_what_to_do(job: Job) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        job.count("documents")
    assert str(caught.value) == (f"{job.corpus.root}: table documents is missing or incomplete; run `weft build` again")


def test_aligned_tables_are_read_row_group_by_row_group(job: Job) -> None:
    write(job, "documents", [[(b"a", 1), (b"b", 2)], [], [(b"c", 3)]])
    write(job, "beside", [[(b"a", 10), (b"b", 20)], [], [(b"c", 30)]])
    read = [
        [batches[table].column("value").to_pylist() for table in ("documents", "beside")]
        for batches in aligned(job, 0, {"documents": None, "beside": ["value"]})
    ]
    assert read == [[[1, 2], [10, 20]], [[], []], [[3], [30]]]


def test_columns_that_are_not_wanted_are_not_read(job: Job) -> None:
    write(job, "documents", [[(b"a", 1)]])
    (batches,) = aligned(job, 0, {"documents": []})
    assert batches["documents"].schema.names == ["doc_id"]


@pytest.mark.parametrize(
    "rows",
    [
        [[(b"a", 1), (b"x", 2)]],
        [[(b"b", 2), (b"a", 1)]],
        [[(b"a", 1)]],
        [[(b"a", 1)], [(b"b", 2)]],
        [[(b"a", 1), (b"b", 2)], [(b"c", 3)]],
        [],
    ],
    ids=["another id", "another order", "row missing", "other row groups", "row group too many", "empty"],
)
def test_tables_that_do_not_line_up_are_an_error(job: Job, rows: list[list[tuple[bytes, int]]]) -> None:
    write(job, "documents", [[(b"a", 1), (b"b", 2)]])
    write(job, "beside", rows)
    said = "documents/part-00000-of-00001.parquet and beside/part-00000-of-00001.parquet do not line up: one of them"
    with pytest.raises(ValueError, match=said):
        list(aligned(job, 0, {"documents": None, "beside": None}))


def test_a_stage_without_inputs_or_settings_still_has_a_key(job: Job) -> None:
    assert len(Squares().with_key(job, {}).key) == 24
    assert issubclass(Squares, Stage)
