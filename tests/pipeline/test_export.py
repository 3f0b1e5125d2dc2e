"""A corpus read from OBELICS, exported, and read again."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from weft.pipeline.export.export import ExportError, export
from weft.pipeline.export.formats import ExportedImages, ExportFormat
from weft.pipeline.sources.mmc4 import read_mmc4
from weft.pipeline.sources.obelics import read_obelics
from weft.pipeline.storage import Corpus
from weft.schemas.ids import media_id
from weft.schemas.recipe import Recipe
from weft.schemas.sets import Mmc4Source

from ..conftest import weft
from .conftest import build_here, encoded, photo, prose
from .published import tar_of_pictures

SITE = "https://export.example"
PICTURES = [encoded(photo(number)) for number in range(3)]
DOCUMENTS: list[tuple[str, list[str | int]]] = [
    (f"{SITE}/a", [0, prose(1), prose(2), 1, 2, prose(3)]),
    (f"{SITE}/b", [prose(4), 2]),
    (f"{SITE}/c", [prose(5)]),
    (f"{SITE}/d", [1, 0]),
]
"""Url, then texts and numbers of pictures."""
SCHEMA = pa.schema(
    [
        ("images", pa.list_(pa.string())),
        ("texts", pa.list_(pa.string())),
        ("metadata", pa.string()),
        ("general_metadata", pa.string()),
    ]
)


def picture_url(number: int) -> str:
    return f"{SITE}/{number}.png"


def row(url: str, items: list[str | int]) -> dict[str, Any]:
    return {
        "images": [None if isinstance(item, str) else picture_url(item) for item in items],
        "texts": [item if isinstance(item, str) else None for item in items],
        "metadata": json.dumps([None if isinstance(item, str) else {"alt_text": f"lamp {item}"} for item in items]),
        "general_metadata": json.dumps({"url": url}),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("export")
    pq.write_table(
        pa.Table.from_pylist([row(*document) for document in DOCUMENTS], schema=SCHEMA), folder / "o.parquet"
    )
    pictures = {picture_url(number): payload for number, payload in enumerate(PICTURES)}
    tar_of_pictures(folder / "pictures.tar", pictures)
    recipe = {
        "sources": [
            {"kind": "obelics", "paths": [f"{folder}/o.parquet"]},
            {"kind": "img2dataset", "paths": [f"{folder}/pictures.tar"], "take": "media"},
        ],
        "corpus": str(folder / "corpus"),
        "rules": {},
    }
    build_here(Recipe.model_validate(recipe), "selection")
    return Corpus(str(folder / "corpus"))


def expected(items: list[str | int]) -> list[str]:
    return [item if isinstance(item, str) else picture_url(item) for item in items]


def run(corpus: Corpus, out: Path, form: ExportFormat, images: ExportedImages = ExportedImages.URLS) -> dict[str, int]:
    return export(corpus, form, Corpus(str(out)), images)


def test_obelics_comes_back_as_the_same_segments(corpus: Corpus, tmp_path: Path) -> None:
    counts = run(corpus, tmp_path / "out", ExportFormat.OBELICS)
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == [f"obelics-0000{part}-of-00002.parquet" for part in range(2)]
    assert pq.read_schema(files[0]).equals(SCHEMA)
    with files[0].open("rb") as stream:
        found = [capture.document for capture in read_obelics(stream, "a")]
    assert [(d.url, [s.text or s.media_url for s in d.segments]) for d in found if d] == [
        (url, expected(items)) for url, items in DOCUMENTS
    ]
    assert [s.alt for s in found[0].segments if s.media_url] == ["lamp 0", "lamp 1", "lamp 2"]  # type: ignore[union-attr]
    assert counts == {"images": 6, "texts": 5, "documents": 4}


def test_neighbouring_texts_are_one_entry_of_obelics(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out", ExportFormat.OBELICS)
    rows = pq.read_table(tmp_path / "out" / "obelics-00000-of-00002.parquet").to_pylist()
    assert rows[0]["texts"] == [None, f"{prose(1)}\n\n{prose(2)}", None, None, prose(3)]
    assert rows[0]["images"] == [picture_url(0), None, picture_url(1), picture_url(2), None]
    about = json.loads(rows[0]["metadata"])
    assert [about[0]["original_width"], about[0]["original_height"], about[1]] == [96, 64, None]


def test_mmc4_comes_back_as_the_same_segments(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out", ExportFormat.MMC4)
    source = Mmc4Source(paths=("a",), sentences="keep")
    with (tmp_path / "out" / "docs_shard_0.jsonl").open("rb") as stream:
        found = [capture.document for capture in read_mmc4(stream, "a", source)]
    assert [(d.url, [s.text or s.media_url for s in d.segments]) for d in found if d] == [
        (url, expected(items)) for url, items in DOCUMENTS
    ]


def test_mmc4_matches_an_image_to_the_text_after_it(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out", ExportFormat.MMC4)
    first, second, *_ = map(json.loads, (tmp_path / "out" / "docs_shard_0.jsonl").read_text().splitlines())
    assert [image["matched_text_index"] for image in first["image_info"]] == [0, 2, 2]
    assert first["similarity_matrix"] == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    assert (second["text_list"], second["image_info"][0]["matched_text_index"]) == ([prose(4), ""], 1)


def test_images_go_along_as_files_that_documents_name(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out", ExportFormat.MMC4, ExportedImages.FILES)
    names = {image.name for image in (tmp_path / "out" / "images").iterdir()}
    assert names == {f"{media_id(payload).hex()}.jpg" for payload in PICTURES}
    record = json.loads((tmp_path / "out" / "docs_shard_0.jsonl").read_text().splitlines()[0])
    shown = tmp_path / "out" / "images" / record["image_info"][0]["image_name"]
    assert Image.open(shown).size == (96, 64)


def test_the_command_says_what_it_wrote_and_leaves_a_folder_with_something_in_it_alone(
    corpus: Corpus, tmp_path: Path
) -> None:
    command = ("export", corpus.root, "--to", "mmc4", "--out", tmp_path / "out")
    first, second = weft(*command), weft(*command)
    assert first.stdout.strip() == f"{tmp_path}/out: 6 images, 5 texts, 4 documents", first.stderr
    assert second.returncode == 2
    assert second.stderr.strip() == f"weft: {tmp_path}/out is not empty; give a new folder with --out"


def rows_with_pictures(folder: Path) -> Corpus:
    """Built from Parquet: rows with pictures in their cells, and a file of which nothing is kept."""
    flat = encoded(Image.new("RGB", (80, 80), "navy"))
    pictures = [PICTURES[0], flat, PICTURES[1]]
    urls = [f"{SITE}/7", f"{SITE}/8", None]
    table = pa.table({"url": urls, "text": [prose(30 + n) for n in range(3)], "image": pictures})
    pq.write_table(table, folder / "b.parquet")
    pq.write_table(pa.table({"url": [f"{SITE}/9"], "text": ["Short."], "image": [b"none"]}), folder / "a.parquet")
    source = {"kind": "parquet", "paths": [f"{folder}/*.parquet"], "text": "text", "image": "image"}
    recipe = {"sources": [source], "corpus": f"{folder}/corpus", "rules": {"min_words": {"words": 5}}}
    build_here(Recipe.model_validate(recipe), "selection")
    return Corpus(f"{folder}/corpus")


def test_pictures_inside_rows_are_counted_and_named_with_their_ending(tmp_path: Path) -> None:
    corpus = rows_with_pictures(tmp_path)
    urls = weft("export", corpus.root, "--to", "mmc4", "--out", tmp_path / "urls")
    assert urls.stdout.splitlines() == [
        f"{tmp_path}/urls: 3 images, 3 texts, 3 documents",
        "3 of the images have no address on the web; `--images files` writes them, too",
    ]
    files = weft("export", corpus.root, "--to", "mmc4", "--out", tmp_path / "files", "--images", "files")
    assert files.stdout.splitlines() == [f"{tmp_path}/files: 3 images, 3 texts, 3 documents, 3 image files"]
    records = map(json.loads, (tmp_path / "files" / "docs_shard_0.jsonl").read_text().splitlines())
    names = [image["image_name"] for record in records for image in record["image_info"]]
    forms = [Image.open(tmp_path / "files" / "images" / name).format for name in names]
    assert [name.rpartition(".")[2] for name in names] == ["jpg", "png", "jpg"]
    assert forms == ["JPEG", "PNG", "JPEG"]


def test_mmc4_has_no_file_without_lines(corpus: Corpus, tmp_path: Path) -> None:
    assert len(corpus.parts("selection")) == 2, "the second part holds pictures alone"
    run(corpus, tmp_path / "out", ExportFormat.MMC4)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["docs_shard_0.jsonl"]
    first_is_empty = rows_with_pictures(tmp_path)
    run(first_is_empty, tmp_path / "again", ExportFormat.MMC4)
    assert [path.name for path in (tmp_path / "again").iterdir()] == ["docs_shard_0.jsonl"]


def test_a_corpus_that_is_not_selected_from_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"/corpus: nothing is selected yet; run `weft build` first$"):
        run(Corpus(str(tmp_path / "corpus")), tmp_path / "out", ExportFormat.MMC4)
