"""Bounds that a recipe puts on the scores a published set came with."""

from collections.abc import Mapping
from dataclasses import dataclass

Bounds = tuple[tuple[str, float], ...]
"""(name of a score, the least or largest value wanted of it)."""


@dataclass(frozen=True)
class ScoreBounds:
    """What a rule asks of scores; one that is not there is not judged."""

    min: Bounds = ()
    """Score to its least value."""
    max: Bounds = ()
    """Score to its largest value."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Of each bound its own."""
        return (*(f"{name}_too_low" for name, _ in self.min), *(f"{name}_too_high" for name, _ in self.max))

    def broken_by(self, scores: Mapping[str, float]) -> str | None:
        """``<score>_too_low`` or ``<score>_too_high`` for the first score that is."""
        for name, bound in self.min:
            if name in scores and scores[name] < bound:
                return f"{name}_too_low"
        for name, bound in self.max:
            if name in scores and scores[name] > bound:
                return f"{name}_too_high"
        return None
