"""A disk without room, as ``/dev/full`` plays it: whatever is written to it fails as the system words it."""

import io
import json
import os
import tempfile
from pathlib import Path

import apache_beam as beam
import pyarrow as pa
import pytest

from weft.pipeline.beam import Engine, SpreadParts
from weft.pipeline.crawl.captures import CaptureFiles
from weft.pipeline.crawl.group import crawl_group
from weft.pipeline.crawl.visit import Visit
from weft.pipeline.full_disk import FullDiskError, full_disk_in
from weft.pipeline.media.decoder import Decoder
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import MediaSettings, Recipe

from .conftest import build_here, prose
from .crawl.conftest import crawl_source, find_links

NUMBERS = pa.schema([pa.field("number", pa.int64(), False)])


def fill(folder: Path, name: str) -> None:
    """Let the unfinished file of ``name`` in the corpus, of this process, have no room."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    (place.parent / f".{place.name}.{os.getpid()}.tmp").symlink_to("/dev/full")


def no_room(*_: object, **__: object) -> io.BufferedRandom:
    return open("/dev/full", "w+b")  # noqa: PTH123


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    lines = [json.dumps({"text": prose(seed)}) for seed in range(3)]
    (tmp_path / "texts.jsonl").write_text("\n".join(lines))
    return Recipe.model_validate(
        {
            "sources": [{"kind": "jsonl", "paths": [f"{tmp_path}/texts.jsonl"]}],
            "corpus": str(tmp_path / "corpus"),
        }
    )


def test_what_finds_no_room_in_the_corpus_names_the_corpus(tmp_path: Path) -> None:
    corpus = Corpus(str(tmp_path / "corpus"))
    expected = f"no space left in {tmp_path}/corpus; free some, and run the same command again"
    fill(tmp_path / "corpus", "t/some.json")
    with pytest.raises(FullDiskError) as caught:
        corpus.write_json("t/some.json", [])
    assert str(caught.value) == expected
    fill(tmp_path / "corpus", "t/part-00000-of-00001.parquet")
    with pytest.raises(FullDiskError) as caught, corpus.writing("t/part-00000-of-00001.parquet", NUMBERS, "k") as out:
        out.batch(pa.table({"number": list(range(100_000))}, schema=NUMBERS))
    assert str(caught.value) == expected
    assert list((tmp_path / "corpus" / "t").iterdir()) == []


def test_a_build_without_room_in_the_corpus_is_one_line_that_names_it(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(part: int) -> None:
        Path(recipe.corpus, f".{part}.json.{os.getpid()}.tmp").symlink_to("/dev/full")
        Corpus(recipe.corpus).write_json(f"{part}.json", part)

    monkeypatch.setattr(
        "weft.pipeline.stages.signals.Signals.run",
        lambda *_: Engine(workers=1).run(lambda p: p | SpreadParts(range(2)) | beam.Map(write), "test"),
    )
    with pytest.raises(FullDiskError) as caught:
        build_here(recipe, "signals")
    assert str(caught.value) == f"no space left in {recipe.corpus}; free some, and run the same command again"
    assert not Path(recipe.corpus, "logs").exists()


def test_a_build_without_room_for_a_shuffle_names_the_temporary_folder(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_here(recipe, "signals")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("weft.pipeline.grouping.tempfile.NamedTemporaryFile", no_room)
    with pytest.raises(FullDiskError) as caught:
        build_here(recipe)
    assert str(caught.value) == (
        f"no space left in the temporary folder {tmp_path}; free some, or set TMPDIR to a folder with more, "
        "and run the same command again"
    )


def test_a_full_disk_is_no_failure_of_the_host_that_was_asked(
    site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("/", b"x" * 100_000)
    monkeypatch.setattr("weft.pipeline.crawl.body.tempfile.SpooledTemporaryFile", no_room)
    files = CaptureFiles("round", Corpus(str(tmp_path)).publish)
    with pytest.raises(ExceptionGroup) as caught:
        crawl_group([Visit(f"{site.base}/")], crawl_source(site.base), files, find_links)
    assert caught.group_contains(OSError, match="No space left on device")


def test_a_full_disk_is_no_fault_of_a_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = b"\0\0\0\x18ftypisom" + bytes(100_000)
    made = tempfile.mkdtemp

    def full_folder(prefix: str) -> str:
        folder = made(prefix=prefix, dir=tmp_path)
        Path(folder, "captured").symlink_to("/dev/full")
        return folder

    with Decoder(MediaSettings()) as decoder:
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "mkdtemp", full_folder)
            with pytest.raises(OSError, match="No space left on device") as caught:
                decoder.decode(film)
        assert caught.value.filename == tempfile.gettempdir()
        assert decoder.decode(film).error == "broken_video"


def test_other_errors_are_no_full_disk() -> None:
    assert full_disk_in("OSError: [Errno 5] Input/output error", "/tmp") is None
    assert full_disk_in("ValueError: No space left on device", "/tmp") is None
