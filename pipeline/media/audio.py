"""Sound to its normal form: 16 kHz mono 16-bit FLAC."""

import ffmpeg

from ...schemas.media import MediaKind
from ...schemas.recipe import AudioSettings
from .decoded import Decoded, UndecodableError
from .probe import Probe
from .transcode import BIT_EXACT, Source, run

SAMPLE_RATE = 16_000
"""Hertz of the normal form; what Whisper, SpeechTokenizer and USM take."""


def decode_audio(source: Source, found: Probe, mime: str, captured_bytes: int, settings: AudioSettings) -> Decoded:
    """Facts and FLAC of a file with sound and no picture. Raises ``UndecodableError``.

    A file cut short gives what decodes; ``duration_ms`` is that of the samples there are.
    """
    assert found.audio is not None
    if captured_bytes > settings.max_bytes:
        raise UndecodableError("too_many_bytes")
    if found.duration_ms > 1000 * settings.max_duration_s:
        raise UndecodableError("too_long")
    flac = extract_flac(source)
    samples = flac_samples(flac)
    if not samples:
        raise UndecodableError("broken_audio")
    return Decoded(
        kind=MediaKind.AUDIO,
        mime=mime,
        bytes=captured_bytes,
        duration_ms=(samples * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE,
        sample_rate=found.audio.sample_rate,
        blob=flac,
    )


def extract_flac(source: Source) -> bytes:
    """The first sound stream as FLAC; empty when none of it decodes. Sample 0 is time 0 of the file.

    Decoders and the resampler count in floats, and their vector code rounds differently from one CPU to the
    next; ``-cpuflags 0`` takes the plain code, which does not, and is still hundreds of times real time.
    """
    target = source.folder / "audio.flac"
    sound = source.input()["a:0"].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    output = ffmpeg.output(
        sound, str(target), f="flac", ac=1, ar=SAMPLE_RATE, sample_fmt="s16", acodec="flac", **BIT_EXACT
    )
    run(output, source, "-cpuflags", "0")
    return target.read_bytes() if target.exists() and flac_samples(target.read_bytes()) else b""


def flac_samples(flac: bytes) -> int:
    """Samples of a FLAC stream, from the 36-bit count in its STREAMINFO block (RFC 9639, section 8.2)."""
    if flac[:4] != b"fLaC" or len(flac) < 26:
        return 0
    return int.from_bytes(flac[21:26], "big") & (1 << 36) - 1
