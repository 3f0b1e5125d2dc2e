"""Broken WARC files: no capture is lost without a word, and what is whole beside the damage is read as ever."""

import gzip
import io
import random
import re
from collections import Counter
from functools import lru_cache
from itertools import count

import pytest

from weft.pipeline.documents.reader import FileReader
from weft.pipeline.sources.capture import Capture, PayloadLimits
from weft.pipeline.sources.units import Unit
from weft.pipeline.sources.warc import MemberRecords, read_at, read_warc
from weft.pipeline.stages.extract import judge as extracted
from weft.schemas.recipe import ExtractSettings, FileSettings, WarcSource
from weft.schemas.tables import CaptureOutcome

from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons
from .warc_files import TOKENS, files, members, records

LIMITS = PayloadLimits(1 << 20, 1 << 20)
REASONS = {"http_0", *reasons("capture")} - {"extraction_failed", "timeout", "out_of_memory", "reader_crashed"}
UNIT = Unit(WarcSource(name="a", paths=("a.warc",)), "a.warc", 1, "")
NAMES = ("", "chunked", "gzip", "again", "a.png", "a.txt", "b.png", "end")


def read(payload: bytes) -> list[Capture]:
    return list(read_warc(io.BytesIO(payload), LIMITS))


def again(payload: bytes, capture: Capture) -> Capture:
    """The capture from its place alone."""
    if not capture.file:
        return read_at(io.BytesIO(payload), capture.offset, LIMITS)
    start = int(capture.file.removeprefix("#member:"))
    return MemberRecords(io.BytesIO(payload), start).read_at(capture.offset, LIMITS)


def assert_accounted(payload: bytes) -> Counter[str]:
    """Every capture is a document, a medium or a documented reason, in its place, and read again from there."""
    outcomes: Counter[str] = Counter()
    ends: dict[str, int] = {}
    with FileReader(FileSettings()) as reader:  # never asked: no file in these archives is a document
        for capture in read(payload):
            assert capture.offset >= ends.get(capture.file, 0)
            ends[capture.file] = capture.offset + capture.length
            assert capture.length > 0
            if not capture.file:
                assert ends[""] <= len(payload)
            if capture.reason is None:
                found = again(payload, capture)
                assert (found.url, found.payload, found.headers) == (capture.url, capture.payload, capture.headers)
            row, reading = extracted(capture, UNIT, ExtractSettings(), reader)
            kept = row["outcome"] != CaptureOutcome.DROPPED
            assert kept == (row["reason"] is None)
            assert (row["outcome"] == CaptureOutcome.DOCUMENT) == (reading.document is not None)
            outcomes[row["outcome"] if kept else row["reason"]] += 1
    return outcomes


def told(reason: str) -> str:
    """A status that a mutation made up, as if it were none."""
    return "http_0" if reason.removeprefix("http_").isdigit() else reason


def test_the_files_that_are_broken_here_are_whole() -> None:
    for payload in files():
        captures = read(payload)
        assert [capture.url for capture in captures] == [f"https://lamps.example/{name}" for name in NAMES]
        assert [capture.reason for capture in captures] == [None, None, None, "revisit", None, None, None, None]
        assert assert_accounted(payload) == {"document": 5, "media": 2, "revisit": 1}


def test_broken_warc_files_lose_no_capture_without_a_word(fuzz: Fuzz) -> None:
    def judge(payload: bytes) -> str:
        outcomes = assert_accounted(payload)
        kept = outcomes.pop("document", 0) + outcomes.pop("media", 0)
        assert {told(reason) for reason in outcomes} <= REASONS
        if not kept and not outcomes:
            assert not re.search(rb"WARC-Type: *(response|resource)", payload)
            return "warc_broken"
        return KEPT if kept else told(max(outcomes, key=lambda reason: (outcomes[reason], reason)))

    mutator = Mutator(files(), TOKENS, repair=packed_anew)
    fuzz(Campaign("warc", mutator, judge, REASONS, quick=2000, max_s=5))


def packed_anew(payload: bytes, chance: random.Random) -> bytes:
    """A plain file as gzip, a member a record or all in one."""
    if payload[:2] == b"\x1f\x8b":
        return payload
    pieces = [b"WARC/1" + piece for piece in payload.split(b"WARC/1")]
    pieces[0] = pieces[0].removeprefix(b"WARC/1")
    whole = chance.randrange(2) == 0
    return gzip.compress(payload, mtime=0) if whole else b"".join(gzip.compress(p, mtime=0) for p in pieces if p)


@lru_cache(maxsize=1)
def captured() -> tuple[tuple[str, str | None, bytes] | None, ...]:
    """What each member holds, by itself; None where it is no capture."""
    found = [read(member) for member in members()]
    return tuple((captures[0].url, captures[0].reason, captures[0].payload) if captures else None for captures in found)


def broken_member(number: int) -> tuple[int, bytes]:
    """One member of the file but the last, broken as it lies there, or its record broken and packed anew."""
    chance = random.Random(number)
    which = chance.randrange(len(members()) - 1)
    if chance.randrange(2):
        return which, gzip.compress(Mutator((records()[which],), TOKENS).mutant(number), mtime=0)
    return which, Mutator((members()[which],), TOKENS).mutant(number)


class _Members(Mutator):
    """Files with one broken member."""

    def mutant(self, number: int) -> bytes:
        which, broken = broken_member(number)
        return b"".join((*members()[:which], broken, *members()[which + 1 :]))


def test_a_broken_member_harms_no_other(fuzz: Fuzz, pytestconfig: pytest.Config) -> None:
    numbers = count(pytestconfig.getoption("first_mutant"))

    def judge(payload: bytes) -> str:
        which, broken = broken_member(next(numbers))
        found = [(capture.url, capture.reason, capture.payload) for capture in read(payload)]
        for at, capture in enumerate(captured()):
            if capture is not None and at != which:
                assert found.count(capture) >= 1, (which, at)
        left = [capture for capture in found if capture not in captured()]
        if captured()[which] in found:
            return KEPT
        if captured()[which] is None and not left:
            return KEPT  # a request, or another record that is no capture
        assert left, broken
        return next((told(reason) for _, reason, _ in left if reason is not None), KEPT)

    fuzz(Campaign("warc member", _Members(members()), judge, REASONS, quick=2000, max_s=2))
