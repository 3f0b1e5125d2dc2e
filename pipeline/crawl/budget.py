"""What is left to ask of one host in one round."""

import time
from dataclasses import dataclass

from ...schemas.recipe import HttpSettings
from .visit import VisitOutcome


@dataclass(frozen=True, slots=True)
class Used:
    """What the visits of a host have used up so far."""

    failures: int = 0
    """In a row."""
    closed: bool = False
    captured_bytes: int = 0
    spent_s: float = 0.0


class HostBudget:
    """Time, bytes and patience for one host."""

    def __init__(self, settings: HttpSettings, max_failures: int, used: Used) -> None:
        """``max_failures`` in a row close the host; ``used`` is what an earlier process used up."""
        self._settings = settings
        self._max_failures = max_failures
        self._failures = used.failures
        self._closed = used.closed
        self._captured_bytes = used.captured_bytes
        self._began_at = time.monotonic() - used.spent_s

    @property
    def used(self) -> Used:
        """What is used up now."""
        return Used(self._failures, self._closed, self._captured_bytes, time.monotonic() - self._began_at)

    def refusal(self) -> VisitOutcome | None:
        """Why nothing more is asked of the host in this round."""
        if self._closed:
            return VisitOutcome.HOST_CLOSED
        most_s, most_bytes = self._settings.max_host_s, self._settings.max_host_bytes
        if most_s is not None and time.monotonic() - self._began_at >= most_s:
            return VisitOutcome.HOST_TIME_SPENT
        return VisitOutcome.HOST_BYTES_SPENT if most_bytes is not None and self._captured_bytes >= most_bytes else None

    def close(self) -> None:
        """Let the host alone for the rest of the round."""
        self._closed = True

    def count(self, *, failed: bool) -> None:
        """Count an answer, or that none came."""
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= self._max_failures:
            self._closed = True

    def forgive(self) -> None:
        """Count no failure so far."""
        self._failures = 0

    def captured(self, count_bytes: int) -> None:
        """Count a captured body."""
        self._captured_bytes += count_bytes
