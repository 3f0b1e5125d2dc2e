"""Normalised bytes back to arrays and parts, for the stages that follow."""

import io
from dataclasses import dataclass

import msgpack
import numpy as np
from numpy.typing import NDArray

from .subtitles import Cue


@dataclass(frozen=True, slots=True)
class VideoParts:
    """A video's normal form: ``frames`` are JPEG files, ``times_ms`` their times, ``audio`` FLAC or empty."""

    frames: list[bytes]
    times_ms: list[int]
    cuts_ms: list[int]
    """Times of the first frame of each scene but the first."""
    audio: bytes
    cues: list[Cue]


def read_image(blob: bytes) -> NDArray[np.uint8]:
    """uint8 [height, width, 3] sRGB of an image's blob or of one frame of a video."""
    from PIL import Image

    with Image.open(io.BytesIO(blob), formats=["JPEG", "PNG"]) as image:
        return np.asarray(image.convert("RGB"))


def read_audio(blob: bytes) -> NDArray[np.int16]:
    """int16 [samples] at 16 kHz of a sound's blob or of a video's ``audio``; no samples for empty bytes."""
    if not blob:
        return np.zeros(0, np.int16)
    import soundfile

    samples: NDArray[np.int16] = soundfile.read(io.BytesIO(blob), dtype="int16")[0]
    return samples


def read_waveform(blob: bytes) -> NDArray[np.float32]:
    """float32 [samples] in [-1, 1) at 16 kHz: ``read_audio`` as codebooks want it."""
    return read_audio(blob).astype(np.float32) / np.float32(1 << 15)


def read_video(blob: bytes) -> VideoParts:
    """The parts of a video's blob."""
    parts = msgpack.unpackb(blob)
    cues = [Cue(*cue) for cue in parts["cues"]]
    return VideoParts(parts["frames"], parts["times_ms"], parts["cuts_ms"], parts["audio"], cues)


def read_cues(blob: bytes) -> list[Cue]:
    """The cues of a subtitle file's blob."""
    return [Cue(*cue) for cue in msgpack.unpackb(blob)["cues"]]
