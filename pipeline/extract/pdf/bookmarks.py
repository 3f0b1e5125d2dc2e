"""Headings by the outline of a file: lines that say what a bookmark of their page says."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .lines import Line
from .page import Bookmark

_MAX_LINES = 3
_MAX_CHARACTERS = 200
_NUMBER = re.compile(r"^(?:[A-Z]|[IVXLC]+|\d+)(?:\.\d+)*[.)]?\s+(?=\S)")
"""The number of a section, which the outline may leave out."""
_BELOW_TITLE = 2


def with_bookmarks(lines: Sequence[Line], bookmarks: Sequence[Bookmark]) -> list[Line]:
    """The lines, those that spell a bookmark with its level: 2 for the outermost, below the title of the document."""
    levels: dict[str, int] = {}
    for bookmark in bookmarks:
        for wording in wordings(bookmark.title):
            levels.setdefault(wording, bookmark.depth + _BELOW_TITLE)
    found = list(lines)
    first = 0
    while levels and first < len(found):
        count = next((n for n in range(_MAX_LINES, 0, -1) if _level(found[first : first + n], levels)), 0)
        if count:
            level = _level(found[first : first + count], levels)
            found[first : first + count] = [replace(line, bookmark=level) for line in found[first : first + count]]
        first += max(count, 1)
    return found


def _level(lines: Sequence[Line], levels: dict[str, int]) -> int:
    text = " ".join(line.text for line in lines)
    if len(text) > _MAX_CHARACTERS or (text[:1].islower() and text.endswith(".")):  # the end of a sentence
        return 0
    return next((levels[wording] for wording in wordings(text) if wording in levels), 0)


def wordings(text: str) -> list[str]:
    """A heading's letters and digits, with and without the number before it; none where no letter is left."""
    texts = (text, _NUMBER.sub("", text.strip(), count=1))
    spelled = ("".join(filter(str.isalnum, text)).casefold() for text in texts)
    return [wording for wording in spelled if any(map(str.isalpha, wording))]
