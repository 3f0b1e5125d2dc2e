import hashlib
from pathlib import Path

import numpy as np
import pytest

from weft.pipeline.models import ModelMismatchError, models_of, read_models
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import VocabularySettings
from weft.tokenizers.audio_codebook import AudioCodebook
from weft.tokenizers.image_codebook import ImageCodebook
from weft.tokenizers.text import TextTokenizer, train_text
from weft.tokenizers.vocabulary import Vocabulary

IMAGES = ImageCodebook(np.arange(16 * 192, dtype=np.int64).reshape(16, 192).astype(np.int8), 8)
AUDIO = AudioCodebook(2, (np.ones((1, 320), np.int8), np.ones((3, 320), np.int8)))


@pytest.fixture(scope="module")
def text_model() -> bytes:
    return train_text([("lamp", 3)], VocabularySettings(text_pieces=320))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(str(tmp_path))


def write(corpus: Corpus, files: dict[str, bytes], folder: str = "vocabulary") -> None:
    sizes = {"images.codebook": IMAGES.k if "images.codebook" in files else 0}
    digests = {name: hashlib.sha256(payload).hexdigest() for name, payload in files.items()}
    pieces = TextTokenizer(files["text.model"]).size
    audio = AUDIO.sizes if "audio.codebook" in files else ()
    for name, payload in files.items():
        corpus.write(f"{folder}/{name}", payload)
    vocabulary = Vocabulary(pieces, sizes["images.codebook"], audio, models=digests)
    corpus.write(f"{folder}/vocabulary.json", vocabulary.to_json().encode())


def test_models_are_read_as_they_were_written(corpus: Corpus, text_model: bytes) -> None:
    write(corpus, {"text.model": text_model, "images.codebook": IMAGES.to_bytes(), "audio.codebook": AUDIO.to_bytes()})
    models = read_models(corpus)
    assert models.text.decode(models.text.encode("a lamp")) == "a lamp"
    assert models.images is not None and np.array_equal(models.images.codes, IMAGES.codes)
    assert models.audio is not None and models.audio.sizes == (2, 3)
    assert models.vocabulary.image_codes == 16


def test_a_corpus_without_pictures_and_sound_has_no_codebooks(corpus: Corpus, text_model: bytes) -> None:
    write(corpus, {"text.model": text_model}, "shards")
    models = read_models(corpus, "shards")
    assert (models.images, models.audio) == (None, None)


@pytest.mark.parametrize("name", ["text.model", "images.codebook"])
def test_a_model_that_vocabulary_json_does_not_name_is_refused(corpus: Corpus, text_model: bytes, name: str) -> None:
    files = {"text.model": text_model, "images.codebook": IMAGES.to_bytes()}
    write(corpus, files)
    flipped = bytearray(files[name])
    flipped[-1] ^= 1
    corpus.write(f"vocabulary/{name}", bytes(flipped))
    with pytest.raises(ModelMismatchError) as caught:
        read_models(corpus)
    assert str(caught.value) == (f"vocabulary/{name} is not the model that vocabulary.json names: build it again")


def test_a_new_stage_key_reads_the_models_anew(corpus: Corpus, text_model: bytes) -> None:
    write(corpus, {"text.model": text_model})
    first = models_of(corpus, "one")
    assert models_of(corpus, "one") is first
    assert models_of(corpus, "two") is not first
