"""How long a host is left alone: between requests, after a failure, and for good."""

import asyncio
import datetime
import hashlib
from dataclasses import dataclass
from types import TracebackType

from ..http_fields import http_date
from .visit import VisitOutcome, http_outcome

PASSING_STATUSES = frozenset((408, 429, *range(500, 600))) - {501, 505}
"""Statuses that another try may cure: every 5xx but "not implemented" and "version not supported"."""

PASSING_OUTCOMES = frozenset(
    (
        VisitOutcome.TIMEOUT,
        VisitOutcome.DNS_FAILED,
        VisitOutcome.CONNECTION_FAILED,
        VisitOutcome.ROBOTS_UNREACHABLE,
        VisitOutcome.HOST_CLOSED,
        VisitOutcome.HOST_TIME_SPENT,
        VisitOutcome.HOST_BYTES_SPENT,
        VisitOutcome.VISIT_FAILED,
        *(http_outcome(status) for status in PASSING_STATUSES),
    )
)
"""Outcomes that another day, or another version, may cure."""


@dataclass(frozen=True)
class Patience:
    """What a host is forgiven."""

    backoff_s: float = 1.0
    """Wait before the first retry, doubled for each further one, less up to half of it by jitter."""
    max_backoff_s: float = 60.0
    failures: int = 5
    """Visits that fail one after another, retries included, before the host is closed for the round."""

    def wait_s(self, url: str, attempt: int) -> float:
        """Seconds before retry number ``attempt`` (from 0). The jitter comes from the url: the same every run."""
        digest = hashlib.blake2b(f"{attempt} {url}".encode(), digest_size=8, person=b"weft.backoff").digest()
        share = int.from_bytes(digest) / 2**64
        return float(min(self.max_backoff_s, self.backoff_s * 2**attempt) * (0.5 + share / 2))


class Turnstile:
    """Lets one request at a time through to a host, each at least ``delay_s`` after the one before.

    The delay counts from the moment the last response began (or failed), which the server has seen later than
    the request before, so it holds on the server's clock as well.
    """

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._lock = asyncio.Lock()
        self._free_at = 0.0
        self._answered = False

    def slow_down(self, delay_s: float) -> None:
        """Lets requests through no faster than this from now on."""
        if delay_s > self._delay_s:
            self._free_at += delay_s - self._delay_s
            self._delay_s = delay_s

    def hold(self, wait_s: float) -> None:
        """Lets no request through for the next ``wait_s`` seconds."""
        self._free_at = max(self._free_at, asyncio.get_running_loop().time() + wait_s)

    def answered(self) -> None:
        """Marks that the host began to answer the request inside."""
        self._answered = True
        self._free_at = asyncio.get_running_loop().time() + self._delay_s

    async def __aenter__(self) -> "Turnstile":
        await self._lock.acquire()
        try:
            wait_s = self._free_at - asyncio.get_running_loop().time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
        except BaseException:
            self._lock.release()
            raise
        self._answered = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._answered:
            self.answered()
        self._lock.release()


def retry_after_s(value: str, now: datetime.datetime) -> float:
    """Seconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3); 0 for one that can't be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    date = http_date(value)
    return max(0.0, (date - now).total_seconds()) if date is not None else 0.0
