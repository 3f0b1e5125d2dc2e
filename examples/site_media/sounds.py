"""Sounds: a keeper's voice, and a horn."""

import numpy as np

from .ffmpeg import RATE, Encoder
from .making import Floats, Made, mixed

VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))  # Hz
WIDTHS = (80.0, 100.0, 140.0)  # Hz, of the three resonators


def speech(seed: int, seconds: float) -> Floats:
    """Speech-like sound: glottal pulses ring three resonators that glide from vowel to vowel, in phrases with pauses.

    Each pulse adds the resonators' impulse responses. float32 in -1…1, `RATE` samples a second.
    """
    rng = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * RATE) + RATE, np.float32)
    ring = np.arange(int(0.03 * RATE)) / RATE
    decay = [np.exp(-np.pi * width * ring) * gain for width, gain in zip(WIDTHS, (1.0, 0.5, 0.25), strict=True)]
    now, vowel = 0.2, np.array(VOWELS[0], float)
    while now < seconds - 1.5:
        syllables = int(rng.integers(4, 8))
        for position in range(syllables):
            hiss = int(0.05 * RATE)
            start = int(now * RATE)
            sound[start : start + hiss] += rng.normal(0, 0.12, hiss) * np.hanning(hiss)
            now += 0.05
            target, length = (
                np.array(VOWELS[rng.integers(len(VOWELS))], float),
                float(rng.uniform(0.12, 0.22)),
            )
            began = now
            while now < began + length:
                share = (now - began) / length
                for formant, envelope in zip(mixed(vowel, target, min(1.0, 2 * share)), decay, strict=True):
                    start = int(now * RATE)
                    pulse = envelope * np.sin(2 * np.pi * formant * ring) * np.sin(np.pi * share) ** 0.5
                    sound[start : start + len(ring)] += pulse.astype(np.float32)
                now += 1 / (128 - 30 * position / syllables + float(rng.normal(0, 1.5)))
            vowel = target
        now += float(rng.uniform(0.3, 0.6))
    sound = sound[: int(seconds * RATE)]
    sound *= 0.8 / float(np.abs(sound).max())
    return sound


def foghorn(seconds: float) -> Floats:
    """A two-tone horn: three seconds of blast, four of silence, over a low surf."""
    t = np.arange(int(seconds * RATE)) / RATE
    phase = t % 7
    pitch = np.where(phase < 2.4, 180.0, 110.0)
    angle = 2 * np.pi * np.cumsum(pitch) / RATE
    blast = sum(np.sin(angle * n) / n for n in range(1, 9)) * np.clip((3 - phase) * 8, 0, 1) * np.clip(phase * 8, 0, 1)
    surf = np.random.default_rng(77).normal(0, 0.04, len(t)) * (1 + 0.6 * np.sin(2 * np.pi * t / 5))
    return (blast * 0.35 + surf).astype(np.float32)


def sounds(encoder: Encoder) -> Made:
    """A keeper's voice twice, and a horn."""
    vorbis = encoder.first("libvorbis", "libopus")
    voice = speech(5, 11.0)
    yield "media/audio/keeper.ogg", encoder.encode(".ogg", voice, "-c:a", vorbis, "-b:a", "64k")
    yield (
        "media/audio/keeper.mp3",
        encoder.encode(".mp3", voice, "-c:a", encoder.first("libmp3lame"), "-b:a", "64k"),
    )
    yield "media/audio/foghorn.ogg", encoder.encode(".ogg", foghorn(14.0), "-c:a", vorbis, "-b:a", "64k")
