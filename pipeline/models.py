"""The trained models of a corpus: its vocabulary, text tokenizer and codebooks, read and checked together."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from ..schemas.errors import WeftError
from ..schemas.recipe import Recipe
from ..tokenizers.audio_codebook import AudioCodebook
from ..tokenizers.image_codebook import ImageCodebook
from ..tokenizers.text import TextTokenizer
from ..tokenizers.vocabulary import Vocabulary
from .storage import Corpus

VOCABULARY_FILE = "vocabulary.json"
TEXT_MODEL_FILE = "text.model"
IMAGE_CODEBOOK_FILE = "images.codebook"
AUDIO_CODEBOOK_FILE = "audio.codebook"


@dataclass(frozen=True)
class Models:
    """Everything that turns content into ids and back."""

    vocabulary: Vocabulary
    text: TextTokenizer
    images: ImageCodebook | None
    """None where the corpus has no pictures."""
    audio: AudioCodebook | None
    """None where the corpus has no sound."""


class ModelMismatchError(WeftError, ValueError):
    """A model file is not the one that ``vocabulary.json`` names."""


def read_models(corpus: Corpus, folder: str = "vocabulary") -> Models:
    """Read the models in a folder of the corpus. Raises ModelMismatchError when a digest is wrong."""
    files = _checked_files(corpus, folder)
    return Models(
        Vocabulary.from_json(files[VOCABULARY_FILE].decode()),
        TextTokenizer(files[TEXT_MODEL_FILE]),
        ImageCodebook.from_bytes(files[IMAGE_CODEBOOK_FILE]) if IMAGE_CODEBOOK_FILE in files else None,
        AudioCodebook.from_bytes(files[AUDIO_CODEBOOK_FILE]) if AUDIO_CODEBOOK_FILE in files else None,
    )


def _checked_files(corpus: Corpus, folder: str) -> dict[str, bytes]:
    """Each model that ``vocabulary.json`` names, and, last, that itself."""
    said = corpus.read(f"{folder}/{VOCABULARY_FILE}")
    files = {}
    for name, digest in Vocabulary.from_json(said.decode()).models.items():
        files[name] = corpus.read(f"{folder}/{name}")
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelMismatchError(f"{folder}/{name} is not the model that {VOCABULARY_FILE} names: build it again")
    return {**files, VOCABULARY_FILE: said}


class NoVocabularyError(WeftError, ValueError):
    """A folder holds no vocabulary that can be used."""


def vocabulary_files(folder: str) -> dict[str, bytes]:
    """The files of a vocabulary in any folder or fsspec url, by name; ``vocabulary.json`` comes last.

    Raises:
        NoVocabularyError: it has no ``vocabulary.json``, or a model is missing or not the one that this names.
    """
    with _reusing(folder) as (corpus, inside):
        return _checked_files(corpus, inside)


def vocabulary_digest(folder: str) -> str:
    """SHA-256, in hexadecimal, of the ``vocabulary.json`` in any folder, which has the digests of its models.

    Raises:
        NoVocabularyError: there is none.
    """
    with _reusing(folder) as (corpus, inside):
        return hashlib.sha256(corpus.read(f"{inside}/{VOCABULARY_FILE}")).hexdigest()


@contextmanager
def _reusing(folder: str) -> Iterator[tuple[Corpus, str]]:
    """The place that holds a folder, and its name there; what goes wrong with it is told as of a vocabulary."""
    place, _, inside = folder.rstrip("/").rpartition("/")
    try:
        yield Corpus(place), inside
    except (OSError, ValueError, KeyError) as error:
        raise NoVocabularyError(
            f"{folder} holds no vocabulary to reuse ({error}); name the folder vocabulary/ or shards/ of a corpus"
        ) from error


def check_vocabulary(recipe: Recipe) -> None:
    """Raise NoVocabularyError where a recipe takes a vocabulary that can't be read."""
    if recipe.vocabulary.reuse:
        vocabulary_files(recipe.vocabulary.reuse)


@lru_cache(maxsize=1)
def models_of(corpus: Corpus, key: str) -> Models:
    """The models of a corpus, read once a process for each stage key."""
    return read_models(corpus)
