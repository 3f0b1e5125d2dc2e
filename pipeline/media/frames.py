"""The one decoding pass over the pictures of a video: sampled frames, small pictures of all, subtitles."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from ...schemas.recipe import VideoSettings
from .pixels import frame_format, matrix_of
from .probe import Probe, Track, parse_framecrc
from .scenes import THUMBNAIL_SIDE, cut_times_ms
from .subtitles import Cue, parse_webvtt
from .transcode import BIT_EXACT, Source, run

SCENE_CANDIDATES = 256
"""Frames sampled to choose from when a frame a scene is wanted."""
_MAX_THUMBNAILS = 200_000
"""Frames that scene cuts are looked for in: over half an hour at 100 a second."""
_PAST_END_S = 1e-6
_SHRINK = "accurate_rnd+bitexact+full_chroma_int+full_chroma_inp"


@dataclass(frozen=True)
class Sampled:
    """What the pass left: frames as PAM files, their times, the upright full size, cuts and cues."""

    pictures: list[Path] = field(default_factory=list)
    times_ms: list[int] = field(default_factory=list)
    width: int = 0
    height: int = 0
    cuts_ms: list[int] = field(default_factory=list)
    """Times of the first frame of each scene but the first."""
    cues: list[Cue] = field(default_factory=list)
    lacks_decoder: bool = False


def sampling_rate(limits: VideoSettings, end_ms: int) -> tuple[float, int]:
    """Frames to sample a second, and how many at most, of a video that ends at ``end_ms``."""
    if limits.sampling == "scenes":
        most = max(SCENE_CANDIDATES, limits.max_frames)
        return min(limits.fps, 1000 * most / max(end_ms, 1)), most
    evenly = 1000 * limits.max_frames / max(end_ms, 1)
    return evenly if limits.sampling == "uniform" else min(limits.fps, evenly), limits.max_frames


def sample_frames(source: Source, found: Probe, limits: VideoSettings) -> Sampled:
    """Decode the pictures once, and the subtitles with them.

    Where key frames stand as close as the frames wanted, the ones between are not decoded; then scene cuts are
    found among key frames, which encoders put at cuts. Should nothing come of that, all frames are decoded, and
    then without the subtitles, which in a broken file may stop ffmpeg.
    """
    assert found.video is not None
    rate, most = sampling_rate(limits, found.video.end_ms)
    attempts: list[tuple[dict[str, Any], Probe]] = [({}, found)]
    if found.video.longest_key_gap_ms * rate <= 1000:
        attempts.insert(0, ({"skip_frame:v": "nokey"}, found))
    if found.subtitle is not None:
        attempts.append(({}, replace(found, subtitle=None)))
    sampled = Sampled()
    for options, wanted in attempts:
        sampled = _pass(source, wanted, options, rate, most, limits.max_side)
        if sampled.pictures:
            break
    return sampled


def _pass(source: Source, found: Probe, options: dict[str, Any], rate: float, most: int, max_side: int) -> Sampled:
    """Write the first frame of every ``1 / rate`` seconds as ``*.pam``, and every frame as a thumbnail.

    Times come from further outputs of the same frames. Pictures are set to a constant rate first, so that no
    version of ffmpeg doubles or drops one on its way to a format without times; only the last may come again.
    """
    folder = source.folder
    for left in (*folder.glob("*.pam"), folder / "times", folder / "every", folder / "thumbnails", folder / "cues.vtt"):
        left.unlink(missing_ok=True)
    assert found.video is not None
    captured = source.input(**options)
    decoded = captured["V:0"].filter_multi_output("split")
    period = f"floor({{}}*{rate:.9f}+{_PAST_END_S})"
    due = f"isnan(prev_selected_t)+gt({period.format('t')},{period.format('prev_selected_t')})"
    chosen = decoded[0].filter("select", due).filter_multi_output("split")
    shrink = f"min(1,{max_side}/max(iw*sar,ih))"
    matrix = matrix_of(found.color, found.video.width, found.video.height)
    pictures = chosen[1].filter(
        "scale",
        w=f"max(1,round(iw*sar*{shrink}))",
        h=f"max(1,round(ih*{shrink}))",
        flags=f"lanczos+{_SHRINK}",
        in_color_matrix=matrix,
    )
    small = decoded[1].filter("scale", THUMBNAIL_SIDE, THUMBNAIL_SIDE, flags=f"area+{_SHRINK}", in_color_matrix=matrix)
    small = small.filter("format", "rgb24").filter_multi_output("split")
    sampled = {"frames:v": most, **BIT_EXACT}
    every = {"frames:v": _MAX_THUMBNAILS, **BIT_EXACT}
    listing: dict[str, Any] = {"f": "framecrc", "enc_time_base": "1:1000"}
    raw: dict[str, Any] = {"r": 25}
    picture_format = {"f": "image2", "vcodec": "pam", "pix_fmt": frame_format(found.color)}
    outputs = [
        ffmpeg.output(chosen[0], str(folder / "times"), **listing, **sampled),
        ffmpeg.output(_timeless(pictures), str(folder / "%06d.pam"), **picture_format, **raw, **sampled),
        ffmpeg.output(small[0], str(folder / "every"), **listing, **every),
        ffmpeg.output(_timeless(small[1]), str(folder / "thumbnails"), f="rawvideo", **raw, **every),
    ]
    if found.subtitle is not None:
        words = captured[f"s:{found.subtitle}"]
        outputs.append(ffmpeg.output(words, str(folder / "cues.vtt"), f="webvtt", scodec="webvtt"))
    ended = run(ffmpeg.merge_outputs(*outputs), source, "-filter_complex_threads", "1")
    track, all_frames = _listed(folder / "times"), _listed(folder / "every")
    paths = sorted(folder.glob("*.pam"))[: len(track.times_ms)]
    return Sampled(
        pictures=paths,
        times_ms=track.times_ms[: len(paths)],
        width=track.width,
        height=track.height,
        cuts_ms=cut_times_ms(_thumbnails(folder / "thumbnails"), all_frames.times_ms),
        cues=_cues(folder / "cues.vtt"),
        lacks_decoder=ended.lacks_decoder,
    )


def _timeless(pictures: Any) -> Any:
    return pictures.filter("setsar", 1).filter("settb", "1/25").filter("setpts", "N").filter("fps", 25)


def _listed(listing: Path) -> Track:
    tracks = parse_framecrc(listing.read_text("utf-8", "replace")) if listing.exists() else []
    return tracks[0] if tracks else Track()


def _thumbnails(raw: Path) -> NDArray[np.uint8]:
    data = raw.read_bytes() if raw.exists() else b""
    frame_bytes = THUMBNAIL_SIDE * THUMBNAIL_SIDE * 3
    whole = len(data) // frame_bytes
    return np.frombuffer(data, np.uint8, whole * frame_bytes).reshape(whole, THUMBNAIL_SIDE, THUMBNAIL_SIDE, 3)


def _cues(path: Path) -> list[Cue]:
    return parse_webvtt(path.read_text("utf-8", "replace")) if path.exists() else []
