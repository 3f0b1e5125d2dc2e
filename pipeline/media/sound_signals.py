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


def sound_signals(samples: NDArray[np.int16], silence_dbfs: float) -> dict[str, float | None]:
    """``peak_dbfs``, ``clipped``, ``silence`` and ``speech`` (see ``SOUND_SIGNALS``) of int16 [samples] at 16 kHz.

    Speech is told by the detector of WebRTC, a Gaussian mixture model in fixed point: the same on every machine.
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
    spoken = sum(detector.is_speech(data[start : start + step], 16_000) for start in starts)
    return spoken, len(starts)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
