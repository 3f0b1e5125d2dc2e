"""The trained models of a corpus: its vocabulary, text tokenizer and codebooks, read and checked together."""

import hashlib
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
    vocabulary = Vocabulary.from_json(corpus.read(f"{folder}/{VOCABULARY_FILE}").decode())
    files = {}
    for name, digest in vocabulary.models.items():
        files[name] = corpus.read(f"{folder}/{name}")
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelMismatchError(f"{folder}/{name} is not the model that {VOCABULARY_FILE} names: build it again")
    return Models(
        vocabulary,
        TextTokenizer(files[TEXT_MODEL_FILE]),
        ImageCodebook.from_bytes(files[IMAGE_CODEBOOK_FILE]) if IMAGE_CODEBOOK_FILE in files else None,
        AudioCodebook.from_bytes(files[AUDIO_CODEBOOK_FILE]) if AUDIO_CODEBOOK_FILE in files else None,
    )


class NoVocabularyError(WeftError, ValueError):
    """A folder holds no vocabulary that can be used."""


def vocabulary_files(folder: str) -> dict[str, bytes]:
    """The files of a vocabulary in any folder or fsspec url, by name; ``vocabulary.json`` comes last.

    Raises:
        NoVocabularyError: it has no ``vocabulary.json``, or a model is missing or not the one that this names.
    """
    place, _, inside = folder.rstrip("/").rpartition("/")
    corpus = Corpus(place)
    try:
        names = [*read_models(corpus, inside).vocabulary.models, VOCABULARY_FILE]
        return {name: corpus.read(f"{inside}/{name}") for name in names}
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
