"""Bounds that a recipe puts on the scores a published set came with."""

from collections.abc import Mapping

Bounds = tuple[tuple[str, float], ...]
"""(name of a score, the least or largest value wanted of it)."""


def out_of_bounds(scores: Mapping[str, float], least: Bounds, most: Bounds) -> str | None:
    """``<score>_too_low`` or ``<score>_too_high`` for the first score that is; one that is not there is not judged."""
    for name, bound in least:
        if name in scores and scores[name] < bound:
            return f"{name}_too_low"
    for name, bound in most:
        if name in scores and scores[name] > bound:
            return f"{name}_too_high"
    return None


def bound_reasons(least: Bounds, most: Bounds) -> tuple[str, ...]:
    """Every reason that ``out_of_bounds`` can give."""
    return (*(f"{name}_too_low" for name, _ in least), *(f"{name}_too_high" for name, _ in most))
