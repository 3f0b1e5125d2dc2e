"""Scene cuts, the frame that stands for a scene, and frames that repeat the one before; in whole numbers."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

THUMBNAIL_SIDE = 16
"""Pixels, of both sides, of the pictures that cuts are found in."""
REPEAT_SIDE = 32
"""Pixels, of both sides, of the pictures that frames are compared by."""
_MIN_CHANGE = 12
"""Mean change of a colour value, of 255, below which no cut is."""
_TIMES_AROUND = 3
"""A change stands out when it is this many times the mean of those around it."""
_AROUND = 2
_MIN_COLOR_SHARE_PERCENT = 50
"""Pixels in other colours than before that make a cut of a change that does not stand out."""
_MIN_SCENE_MS = 500
"""A cut sooner after the last is a flash or a fast pan. PySceneDetect's default is 15 frames."""
_TIMES_ANYWHERE = 8
_CHUNK = 4096


def cut_times_ms(thumbnails: NDArray[np.uint8], times_ms: Sequence[int]) -> list[int]:
    """Times of the first frames of new scenes: thumbnails uint8 [frames, side, side, 3] in order of showing.

    A cut is a change that stands out from those of the two frames before and after, as in PySceneDetect's
    adaptive detector, which holds where the camera moves; or one after which half of the pixels have other
    colours, which holds where cut follows cut. Fades are no cuts.
    """
    count = min(len(thumbnails), len(times_ms))
    if count < 2:
        return []
    changes, recolored = _changes(thumbnails[:count])
    pixels = THUMBNAIL_SIDE * THUMBNAIL_SIDE
    total = np.convolve(changes, np.ones(2 * _AROUND + 1, np.int64))[_AROUND : _AROUND + len(changes)]
    places = np.convolve(np.ones_like(changes), np.ones(2 * _AROUND + 1, np.int64))[_AROUND : _AROUND + len(changes)]
    stands_out = changes * (places - 1) >= _TIMES_AROUND * (total - changes)
    is_new = 100 * recolored >= _MIN_COLOR_SHARE_PERCENT * 2 * pixels
    is_cut = (changes >= _MIN_CHANGE * 3 * pixels) & (stands_out | is_new)
    cuts: list[int] = []
    last_ms = times_ms[0]
    for index in np.flatnonzero(is_cut):
        at_ms = times_ms[int(index) + 1]
        if at_ms - last_ms >= _MIN_SCENE_MS:
            cuts.append(at_ms)
            last_ms = at_ms
    return cuts


def _changes(thumbnails: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each frame but the first: the sum of differences to the one before, and that of their colour counts."""
    changes, recolored = [], []
    for start in range(0, len(thumbnails) - 1, _CHUNK):
        some = thumbnails[start : start + _CHUNK + 1].astype(np.int16)
        changes.append(np.abs(np.diff(some, axis=0)).sum(axis=(1, 2, 3), dtype=np.int64))
        colors = (some[..., 0] >> 6) * 16 + (some[..., 1] >> 6) * 4 + (some[..., 2] >> 6)
        flat = colors.reshape(len(some), -1) + 64 * np.arange(len(some), dtype=np.int64)[:, None]
        counts = np.bincount(flat.ravel(), minlength=64 * len(some)).reshape(len(some), 64)
        recolored.append(np.abs(np.diff(counts, axis=0)).sum(axis=1))
    return np.concatenate(changes), np.concatenate(recolored)


def frames_of_scenes(times_ms: Sequence[int], cuts_ms: Sequence[int], end_ms: int, most: int) -> list[int]:
    """Of each scene, the index of the sampled frame nearest its middle; a scene without a frame has none.

    Of more than ``most`` scenes, as many spread over the video.
    """
    bounds = [min(times_ms, default=0), *cuts_ms, max(end_ms, max(times_ms, default=0) + 1)]
    scene_of = [bisect_right(cuts_ms, at_ms) for at_ms in times_ms]
    chosen: dict[int, tuple[int, int]] = {}
    for index, (at_ms, scene) in enumerate(zip(times_ms, scene_of, strict=True)):
        start_ms, stop_ms = bounds[scene], bounds[scene + 1]
        far = abs(2 * at_ms - start_ms - stop_ms)
        if scene not in chosen or far < chosen[scene][0]:
            chosen[scene] = far, index
    indexes = [chosen[scene][1] for scene in sorted(chosen)]
    if len(indexes) <= most:
        return indexes
    return [indexes[(2 * n + 1) * len(indexes) // (2 * most)] for n in range(most)]


def is_repeat(before: NDArray[np.uint8], after: NDArray[np.uint8], levels: int) -> bool:
    """Whether two pictures uint8 [32, 32, 3] show the same.

    They differ by at most ``levels`` of 255 in the mean, and nowhere by more than 8 times that: a line of text
    that is added to a slide changes the mean by less than noise does.
    """
    difference = np.abs(before.astype(np.int64) - after.astype(np.int64))
    return bool(difference.sum() <= levels * difference.size and difference.max() <= _TIMES_ANYWHERE * levels)
