"""The ledger: what came into a stage, what went on, and why the rest did not.

Every part of a table carries its own ledger; a stage's is their sum. For each unit (captures, documents,
segments, media, ...) entered = kept + the sum of what was dropped, by reason. A run whose ledger does not
balance fails.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..schemas.errors import WeftError


class UnbalancedLedgerError(WeftError):
    """Something was lost or made up: the run must not go on."""


@dataclass
class Flow:
    """One unit's way through a stage."""

    entered: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        """How many entered and are neither kept nor dropped; negative when too many came out."""
        return self.entered - self.kept - self.dropped.total()


@dataclass
class Ledger:
    """Flows by unit, and counts beside them that need no balance (tokens by modality, pages by language)."""

    flows: dict[str, Flow] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def flow(self, unit: str) -> Flow:
        """The flow of ``unit``, made when it is first asked for."""
        return self.flows.setdefault(unit, Flow())

    def keep(self, unit: str, number: int = 1) -> None:
        """``number`` entered and went on."""
        flow = self.flow(unit)
        flow.entered += number
        flow.kept += number

    def drop(self, unit: str, reason: str, number: int = 1) -> None:
        """``number`` entered and were dropped for ``reason``."""
        if number:
            flow = self.flow(unit)
            flow.entered += number
            flow.dropped[reason] += number

    def add(self, other: "Ledger") -> None:
        """Add another part's numbers."""
        for unit, flow in other.flows.items():
            mine = self.flow(unit)
            mine.entered += flow.entered
            mine.kept += flow.kept
            mine.dropped.update(flow.dropped)
        self.counts.update(other.counts)

    def check(self, stage: str) -> None:
        """Raise :class:`UnbalancedLedgerError` unless every unit balances."""
        for unit, flow in self.flows.items():
            if flow.missing:
                raise UnbalancedLedgerError(
                    f"{stage}: {flow.entered} {unit} entered, {flow.kept} kept, {flow.dropped.total()} dropped: "
                    f"{abs(flow.missing)} {'are missing' if flow.missing > 0 else 'came from nowhere'}"
                )

    def to_json(self) -> dict[str, Any]:
        """Plain values, for files."""
        return {
            "flows": {
                unit: {"entered": flow.entered, "kept": flow.kept, "dropped": dict(sorted(flow.dropped.items()))}
                for unit, flow in sorted(self.flows.items())
            },
            "counts": dict(sorted(self.counts.items())),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Ledger":
        """The inverse of :meth:`to_json`."""
        flows = {
            unit: Flow(flow["entered"], flow["kept"], Counter(flow["dropped"])) for unit, flow in value["flows"].items()
        }
        return cls(flows, Counter(value["counts"]))


def total(ledgers: Iterable[Ledger]) -> Ledger:
    """The sum of the parts' ledgers."""
    result = Ledger()
    for ledger in ledgers:
        result.add(ledger)
    return result


def check_handover(before: str, kept: int, after: str, entered: int, unit: str) -> None:
    """Raise unless what one stage kept is what the next one saw."""
    if kept != entered:
        raise UnbalancedLedgerError(f"{before} kept {kept} {unit}, but {after} saw {entered}")
