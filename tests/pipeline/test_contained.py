"""A WARC that holds a PDF and an EPUB becomes shards, their pictures linked, every ledger balanced."""

import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from weft.pipeline.build import StageRun
from weft.pipeline.inspect.explain import explain
from weft.pipeline.shards.reader import ShardSet
from weft.pipeline.shards.verify import verify
from weft.pipeline.storage import Corpus
from weft.schemas.ids import media_id
from weft.schemas.recipe import Recipe

from .conftest import SMALL, Record, build_here, encoded, photo, prose, write_warc
from .made_files import Sheet, chapter, encrypted_pdf, epub, opf, pdf

SITE = "https://lamps.example"
PICTURE = encoded(photo(1, 96, 64), "JPEG")
DRAWING = encoded(photo(2, 64, 64))


def lines(seed: int, words: int = 80) -> list[str]:
    text = prose(seed, words).split()
    return [" ".join(text[start : start + 12]) for start in range(0, len(text), 12)]


def paper(seed: int) -> bytes:
    sheet = Sheet().text(72, 720, f"On lamp {seed}", 18).lines(72, 690, lines(seed))
    sheet.jpeg(PICTURE, 96, 64, (72, 400, 192, 128)).text(72, 385, "Figure 1: A lamp at night.", 9)
    return pdf([sheet.lines(72, 340, lines(seed + 50))])


def book() -> bytes:
    body = f'<h1>The keeper</h1><p>{prose(7, 80)}</p><p><img src="img/../img/lamp.png" alt="drawing"/></p>'
    return epub(
        {
            "OEBPS/book.opf": opf(
                [("c", "c.xhtml", "application/xhtml+xml"), ("i", "img/lamp.png", "image/png")], ["c"]
            ),
            "OEBPS/c.xhtml": chapter(f"{body}<p>{prose(8, 80)}</p>"),
            "OEBPS/img/lamp.png": DRAWING,
        }
    )


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("contained")
    note = f"# A note\n\n{prose(9, 80)}\n\n![lamp](lamp.png)\n".encode()
    records = [
        Record(f"{SITE}/a.pdf", paper(1), "application/pdf"),
        Record(f"{SITE}/lamp.png", encoded(photo(3)), "image/png"),
        Record(f"{SITE}/b.pdf", paper(2), "text/html"),
        Record(f"{SITE}/book.epub", book(), "application/octet-stream"),
        Record(f"{SITE}/note.md", note, "text/plain; charset=utf-8"),
        Record(f"{SITE}/locked.pdf", encrypted_pdf(), "application/pdf"),
        Record(f"{SITE}/broken.pdf", b"%PDF-1.7\nnothing here", "application/pdf"),
    ]
    write_warc(folder / "a.warc.gz", records[:4])
    write_warc(folder / "b.warc.gz", records[4:])
    return Recipe.model_validate(
        {
            "sources": [{"kind": "warc", "paths": [f"{folder}/*.warc.gz"]}],
            "corpus": str(folder / "corpus"),
            "rules": {"min_words": {"words": 5}},
            "vocabulary": SMALL,
            "sequences": {"length": 1024, "image_tokens": 96, "frame_tokens": 24},
            "shards": {"sequences": 4},
        }
    )


@pytest.fixture(scope="module")
def runs(recipe: Recipe) -> dict[str, StageRun]:
    return build_here(recipe)


def test_contained_media_are_captures_in_the_ledger(runs: dict[str, StageRun]) -> None:
    """7 records, and 1 picture in each PDF and in the EPUB; the two PDFs show the same bytes."""
    ledger = runs["extract"].ledger
    captures = ledger.flow("captures")
    assert (captures.entered, captures.kept) == (7 + 3, 8)
    assert dict(captures.dropped) == {"encrypted_pdf": 1, "broken_pdf": 1}
    assert (ledger.counts["captures_document"], ledger.counts["captures_media"]) == (4, 4)
    assert (ledger.flow("contained media").entered, ledger.flow("contained media").kept) == (3, 3)
    media = runs["media"].ledger.flow("media")
    assert (media.entered, media.kept, dict(media.dropped)) == (4, 3, {"same_bytes": 1})
    links = runs["links"].ledger.flow("media segments")
    assert (links.entered, links.kept) == (4, 4)
    for stage, run in runs.items():
        run.ledger.check(stage)


def test_segments_link_to_the_bytes_inside_the_file(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    corpus = Corpus(recipe.corpus)
    shown = {}
    for part in range(2):
        name = corpus.parts("documents")[part]
        links = corpus.table(name.replace("documents", "links")).to_pylist()
        for document, row in zip(corpus.table(name).to_pylist(), links, strict=True):
            for link in row["media"]:
                shown[document["segments"][link["segment"]]["media_url"]] = link["media_id"]
    digests = {payload: media_id(payload) for payload in (PICTURE, DRAWING)}
    assert shown == {
        f"{SITE}/a.pdf#page=1&image=1&sha256={digests[PICTURE].hex()[:16]}": digests[PICTURE],
        f"{SITE}/b.pdf#page=1&image=1&sha256={digests[PICTURE].hex()[:16]}": digests[PICTURE],
        f"{SITE}/book.epub#OEBPS/img/lamp.png&sha256={digests[DRAWING].hex()[:16]}": digests[DRAWING],
        f"{SITE}/lamp.png": media_id(encoded(photo(3))),
    }


def test_contained_bytes_are_written_once_and_stay_as_they_were(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    tars = sorted(Path(recipe.corpus, "captures/contained").iterdir())
    assert [path.name for path in tars] == ["part-00000-of-00002.tar"]
    with tarfile.open(tars[0]) as archive:
        held = {member.name: archive.extractfile(member).read() for member in archive}
    assert held == {media_id(payload).hex(): payload for payload in (PICTURE, DRAWING)}


def test_a_document_keeps_what_its_file_said(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    documents = Corpus(recipe.corpus).table("documents/part-00000-of-00002.parquet").to_pylist()
    segments = documents[0]["segments"]
    assert [(s["kind"], s["role"]) for s in segments] == [
        ("text", "heading"),
        ("text", "paragraph"),
        ("image", ""),
        ("text", "caption"),
        ("text", "paragraph"),
    ]
    assert segments[1]["text"] == " ".join(lines(1))
    assert segments[3]["text"] == "Figure 1: A lamp at night."


def test_pictures_reach_the_shards(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    assert verify(f"{recipe.corpus}/shards") == []
    shards = ShardSet(f"{recipe.corpus}/shards")
    pictures = {}
    for number in range(len(shards)):
        for document in shards.sample(number).meta["documents"]:
            pictures[document["url"]] = [span["media_id"] for span in document["spans"] if span["kind"] == "image"]
    assert pictures == {
        f"{SITE}/a.pdf": [media_id(PICTURE).hex()],
        f"{SITE}/b.pdf": [media_id(PICTURE).hex()],
        f"{SITE}/book.epub": [media_id(DRAWING).hex()],
        f"{SITE}/note.md": [media_id(encoded(photo(3))).hex()],
    }


def test_a_second_build_does_nothing(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    assert all(run.was_done for run in build_here(recipe).values())


def test_explain_knows_a_picture_inside_a_pdf(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    url = f"{SITE}/a.pdf#page=1&image=1&sha256={media_id(PICTURE).hex()[:16]}"
    story = explain(Corpus(recipe.corpus), url)
    assert ([page.url for page in story.pages], story.media[0].media_id) == ([f"{SITE}/a.pdf"], media_id(PICTURE))
    assert story.captures[0].file == "captures/contained/part-00000-of-00002.tar"


def test_a_part_made_again_is_the_same(recipe: Recipe, runs: dict[str, StageRun], tmp_path: Path) -> None:
    again = recipe.model_copy(update={"corpus": str(tmp_path / "corpus")})
    build_here(again, until="media")
    for name in ("captures/contained/part-00000-of-00002.tar", "media/blobs/part-00000-of-00002.tar"):
        assert Path(again.corpus, name).read_bytes() == Path(recipe.corpus, name).read_bytes()
    assert np.asarray(Image.open(Path(_tar_member(again.corpus, tmp_path)))).shape == (64, 96, 3)


def _tar_member(corpus: str, folder: Path) -> Path:
    with tarfile.open(Path(corpus, "captures/contained/part-00000-of-00002.tar")) as archive:
        content = archive.extractfile(media_id(PICTURE).hex())
        assert content is not None
        (folder / "picture.jpg").write_bytes(content.read())
    return folder / "picture.jpg"
