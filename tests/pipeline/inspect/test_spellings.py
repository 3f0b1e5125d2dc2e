"""Files are found by their names as a folder shows them."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from weft.pipeline.inspect.explain import explain, render
from weft.pipeline.inspect.spellings import spellings
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from ..conftest import build_here, prose

FOLDER = "ünïcode 页"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("spellings")
    for name in ("lies mich.md", "50% off.md", "a#b.md", "plain.md"):
        (folder / "in" / FOLDER).mkdir(parents=True, exist_ok=True)
        (folder / "in" / FOLDER / name).write_text(f"# {name}\n\n{prose(len(name))}\n")
    (folder / "lines").mkdir()
    (folder / "lines" / "a (1).jsonl").write_text(json.dumps({"text": prose(7)}))
    rows = pa.table({"text": [prose(20 + number) for number in range(9)]})
    pq.write_table(rows, folder / "rows.parquet")
    recipe = {
        "sources": [
            {"kind": "files", "name": "dateien", "paths": [f"{folder}/in"]},
            {"kind": "jsonl", "paths": [f"{folder}/lines/*.jsonl"]},
            {"kind": "parquet", "paths": [f"{folder}/rows.parquet"], "text": "text"},
        ],
        "corpus": f"{folder}/corpus",
        "rules": {},
    }
    build_here(Recipe.model_validate(recipe), "extract")
    return Corpus(f"{folder}/corpus")


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (f"file:dateien/{FOLDER}/lies mich.md", "lies mich.md"),
        ("file:dateien/%C3%BCn%C3%AFcode%20%E9%A1%B5/lies%20mich.md", "lies mich.md"),
        (f"file:dateien/{FOLDER}/lies%20mich.md", "lies mich.md"),
        (f"file:dateien/{FOLDER}/50% off.md", "50% off.md"),
        (f"file:dateien/{FOLDER}/a#b.md", "a#b.md"),
        (f"file:dateien/{FOLDER}/plain.md", "plain.md"),
    ],
)
def test_a_file_is_found_as_the_folder_shows_it(corpus: Corpus, given: str, title: str) -> None:
    (document,) = explain(corpus, given).documents
    assert document.title == title


def test_a_line_of_a_file_is_found_as_the_folder_shows_it(corpus: Corpus) -> None:
    assert explain(corpus, "file:a (1).jsonl#1").url == "file:a%20%281%29.jsonl#1"


def test_a_row_is_told_as_a_row(corpus: Corpus) -> None:
    console = Console(record=True, width=200)
    render(explain(corpus, "file:rows.parquet#7"), console)
    assert "rows.parquet, row 7\n" in console.export_text()


def test_a_picture_in_a_page_is_looked_for_under_the_pages_canonical_url() -> None:
    digits = "0123456789abcdef"
    assert spellings(f"https://Pq.example/ü 7#image=1&sha256={digits}") == (
        f"https://Pq.example/ü 7#image=1&sha256={digits}",
        f"https://pq.example/%C3%BC%207#image=1&sha256={digits}",
    )
    assert spellings("HTTPS://Pq.example") == ("https://pq.example/",)


@pytest.mark.parametrize("url", ["file:files/caf\udce9.txt", "file:files/d\udce9/in.txt#3"])
def test_a_name_that_is_not_utf8_is_looked_for_as_it_is_encoded(url: str) -> None:
    found = spellings(url)
    assert url.replace("\udce9", "%E9") in found
    assert all(spelling.isascii() for spelling in found)
