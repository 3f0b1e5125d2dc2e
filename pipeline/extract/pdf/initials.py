"""Initials: large first letters that reach over several lines of their paragraph."""

from collections.abc import Sequence
from dataclasses import replace

from .page import Word

_MIN_SIZE, _MAX_SIZE = 1.7, 12
"""Times that of the text beside it."""
_MAX_LETTERS = 2
"""With a quotation mark before it."""
_MAX_GAP = 0.8
"""Of the size of the text, between an initial and the lines beside it."""
_WORD_GAP = 0.45
"""From here on an initial is a word of its own."""
_SAME_EDGE_PT = 2.5
_MAX_INITIALS = 50
"""Of a page; more large letters are a table or a poster."""


def with_initials_in_words(words: Sequence[Word]) -> list[Word]:
    """The words, each initial in its word: the lines beside it begin where it does, as the rest of its paragraph."""
    initials = [number for number, word in enumerate(words) if _may_be_initial(word)]
    found = list(words)
    if not 0 < len(initials) <= _MAX_INITIALS:
        return found
    gone: set[int] = set()
    for number in initials:
        beside = _lines_beside(words, number)
        if len(beside) < 2:
            continue
        initial, first = words[number], found[beside[0]]
        gap = first.box.left - initial.box.right
        box = replace(first.box, left=initial.box.left)
        if gap > _WORD_GAP * first.size:
            found.append(replace(first, text=initial.text, box=replace(box, right=initial.box.right)))
        else:
            found[beside[0]] = replace(first, text=initial.text + first.text, box=box)
        for other in beside[1:]:
            found[other] = replace(found[other], box=replace(found[other].box, left=initial.box.left))
        gone.add(number)
    return [word for number, word in enumerate(found) if number not in gone]


def _may_be_initial(word: Word) -> bool:
    letters = word.text
    return len(letters) <= _MAX_LETTERS and letters[-1:].isalpha() and letters[-1].isupper() and not word.shown


def _lines_beside(words: Sequence[Word], initial: int) -> list[int]:
    """Indexes of the first word of each line right of an initial, from the highest on; none if it is no such."""
    large = words[initial]
    box = large.box
    beside: list[int] = []
    for number, word in enumerate(words):
        is_smaller = _MIN_SIZE * word.size <= large.size <= _MAX_SIZE * word.size
        gap = word.box.left - box.right
        if is_smaller and -_SAME_EDGE_PT < gap < _MAX_GAP * word.size and box.top < word.box.middle < box.bottom:
            beside.append(number)
    beside.sort(key=lambda number: (words[number].box.middle, words[number].box.left))
    lines: list[int] = []
    for number in beside:
        if not lines or words[number].box.middle - words[lines[-1]].box.middle > words[number].size / 2:
            lines.append(number)
    edges = [words[number].box.left for number in lines[1:]]
    sizes = {words[number].size for number in lines}
    is_even = not edges or max(edges) - min(edges) <= _SAME_EDGE_PT
    begins = bool(lines) and not words[lines[0]].text[:1].isdigit()
    return lines if len(sizes) == 1 and is_even and begins else []
