"""Mutations of markup: tags doubled, lost and out of place, nests, endless attributes, and encodings that mix."""

import random
import re

from .mutation import Mutation

_TAG = re.compile(rb"<[^>]*>")
_CHARSETS = ("utf-16", "utf-8", "cp1251", "shift_jis", "gb18030", "latin-1")


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


def repeat(page: bytes, chance: random.Random) -> bytes:
    return page * chance.randint(2, 30)


MARKUP: tuple[Mutation, ...] = (
    *(duplicate_tags, delete_tags, shuffle_tags),
    *(nest, huge_attribute, mix_charsets, repeat),
)
