"""What decoding one item gives: its facts, its normal form, or the reason why there is none."""

import builtins
from dataclasses import dataclass

from ...schemas.media import MediaKind


@dataclass(slots=True)
class Decoded:
    """The columns of ``FACTS`` (units there), the normalised bytes, and a reason where there are none.

    ``blob`` is JPEG or PNG for an image, FLAC for audio, and a msgpack map for a video
    (``frames``, ``times_ms``, ``cuts_ms``, ``audio``, ``cues``) or a subtitle file (``cues``). It is empty exactly when
    ``error`` is set; then only ``kind``, ``mime`` (as the first bytes tell them) and ``bytes`` are known.

    Reasons: ``empty``, ``not_media`` (markup, JSON, prose), ``unknown_format``, ``unsupported_svg``,
    ``unsupported_playlist``, ``unsupported_pixels``, ``unsupported_codec``; ``too_many_bytes``,
    ``too_many_pixels``, ``too_many_parts``, ``too_many_packets``, ``too_long``, ``timeout``, ``out_of_memory``;
    ``truncated_image``, ``broken_image``, ``broken_audio``, ``broken_video``, ``no_streams``, ``no_cues``,
    ``decoder_crashed``; and, without their bytes, those of a capture that can't be read under the present limits
    (``too_large``).
    """

    kind: MediaKind = MediaKind.UNKNOWN
    mime: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    duration_ms: int = 0
    fps: float = 0.0
    sample_rate: int = 0
    frames: int = 0
    scenes: int = 0
    repeated_frames: int = 0
    phash: int = 0
    transfer: str = ""
    loudness_lufs: float | None = None
    peak_dbfs: float | None = None
    clipped: float | None = None
    silence: float | None = None
    speech: float | None = None
    blob: builtins.bytes = b""
    error: str | None = None


class UndecodableError(Exception):
    """An item that has no normal form; ``reason`` is short and in snake case, e.g. ``truncated_image``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
