"""Files of a corpus that are not those that were written: which it is, and what makes it again."""

import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.pipeline.build import StageFailedError
from weft.pipeline.shards.verify import verify
from weft.pipeline.storage import Corpus, DamagedPartError
from weft.schemas.recipe import Recipe

from ..conftest import shard_digests
from .conftest import SMALL, build_here
from .published import texts_and_pictures

PART = "t/part-00000-of-00001.parquet"
SCHEMA = pa.schema([pa.field("name", pa.string(), False)])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("damaged")
    recipe = Recipe.model_validate(
        {
            "sources": texts_and_pictures(folder, 6, 3),
            "corpus": f"{folder}/corpus",
            "rules": {},
            "vocabulary": SMALL,
            "sequences": {"length": 512},
            "shards": {"sequences": 2},
        }
    )
    build_here(recipe)
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


DAMAGES = {
    "all shards removed": lambda corpus: shutil.rmtree(corpus / "shards"),
    "a tar cut short": lambda corpus: cut(next((corpus / "shards").glob("*.tar"))),
    "an index removed": lambda corpus: next((corpus / "shards").glob("*.idx")).unlink(),
    "the manifest removed": lambda corpus: (corpus / "shards" / "manifest.json").unlink(),
    "a part cut short": lambda corpus: cut(next((corpus / "tokens").glob("*.parquet"))),
    "a mark of success cut short": lambda corpus: cut(corpus / "tokens" / "_SUCCESS.json"),
    "a tar of blobs removed": lambda corpus: next((corpus / "media" / "blobs").glob("*.tar")).unlink(),
    "a model cut short": lambda corpus: cut(corpus / "vocabulary" / "text.model"),
}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_again(damage: str, recipe: Recipe) -> None:
    before = shard_digests(Path(recipe.corpus))
    DAMAGES[damage](Path(recipe.corpus))

    again = build_here(recipe)

    assert any(not run.was_done for run in again.values())
    assert shard_digests(Path(recipe.corpus)) == before
    assert verify(f"{recipe.corpus}/shards") == []
