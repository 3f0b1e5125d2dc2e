"""What ``weft verify`` prints, and that doing what it says mends a set."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from weft.pipeline.inspect.verification import print_verification, remedy
from weft.pipeline.shards.verify import Problem, verify
from weft.schemas.recipe import Recipe

from ..conftest import SMALL, build_here
from ..published import texts_and_pictures


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("verification")
    recipe = {
        "sources": texts_and_pictures(folder, 40, 4),
        "corpus": str(folder / "corpus"),
        "rules": {},
        "vocabulary": SMALL,
        "sequences": {"length": 512},
        "shards": {"sequences": 2},
    }
    loaded = Recipe.model_validate(recipe)
    build_here(loaded)
    return loaded


def said(path: str) -> tuple[bool, list[str]]:
    console = Console(record=True, width=60, file=io.StringIO(), color_system=None)
    return print_verification(path, console), console.export_text().splitlines()


@pytest.mark.parametrize(
    ("damaged", "deleted"),
    [
        ("train-000000.tar", "train-000000.tar"),
        ("train-000000.tar.idx", "train-000000.tar.idx"),
        ("manifest.json", "manifest.json"),
        ("vocabulary.json", "manifest.json, vocabulary.json"),
        ("documents.parquet", "documents.parquet, manifest.json"),
        (".nv-meta/split.yaml", ".nv-meta/split.yaml, manifest.json"),
    ],
)
def test_to_delete_what_verify_names_and_to_build_again_mends_the_set(
    recipe: Recipe, damaged: str, deleted: str
) -> None:
    shards = f"{recipe.corpus}/shards"
    path = Path(shards, damaged)
    damage = bytearray(path.read_bytes())
    damage[len(damage) // 2] ^= 1
    path.write_bytes(damage)
    is_good, lines = said(shards)
    assert not is_good
    found = re.search(rf"problems?: delete (.*) in {shards}, then build again", lines[-1])
    assert found is not None and found[1] == deleted
    for name in found[1].split(", "):
        Path(shards, name).unlink()
    build_here(recipe)
    assert verify(shards) == []


def test_a_good_set_and_a_good_tar_are_told_in_one_line(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = Path(recipe.corpus, "shards")
    count = len(list(shards.glob("*.tar")))
    is_good, lines = said(str(shards))
    assert is_good and len(lines) == 1
    assert re.fullmatch(rf"good: {count} shards, \d+ sequences, [\d.]+ MB, fingerprint [0-9a-f]{{16}}", lines[0])
    monkeypatch.chdir(shards)
    is_good, lines = said("train-000001.tar")
    assert is_good
    of_set = r"fingerprint of the set [0-9a-f]{16}"
    assert re.fullmatch(rf"good: train-000001\.tar, \d sequences?, [\d.]+ MB, {of_set}", lines[0])


def test_one_problem_is_one_and_a_folder_that_is_no_set_is_told(tmp_path: Path) -> None:
    is_good, lines = said(str(tmp_path))
    assert not is_good
    assert lines == [
        f"manifest.json: missing; is {tmp_path} a folder of shards?",
        "1 problem: give a folder of shards or a tar in one; if it is one, build again with the recipe of the corpus",
    ]


def test_what_is_missing_is_made_by_a_build_alone_and_many_files_are_not_named_twice() -> None:
    assert remedy([Problem("train-000000.tar", "missing")], "s").startswith("build again with the recipe")
    assert remedy([Problem("train.json", "missing")], "s").startswith("delete manifest.json in s, then build")
    many = [Problem(f"train-{number:06d}.tar", "has 1 bytes") for number in range(9)]
    assert "train-000007.tar and the 1 other named above in s, then" in remedy(many, "s")
