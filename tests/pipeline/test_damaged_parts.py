"""Tables whose bytes are not those that were written: which file it is, and that deleting it mends the corpus."""

import json
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.build import StageFailedError
from weft.pipeline.storage import Corpus, DamagedPartError
from weft.schemas.recipe import Recipe

from .conftest import build_here, encoded, photo, prose
from .published import tar_of_pictures

PART = "t/part-00000-of-00001.parquet"
SCHEMA = pa.schema([pa.field("name", pa.string(), False)])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("damaged")
    records = ({"text": prose(number), "url": f"https://damaged.example/{number}"} for number in range(6))
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, records)))
    tar_of_pictures(folder / "p.tar", {f"https://damaged.example/{n}.png": encoded(photo(n)) for n in range(3)})
    sources = [
        {"kind": "jsonl", "paths": [f"{folder}/in.jsonl"]},
        {"kind": "img2dataset", "paths": [f"{folder}/p.tar"]},
    ]
    recipe = Recipe.model_validate({"sources": sources, "corpus": f"{folder}/corpus", "rules": {}})
    build_here(recipe, "selection")
    return recipe


@pytest.fixture
def recipe(built: Recipe, tmp_path: Path) -> Recipe:
    """Of a copy, free to be damaged."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    return built.model_copy(update={"corpus": f"{tmp_path}/corpus"})


def selected(recipe: Recipe) -> list[list[bool]]:
    corpus = Corpus(recipe.corpus)
    return [corpus.table(name, ["keep"]).column(0).to_pylist() for name in corpus.parts("selection")]


def test_no_changed_byte_of_a_column_is_read_as_if_it_were_good(tmp_path: Path) -> None:
    corpus = Corpus(str(tmp_path))
    names = pa.table({"name": [f"lamp {number}" for number in range(50)]}, schema=SCHEMA)
    with corpus.writing(PART, SCHEMA, "k") as out:
        out.batch(names)
    path = tmp_path / PART
    clean = path.read_bytes()
    footer_bytes = pq.read_metadata(path).serialized_size
    found = 0
    for place in range(4, len(clean) - footer_bytes - 8, 7):
        damaged = bytearray(clean)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        try:
            assert corpus.table(PART) == names, place  # a header may be spelled otherwise and say the same
        except DamagedPartError as error:
            assert str(error).startswith(f"{PART} in {tmp_path} is damaged (") and "\n" not in str(error)
            assert str(error).endswith("; delete it and build again: it is made anew")
            found += 1
    assert found > 20


def test_the_damaged_file_is_named_and_deleting_it_mends_the_corpus(recipe: Recipe) -> None:
    before = selected(recipe)
    corpus = Path(recipe.corpus)
    path = next((corpus / "documents").glob("part-00000-*"))
    chunk = next(
        column
        for column in map(pq.read_metadata(path).row_group(0).column, range(99))
        if column.path_in_schema == "doc_id"
    )
    damaged = bytearray(path.read_bytes())
    damaged[chunk.data_page_offset + chunk.total_compressed_size - 3] ^= 255
    path.write_bytes(damaged)
    shutil.rmtree(corpus / "selection")
    with pytest.raises(StageFailedError) as caught:
        build_here(recipe, "selection")
    found = re.search(
        r"failed: (\S+) in \S+ is damaged \(.*\); delete it and build again: it is made", str(caught.value)
    )
    assert found is not None and found[1] == f"documents/{path.name}"
    path.unlink()
    fresh = [stage for stage, run in build_here(recipe, "selection").items() if not run.was_done]
    assert fresh == ["extract", "selection"]
    assert selected(recipe) == before


@pytest.mark.parametrize("table", ["documents", "captures/index", "media/items", "links", "selection", "media/uses"])
def test_a_part_that_is_gone_is_made_again(recipe: Recipe, table: str) -> None:
    before = selected(recipe)
    path = next(Path(recipe.corpus, table).glob("part-00001-*"))
    path.unlink()
    assert [run.was_done for run in build_here(recipe, "selection").values()].count(False) == 1
    assert path.exists() and selected(recipe) == before


def test_a_file_system_that_fails_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Corpus(str(tmp_path)).table(PART)
