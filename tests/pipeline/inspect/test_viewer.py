"""Shards on a terminal: a real tar, written by the shard writer, read back."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from weft.pipeline.inspect.pieces import Reading, pieces
from weft.pipeline.inspect.viewer import UnknownSampleError, inspect_shards
from weft.pipeline.shards.indexes import complete_set, tar_idx_bytes
from weft.pipeline.shards.manifest import manifest_bytes
from weft.pipeline.shards.sample import Sample
from weft.pipeline.shards.writer import ShardWriter
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.recipe import VocabularySettings
from weft.schemas.shard import Modality
from weft.schemas.tables import CAPTURES
from weft.tokenizers.markers import Marker
from weft.tokenizers.media_ids import Picture, Sound, media_ids
from weft.tokenizers.text import TextTokenizer, train_text
from weft.tokenizers.vocabulary import Vocabulary

from .made_rows import capture

LENGTH = 256
IMAGE_ID = "ab" * 32
HOSTILE = "\x1b[2J[red]the\u202e lamp"


@pytest.fixture(scope="module")
def model() -> bytes:
    words = [(word, 5) for word in ("the", "lamp", "light", "house", "tower", "stood")]
    return train_text(words, VocabularySettings(text_pieces=360))


@pytest.fixture(scope="module")
def reading(model: bytes) -> Reading:
    text = TextTokenizer(model)
    return Reading(Vocabulary(text_pieces=text.size, image_codes=16, audio_codes=(8, 8)), text)


@pytest.fixture(scope="module")
def sample(reading: Reading) -> Sample:
    """Document 1: text, a picture of 2 × 3 patches, text. Document 2: hostile text, four frames of sound. Padding."""
    picture = media_ids(Picture(2, 3, np.arange(6, dtype=np.uint32)), reading.vocabulary)
    sound = media_ids(Sound(np.zeros((4, 2), np.uint32)), reading.vocabulary)
    runs = [
        (1, Modality.TEXT, [Marker.BOS, *reading.text.encode("the light house").tolist()]),
        (1, Modality.IMAGE, picture.tolist()),
        (1, Modality.TEXT, [*reading.text.encode("the tower stood").tolist(), Marker.EOS]),
        (2, Modality.TEXT, [Marker.BOS, *reading.text.encode(HOSTILE).tolist()]),
        (2, Modality.AUDIO, sound.tolist()),
        (2, Modality.TEXT, [Marker.EOS]),
    ]
    tokens, modality, segments = (np.zeros(LENGTH, dtype) for dtype in (np.int32, np.uint8, np.int32))
    tokens[:] = Marker.PAD
    start = 0
    for document, kind, ids in runs:
        place = slice(start, start + len(ids))
        tokens[place], modality[place], segments[place] = ids, kind, document
        start += len(ids)
    mask = (segments > 0).astype(np.uint8)
    mask[: len(runs[0][2])] = 0
    documents = [
        {"doc_id": "01" * 16, "url": "https://lights.example/a", "license": "cc0-1.0", "spans": [
            {"kind": "image", "start": 0, "length": 10, "segment": 1, "media_id": IMAGE_ID}]},
        {"doc_id": "02" * 16, "url": "https://lights.example/\x1b[1mb", "license": "", "spans": []},
    ]  # fmt: skip
    return Sample("train-000000-000000", tokens, modality, segments, mask, [], {"documents": documents})


@pytest.fixture
def folder(tmp_path: Path, sample: Sample, model: bytes, reading: Reading) -> Path:
    """A whole shard set of one tar with two samples, vocabulary beside it as the corpus has it."""
    shards = tmp_path / "shards"
    shards.mkdir()
    stream = io.BytesIO()
    writer = ShardWriter(stream, "train-000000.tar")
    writer.add(sample)
    second = Sample(
        "train-000000-000001", sample.tokens, sample.modality, sample.segment_ids, sample.loss_mask, [], sample.meta
    )
    writer.add(second)
    facts = writer.close()
    index = tar_idx_bytes(writer.offsets)
    manifest, files = complete_set(
        shards=[facts],
        stages=["train"],
        length=LENGTH,
        media="codes",
        vocabulary_sha256="0" * 64,
        vocabulary_size=reading.vocabulary.size,
        weft_version="0",
        tar_idx_sha256={"train-000000.tar.idx": hashlib.sha256(index).hexdigest()},
        extra_sha256={},
    )
    for name, payload in {**files, "train-000000.tar.idx": index, "manifest.json": manifest_bytes(manifest)}.items():
        (shards / name).parent.mkdir(exist_ok=True)
        (shards / name).write_bytes(payload)
    (shards / "train-000000.tar").write_bytes(stream.getvalue())
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "vocabulary.json").write_text(reading.vocabulary.to_json())
    (tmp_path / "vocabulary" / "text.model").write_bytes(model)
    return shards


def shown(paths, **options) -> str:
    console = Console(record=True, width=120, file=io.StringIO(), color_system=None)
    inspect_shards(paths, console, **options)
    return console.export_text()


def test_a_sequence_is_cut_into_texts_media_and_padding(sample, reading):
    found = pieces(sample, reading)
    assert [(piece.document, piece.modality.name) for piece in found] == [
        (1, "TEXT"),
        (1, "IMAGE"),
        (1, "TEXT"),
        (2, "TEXT"),
        (2, "AUDIO"),
        (2, "TEXT"),
        (0, "PADDING"),
    ]
    assert found[0].words == "<bos>the light house"
    assert found[1].words == "image, grid 2 × 3, 6 codes"
    assert found[1].length == 1 + 2 + 6 + 1
    assert found[4].words == "audio, 4 frames × 2 codes"
    assert [piece.learned for piece in found] == [False, True, True, True, True, True, False]
    assert sum(piece.length for piece in found) == LENGTH


def test_two_pictures_side_by_side_are_two_pieces(reading):
    picture = media_ids(Picture(1, 2, np.zeros(2, np.uint32)), reading.vocabulary)
    ids = np.concatenate([picture, picture]).astype(np.int32)
    ones = np.ones(len(ids))
    twice = Sample("k", ids, (2 * ones).astype(np.uint8), ones.astype(np.int32), ones.astype(np.uint8), [], {})
    assert [(piece.start, piece.length) for piece in pieces(twice, reading)] == [(0, 6), (6, 6)]


def test_a_set_is_summed_up_shard_by_shard(folder):
    text = shown(str(folder))
    assert "train-000000.tar" in text
    assert "train-000000-000000" in text
    row = next(line for line in text.splitlines() if line.startswith("all")).replace(",", "").split()
    assert row[1] == "2"
    assert row[4:6] == ["20", str(2 * (1 + 8 + 1))]


def test_single_tars_are_read_without_a_manifest(folder):
    tar = str(folder / "train-000000.tar")
    (folder / "manifest.json").unlink()
    assert "train-000000-000001" not in shown([tar], limit=1)
    assert "train-000000-000001" in shown([tar], limit=2)
    assert "the light house" in shown([tar], sample_key="train-000000-000001")


def test_one_sample_is_shown_with_text_media_and_what_is_not_learned(folder):
    text = shown(str(folder), sample_key="train-000000-000000")
    assert "document 1  https://lights.example/a" in text
    assert "cc0-1.0" in text
    assert "image 10  image, grid 2 × 3, 6 codes  abababababab" in text
    assert "not learned" in text
    assert "padding" in text


def test_a_medium_is_named_by_its_url_where_the_shards_lie_in_their_corpus(folder):
    with Corpus(str(folder.parent)).writing(part_name("captures/index", 0, 1), CAPTURES, "key") as writer:
        writer.row(capture("https://lights.example/lamp.png", "media", 0, media_id=bytes.fromhex(IMAGE_ID)))
    assert "abababababab https://lights.example/lamp.png" in shown(str(folder), sample_key="train-000000-000000")


def test_hostile_text_neither_moves_the_cursor_nor_becomes_markup(folder):
    text = shown(str(folder), sample_key="train-000000-000000")
    assert "\\x1b[2J[red]the\\u202e lamp" in text
    assert "https://lights.example/\\x1b[1mb" in text
    assert "\x1b" not in text


def test_an_unknown_key_names_the_nearest(folder):
    with pytest.raises(UnknownSampleError, match="nearest: train-000000-000001"):
        shown(str(folder), sample_key="train-000000-00001")


def test_a_folder_without_shards_says_what_to_give(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds no manifest\.json: give a folder of finished shards"):
        shown(str(tmp_path))


def test_without_a_vocabulary_the_texts_stay_unread(folder):
    (folder.parent / "vocabulary" / "text.model").unlink()
    assert "texts stay unread" in shown(str(folder), sample_key="train-000000-000000")
