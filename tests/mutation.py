"""Broken files out of valid ones: seeded mutations of bytes, the same mutant for the same number in every run."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Mutation = Callable[[bytes, random.Random], bytes]

_EDGE_BYTES = 512
"""Where formats keep their headers and indexes; half of all mutations fall there."""
_RUN_BYTES = 64
_DIGITS = re.compile(rb"\d{1,10}")
_NUMBERS = (b"0", b"-1", b"1", b"2", b"255", b"256", b"65535", b"65536", b"2147483647", b"4294967295", b"9" * 20)
_WIDTHS = (1, 2, 4, 8)


def place(content: bytes, chance: random.Random) -> int:
    """An offset into ``content``, or its end; near the start or the end half of the time."""
    edge = min(_EDGE_BYTES, len(content))
    match chance.randrange(4):
        case 0:
            return chance.randint(0, edge)
        case 1:
            return len(content) - chance.randint(0, edge)
        case _:
            return chance.randint(0, len(content))


def run(content: bytes, chance: random.Random) -> tuple[int, int]:
    """Start and end of a short run of bytes; once in eight times it may be long."""
    start = place(content, chance)
    longest = len(content) if chance.randrange(8) == 0 else _RUN_BYTES
    return start, min(len(content), start + chance.randint(1, max(longest, 1)))


def flip_bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 16)):
        changed[min(place(content, chance), len(content) - 1)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite(content: bytes, chance: random.Random) -> bytes:
    start, end = run(content, chance)
    filling = chance.choice((b"\0", b"\xff", b"\x7f", b"\x80"))
    others = chance.randbytes(end - start) if chance.randrange(2) else filling * (end - start)
    return content[:start] + others + content[end:]


def delete_run(content: bytes, chance: random.Random) -> bytes:
    start, end = run(content, chance)
    return content[:start] + content[end:]


def duplicate_run(content: bytes, chance: random.Random) -> bytes:
    start, end = run(content, chance)
    return content[:start] + content[start:end] * chance.choice((2, 3, 16, 200)) + content[end:]


def swap_runs(content: bytes, chance: random.Random) -> bytes:
    first, second, third, fourth = sorted((*run(content, chance), *run(content, chance)))
    return content[:first] + content[third:fourth] + content[second:third] + content[first:second] + content[fourth:]


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: place(content, chance)]


def interesting_integer(width_bytes: int, chance: random.Random) -> bytes:
    """0, 1, the largest and the smallest of a width, their neighbours, powers of two; of either byte order."""
    bits = 8 * width_bytes
    number = chance.choice((0, 1, 2, (1 << bits) - 1, (1 << bits) - 2, 1 << bits - 1, (1 << bits - 1) - 1))
    if chance.randrange(3) == 0:
        number = 1 << chance.randrange(bits)
    return number.to_bytes(width_bytes, chance.choice(("big", "little")))


def put_integer(content: bytes, chance: random.Random) -> bytes:
    """An interesting integer over what was there, or between."""
    width = chance.choice(_WIDTHS)
    start = place(content, chance)
    return content[:start] + interesting_integer(width, chance) + content[start + width * chance.randrange(2) :]


def change_length(content: bytes, chance: random.Random) -> bytes:
    """An integer that could be a length, since it is smaller than the file, made larger or smaller."""
    width, order = chance.choice((2, 4)), chance.choice(("big", "little"))
    for _ in range(64):
        start = place(content, chance)
        length = int.from_bytes(content[start : start + width], order)
        if start + width <= len(content) and 0 < length <= len(content):
            break
    else:
        return put_integer(content, chance)
    most = (1 << 8 * width) - 1
    other = chance.choice((0, length - 1, length + 1, length // 2, length * 2, length * 256, len(content), most))
    return content[:start] + min(other, most).to_bytes(width, order) + content[start + width :]


def change_number(content: bytes, chance: random.Random) -> bytes:
    """A decimal number, of formats that spell theirs, replaced by another."""
    found = _DIGITS.search(content, place(content, chance)) or _DIGITS.search(content)
    if found is None:
        return put_integer(content, chance)
    return content[: found.start()] + chance.choice(_NUMBERS) + content[found.end() :]


def put_token(tokens: Sequence[bytes]) -> Mutation:
    """A mutation that writes a word of the format somewhere, once or many times, over what was there or between."""

    def mutate(content: bytes, chance: random.Random) -> bytes:
        start = place(content, chance)
        word = chance.choice(tokens) * chance.choice((1, 1, 1, 2, 50))
        return content[:start] + word + content[start + len(word) * chance.randrange(2) :]

    return mutate


def splice(others: Sequence[bytes]) -> Mutation:
    """A mutation that goes on with, or takes in, a piece of another file."""

    def mutate(content: bytes, chance: random.Random) -> bytes:
        other = chance.choice(others)
        start, end = run(other, chance)
        at = place(content, chance)
        return content[:at] + (other[start:] if chance.randrange(2) else other[start:end] + content[at:])

    return mutate


BYTES: tuple[Mutation, ...] = (
    *(flip_bits, overwrite, delete_run, duplicate_run, swap_runs),
    *(truncate, put_integer, change_length, change_number),
)


@dataclass(frozen=True)
class Mutator:
    """Mutants of ``seeds``: a seed, or another each time, under one to four mutations."""

    seeds: Sequence[bytes]
    tokens: Sequence[bytes] = ()
    """Words of the format."""
    others: Sequence[Mutation] = ()
    """Mutations of the format's own, as often as those of bytes together."""
    repair: Mutation | None = None
    """Makes sums and wrappings whole again, in every second mutant, so that it gets past them."""
    max_bytes: int = 1 << 20

    def mutant(self, number: int) -> bytes:
        """The mutant of a number, from 0; never empty, and never a seed."""
        chance = random.Random(number)
        content = self.seeds[number % len(self.seeds)]
        general = [*BYTES, splice(self.seeds), *([put_token(self.tokens)] * 3 if self.tokens else ())]
        for _ in range(chance.choice((1, 1, 2, 4))):
            mutate = chance.choice(self.others if self.others and chance.randrange(2) else general)
            content = mutate(content, chance)[: self.max_bytes] or b"\0"
        if self.repair is not None and chance.randrange(2):
            content = self.repair(content, chance)[: self.max_bytes] or b"\0"
        while content in self.seeds:  # swapped with itself, or a zero put over a zero
            content = flip_bits(content, chance)
        return content
