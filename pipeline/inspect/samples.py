"""A few rows out of many, the same ones every time: those with the smallest hashes."""

from bisect import insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row")


@dataclass
class SmallestHashes(Generic[Row]):
    """Of each group, the ``number`` rows whose hashes are smallest: a sample that does not depend on order.

    Of rows with one hash only the first is kept. Memory is ``number`` rows a group, and at most ``max_groups`` groups.
    """

    number: int
    max_groups: int = 256
    _groups: dict[str, list[tuple[bytes, Row]]] = field(default_factory=dict)

    def offer(self, group: str, digest: bytes, row: Row) -> None:
        """Show one row; it is kept while it is among the smallest of its group."""
        rows = self._groups.get(group)
        if rows is None:
            if len(self._groups) >= self.max_groups:
                return
            rows = self._groups[group] = []
        if len(rows) == self.number and digest >= rows[-1][0]:
            return
        if any(known == digest for known, _ in rows):
            return
        insort(rows, (digest, row), key=itemgetter(0))
        del rows[self.number :]

    def rows(self, group: str) -> list[Row]:
        """The kept rows of a group, smallest hash first."""
        return [row for _, row in self._groups.get(group, [])]

    def groups(self) -> Iterator[str]:
        """Group names, sorted."""
        yield from sorted(self._groups)


@dataclass
class Tallies:
    """Rows and weights by name, for names that may be many; weights are int64 [columns], e.g. one a modality.

    Exact for up to ``capacity`` names. Beyond, the lighter half is folded into :attr:`folded`, and a name
    that comes back starts again from zero: the heaviest names stay right in all but adversarial orders.
    """

    columns: int
    capacity: int = 50_000
    rows: Counter[str] = field(default_factory=Counter)
    weights: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    folded: int = 0
    """Weight of the names that were folded away."""

    def add(self, name: str, weights: NDArray[np.int64], rows: int = 1) -> None:
        """Count ``rows`` more rows of ``name`` that weigh ``weights`` together."""
        self.rows[name] += rows
        mine = self.weights.get(name)
        self.weights[name] = weights.astype(np.int64) if mine is None else mine + weights
        if len(self.weights) > self.capacity:
            for light, *_ in self.heaviest(len(self.weights))[self.capacity // 2 :]:
                self.folded += int(self.weights.pop(light).sum())
                del self.rows[light]

    def heaviest(self, number: int) -> list[tuple[str, int, tuple[int, ...]]]:
        """(name, rows, weights), heaviest first; names in order where weights are equal."""
        ranked = sorted(self.weights.items(), key=lambda item: (-int(item[1].sum()), item[0]))
        return [(name, self.rows[name], tuple(weights.tolist())) for name, weights in ranked[:number]]
