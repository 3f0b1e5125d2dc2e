"""Where a long sound is cut: in its pauses."""

import numpy as np
from numpy.typing import NDArray

from .sound_signals import silence_energy

_FRAME = 160
"""Samples: 10 ms."""
_SHORTEST_PAUSE = 3
"""Frames; shorter gaps are inside words."""
_QUIET = 10
"""Frames of a place that is only quieter than what is around it, 100 ms."""
_QUIETER_TIMES = 16
"""How many times weaker such a place is than its surroundings: 12 dB."""


def cuts_at_pauses(samples: NDArray[np.int16], most: int, silence_dbfs: float) -> list[int]:
    """Positions, rising, at which int16 [samples] at 16 kHz fall into pieces of at most ``most`` samples.

    Each is looked for in the second half of the longest piece there could be: in the middle of its longest pause,
    else in the middle of its quietest 100 ms where those are 12 dB under the rest, else where the piece must end.
    All are whole milliseconds. ValueError when ``most`` is under 10 ms.
    """
    most = most // _FRAME * _FRAME
    if most < _FRAME:
        raise ValueError(f"a piece of a sound has at least {_FRAME} samples")
    loudest_silence = silence_energy(silence_dbfs, _FRAME)
    cuts: list[int] = []
    start = 0
    while len(samples) - start > most:
        first = start + most // 2 // _FRAME * _FRAME
        window = samples[first : start + most].astype(np.int64)
        energies = np.square(window).reshape(-1, _FRAME).sum(axis=1)
        at = _longest_run(energies <= loudest_silence)
        if at is None:
            at = _quietest(energies)
        start = start + most if at is None else first + at
        cuts.append(start)
    return cuts


def _longest_run(silent: NDArray[np.bool_]) -> int | None:
    """The middle, in samples, of the longest run of silent frames; of equal ones the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts) or int((stops - starts).max()) < _SHORTEST_PAUSE:
        return None
    longest = len(starts) - 1 - int(np.argmax((stops - starts)[::-1]))
    return _middle(int(starts[longest]), int(stops[longest]))


def _quietest(energies: NDArray[np.int64]) -> int | None:
    if len(energies) <= _QUIET:
        return None
    sums = np.convolve(energies, np.ones(_QUIET, np.int64), "valid")
    quietest = len(sums) - 1 - int(np.argmin(sums[::-1]))
    if int(sums[quietest]) * _QUIETER_TIMES * len(energies) > int(energies.sum()) * _QUIET:
        return None
    return _middle(quietest, quietest + _QUIET)


def _middle(start: int, stop: int) -> int:
    """A cut leaves something before it even where the silence begins with the window."""
    return (start + stop) * _FRAME // 2
