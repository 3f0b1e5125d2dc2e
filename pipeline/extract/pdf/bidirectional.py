"""From the order in which characters stand on a line to the order in which they are read.

The reverse of Unicode's bidirectional algorithm (UAX 9), without its explicit marks, which no page shows.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_STRONG_LEFTWARDS = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})
CLOSING_SIGNS = tuple(".,;:!?\u060c\u061b\u061f\u06d4")
"""What ends a sentence or a part of one: it stands at the left of a line that is read from the right."""
_OPENING = "([{\u00ab\u2039"
_CLOSING = ")]}\u00bb\u203a"
_BRACKETS = {bracket: number for brackets in (_OPENING, _CLOSING) for number, bracket in enumerate(brackets)}


def runs_leftwards(text: str) -> bool:
    """Whether any of it is of a script that is read from the right."""
    return _LEFTWARDS.search(text) is not None


def is_mostly_leftwards(text: str) -> bool:
    """Whether as many of its words or more begin in a script that is read from the right as in others."""
    firsts = [next((kind for kind in map(_kind, word) if kind in "LR"), "") for word in text.split()]
    return 0 < firsts.count("R") >= firsts.count("L")


class Base(Enum):
    """The direction of a line with words of both."""

    MOST_WORDS = auto()
    """That of most of its words."""
    LEFTWARDS = auto()


def in_reading_order(shown: str, base: Base = Base.MOST_WORDS) -> str:
    """A line as it is read; ``shown`` are its characters from left to right, marks behind their letters.

    Brackets open or close by what stands beside them, whichever way they are given: in PDFs some are mirrored.
    """
    clusters = clusters_of(shown)
    is_leftwards = base is Base.LEFTWARDS or is_mostly_leftwards(shown)
    ordered = _leftwards(clusters) if is_leftwards else _rightwards(clusters)
    return _with_brackets("".join(ordered))


def clusters_of(text: str) -> list[str]:
    """Characters, each with the marks behind it."""
    found: list[str] = []
    for character in text:
        if found and is_mark(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def is_mark(character: str) -> bool:
    """Whether it stands on the letter before it."""
    return unicodedata.category(character) in ("Mn", "Me")


def _kind(cluster: str) -> str:
    """``R`` for letters read from the right, ``L`` for others, ``N`` for numbers, ``-`` for the rest."""
    kind = unicodedata.bidirectional(cluster[0])
    if kind in _STRONG_LEFTWARDS:
        return "R"
    if kind == "L":
        return "L"
    return "N" if kind in _NUMBERS else "-"


def _rightwards(clusters: Sequence[str]) -> list[str]:
    """A line of a left-to-right script: the runs of the other one turned."""
    kinds = "".join(map(_kind, clusters))
    found: list[str] = []
    last = 0
    for run in re.finditer(r"R(?:[^L]*R)?", kinds):
        found += [*clusters[last : run.start()], *_leftwards(clusters[run.start() : run.end()])]
        last = run.end()
    return [*found, *clusters[last:]]


def _leftwards(clusters: Sequence[str]) -> list[str]:
    """A line of a right-to-left script: turned, with numbers and runs of other letters as they are."""
    kinds = "".join(map(_kind, clusters))
    found: list[str] = []
    last = len(clusters)
    for start, end in reversed(_runs_rightwards(clusters, kinds)):
        found += [*reversed(clusters[end:last]), *clusters[start:end]]
        last = start
    return [*found, *reversed(clusters[:last])]


def _runs_rightwards(clusters: Sequence[str], kinds: str) -> list[tuple[int, int]]:
    """The stretches between right-to-left letters that run to the right; from left to right."""
    found: list[tuple[int, int]] = []
    spelled = "".join(map(_number_kind, clusters))
    for island in re.finditer("[^R]+", kinds):
        follows_arabic = _follows_arabic(clusters, kinds, island.end())
        for start, end in _parts(clusters, kinds, island.start(), island.end()):
            if "L" in kinds[start:end]:
                found.append(_with_closing_bracket(clusters, start, end))
            else:
                found += _numbers(spelled, start, end, follows_arabic)
    return found


def _parts(clusters: Sequence[str], kinds: str, start: int, end: int) -> list[tuple[int, int]]:
    """Parts of an island from letter or number to letter or number.

    A comma or a full stop that has white on its left belongs to what is on its right: there two parts meet. A bracket
    may stand before the white.
    """
    solid = [number for number in range(start, end) if kinds[number] != "-"]
    if not solid:
        return []
    starts = [solid[0]]
    ends = []
    for one, other in pairwise(solid):
        gap = "".join(clusters[one + 1 : other])
        if gap.lstrip(_OPENING + _CLOSING)[:1].isspace() and gap[-1:] in CLOSING_SIGNS:
            ends.append(one + 1)
            starts.append(other)
    return list(zip(starts, [*ends, solid[-1] + 1], strict=True))


def _with_closing_bracket(clusters: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The run with the bracket on its right, where one inside has no other."""
    if end < len(clusters) and (kind := _BRACKETS.get(clusters[end])) is not None:
        inside = sum(_BRACKETS.get(cluster) == kind for cluster in clusters[start:end])
        return (start, end + inside % 2)
    return (start, end)


def _follows_arabic(clusters: Sequence[str], kinds: str, end: int) -> bool:
    """Whether the letter before it, on its right, is Arabic: numbers then part at signs (UAX 9, W2)."""
    return end < len(clusters) and unicodedata.bidirectional(clusters[end][0]) == "AL"


def _numbers(spelled: str, start: int, end: int, follows_arabic: bool) -> list[tuple[int, int]]:
    """Numbers with the separators inside them, and with signs of currency and percent unless Arabic goes before."""
    number = r"(?:[EA]+(?:[,][EA]+)*)" if follows_arabic else r"(?:(?<!%)%*[E]+(?:[,+][E]+)*%*|[A]+(?:[,][A]+)*)"
    most = len(spelled)
    while not follows_arabic and start > 0 and spelled[start - 1] == "%":
        start -= 1
    while not follows_arabic and end < most and spelled[end] == "%":
        end += 1
    return [found.span() for found in re.compile(number).finditer(spelled, start, end)]


def _number_kind(cluster: str) -> str:
    return {"EN": "E", "AN": "A", "CS": ",", "ES": "+", "ET": "%"}.get(unicodedata.bidirectional(cluster[0]), " ")


def _with_brackets(text: str) -> str:
    """The text with brackets that open where a word begins and close where one ends, else in turns."""
    if _BRACKETS.keys().isdisjoint(text):
        return text
    found = list(text)
    pending = [0] * len(_OPENING)
    for number, character in enumerate(text):
        kind = _BRACKETS.get(character)
        if kind is None:
            continue
        before, behind = text[number - 1 : number] if number else " ", text[number + 1 : number + 2] or " "
        may_open = before.isspace() or before in "\"'-\u2013\u2014/"
        may_close = behind.isspace() or behind in CLOSING_SIGNS or behind in "\"'-\u2013\u2014/"
        opens = may_open if may_open != may_close else not pending[kind]
        pending[kind] += 1 if opens else -1 if pending[kind] else 0
        found[number] = (_OPENING if opens else _CLOSING)[kind]
    return "".join(found)
