import random
import subprocess
import sys
from pathlib import Path

import pytest

from .mutation import BYTES, Mutator, change_length, change_number, put_token, splice

SEEDS = (bytes(range(256)) * 4, b"length 12 and width 640\n" * 20, b"x")


def test_the_same_mutants_in_every_run() -> None:
    script = (
        "import hashlib; from tests.mutation import Mutator; mutator = Mutator((b'a' * 99, b'12'), (b'<a>',));"
        "print(hashlib.sha256(b'|'.join(mutator.mutant(number) for number in range(300))).hexdigest())"
    )
    root = Path(__file__).parents[1]
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_nearly_every_mutant_is_another_file() -> None:
    mutants = {Mutator(SEEDS[:2]).mutant(number) for number in range(1000)}
    assert len(mutants) > 950
    assert not mutants & set(SEEDS)


@pytest.mark.parametrize("mutate", [*BYTES, splice(SEEDS), put_token((b"word",))])
@pytest.mark.parametrize("content", [b"\0", b"ab", SEEDS[0]], ids=["one byte", "two bytes", "a kilobyte"])
def test_every_mutation_takes_any_file(mutate, content: bytes) -> None:
    for number in range(200):
        assert len(mutate(content, random.Random(number))) <= 201 * len(content) + 2000


def test_mutants_are_never_empty_nor_over_their_limit() -> None:
    mutator = Mutator((b"a", b"bc" * 5000), max_bytes=10_000)
    assert all(1 <= len(mutator.mutant(number)) <= 10_000 for number in range(500))


def test_a_length_is_changed_where_one_is() -> None:
    content = bytes(40) + (64).to_bytes(4, "big") + bytes(60)
    changed = {change_length(content, random.Random(number))[40:44] for number in range(400)}
    assert {(63).to_bytes(4, "big"), (65).to_bytes(4, "big"), b"\xff" * 4} <= changed


def test_a_number_is_spelled_anew() -> None:
    changed = {change_number(b"width=640;", random.Random(number)) for number in range(200)}
    assert b"width=65536;" in changed
    assert b"width=-1;" in changed


def test_a_repair_comes_last_in_half_of_all() -> None:
    mutator = Mutator(SEEDS, repair=lambda content, chance: b"mended")
    assert 400 < sum(mutator.mutant(number) == b"mended" for number in range(1000)) < 600
