import io

import numpy as np
import pytest
import soundfile

from weft.pipeline.media import audio, transcode
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
        ("a.w64", (), "audio/x-w64", 44_100),
        ("a.caf", ("-c:a", "alac"), "audio/x-caf", 44_100),
        ("a.au", (), "audio/basic", 44_100),
        ("a.wv", (), "audio/x-wavpack", 44_100),
        ("a.tta", (), "audio/x-tta", 44_100),
        ("a.ac3", (), "audio/ac3", 44_100),
        ("a.eac3", ("-ar", "48000"), "audio/ac3", 48_000),
        ("a.dts", ("-c:a", "dca", "-strict", "-2", "-ar", "48000"), "audio/vnd.dts", 48_000),
        ("a.wma", ("-c:a", "wmav2"), "audio/x-ms-asf", 44_100),
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
    assert abs(decoded.duration_ms - 1500) <= 80  # codecs pad to whole frames
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


def tone_at(ffmpeg, name: str, *filters: str) -> bytes:
    """3 s of 997 Hz at a tenth of full scale in one channel, -20 dB."""
    source = "aevalsrc=0.1*sin(2*PI*997*t):s=48000:d=3"
    return ffmpeg(name, "-f", "lavfi", "-i", ",".join([source, *filters]), "-c:a", "pcm_s16le")


def test_loudness_is_that_of_bs1770_on_the_captured_channels(decode, ffmpeg) -> None:
    """ITU-R BS.1770-4: 997 Hz at full scale in one front channel is -3.01 LUFS, in both 3 dB more."""
    mono = decode(tone_at(ffmpeg, "mono.wav"))
    assert mono.loudness_lufs == pytest.approx(-23.0, abs=0.11)
    assert mono.peak_dbfs == pytest.approx(-20.0, abs=0.11)
    assert (mono.clipped, mono.silence) == (0, 0)
    both = decode(tone_at(ffmpeg, "both.wav", "pan=stereo|c0=c0|c1=c0"))
    assert both.loudness_lufs == pytest.approx(-20.0, abs=0.11)
    opposed = decode(tone_at(ffmpeg, "opposed.wav", "pan=stereo|c0=c0|c1=-1*c0"))
    assert opposed.loudness_lufs == pytest.approx(-20.0, abs=0.11)  # though nothing is left of it in mono
    assert (opposed.peak_dbfs, opposed.silence) == (None, 1.0)


def test_silence_is_at_the_gate_and_a_blip_has_no_loudness(decode, ffmpeg) -> None:
    silent = decode(ffmpeg("silent.wav", "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=2"))
    assert (silent.loudness_lufs, silent.peak_dbfs, silent.silence, silent.speech) == (-70.0, None, 1.0, 0.0)
    assert silent.duration_ms == 2000


def test_half_silent_sound_is_half_silent_under_the_recipe_s_threshold(decode, ffmpeg) -> None:
    payload = ffmpeg(
        "half.wav", "-f", "lavfi", "-i", "aevalsrc=if(lt(t\\,1)\\,0.5\\,0.004)*sin(2*PI*440*t):s=16000:d=2"
    )
    assert decode(payload).silence == 0.5  # -51 dB
    strict = MediaSettings(audio=AudioSettings(silence_dbfs=-60))
    assert decode(payload, settings=strict).silence == 0


def test_measures_are_the_same_with_any_instructions_of_the_cpu(decode, ffmpeg, monkeypatch) -> None:
    """The samples are; that what the filter measures rounds to the same tenth is seen with and without vector code."""
    payload = ffmpeg("pink.ogg", "-f", "lavfi", "-i", "anoisesrc=d=4:c=pink:a=0.3:seed=7", "-c:a", "libvorbis")
    plain = decode(payload)
    monkeypatch.setattr(audio, "run", lambda output, source, *_: transcode.run(output, source))
    vectors = decode(payload)
    measured = ("loudness_lufs", "peak_dbfs", "silence", "speech", "clipped")
    assert [getattr(plain, name) for name in measured] == [getattr(vectors, name) for name in measured]


def test_sound_that_does_not_tell_its_channels_is_taken_for_what_so_many_commonly_are(
    decode, wav, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [transcode.FfmpegExit(1, "", "trim: Unknown channel layouts not supported, try specifying one")]
    monkeypatch.setattr(audio, "run", lambda *asked: said.pop() if said else transcode.run(*asked))
    decoded = decode(wav)
    assert (decoded.error, decoded.duration_ms, said) == (None, 1500, [])


@pytest.mark.parametrize(
    "log",
    ["Decoding requested, but no decoder found for: speex", "Decoder (codec none) not found for input stream #0:0"],
)
def test_a_codec_without_a_decoder_is_no_damage(decode, wav, monkeypatch: pytest.MonkeyPatch, log: str) -> None:
    monkeypatch.setattr(audio, "run", lambda *_: transcode.FfmpegExit(1, "", log))
    assert decode(wav).error == "unsupported_codec"
    monkeypatch.setattr(audio, "run", lambda *_: transcode.FfmpegExit(1, "", "Invalid data found"))
    assert decode(wav).error == "broken_audio"
