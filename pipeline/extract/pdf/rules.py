"""Rules: straight lines along the page, as tables have them between their rows and columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .page import Box

MAX_THICKNESS_POINTS = 3.0
"""A box that is thicker is an area."""
_MIN_LENGTH_POINTS = 4.0
_SAME_PLACE_POINTS = 1.5
_DASH_GAP_POINTS = 4.0
"""Pieces of a line with less between them are one: dashes, and the sides of cells that are drawn one by one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line at a height ``at`` from the left edge ``start`` to the right one ``end``; upright ones likewise."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one page, in points: level ones from top to bottom, upright ones from left to right."""

    level: Sequence[Rule] = field(default_factory=tuple)
    upright: Sequence[Rule] = field(default_factory=tuple)


def rules_of(strokes: Iterable[Box]) -> Rules:
    """Thin boxes as rules, those in one line made whole; what is neither level nor upright is left out."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for box in strokes:
        if box.height <= MAX_THICKNESS_POINTS and box.width >= _MIN_LENGTH_POINTS:
            level.append(Rule(box.middle, box.left, box.right))
        elif box.width <= MAX_THICKNESS_POINTS and box.height >= _MIN_LENGTH_POINTS:
            upright.append(Rule((box.left + box.right) / 2, box.top, box.bottom))
    return Rules(_joined(level), _joined(upright))


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in one line without a gap between them as one."""
    found: list[Rule] = []
    row: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.at, rule.start)):
        if row and rule.at - row[0].at > _SAME_PLACE_POINTS:
            found += _joined_row(row)
            row = []
        row.append(rule)
    return [*found, *_joined_row(row)] if row else found


def _joined_row(row: list[Rule]) -> list[Rule]:
    row = sorted(row, key=lambda rule: rule.start)
    found = [row[0]]
    for rule in row[1:]:
        last = found[-1]
        if rule.start - last.end <= _DASH_GAP_POINTS:
            found[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            found.append(Rule(row[0].at, rule.start, rule.end))
    return found
