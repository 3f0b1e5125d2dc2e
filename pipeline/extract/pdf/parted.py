"""Where an upright rule stands between two glyphs, as between cells that are set closer than a space."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .rules import Rule

_MAX_RULES = 16
"""Looked at between two glyphs: no table has as many at one place."""
_MIN_LENGTH = 2.0
"""Times the height of a glyph: shorter ones are the sides of a box around a word, or parts of a formula."""
_SLACK_POINTS = 0.6
"""Glyphs may reach so far over a rule: their boxes are a little wider than their ink."""


def are_parted(boxes: NDArray[np.float64], upright: Sequence[Rule]) -> NDArray[np.bool_]:
    """Whether a rule stands between each glyph but the first and the one before it, at their height.

    ``boxes`` are rows of left, top, right, bottom; ``upright`` comes from left to right. Shapes: (n, 4) to (n - 1).
    """
    parted = np.zeros(max(len(boxes) - 1, 0), np.bool_)
    if not upright or len(boxes) < 2:
        return parted
    places = np.array([(rule.at, rule.start, rule.end) for rule in upright], np.float64)
    before, after = boxes[:-1], boxes[1:]
    left, right = np.minimum(before[:, 2], after[:, 2]), np.maximum(before[:, 0], after[:, 0])
    height = (after[:, 1] + after[:, 3]) / 2
    least = _MIN_LENGTH * (after[:, 3] - after[:, 1])
    first = np.searchsorted(places[:, 0], np.minimum(left, right) - _SLACK_POINTS)
    end = np.searchsorted(places[:, 0], np.maximum(left, right) + _SLACK_POINTS, side="right")
    end = np.minimum(end, first + _MAX_RULES)
    for number in range(int((end - first).max(initial=0))):
        rule = np.minimum(first + number, len(places) - 1)
        stands = (first + number < end) & (places[rule, 1] <= height) & (height <= places[rule, 2])
        stands &= places[rule, 2] - places[rule, 1] >= least
        at = places[rule, 0]
        parted |= stands & (at >= left - _SLACK_POINTS) & (at <= right + _SLACK_POINTS)
    return parted
