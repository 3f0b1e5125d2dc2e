"""One format under fire: each mutant is judged, timed and counted; a good file in between is read as ever."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..mutation import Mutator

KEPT = "kept"
_GOOD_EVERY = 100


@dataclass
class Tally:
    """What became of the mutants of one format; sent from test process to test process as ``row``."""

    format: str
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest_ms: int = 0
    slowest: int = 0
    """Number of the mutant that took longest."""

    def row(self) -> dict[str, object]:
        """As plain values."""
        return {
            "format": self.format,
            "outcomes": dict(self.outcomes),
            "slowest_ms": self.slowest_ms,
            "slowest": self.slowest,
        }


@dataclass(frozen=True)
class Campaign:
    """A format's mutants, and what must hold for each."""

    format: str
    mutator: Mutator
    judge: Callable[[bytes], str]
    """``kept``, or the reason for the ledger. Raises where the file does harm, or what is kept is not sound."""
    reasons: frozenset[str]
    """The reasons that are documented."""
    quick: int
    """Mutants in a run of all tests; as many as cost a few seconds."""
    max_s: float
    """Processor or wall time that ``clock`` may go on for one mutant."""
    good: Callable[[], None] = lambda: None
    """Asserts that a good file is read as it was before."""
    clock: Callable[[], float] = time.process_time

    def run(self, mutants: int, first: int = 0) -> Tally:
        """Judge ``mutants`` of them, from number ``first`` on."""
        tally = Tally(self.format)
        for number in range(first, first + mutants):
            payload = self.mutator.mutant(number)
            start = self.clock()
            outcome = self.judge(payload)
            taken_s = self.clock() - start
            where = f"{self.format}, mutant {number}: {outcome} after {taken_s:.2f} s"
            assert outcome == KEPT or outcome in self.reasons, where
            assert taken_s < self.max_s, where
            tally.outcomes[outcome] += 1
            if 1000 * taken_s > tally.slowest_ms:
                tally.slowest_ms, tally.slowest = round(1000 * taken_s), number
            if number % _GOOD_EVERY == _GOOD_EVERY - 1:
                self.good()
        assert tally.outcomes.total() == mutants
        return tally
