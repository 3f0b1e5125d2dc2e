"""Bytes of a gzip member, as far as they go: zlib's own module says what a damaged one holds."""

import gzip
import io
import random
import zlib
from collections.abc import Iterator

import pytest

from weft.pipeline.sources.record_bytes import GzipMember

TEXT = b"".join(b"line %d of the lamp's log\n" % number for number in range(20_000))
NOISE = random.Random(5).randbytes(150_000)


def held_bytes(packed: bytes) -> int:
    """How many bytes a member gives one by one before zlib finds its damage."""
    inflater, count = zlib.decompressobj(31), 0
    try:
        while piece := inflater.decompress(packed, 1):
            count, packed = count + len(piece), inflater.unconsumed_tail
    except zlib.error:
        pass
    return count


def pieces(member: GzipMember, size: int) -> Iterator[bytes]:
    while piece := member.read(size):
        yield piece


def read_on(member: GzipMember, size: int) -> bytes:
    """Everything up to the damage, in pieces of at most ``size`` bytes."""
    found = []
    with pytest.raises(OSError, match="is damaged"):
        found.extend(pieces(member, size))
    return b"".join(found)


@pytest.mark.parametrize("plain", [TEXT, NOISE])
@pytest.mark.parametrize("at", [0.5, 0.9, None])
@pytest.mark.parametrize("size", [1000, 65_536, 1 << 20])
def test_all_before_the_damage_is_read_whatever_the_size_of_the_pieces(
    plain: bytes, at: float | None, size: int
) -> None:
    packed = bytearray(gzip.compress(plain))
    if at is None:
        packed[-8] ^= 1  # the sum
    else:
        cut = int(len(packed) * at)
        packed[cut:] = packed[cut:][::-1]
    expected = held_bytes(bytes(packed))
    member = GzipMember(io.BytesIO(bytes(packed)), 0)
    found = read_on(member, size)
    assert len(found) == expected
    assert at is not None or found == plain[:-1]  # zlib looks at the sum before it gives the last
    assert member.is_broken


@pytest.mark.parametrize("place", [1, 2661, 65_536, 70_001])
def test_what_lies_before_the_damage_is_found_from_any_place(place: int) -> None:
    packed = gzip.compress(TEXT)[:-8] + bytes(8)
    member = GzipMember(io.BytesIO(packed), 0)
    assert member.seek(place) == place
    assert member.range(place, 10) == TEXT[place : place + 10]
    member.seek(place)
    assert read_on(member, 65_536) == TEXT[place:-1]


def test_the_first_bytes_behind_a_place_are_known() -> None:
    member = GzipMember(io.BytesIO(gzip.compress(TEXT)), 0)
    member.seek(2661)
    assert member.range(2661, 10) == TEXT[2661:2671]


@pytest.mark.parametrize("left", [0.1, 0.5, 0.99])
def test_all_that_a_cut_off_member_holds_is_read_in_pieces_of_any_size(left: float) -> None:
    packed = gzip.compress(TEXT)
    packed = packed[: int(len(packed) * left)]
    expected = zlib.decompressobj(31).decompress(packed)
    for size in (1, 7, 1000, 1 << 20):
        member = GzipMember(io.BytesIO(packed), 0)
        assert b"".join(pieces(member, size)) == expected
        assert member.is_cut_off
