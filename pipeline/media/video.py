"""Video to its normal form: frames sampled over time, the sound, the subtitles, in one msgpack map."""

from typing import Any

import ffmpeg
import msgpack
from PIL import Image

from ...schemas.media import MediaKind
from ...schemas.recipe import MediaSettings, VideoSettings
from .audio import extract_flac
from .decoded import Decoded, UndecodableError
from .images import encode_jpeg
from .phash import phash
from .probe import Probe, Track, parse_framecrc
from .subtitles import Cue, parse_webvtt
from .transcode import BIT_EXACT, Source, run

_TEXT_CODECS = ("webvtt", "subrip", "srt", "mov_text", "ass", "ssa", "text")
"""Subtitle codecs that hold characters; the others hold pictures of characters."""
_PAST_END_S = 1e-6


def decode_video(source: Source, found: Probe, mime: str, captured_bytes: int, settings: MediaSettings) -> Decoded:
    """Facts and normal form of a file with moving pictures. Raises ``UndecodableError``.

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
    rate = min(limits.fps, 1000 * limits.max_frames / max(found.video.end_ms, 1))
    sampled = Track()
    if found.video.longest_key_gap_ms * rate <= 1000:
        # Key frames stand as close as the frames wanted, so the ones between need not be decoded
        sampled = _sample_frames(source.input(skip_frame="nokey"), source, rate, limits)
    if not sampled.times_ms:
        sampled = _sample_frames(source.input(), source, rate, limits)
    pictures = sorted(source.folder.glob("*.ppm"))[: len(sampled.times_ms)]
    if not pictures:
        raise UndecodableError("broken_video")
    frames, middle_phash = [], 0
    for number, path in enumerate(pictures):
        with Image.open(path, formats=["PPM"]) as picture:
            # 4:2:0, as nearly every video was captured
            frames.append(encode_jpeg(picture.convert("RGB"), settings.image.jpeg_quality))
            if number == len(pictures) // 2:
                middle_phash = phash(picture)
        path.unlink()
    parts = {
        "frames": frames,
        "times_ms": sampled.times_ms[: len(frames)],
        "audio": extract_flac(source) if found.audio else b"",
        "cues": [cue.as_list() for cue in _embedded_cues(source, found.subtitle)],
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
        frames=len(frames),
        phash=middle_phash,
        blob=msgpack.packb(parts),
    )


def _sample_frames(captured: Any, source: Source, rate: float, limits: VideoSettings) -> Track:
    """Write the first frame of every ``1 / rate`` seconds as ``*.ppm``; their times and the upright full size.

    The times come from a second output of the same frames. The pictures are set to a constant rate first, so
    that no version of ffmpeg doubles or drops one on its way to ``image2``; only the last may come again.
    """
    listing = source.folder / "frames"
    period = f"floor({{}}*{rate:.9f}+{_PAST_END_S})"
    due = f"isnan(prev_selected_t)+gt({period.format('t')},{period.format('prev_selected_t')})"
    chosen = captured["V:0"].filter("select", due).filter_multi_output("split")
    shrink = f"min(1,{limits.max_side}/max(iw*sar,ih))"
    pictures = chosen[1].filter(
        "scale",
        w=f"max(1,round(iw*sar*{shrink}))",
        h=f"max(1,round(ih*{shrink}))",
        flags="lanczos+accurate_rnd+bitexact+full_chroma_int+full_chroma_inp",
    )
    pictures = pictures.filter("setsar", 1).filter("settb", "1/25").filter("setpts", "N").filter("fps", 25)
    options: dict[str, Any] = {"frames:v": limits.max_frames, **BIT_EXACT}
    output = ffmpeg.merge_outputs(
        ffmpeg.output(chosen[0], str(listing), f="framecrc", enc_time_base="1:1000", **options),
        ffmpeg.output(
            pictures, str(source.folder / "%06d.ppm"), f="image2", vcodec="ppm", pix_fmt="rgb24", r=25, **options
        ),
    )
    run(output, source, "-filter_complex_threads", "1")
    tracks = parse_framecrc(listing.read_text("utf-8", "replace")) if listing.exists() else []
    return tracks[0] if tracks else Track()


def _embedded_cues(source: Source, track: Track | None) -> list[Cue]:
    if track is None or track.codec not in _TEXT_CODECS:
        return []
    target = source.folder / "cues.vtt"
    run(ffmpeg.output(source.input()["s:0"], str(target), f="webvtt", scodec="webvtt"), source)
    return parse_webvtt(target.read_text("utf-8", "replace")) if target.exists() else []
