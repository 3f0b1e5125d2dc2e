"""Broken pages: 2,000 seeded mutations of the placement pages. None raises, none takes long."""

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from weft.pipeline.extract.html import read_html
from weft.schemas.document import SegmentKind

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "data" / "placement").glob("*.html"))]
MUTANTS = 2000
BATCHES = 10
MAX_SECONDS = 1.0
MAX_MUTANT_BYTES = 1 << 19
_TAG = re.compile(rb"<[^>]*>")
_CHARSETS = ("utf-16", "utf-8", "cp1251", "shift_jis", "gb18030", "latin-1")

Mutation = Callable[[bytes, random.Random], bytes]


def flip_bytes(page: bytes, chance: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(1, len(page) + 1)]


def duplicate_tags(page: bytes, chance: random.Random) -> bytes:
    rate = chance.random() / 2
    return _TAG.sub(lambda tag: tag[0] * (chance.randint(2, 5) if chance.random() < rate else 1), page)


def delete_tags(page: bytes, chance: random.Random) -> bytes:
    rate = chance.random()
    return _TAG.sub(lambda tag: b"" if chance.random() < rate else tag[0], page)


def shuffle_tags(page: bytes, chance: random.Random) -> bytes:
    tags = _TAG.findall(page)
    chance.shuffle(tags)
    return _TAG.sub(lambda _: tags.pop(), page)


def nest(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice([b"div", b"b", b"table", b"ul", b"blockquote", b"figure", b"a href=x", b"svg", b"p"])
    position = chance.randrange(len(page))
    return page[:position] + b"<%s>" % tag * chance.choice([3, 300, 3000]) + page[position:]


def huge_attribute(page: bytes, chance: random.Random) -> bytes:
    name = chance.choice([b"class", b"srcset", b"style", b"src", b"alt", b"id", b"data-src", b"colspan", b"href"])
    unit = chance.choice([b"a", b"a ", b"a,", b"caption-", b"%", b"9", b"../", b"((", b"\xff", b" ,", b"aB"])
    value = unit * (chance.choice([1 << 10, 1 << 16]) // len(unit))
    return _TAG.sub(lambda tag: tag[0][:-1] + b' %s="%s">' % (name, value), page, count=chance.randint(1, 4))


def mix_charsets(page: bytes, chance: random.Random) -> bytes:
    half = chance.randrange(len(page))
    recoded = page[half:].decode("utf-8", "replace").encode(chance.choice(_CHARSETS), "replace")
    return b"<meta charset=%s>" % chance.choice(_CHARSETS).encode() + page[:half] + recoded


def join(page: bytes, chance: random.Random) -> bytes:
    other = chance.choice(PAGES)
    return page[: chance.randrange(len(page))] + other[chance.randrange(len(other)) :]


def repeat(page: bytes, chance: random.Random) -> bytes:
    return page * chance.randint(2, 30)


MUTATIONS: tuple[Mutation, ...] = (
    *(flip_bytes, truncate, duplicate_tags, delete_tags, shuffle_tags),
    *(nest, huge_attribute, mix_charsets, join, repeat),
)


def mutant(seed: int) -> bytes:
    """A page with one to three mutations; the same for a seed in every run."""
    chance = random.Random(seed)
    page = chance.choice(PAGES)
    for mutate in chance.choices(MUTATIONS, k=chance.randint(1, 3)):
        page = mutate(page, chance)[:MAX_MUTANT_BYTES] or b"<"
    return page


@pytest.mark.parametrize("batch", range(BATCHES))
def test_broken_pages_are_read_in_time(batch: int) -> None:
    for seed in range(batch, MUTANTS, BATCHES):
        page = mutant(seed)
        start = time.process_time()
        segments = read_html(page, "https://e.com/d/page.html").document.segments
        assert time.process_time() - start < MAX_SECONDS, f"seed {seed}"
        for segment in segments:
            assert segment.text.strip() or segment.media_url, f"seed {seed}"
            assert segment.kind is SegmentKind.TEXT or segment.media_url.startswith("http"), f"seed {seed}"
            segment.text.encode("utf-8")
