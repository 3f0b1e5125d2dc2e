"""Video to its normal form: frames sampled over time, the sound, the subtitles, in one msgpack map."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgpack
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...schemas.media import MediaKind
from ...schemas.recipe import MediaSettings, VideoSettings
from .audio import extract_sound
from .decoded import Decoded, UndecodableError
from .frames import Sampled, sample_frames
from .hdr import hdr_transfer
from .images import encode_jpeg
from .phash import phash
from .pixels import srgb_of_pam
from .probe import Probe
from .scenes import REPEAT_SIDE, frames_of_scenes, is_repeat
from .streams import ColorTags
from .transcode import Source


def decode_video(source: Source, found: Probe, mime: str, captured_bytes: int, settings: MediaSettings) -> Decoded:
    """Facts and normal form of a file with moving pictures. Raises ``UndecodableError``.

    Each stream is decoded once. Pictures and sound go through ffmpeg one after the other, not together: sound
    needs the plain code for the same samples on every machine (see ``extract_sound``), with which pictures take
    twice as long and come out the same; and a broken sound never costs the frames.

    Of a file cut short what decodes is kept, if it is a frame at least: ``duration_ms`` is then the end of the
    last packet there is, not what the header promised. ``phash`` is that of the middle frame kept, since first
    frames are often black.
    """
    assert found.video is not None
    limits = settings.video
    if captured_bytes > limits.max_bytes:
        raise UndecodableError("too_many_bytes")
    if found.duration_ms > 1000 * limits.max_duration_s:
        raise UndecodableError("too_long")
    if found.video.width * found.video.height > limits.max_pixels:
        raise UndecodableError("too_many_pixels")
    sampled = sample_frames(source, found, limits)
    kept = _kept_frames(sampled, found.video.end_ms, limits, found.color, settings.image.jpeg_quality)
    if not kept.jpegs:
        raise UndecodableError("unsupported_codec" if sampled.lacks_decoder else "broken_video")
    sound = extract_sound(source, settings.audio) if found.audio else None
    parts = {
        "frames": kept.jpegs,
        "times_ms": kept.times_ms,
        "cuts_ms": sampled.cuts_ms,
        "audio": sound.flac if sound else b"",
        "cues": [cue.as_list() for cue in sampled.cues],
    }
    return Decoded(
        kind=MediaKind.VIDEO,
        mime=mime,
        bytes=captured_bytes,
        width=sampled.width,
        height=sampled.height,
        duration_ms=found.duration_ms,
        fps=found.video.fps,
        sample_rate=found.audio.sample_rate if found.audio else 0,
        frames=len(kept.jpegs),
        scenes=len(sampled.cuts_ms) + 1,
        repeated_frames=kept.repeated,
        phash=kept.middle_phash(),
        transfer=hdr_transfer(found.color.transfer),
        **(sound.signals if sound else {}),
        blob=msgpack.packb(parts),
    )


@dataclass
class _Kept:
    """Frames that stay, as JPEG, with the small pictures that they are compared by."""

    jpegs: list[bytes] = field(default_factory=list)
    times_ms: list[int] = field(default_factory=list)
    small: list[NDArray[np.uint8]] = field(default_factory=list)
    repeated: int = 0

    def middle_phash(self) -> int:
        """Of the frame in the middle, as it was written."""
        with Image.open(io.BytesIO(self.jpegs[len(self.jpegs) // 2]), formats=["JPEG"]) as picture:
            return phash(picture.convert("RGB"))


def _kept_frames(sampled: Sampled, end_ms: int, limits: VideoSettings, color: ColorTags, quality: int) -> _Kept:
    """The frames wanted, without those that show what the one kept before shows."""
    wanted: Sequence[int] = range(len(sampled.pictures))
    if limits.sampling == "scenes":
        wanted = frames_of_scenes(sampled.times_ms, sampled.cuts_ms, end_ms, limits.max_frames)
    kept = _Kept()
    for index in wanted:
        try:
            rgb = Image.fromarray(srgb_of_pam(sampled.pictures[index].read_bytes(), color))
        except ValueError:  # ffmpeg ended inside its last picture
            break
        small = np.asarray(rgb.resize((REPEAT_SIDE, REPEAT_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0))
        if limits.repeats == "drop" and kept.small and is_repeat(kept.small[-1], small, limits.repeat_levels):
            kept.repeated += 1
            continue
        # 4:2:0, as nearly every video was captured
        kept.jpegs.append(encode_jpeg(rgb, quality))
        kept.times_ms.append(sampled.times_ms[index])
        kept.small.append(small)
    for path in sampled.pictures:
        path.unlink()
    return kept
