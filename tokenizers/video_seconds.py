"""A video interleaved by time, and cut into spans that fit a sequence."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .audio_codebook import FRAMES_PER_S
from .media_ids import Picture, Second, Sound


def by_second(
    frames: Sequence[tuple[int, Picture]], subtitles: Sequence[tuple[int, NDArray[np.uint32]]], sound_s: int
) -> list[Second]:
    """Seconds in order, still without their sound: the first ``sound_s``, and those in which something begins.

    Frames and subtitles come with their start in milliseconds.
    """
    shown: defaultdict[int, list[Picture]] = defaultdict(list)
    told: defaultdict[int, list[NDArray[np.uint32]]] = defaultdict(list)
    for start_ms, picture in frames:
        shown[start_ms // 1000].append(picture)
    for start_ms, ids in subtitles:
        told[start_ms // 1000].append(ids)
    return [
        Second(number, tuple(shown[number]), None, np.concatenate([np.empty(0, np.uint32), *told[number]]))
        for number in sorted({*shown, *told, *range(sound_s)})
    ]


def with_codes(seconds: Sequence[Second], codes: NDArray[np.uint32]) -> list[Second]:
    """Consecutive seconds with the codes [frames, quantisers] of the sound that begins with the first of them.

    A sound is a frame longer than its hops; that frame goes with the last second of sound, so that the codes of
    a span, one behind the other, decode to its sound.
    """
    last = (len(codes) - 2) // FRAMES_PER_S
    dealt = []
    for n, second in enumerate(seconds):
        stop = len(codes) if n == last else (n + 1) * FRAMES_PER_S
        inside = codes[n * FRAMES_PER_S : stop] if n <= last else codes[:0]
        dealt.append(replace(second, sound=Sound(inside)) if len(inside) else second)
    return dealt


def with_slots(seconds: Sequence[Second], slots_per_s: float, length_s: float) -> list[Second]:
    """Seconds with the slots of a sound of ``length_s``, dealt as it goes on."""
    dealt = []
    for second in seconds:
        before, after = (round(min(second.second + n, length_s) * slots_per_s) for n in (0, 1))
        dealt.append(replace(second, sound=Sound(slots=after - before)) if after > before else second)
    return dealt


def runs_that_fit(sizes: Sequence[int], room: int, good: Container[int] = ()) -> list[range]:
    """Runs of seconds, ``sizes`` ids each, that have at most ``room`` ids together; all but those over it alone.

    As long as possible; but where a second of ``good`` (indexes of scenes that begin) lies in the second half of
    what fits, the run ends before the last such.
    """
    runs: list[range] = []
    start = 0
    while start < len(sizes):
        stop, used = start, 0
        while stop < len(sizes) and used + sizes[stop] <= room:
            used += sizes[stop]
            stop += 1
        if stop == start:
            start += 1
            continue
        if stop < len(sizes) and sizes[stop] <= room:
            half = start + (stop - start + 1) // 2
            stop = next((at for at in range(stop, max(half, start + 1) - 1, -1) if at in good), stop)
        runs.append(range(start, stop))
        start = stop
    return runs
