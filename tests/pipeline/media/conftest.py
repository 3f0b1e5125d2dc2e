"""Real media for the tests, made by Pillow and ffmpeg when they run."""

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from weft.pipeline.media.decode import decode_payload
from weft.pipeline.media.decoded import Decoded
from weft.pipeline.media.decoder import Decoder
from weft.pipeline.media.transcode import executable
from weft.schemas.recipe import MediaSettings

Ffmpeg = Callable[..., bytes]
Decode = Callable[..., Decoded]


@pytest.fixture(scope="session")
def ffmpeg(tmp_path_factory: pytest.TempPathFactory) -> Ffmpeg:
    """``ffmpeg("out.mp4", "-i", ...)``: the bytes of the file that this command line writes."""
    folder = tmp_path_factory.mktemp("ffmpeg")

    def make(name: str, *arguments: str) -> bytes:
        command = [executable(), "-nostdin", "-loglevel", "error", "-y", *arguments, name]
        subprocess.run(command, cwd=folder, check=True)
        return (folder / name).read_bytes()

    return make


@pytest.fixture(scope="session")
def mp4(ffmpeg: Ffmpeg) -> bytes:
    """2 s of 64 × 48 pixels at 10 frames a second, and a 44.1 kHz tone; the index at the end."""
    return ffmpeg(
        "plain.mp4",
        *("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=2"),
        *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture(scope="session")
def wav(ffmpeg: Ffmpeg) -> bytes:
    """1.5 s of a 440 Hz tone, 44.1 kHz stereo."""
    return ffmpeg("tone.wav", *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=1.5", "-ac", "2"))


@pytest.fixture
def decode(tmp_path: Path) -> Decode:
    """Decode in this process, with default settings unless given."""

    def run(payload: bytes, mime: str = "", settings: MediaSettings | None = None) -> Decoded:
        for left in tmp_path.iterdir():
            left.unlink()
        return decode_payload(payload, mime, settings or MediaSettings(), tmp_path)

    return run


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    with Decoder(MediaSettings()) as opened:
        yield opened


@pytest.fixture(scope="session")
def photo() -> Image.Image:
    """160 × 120 pixels of smooth noise: far more colours than a chart has."""
    coarse = np.random.default_rng(7).integers(0, 256, (15, 20, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((160, 120), Image.Resampling.BICUBIC)


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    """``encode(image, "PNG", **options)``: the file as Pillow writes it."""

    def run(image: Image.Image, form: str, **options: object) -> bytes:
        target = io.BytesIO()
        image.save(target, form, **options)
        return target.getvalue()

    return run
