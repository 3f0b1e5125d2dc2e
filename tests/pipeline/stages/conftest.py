"""Small trained models, and rows as the stages' tables hold them."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
import soundfile
from PIL import Image

from weft.pipeline.models import Models
from weft.pipeline.stage import Job
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import JsonlSource, Recipe, VocabularySettings
from weft.tokenizers.audio_codebook import AudioCodebook, sample_frames
from weft.tokenizers.image_codebook import ImageCodebook, sample_patches
from weft.tokenizers.text import TextTokenizer, train_text
from weft.tokenizers.vocabulary import Vocabulary

SEGMENT = {"kind": "text", "text": "", "role": "", "level": 0, "media_url": "", "media_hash": None, "alt": ""}
RATE = 16_000


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe.model_validate(
        {
            "sources": [JsonlSource(paths=("a.jsonl",)).model_dump()],
            "vocabulary": {"text_pieces": 400, "image_codes": 16, "audio_codes": 16, "audio_quantisers": 2},
            "sequences": {"length": 512, "image_tokens": 64, "frame_tokens": 12},
        }
    )


@pytest.fixture
def job(tmp_path: Path, recipe: Recipe) -> Job:
    return Job(Corpus(str(tmp_path / "corpus")), recipe, "key")


@pytest.fixture(scope="session")
def pixels() -> np.ndarray:
    """uint8 [48, 64, 3]: red to the right, green downwards."""
    across, down = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 48))
    return np.stack([across, down, np.full_like(across, 90)], axis=-1).astype(np.uint8)


@pytest.fixture(scope="session")
def jpeg(pixels: np.ndarray) -> bytes:
    sink = io.BytesIO()
    Image.fromarray(pixels).save(sink, "JPEG", quality=95)
    return sink.getvalue()


@pytest.fixture(scope="session")
def tone() -> np.ndarray:
    """float32 [32000]: 2 s of 440 Hz."""
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)).astype(np.float32)


@pytest.fixture(scope="session")
def flac(tone: np.ndarray) -> bytes:
    sink = io.BytesIO()
    soundfile.write(sink, tone, RATE, format="FLAC", subtype="PCM_16")
    return sink.getvalue()


@pytest.fixture(scope="session")
def video(jpeg: bytes, flac: bytes) -> Callable[..., bytes]:
    """``video(times_ms, cues)``: a video's normal form, frames at these times, with 2 s of sound unless told."""

    def make(times_ms: list[int], cues: list[list[Any]], audio: bytes = flac, cuts_ms: Sequence[int] = ()) -> bytes:
        packed: bytes = msgpack.packb(
            {"frames": [jpeg] * len(times_ms), "times_ms": times_ms, "cuts_ms": cuts_ms, "audio": audio, "cues": cues}
        )
        return packed

    return make


@pytest.fixture(scope="session")
def models(pixels: np.ndarray, tone: np.ndarray) -> Models:
    settings = VocabularySettings(text_pieces=400)
    words = {word: count for count, word in enumerate(["The", " lamp", " is", " lit", " at", " dusk", "."], 1)}
    text = TextTokenizer(train_text(words.items(), settings))
    patches = sample_patches(pixels, 8, 64, seed=0, media_id=b"m", count=64)
    images = ImageCodebook.train(patches, 8, 16, 2)
    audio = AudioCodebook.train(sample_frames(tone, 0, b"m", 200), 2, 16, 2)
    return Models(Vocabulary(text.size, images.k, audio.sizes), text, images, audio)


@pytest.fixture(scope="session")
def segment() -> Callable[..., dict[str, Any]]:
    """``segment(text="A lamp.", role="paragraph")``: a row of ``documents.segments``."""

    def make(**values: Any) -> dict[str, Any]:
        return {**SEGMENT, "start_ms": None, "end_ms": None, "joint": None, **values}

    return make
