import asyncio
import datetime
from itertools import pairwise

import pytest

from weft.pipeline.crawl.politeness import Patience, Turnstile, retry_after_s

NOW = datetime.datetime(2026, 1, 1, 12, 0, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("", 0),
        ("9" * 40, 999999999),
        ("²", 0),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", 0),
        ("Thu, 01 Jan 2026 12:00:30 +99999999999999999999", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert retry_after_s(value, NOW) == seconds


def test_backoff_doubles_with_a_jitter_that_is_the_same_every_run() -> None:
    patience = Patience(backoff_s=1, max_backoff_s=3)
    for attempt, (least, most) in enumerate([(0.5, 1), (1, 2), (1.5, 3), (1.5, 3)]):
        waits = {patience.wait_s(f"http://example.org/{n}", attempt) for n in range(50)}
        assert least <= min(waits) < max(waits) <= most
        assert len(waits) == 50
        assert waits == {patience.wait_s(f"http://example.org/{n}", attempt) for n in range(50)}


def test_one_request_at_a_time_and_the_delay_after_each_answer() -> None:
    async def run() -> list[tuple[float, float]]:
        turnstile = Turnstile(0.05)
        times = []

        async def request() -> None:
            async with turnstile:
                start = asyncio.get_running_loop().time()
                await asyncio.sleep(0.01)
                turnstile.answered()
                answered = asyncio.get_running_loop().time()
                await asyncio.sleep(0.02)
                times.append((start, answered))

        await asyncio.gather(*(request() for _ in range(4)))
        return times

    times = asyncio.run(run())
    assert all(start - answered >= 0.05 for (_, answered), (start, _) in pairwise(times))


def test_a_slower_pace_and_a_hold_apply_to_the_next_request() -> None:
    async def run() -> list[float]:
        loop = asyncio.get_running_loop()
        turnstile = Turnstile(0)
        times = [loop.time()]
        async with turnstile:
            pass
        turnstile.slow_down(0.06)
        turnstile.slow_down(0.01)
        async with turnstile:
            times.append(loop.time())
        turnstile.hold(0.1)
        async with turnstile:
            times.append(loop.time())
        return times

    times = asyncio.run(run())
    assert times[1] - times[0] >= 0.06
    assert times[2] - times[1] >= 0.1
