"""A stretch of a sound or a video, cut out of its normal form."""

import io

import msgpack

from ...schemas.document import SegmentKind
from .read import read_video

_SAMPLES_PER_MS = 16


def slice_of(kind: SegmentKind, blob: bytes, from_ms: int, to_ms: int) -> bytes:
    """The normal form of what lies from ``from_ms`` to ``to_ms``. Times inside a video stay those of the whole."""
    if kind is SegmentKind.AUDIO:
        return _slice_of_sound(blob, from_ms, to_ms)
    video = read_video(blob)
    inside = [n for n, at_ms in enumerate(video.times_ms) if from_ms <= at_ms < to_ms]
    parts = {
        "frames": [video.frames[n] for n in inside],
        "times_ms": [video.times_ms[n] for n in inside],
        "cuts_ms": [at_ms for at_ms in video.cuts_ms if from_ms <= at_ms < to_ms],
        "audio": _slice_of_sound(video.audio, from_ms, to_ms) if video.audio else b"",
        "cues": [cue.as_list() for cue in video.cues if from_ms <= cue.start_ms < to_ms],
    }
    packed: bytes = msgpack.packb(parts)
    return packed


def _slice_of_sound(flac: bytes, from_ms: int, to_ms: int) -> bytes:
    """FLAC again, or nothing where the sound has ended before.

    The lowest level of compression predicts in whole numbers, so that every machine writes the same bytes.
    """
    import soundfile

    with soundfile.SoundFile(io.BytesIO(flac)) as sound:
        start = min(from_ms * _SAMPLES_PER_MS, sound.frames)
        sound.seek(start)
        samples = sound.read(max(0, min(to_ms * _SAMPLES_PER_MS, sound.frames) - start), dtype="int16")
        rate = sound.samplerate
    if not len(samples):
        return b""
    target = io.BytesIO()
    soundfile.write(target, samples, rate, format="FLAC", subtype="PCM_16", compression_level=0.0)
    return target.getvalue()
