"""A corpus that takes the vocabulary of another: the same ids, and nothing trained."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from weft.pipeline.models import NoVocabularyError, read_models
from weft.pipeline.recipe_file import load_recipe
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe, VocabularySettings

from .conftest import SMALL, build_here, encoded, photo, prose


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a corpus of texts alone."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": prose(seed)}) for seed in range(40)))
    recipe = {"sources": [{"kind": "jsonl", "paths": [f"{folder}/a.jsonl"]}], "corpus": f"{folder}/corpus"}
    build_here(Recipe.model_validate(recipe | {"vocabulary": SMALL, "rules": {"opt_out": {}}}))
    return f"{folder}/corpus"


def second(folder: Path, reuse: str, **changes: Any) -> Recipe:
    """Other texts, each with a picture."""
    pictures = [encoded(photo(seed)) for seed in range(3)]
    table = pa.table({"text": [prose(seed) for seed in range(100, 103)], "image": pictures})
    if not (folder / "b.parquet").exists():
        pq.write_table(table, folder / "b.parquet")
    source = {"kind": "parquet", "paths": [f"{folder}/b.parquet"], "text": "text", "image": "image"}
    recipe = {"sources": [source], "corpus": f"{folder}/corpus", "rules": {"opt_out": {}}}
    return Recipe.model_validate(recipe | {"vocabulary": {"reuse": reuse}} | changes)


def vocabulary_bytes(folder: str) -> dict[str, bytes]:
    files = (path for path in Path(folder).iterdir() if path.name[0] not in "_." and path.is_file())
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.parametrize("place", ["vocabulary", "shards/"])
def test_a_second_corpus_has_the_ids_of_the_first(first: str, tmp_path: Path, place: str) -> None:
    recipe = second(tmp_path, f"{first}/{place}", sequences={"media": "slots"})
    runs = build_here(recipe)
    assert vocabulary_bytes(f"{tmp_path}/corpus/vocabulary") == vocabulary_bytes(f"{first}/vocabulary")
    assert runs["shards"].ledger.flow("documents").kept == 3
    assert runs["tokens"].ledger.flow("media").kept == 3
    corpus = Corpus(recipe.corpus)
    text = [id_ for id_ in corpus.table(corpus.parts("tokens")[0]).to_pylist()[0]["ids"] if id_ < SMALL["text_pieces"]]
    assert prose(100)[:40] in read_models(Corpus(first)).text.decode(text)
    assert all(run.was_done for run in build_here(recipe).values())


def test_codes_that_the_vocabulary_has_not_are_a_reason(first: str, tmp_path: Path) -> None:
    ledger = build_here(second(tmp_path, f"{first}/vocabulary"))["tokens"].ledger
    assert ledger.flow("media").dropped == {"no_codebook": 3}
    assert ledger.flow("documents").kept == 3


def test_training_after_all_makes_its_own(first: str, tmp_path: Path) -> None:
    build_here(second(tmp_path, f"{first}/vocabulary"), "vocabulary")
    runs = build_here(second(tmp_path, "", vocabulary=SMALL))
    assert not runs["vocabulary"].was_done
    assert runs["tokens"].ledger.flow("media").kept == 3
    assert read_models(Corpus(f"{tmp_path}/corpus")).images is not None
    runs = build_here(second(tmp_path, f"{first}/vocabulary"))
    assert runs["selection"].was_done
    assert vocabulary_bytes(f"{tmp_path}/corpus/vocabulary") == vocabulary_bytes(f"{first}/vocabulary")


def test_a_changed_vocabulary_is_taken_again(first: str, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    copied.mkdir()
    for name, payload in vocabulary_bytes(f"{first}/vocabulary").items():
        (copied / name).write_bytes(payload)
    recipe = second(tmp_path, str(copied))
    build_here(recipe, "tokens")
    said = json.loads((copied / "vocabulary.json").read_text())
    (copied / "vocabulary.json").write_text(json.dumps(said, indent=3))
    assert not build_here(recipe, "tokens")["tokens"].was_done


@pytest.mark.parametrize("damage", ["no folder", "no model", "other model"])
def test_what_is_no_vocabulary_stops_a_build_before_it_begins(first: str, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "copied"
    if damage != "no folder":
        folder.mkdir()
        for name, payload in vocabulary_bytes(f"{first}/vocabulary").items():
            (folder / name).write_bytes(payload)
        (folder / "text.model").unlink()
        if damage == "other model":
            (folder / "text.model").write_bytes(b"another")
    with pytest.raises(NoVocabularyError, match=r"copied holds no vocabulary to reuse .*; name the folder"):
        build_here(second(tmp_path, str(folder)))
    assert not (tmp_path / "corpus").exists()


def test_a_vocabulary_is_reused_or_trained() -> None:
    VocabularySettings(reuse="a")
    with pytest.raises(ValidationError, match="`reuse` takes a vocabulary as it is: remove image_codes, or train one"):
        VocabularySettings(reuse="a", image_codes=64)


def test_its_path_starts_at_the_recipe(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("sources: [{kind: jsonl, paths: [a.jsonl]}]\nvocabulary: {reuse: first/vocabulary}\n")
    assert load_recipe(recipe).vocabulary.reuse == f"{tmp_path}/first/vocabulary"
