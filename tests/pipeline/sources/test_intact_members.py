"""Whole members in one pass: the same captures as member by member, whatever is damaged; none is looked at twice."""

import gzip
import io
from collections.abc import Callable, Iterator
from random import Random

import pytest

from weft.pipeline.sources import warc
from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.intact_members import intact_members
from weft.pipeline.sources.warc import read_warc

from ...fuzz.test_warc import TOKENS, files, members, packed_anew
from ...mutation import Mutator
from .test_warc import LIMIT, PAGES, record

MEMBERS = [gzip.compress(page) for page in PAGES]
WHOLE = b"".join(MEMBERS)


def reached(payload: bytes, start: int = 0) -> tuple[list[str], int]:
    """The urls of the captures of one pass, and where it ended."""
    urls = []
    passing = intact_members(io.BytesIO(payload), start, LIMIT)
    while True:
        try:
            urls.append(next(passing).url)
        except StopIteration as end:
            return urls, end.value


def told(payload: bytes) -> list[tuple]:
    def facts(capture: Capture) -> tuple:
        return (capture.url, capture.file, capture.offset, capture.length, capture.reason, capture.payload)

    return list(map(facts, read_warc(io.BytesIO(payload), LIMIT)))


@pytest.fixture
def singly(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], list[tuple]]:
    """What is read of a file where no member is taken for intact."""

    def nothing(stream: object, start: int, limits: object) -> Iterator[Capture]:
        return start
        yield  # type: ignore[unreachable]

    def read(payload: bytes) -> list[tuple]:
        with monkeypatch.context() as patch:
            patch.setattr(warc, "intact_members", nothing)
            return told(payload)

    return read


def test_all_but_the_last_member_are_read_in_one_pass() -> None:
    urls = [f"https://a.example/{number}" for number in range(3)]
    assert reached(WHOLE) == (urls, len(WHOLE) - len(MEMBERS[3]))
    assert reached(WHOLE, len(MEMBERS[0])) == (urls[1:], len(WHOLE) - len(MEMBERS[3]))


SECOND = {
    "another member of the same length as text": gzip.compress(b" " * len(PAGES[1])),
    "a header alone": gzip.compress(b"WARC/1.0\r\n\r\n"),
    "two records": gzip.compress(PAGES[1] + PAGES[2]),
    "half a record, and the other half": gzip.compress(PAGES[1][:150]) + gzip.compress(PAGES[1][150:]),
    "a wrong sum": MEMBERS[1][:-8] + bytes(4) + MEMBERS[1][-4:],
    "a wrong length": MEMBERS[1][:-4] + bytes(4),
    "a record that claims more": gzip.compress(PAGES[1].replace(b"Content-Length: ", b"Content-Length: 9")),
    "a record that claims less": gzip.compress(PAGES[1].replace(b"\r\n\r\n", b"\r\n\r\n   ", 1)),
    "a header with a blank more": gzip.compress(PAGES[1].replace(b"WARC-Type: ", b"WARC-Type:  ")),
    "lines that end in one byte": gzip.compress(PAGES[1].replace(b"\r\n", b"\n")),
    "one line that ends in one byte": gzip.compress(PAGES[1].replace(b"\r\nWARC-Date", b"\nWARC-Date")),
    "a second length": gzip.compress(PAGES[1].replace(b"WARC-Date", b"Content-Length: 7\r\nWARC-Date")),
    "a type that is not known": gzip.compress(record(kind="lamp")),
    "bytes between members": b"\0" * 700,
    "an empty member": gzip.compress(b""),
    "a plain record": PAGES[1],
}


@pytest.mark.parametrize("name", SECOND)
def test_the_first_member_that_may_be_another_ends_the_pass_and_costs_no_capture(
    name: str, singly: Callable[[bytes], list[tuple]]
) -> None:
    payload = MEMBERS[0] + SECOND[name] + MEMBERS[2] + MEMBERS[3]
    urls, end = reached(payload)
    assert urls in (["https://a.example/0"], [])
    assert end <= len(MEMBERS[0])
    assert told(payload) == singly(payload)


def test_mutants_are_read_as_member_by_member(singly: Callable[[bytes], list[tuple]]) -> None:
    mutator = Mutator(files(), TOKENS, repair=packed_anew)
    for number in range(400):
        payload = mutator.mutant(number)
        assert told(payload) == singly(payload), number


def test_each_member_of_a_whole_file_but_the_last_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []
    real = warc._of_member

    def counted(stream, start, size, limits):  # type: ignore[no-untyped-def]
        starts.append(start)
        return real(stream, start, size, limits)

    monkeypatch.setattr(warc, "_of_member", counted)
    payload = b"".join(MEMBERS * 500)
    assert len(told(payload)) == 2000
    assert starts == [len(payload) - len(MEMBERS[3])]
    odd = gzip.compress(PAGES[1].replace(b"WARC-Type: ", b"WARC-Type:  "))
    starts.clear()
    assert len(told(MEMBERS[0] * 100 + odd + MEMBERS[0] * 100)) == 201
    assert len(starts) == 2


def test_members_longer_than_what_is_kept_of_the_file_are_read_in_one_pass() -> None:
    longs = [record(f"https://a.example/{number}", Random(number).randbytes(900_000)) for number in range(3)]
    packed = [gzip.compress(PAGES[0]) + gzip.compress(one, 1) for one in longs]
    urls, end = reached(b"".join(packed))
    assert len(urls) == 5
    assert end == sum(map(len, packed)) - len(gzip.compress(longs[2], 1))


def test_a_file_of_odd_members_is_not_tried_again_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    real = warc.intact_members

    def counted(stream, start, limits):  # type: ignore[no-untyped-def]
        tries.append(start)
        return real(stream, start, limits)

    monkeypatch.setattr(warc, "intact_members", counted)
    odd = gzip.compress(PAGES[1].replace(b"WARC-Type: ", b"WARC-Type:  "))
    assert len(told(odd * 1000)) == 1000
    assert len(tries) == 9  # before 1, then 3, 7, 15 … members one by one


def test_captures_of_a_file_are_where_its_members_lie() -> None:
    for payload in (WHOLE, b"".join(members())):
        for url, file, offset, length, _, _ in told(payload):
            assert file == ""
            assert url.encode() in gzip.decompress(payload[offset : offset + length])
