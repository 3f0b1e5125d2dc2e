"""Scores that published sets come with: their names, and which values of a record are any."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

MMC4_IMAGE = ("matched_sim",)
"""Zhu et al. 2023: similarity of an image and its sentence, CLIP ViT-L/14."""
OMNICORPUS_DOCUMENT = ("fluency_prob", "non_advertisement_prob", "politics_prob", "porn_prob", "toxic_prob")
OMNICORPUS_IMAGE = ("aesthetic_prob", "unsafe_prob")
LAION_MEDIUM = ("similarity", "aesthetic", "AESTHETIC_SCORE", "pwatermark", "punsafe")
"""Fields of LAION's metadata that img2dataset writes into the JSON of a sample; ``NSFW`` is a word."""


def numbers(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, float]:
    """Those fields of a record among ``names`` that are numbers."""
    return {name: found for name in names if (found := _number(record.get(name))) is not None}


def _number(value: Any) -> float | None:
    """A finite number; None for anything else, truth included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:  # JSON has integers of any length
        return None
    return found if math.isfinite(found) else None
