import os
import subprocess
import sys

import numpy as np
import pytest

from weft.tokenizers.audio_codebook import AudioCodebook, sample_frames, snr


def _voice(seed, seconds=2.0):
    """A voice that glides: harmonics under two formants, with pauses and breath."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(16_000 * seconds)) / 16_000
    pitch = rng.uniform(100, 140) * (1 + 0.05 * np.sin(2 * np.pi * t))
    phase = 2 * np.pi * np.cumsum(pitch) / 16_000
    formants = rng.uniform(300, 600), rng.uniform(900, 1500)
    sound = np.zeros_like(t)
    for harmonic in range(1, 15):
        gain = sum(np.exp(-(((harmonic * pitch - formant) / 150) ** 2)) for formant in formants)
        sound += gain * np.sin(harmonic * phase)
    sound *= np.clip(np.sin(3 * np.pi * t) + 0.5, 0, 1) * 0.2
    return (sound + rng.normal(0, 0.001, len(t))).astype(np.float32)


def _trained(quantisers=4, k=256):
    frames = [sample_frames(_voice(i), seed=0, media_id=bytes([i]), count=100) for i in range(30)]
    return AudioCodebook.train(np.concatenate(frames), quantisers, k, 4)


CODEBOOK = _trained()


def test_a_second_has_fifty_frames_and_one_to_close():
    codes = CODEBOOK.encode(_voice(0, seconds=1.0))
    assert codes.shape == (51, 4) and codes.dtype == np.uint32
    assert CODEBOOK.decode(codes).shape == (16_000,)
    assert CODEBOOK.encode(np.zeros(321, np.float32)).shape == (3, 4)


def test_unseen_voices_decode_well():
    ratios = [snr(voice, CODEBOOK.decode(CODEBOOK.encode(voice))) for voice in map(_voice, range(100, 104))]
    assert np.mean(ratios) > 3.5  # at 32 bits a frame; speech with the default 80 bits: see benchmarks/codebooks.py


def test_each_quantiser_adds_to_the_quality():
    voice = _voice(200)
    ratios = []
    for count in (1, 2, 4):
        part = AudioCodebook(CODEBOOK.levels, CODEBOOK.books[:count])
        ratios.append(snr(voice, part.decode(part.encode(voice))))
    assert ratios[0] < ratios[1] < ratios[2]


def test_a_codebook_that_knows_the_frames_gives_them_back_to_the_last_bits():
    voice = _voice(1, seconds=0.5)
    frames = sample_frames(voice, seed=0, media_id=b"", count=10_000)
    codebook = AudioCodebook.train(frames, 2, 4096, 1)
    assert codebook.sizes[0] == 64 * min(64, len(np.unique(frames, axis=0)))
    assert snr(voice, codebook.decode(codebook.encode(voice))) > 15


def test_loudness_does_not_change_the_quality():
    voice = _voice(300)
    loud, quiet = (snr(g * voice, CODEBOOK.decode(CODEBOOK.encode(g * voice))) for g in np.float32([1, 0.05]))
    assert abs(loud - quiet) < 1.5


def test_silence_stays_nearly_silent_and_full_scale_is_no_trouble():
    silence = CODEBOOK.decode(CODEBOOK.encode(np.zeros(3200, np.float32)))
    assert np.abs(silence).max() < 1e-3
    square = np.sign(np.sin(np.arange(16_000) / 20)).astype(np.float32)
    decoded = CODEBOOK.decode(CODEBOOK.encode(square))
    assert np.abs(decoded).max() <= 1


def test_few_codes_still_tell_levels_apart():
    codebook = _trained(quantisers=2, k=16)
    assert codebook.levels == 16 and codebook.sizes == (16, 16)
    voice = _voice(0)
    loud, quiet = codebook.encode(voice)[:, 0], codebook.encode(voice * np.float32(0.01))[:, 0]
    assert loud.mean() - quiet.mean() > 5  # 40 dB in steps of 6 dB


def test_order_of_frames_does_not_matter():
    frames = sample_frames(_voice(0), seed=0, media_id=b"", count=1000)
    assert AudioCodebook.train(frames, 2, 64, 3).to_bytes() == AudioCodebook.train(frames[::-1], 2, 64, 3).to_bytes()


def test_codes_are_the_same_with_one_thread_and_two():
    script = (
        "import hashlib, numpy as np\n"
        "from weft.tokenizers.audio_codebook import AudioCodebook, sample_frames\n"
        "sound = np.random.default_rng(0).normal(0, 0.2, 32000).astype(np.float32)\n"
        "codebook = AudioCodebook.train(sample_frames(sound, seed=0, media_id=b'', count=90), 2, 128, 3)\n"
        "print(hashlib.sha256(codebook.to_bytes() + codebook.encode(sound).tobytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1


def test_bytes_hold_the_whole_codebook():
    again = AudioCodebook.from_bytes(CODEBOOK.to_bytes())
    assert again.to_bytes() == CODEBOOK.to_bytes()
    assert np.array_equal(again.encode(_voice(0)), CODEBOOK.encode(_voice(0)))


@pytest.mark.parametrize("data", [b"", b"x" * 99, CODEBOOK.to_bytes()[:-1], CODEBOOK.to_bytes() + b"x"])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="audio codebook"):
        AudioCodebook.from_bytes(data)


def test_wrong_sounds_and_codes_are_clear_errors():
    with pytest.raises(ValueError, match=r"float32 \[samples\] at 16 kHz, not float64 \[5\]"):
        CODEBOOK.encode(np.zeros(5))
    with pytest.raises(ValueError, match="finite"):
        CODEBOOK.encode(np.array([np.nan], np.float32))
    with pytest.raises(ValueError, match=r"shape \[frames, 4\], not \[3, 2\]"):
        CODEBOOK.decode(np.zeros((3, 2), np.uint32))
    with pytest.raises(ValueError, match="larger than its quantiser"):
        CODEBOOK.decode(np.full((3, 4), 5000, np.uint32))


def test_snr_by_hand():
    ones = np.ones(4, np.float32)
    assert snr(ones, ones) == float("inf")
    assert snr(ones, ones * np.float32(0.5)) == pytest.approx(6.0206, abs=1e-4)
