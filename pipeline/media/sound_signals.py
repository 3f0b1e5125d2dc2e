"""What is measured on 16 kHz mono samples, in whole numbers: peak, clipping, silence, speech."""

from decimal import Decimal

import numpy as np
import webrtcvad
from numpy.typing import NDArray

SILENCE_FRAME = 320
"""Samples: 20 ms."""
_FULL_SCALE = 32_767
_SPEECH_FRAME = 480
"""Samples: 30 ms, the longest frame that the detector takes and so the surest."""
_SPEECH_MODE = 2
"""0 takes most for speech, 3 least."""
_WINDOW = 33
"""Frames of speech that are judged together, 0.99 s."""
_QUIET_FRAMES = 5
"""Of these, how many are weaker than half of the mean where someone speaks: 15 %."""


def sound_signals(samples: NDArray[np.int16], silence_dbfs: float) -> dict[str, float | None]:
    """``peak_dbfs``, ``clipped``, ``silence`` and ``speech`` (see ``SOUND_SIGNALS``) of int16 [samples] at 16 kHz.

    Speech is told by the detector of WebRTC, a Gaussian mixture model in fixed point: the same on every machine.
    Alone it takes any loud sound for speech, so a frame counts only in a second that rises and falls as syllables
    do: the share of frames under half of the mean root mean square (Scheirer & Slaney 1997, "Construction and
    evaluation of a robust multifeature speech/music discriminator"). On spoken prompts 0.92 of the frames are
    speech then, of 0.95 for the detector alone; on five pieces of music 0.02, 0.07, 0.23, 0.27 and 0.76, where it
    alone says 0.92 to 0.99; on noise and tones none, where it says all.
    """
    if not len(samples):
        return {}
    size = np.abs(samples.astype(np.int32))
    peak = int(size.max())
    silent = silent_frames(samples, silence_dbfs)
    return {
        "peak_dbfs": round(20 * float(np.log10(peak / 32_768)), 1) if peak else None,
        "clipped": _share(int((size >= _FULL_SCALE).sum()), len(samples)),
        "silence": _share(int(silent.sum()), len(silent)),
        "speech": _share(*_speech_frames(samples)),
    }


def silent_frames(samples: NDArray[np.int16], silence_dbfs: float, frame: int = SILENCE_FRAME) -> NDArray[np.bool_]:
    """Of each whole ``frame`` of samples, whether its root mean square is at most ``silence_dbfs``; [frames].

    Samples that fill no frame, at the end, count only where there is no other.
    """
    whole = len(samples) // frame
    if not whole:
        samples = np.pad(samples, (0, frame - len(samples)))
        whole = 1
    energies = np.square(samples[: whole * frame].astype(np.int64)).reshape(whole, frame).sum(axis=1)
    return energies <= silence_energy(silence_dbfs, frame)


def silence_energy(silence_dbfs: float, samples: int) -> int:
    """The largest sum of ``samples`` squared 16-bit samples that is silence. Decimal powers are the same anywhere."""
    return int(Decimal(10) ** (Decimal(str(silence_dbfs)) / 10) * (1 << 30) * samples)


def _speech_frames(samples: NDArray[np.int16]) -> tuple[int, int]:
    detector = webrtcvad.Vad(_SPEECH_MODE)
    data = samples.astype("<i2").tobytes()
    step = 2 * _SPEECH_FRAME
    starts = range(0, len(data) - step + 1, step)
    active = np.array([detector.is_speech(data[start : start + step], 16_000) for start in starts], bool)
    return int((active & _in_syllables(samples, len(starts))).sum()), len(starts)


def _in_syllables(samples: NDArray[np.int16], count: int) -> NDArray[np.bool_]:
    """Of each of ``count`` frames, whether enough of those around it are weak; the last window reaches back."""
    frames = np.square(samples[: count * _SPEECH_FRAME].astype(np.int64)).reshape(count, _SPEECH_FRAME)
    levels = np.sqrt(frames.sum(axis=1)).astype(np.int64)
    speaks = np.zeros(count, bool)
    for start in range(0, count, _WINDOW):
        window = levels[max(0, min(start, count - _WINDOW)) :][:_WINDOW]
        weak = int((2 * window * len(window) < window.sum()).sum())
        speaks[start : start + _WINDOW] = weak * _WINDOW >= _QUIET_FRAMES * len(window)
    return speaks


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
