"""Many expressions for the start of a line, of which only those are tried that its first letter allows."""

import re
from collections import defaultdict
from collections.abc import Iterable

_MARKS = " -–—*•>»›|[](){}#\u25b6\u2192"
_ANY, _NO_LETTER = "any", "no letter"
_OF_ANY = ("\\S", ".", "[")
"""What begins the expressions of lines that may begin with a letter or not."""
_GROUP = re.compile(r"\(\?:([^()]*)\)(\??)")


class LineStarts:
    """Expressions in lower case.

    One expression for each letter, and lines in lower case: those that ignore case, or find all lines, try each branch.
    """

    def __init__(self, expressions: Iterable[str]) -> None:
        starts = defaultdict(list)
        for start in expressions:
            for first in _first_letters(start):
                starts[first].append(start)
        self._by_first_letter = {first: re.compile("|".join(of_first)) for first, of_first in starts.items()}

    def match(self, line: str) -> bool:
        """Whether a line, of which ``line_start`` gave the words, begins as one of the expressions says."""
        first = line[:1]
        of_first = self._by_first_letter.get(first if first.isalpha() else _NO_LETTER)
        if of_first is not None and of_first.match(line):
            return True
        of_any = self._by_first_letter.get(_ANY)
        return of_any is not None and of_any.match(line) is not None


def listed(spelled: str) -> list[str]:
    """The expressions of a text: on lines, and `` | `` between those on one."""
    return [part.strip() for line in spelled.strip().splitlines() for part in line.split(" | ")]


def line_start(text: str) -> str:
    """A line from its first word on, in lower case; Turkish has a capital of ``i`` that Python makes two letters of."""
    return text.lstrip(_MARKS).replace("İ", "i").lower()


def _first_letters(start: str) -> set[str]:
    """The letters that what an expression finds may begin with."""
    if start[:1].isalpha():
        return {start[0]}
    group = _GROUP.match(start)
    if group is not None:
        firsts = set().union(*map(_first_letters, group[1].split("|")))
        return firsts | _first_letters(start[group.end() :]) if group[2] else firsts
    return {_ANY} if start.startswith((*_OF_ANY, "(")) or not start else {_NO_LETTER}
