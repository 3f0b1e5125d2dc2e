import io

import numpy as np
import pytest
import soundfile

from weft.pipeline.media.read import read_audio
from weft.schemas.recipe import AudioSettings, MediaSettings


def loudest_hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 16_000 / len(samples))


@pytest.mark.parametrize(
    ("name", "options", "mime", "sample_rate"),
    [
        ("a.wav", (), "audio/wav", 44_100),
        ("a.flac", (), "audio/flac", 44_100),
        ("a.mp3", ("-c:a", "libmp3lame"), "audio/mpeg", 44_100),
        ("b.mp3", ("-c:a", "libmp3lame", "-id3v2_version", "0", "-write_xing", "0"), "audio/mpeg", 44_100),
        ("a.ogg", ("-c:a", "libvorbis"), "audio/ogg", 44_100),
        ("a.opus", ("-c:a", "libopus"), "audio/ogg", 48_000),
        ("a.m4a", ("-c:a", "aac"), "audio/mp4", 44_100),
        ("sound.mp4", ("-c:a", "aac"), "audio/mp4", 44_100),
        ("a.aac", ("-c:a", "aac"), "audio/aac", 44_100),
        ("a.webm", ("-c:a", "libopus"), "audio/webm", 48_000),
        ("a.aiff", (), "audio/aiff", 44_100),
    ],
)
def test_each_format_gives_the_same_tone(
    decode, ffmpeg, wav, tmp_path_factory, name, options, mime, sample_rate
) -> None:
    tone = tmp_path_factory.getbasetemp() / "tone.wav"
    tone.write_bytes(wav)
    payload = ffmpeg(name, "-i", str(tone), "-metadata", "title=SECRETTITLE", *options)
    decoded = decode(payload, "text/plain")
    assert (decoded.kind, decoded.mime, decoded.sample_rate, decoded.error) == ("audio", mime, sample_rate, None)
    assert abs(decoded.duration_ms - 1500) <= 60  # codecs pad to whole frames
    samples = read_audio(decoded.blob)
    assert samples.dtype == np.int16 and samples.ndim == 1
    assert abs(len(samples) / 16 - decoded.duration_ms) <= 1
    assert abs(loudest_hertz(samples) - 440) < 1
    assert b"SECRETTITLE" not in decoded.blob and b"Lavf" not in decoded.blob
    assert (decoded.width, decoded.height, decoded.frames, decoded.phash) == (0, 0, 0, 0)


def test_wav_keeps_its_length_to_the_sample_and_its_loudness(decode, wav) -> None:
    decoded = decode(wav)
    samples = read_audio(decoded.blob).astype(float)
    assert (decoded.duration_ms, len(samples)) == (1500, 24_000)
    captured = soundfile.read(io.BytesIO(wav), dtype="int16")[0].astype(float).mean(axis=1)
    assert abs(np.sqrt(np.mean(samples**2)) - np.sqrt(np.mean(captured**2))) < 5


def test_cover_art_is_no_video(decode, ffmpeg) -> None:
    payload = ffmpeg(
        "cover.mp3",
        *("-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi", "-i", "color=red:size=32x32"),
        *("-map", "0:a", "-map", "1:v", "-c:v", "mjpeg", "-frames:v", "1", "-disposition:v", "attached_pic"),
    )
    assert decode(payload).kind == "audio"


def test_too_long_and_too_large(decode, wav) -> None:
    short = MediaSettings(audio=AudioSettings(max_duration_s=1.4))
    assert decode(wav, settings=short).error == "too_long"
    assert decode(wav, settings=MediaSettings(audio=AudioSettings(max_bytes=1000))).error == "too_many_bytes"


def test_sound_cut_short_keeps_what_decodes(decode, wav) -> None:
    decoded = decode(wav[: len(wav) // 2])
    assert decoded.error is None
    assert abs(decoded.duration_ms - 750) <= 1


def test_header_without_sound_is_broken(decode, wav) -> None:
    assert decode(wav[:40]).error in ("broken_audio", "no_streams")
    assert decode(b"fLaC" + bytes(200)).error == "broken_audio"
