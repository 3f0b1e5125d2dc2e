"""What holds for a sound or a film that came out of the decoder."""

from itertools import pairwise

from weft.pipeline.media.audio import flac_samples
from weft.pipeline.media.decoded import Decoded
from weft.pipeline.media.read import read_video
from weft.schemas.recipe import MediaSettings

from .campaign import KEPT
from .documented import reasons

SETTINGS = MediaSettings(timeout_s=20)
REASONS = reasons("media item") - {"timeout", "decoder_crashed"}


def outcome(decoded: Decoded, payload: bytes) -> str:
    """``kept`` or the reason; asserts that facts and normal form agree and keep to the limits."""
    assert decoded.bytes == len(payload)
    assert (decoded.error is None) == bool(decoded.blob)
    if decoded.error is not None:
        return decoded.error
    limits = SETTINGS.video if decoded.kind == "video" else SETTINGS.audio
    assert 0 <= decoded.duration_ms <= 1000 * limits.max_duration_s + 1000
    if decoded.kind == "audio":
        assert flac_samples(decoded.blob) > 0
    if decoded.kind == "video":
        parts = read_video(decoded.blob)
        assert 0 < len(parts.frames) == len(parts.times_ms) == decoded.frames <= SETTINGS.video.max_frames
        assert all(frame.startswith(b"\xff\xd8\xff") for frame in parts.frames)
        assert all(early <= late for early, late in pairwise(parts.times_ms))
    return KEPT
