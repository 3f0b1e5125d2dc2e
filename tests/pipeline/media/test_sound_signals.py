import numpy as np
import pytest

from weft.pipeline.media.sound_signals import silence_energy, silent_frames, sound_signals

RATE = 16_000


def tone(seconds: float, amplitude: float) -> np.ndarray:
    return np.rint(amplitude * np.sin(2 * np.pi * 440 * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def test_a_tone_then_silence_is_half_silent() -> None:
    signals = sound_signals(np.concatenate([tone(1, 16_384), np.zeros(RATE, np.int16)]), silence_dbfs=-50)
    assert signals["silence"] == 0.5
    assert signals["peak_dbfs"] == -6.0  # half of full scale
    assert signals["clipped"] == 0


def test_silence_is_at_most_the_threshold() -> None:
    """A square wave of 104 is at 20 log10(104 / 32768) = -49.97 dB, one of 103 at -50.05."""
    for size, silent in ((103, True), (104, False)):
        square = np.tile(np.array([size, -size], np.int16), 160)
        assert silent_frames(square, -50).tolist() == [silent]
    assert silence_energy(-20, 320) == 320 * 2**30 // 100


def test_samples_that_fill_no_frame_count_where_there_is_no_other() -> None:
    assert silent_frames(np.full(319, 20_000, np.int16), -50).tolist() == [False]
    assert silent_frames(np.zeros(639, np.int16), -50).tolist() == [True]


def test_samples_at_full_scale_are_clipped() -> None:
    samples = tone(1, 16_384)
    samples[:160] = np.tile(np.array([32_767, -32_768], np.int16), 80)
    assert sound_signals(samples, -50)["clipped"] == 0.01
    assert sound_signals(samples, -50)["peak_dbfs"] == 0.0


def test_nothing_but_zeros_has_no_peak_and_no_speech() -> None:
    assert sound_signals(np.zeros(RATE, np.int16), -50) == {
        "peak_dbfs": None,
        "clipped": 0.0,
        "silence": 1.0,
        "speech": 0.0,
    }
    assert sound_signals(np.zeros(0, np.int16), -50) == {}


def vowels(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Syllables of a voice of 120 Hz: a pulse train through the formants of [a], on and off four times a second."""
    count = int(seconds * RATE)
    pulses = np.zeros(count)
    pulses[:: RATE // 120] = 1
    shape = sum(
        gain * np.exp(-np.arange(800) * np.pi * width / RATE) * np.sin(2 * np.pi * hertz * np.arange(800) / RATE)
        for hertz, width, gain in ((730, 90, 1.0), (1090, 110, 0.5), (2440, 170, 0.2))
    )
    voice = np.convolve(pulses, shape)[:count]
    on = (np.arange(count) // (RATE // 8)) % 2 == 0
    return np.rint(8000 * voice / np.abs(voice).max() * on + rng.normal(0, 5, count)).astype(np.int16)


def test_a_voice_is_speech() -> None:
    assert sound_signals(vowels(3, np.random.default_rng(3)), -50)["speech"] > 0.4


@pytest.mark.parametrize("size", [5, 3000])
def test_noise_is_no_speech_however_loud(size: int) -> None:
    noise = np.random.default_rng(3).normal(0, size, 3 * RATE)
    assert sound_signals(np.rint(noise).astype(np.int16), -50)["speech"] == 0


def test_a_steady_tone_is_no_speech() -> None:
    assert sound_signals(tone(3, 16_384), -50)["speech"] == 0


def test_a_sound_shorter_than_a_frame_of_speech_has_none() -> None:
    assert sound_signals(tone(0.02, 9000), -50)["speech"] == 0.0


@pytest.mark.parametrize("dbfs", [-90.0, -49.9, -10.0])
def test_thresholds_are_whole_numbers(dbfs: float) -> None:
    assert silence_energy(dbfs, 160) == pytest.approx(10 ** (dbfs / 10) * 2**30 * 160, abs=1)
