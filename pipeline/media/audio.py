"""Sound to its normal form: 16 kHz mono 16-bit FLAC."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from ...schemas.media import MediaKind
from ...schemas.recipe import AudioSettings
from .decoded import Decoded, UndecodableError
from .probe import Probe
from .read import read_audio
from .sound_signals import sound_signals
from .transcode import BIT_EXACT, FfmpegExit, Source, run

SAMPLE_RATE = 16_000
"""Hertz of the normal form; what Whisper, SpeechTokenizer and USM take."""
LOUDNESS_GATE_LUFS = -70.0
"""The absolute gate of ITU-R BS.1770-4: what lies under it counts as no sound."""
_LOUDNESS = "lavfi.r128.I"
_LAST_LINES_BYTES = 4096
_UNKNOWN_LAYOUT = "Unknown channel layouts not supported"
"""What versions of ffmpeg before 7 say of codecs that do not tell their channels: Speex, TTA."""
_COMMON_LAYOUTS = "mono|stereo|2.1|quad|5.0|5.1|6.1|7.1"


def decode_audio(source: Source, found: Probe, mime: str, captured_bytes: int, settings: AudioSettings) -> Decoded:
    """Facts and FLAC of a file with sound and no picture. Raises ``UndecodableError``.

    A file cut short gives what decodes; ``duration_ms`` is that of the samples there are.
    """
    assert found.audio is not None
    if captured_bytes > settings.max_bytes:
        raise UndecodableError("too_many_bytes")
    if found.duration_ms > 1000 * settings.max_duration_s:
        raise UndecodableError("too_long")
    sound = extract_sound(source, settings)
    samples = flac_samples(sound.flac)
    if not samples:
        raise UndecodableError("unsupported_codec" if sound.lacks_decoder else "broken_audio")
    return Decoded(
        kind=MediaKind.AUDIO,
        mime=mime,
        bytes=captured_bytes,
        duration_ms=(samples * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE,
        sample_rate=found.audio.sample_rate,
        **sound.signals,
        blob=sound.flac,
    )


@dataclass(frozen=True, slots=True)
class Sound:
    """FLAC at 16 kHz mono and what was measured on it: columns of ``SOUND_SIGNALS``, none without a sample."""

    flac: bytes
    signals: dict[str, Any]
    lacks_decoder: bool = False


def extract_sound(source: Source, settings: AudioSettings) -> Sound:
    """The first sound stream; empty when none of it decodes. Sample 0 is time 0 of the file.

    Decoders and the resampler count in floats, and their vector code rounds differently from one CPU to the
    next; ``-cpuflags 0`` takes the plain code, which does not, and is still hundreds of times real time. Loudness
    is that of the sound as captured, all its channels, before it is made mono.
    """
    ended = _extract(source, source.input()["a:0"])
    if ended.code and _UNKNOWN_LAYOUT in ended.log:
        ended = _extract(source, _with_layout(source))
    target = source.folder / "audio.flac"
    flac = target.read_bytes() if target.exists() else b""
    if not flac_samples(flac):
        return Sound(b"", {}, ended.lacks_decoder)
    samples = read_audio(flac)
    signals = sound_signals(samples, settings.silence_dbfs)
    return Sound(flac, {**signals, "loudness_lufs": _loudness(source.folder / "loudness")})


def _with_layout(source: Source) -> Any:
    """Sound of which the file says how many channels it has and not which: those that so many commonly are."""
    sound = source.input(is_cut=False)["a:0"].filter("aformat", channel_layouts=_COMMON_LAYOUTS)
    return sound.filter("atrim", duration=source.max_duration_s + 1)


def _extract(source: Source, sound: Any) -> FfmpegExit:
    target, levels = source.folder / "audio.flac", source.folder / "loudness"
    heard = sound.filter_multi_output("asplit")
    sound = heard[0].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    measured = heard[1].filter("ebur128", metadata=1)
    measured = measured.filter("ametadata", mode="print", key=_LOUDNESS, file=levels.name, direct=1)
    output = ffmpeg.merge_outputs(
        ffmpeg.output(sound, str(target), f="flac", ac=1, ar=SAMPLE_RATE, sample_fmt="s16", acodec="flac", **BIT_EXACT),
        ffmpeg.output(measured, "-", f="null"),
    )
    return run(output, source, "-cpuflags", "0", "-filter_complex_threads", "1")


def _loudness(levels: Path) -> float | None:
    """The last integrated loudness that was printed, to 0.1 LUFS; None where the sound is shorter than a block."""
    if not levels.exists():
        return None
    with levels.open("rb") as stream:
        stream.seek(max(0, levels.stat().st_size - _LAST_LINES_BYTES))
        told = re.findall(rb"^lavfi\.r128\.I=(-?\d+(?:\.\d+)?)$", stream.read(), re.M)
    return round(max(float(told[-1]), LOUDNESS_GATE_LUFS), 1) if told else None


def flac_samples(flac: bytes) -> int:
    """Samples of a FLAC stream, from the 36-bit count in its STREAMINFO block (RFC 9639, section 8.2)."""
    if flac[:4] != b"fLaC" or len(flac) < 26:
        return 0
    return int.from_bytes(flac[21:26], "big") & (1 << 36) - 1
