"""What a walk over a page gives: blocks in reading order, and the containers that hold them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ....schemas.document import Role, Segment, SegmentKind

MIN_PROSE_CHARACTERS = 60
MAX_PROSE_LINK_DENSITY = 0.4
MAX_TITLE_LEVEL = 3
"""The lowest level of a heading that may be the title of its page."""
TITLE_SHARE = 0.5
"""A line that makes up this share of the page's title is the title of its content."""
_MIN_COMMON_WIDTH = 20
"""Of what a heading and the page's title begin with."""
_TEXT, _HEADING, _CAPTION = SegmentKind.TEXT, Role.HEADING, Role.CAPTION
"""Bound here, as Python 3.11 calls a function for each member of an enum that is named."""


@dataclass(slots=True)
class Block:
    """One segment with what judging it needs: where it stands and how much of it is links."""

    segment: Segment
    container: int
    """Index of the innermost container in ``Blocks.containers``."""
    link_chars: int = 0
    """Characters of the text that stand inside links."""

    is_emphasis: bool = False
    """Whether all of the text is set in italics."""

    @property
    def is_medium(self) -> bool:
        return self.segment.kind is not _TEXT

    @property
    def link_density(self) -> float:
        """Share of the text inside links, 0 to 1."""
        return self.link_chars / len(self.segment.text) if self.segment.text else 0.0

    def prose_characters(self, minimum: int = MIN_PROSE_CHARACTERS) -> int:
        """Characters that count as prose: those of text of some length, outside links, headings and captions."""
        segment = self.segment
        role = segment.role
        if role is _HEADING or role is _CAPTION or segment.kind is not _TEXT:
            return 0
        characters = len(segment.text)
        if characters < minimum and characters + wide_characters(segment.text) < minimum:
            return 0
        return characters if self.link_chars <= MAX_PROSE_LINK_DENSITY * characters else 0


def wide_characters(text: str) -> int:
    """Chinese characters, kana and hangul: each says about as much as two letters of an alphabet."""
    return 0 if text.isascii() else len(_WIDE.findall(text))


def width(text: str) -> int:
    """Characters of a text, where a Chinese one counts as two."""
    return len(text) + wide_characters(text)


def is_title(text: str, page_title: str) -> bool:
    """Whether a line says what the page calls itself, which may say the name of its site besides.

    The kind of a thread in brackets before it, as forums of Discuz! have it, is no part of the name.
    """
    if text[:1] == "[" and text not in page_title:
        text = _IN_BRACKETS.sub("", text)
    if not text or len(text) > len(page_title) or text not in page_title:
        return False
    if width(text) >= TITLE_SHARE * width(page_title):
        return True
    return text == _widest_name(page_title)


def begins_title(heading: str, page_title: str) -> bool:
    """Whether a heading is the page's title, or begins as that does, which may go on with other words."""
    shared = next((at for at, (one, other) in enumerate(zip(heading, page_title)) if one != other), len(heading))
    return is_title(heading, page_title) or width(heading[:shared]) >= _MIN_COMMON_WIDTH


@lru_cache(maxsize=64)
def _widest_name(page_title: str) -> str:
    """The name in a page's title that is wider than all others; empty where two are as wide."""
    names = sorted(set(_BETWEEN_NAMES.split(page_title)), key=width)
    return names[-1] if len(names) == 1 or width(names[-1]) > width(names[-2]) else ""


def is_first_name(text: str, page_title: str) -> bool:
    """Whether a page's title begins with a text, and goes on with the name of something else."""
    return bool(text) and page_title.startswith(text) and _BETWEEN_NAMES.match(page_title, len(text)) is not None


_IN_BRACKETS = re.compile(r"^\[[^\]]{1,12}\]\s*")
_BETWEEN_NAMES = re.compile(r"\s+[-–—|·•»:]+\s+")
_NUMBERS = re.compile(r"[\d_-]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def kind_of(class_: str) -> str:
    """The first name of a ``class``, without the numbers that tell elements of one kind apart."""
    return _NUMBERS.sub("", class_.strip().partition(" ")[0])


@dataclass(slots=True)
class Container:
    """One sectioning element that holds blocks, itself or in others inside it."""

    parent: int
    """Index of the container around it; always lower than its own. The root is its own parent."""
    tag: str
    is_suspect: bool = False
    """Whether its names call it boilerplate."""
    group: str = ""
    """What suspects share that are judged together: names in their class that speak against them, or all of a
    paragraph's class; empty for others."""
    is_reviews: bool = False
    """Whether it holds customers' reviews."""
    is_content: bool = False
    """Whether the page marks it as its content (``article``, ``main``, ``itemprop=articleBody`` …)."""
    column: int = -1
    """Of a cell in a table of a discussion: its place in its row, from 0."""
    class_: str = ""
    """Its ``class``; empty where it has none, or is no ``div`` or the like."""

    @property
    def kind(self) -> str:
        """Its first class name, without the numbers that tell elements of one kind apart."""
        return kind_of(self.class_)


@dataclass(slots=True)
class Blocks:
    """A page as flat lists."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    title: str = ""
    """What the page calls itself."""
    author: str = ""
    """Who wrote it, as it says of itself: names separated by ``; ``."""
    is_article: bool = False
    """Whether its linked data call it one."""
    is_discussion: bool = False
    is_offer: bool = False
    """Whether it offers something for sale."""
    has_cart_button: bool = False
    """Whether a button on it, or what is around one, puts something into a cart."""

    def subtrees(self) -> list[range]:
        """For each container the indexes of itself and of all inside it, which follow it."""
        last = list(range(len(self.containers)))
        for index in range(len(last) - 1, 0, -1):
            parent = self.containers[index].parent
            last[parent] = max(last[parent], last[index])
        return [range(first, end + 1) for first, end in enumerate(last)]

    def ancestors(self, container: int) -> set[int]:
        """Indexes of the containers around one."""
        ancestors = set()
        while container:
            container = self.containers[container].parent
            ancestors.add(container)
        return ancestors


def subtree_sums(parents: list[int], places: list[int], weights: list[int]) -> list[int]:
    """Sum of the weights of all blocks in and below each container; ``places`` are the containers of the blocks."""
    sums = [0] * len(parents)
    for at, weight in zip(places, weights):
        if weight:
            sums[at] += weight
    for index in range(len(parents) - 1, 0, -1):
        if below := sums[index]:
            sums[parents[index]] += below
    return sums
