"""Lines that are read from the right: their glyphs from left to right, whatever the order they were drawn in.

PDFium turns stretches of such lines by rules of its own, and gives spaces where it had come to. So glyphs are ordered
by where they stand, marks go to the letters they stand on, and white parts words.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from .bidirectional import clusters_of, is_mark, runs_leftwards
from .glyphs import Glyphs

_OTHER_LINE = 0.3
"""Of the font size: glyphs whose middles are farther apart stand on two lines."""
_SPACE = 0.08
"""Of the font size: the least white that a space leaves."""
_WIDE_SPACE = 0.2
"""The same, of a space that is said to stand elsewhere: kerning tears letters by less."""
_ASTRAY = 0.18
"""Of the font size: so far from the white that it leaves, a space drawn in it is said to stand."""
_ONE_PLACE = 0.1
"""Of the font size: glyphs over each other whose middles are closer are the letters of one ligature."""
_MARK_REACH = 0.8
"""Of the font size: how far above or below the middle of a line its marks stand."""
_NEIGHBOURS = 6
"""Glyphs on either side of a mark that may be its letter."""
_TOUCHING = 0.02
"""Of the font size: a mark of its own width stands so close behind its letter, on one baseline."""
_TURNED_LIGATURE = re.compile("[\u0622\u0623\u0625\u0627\u0671]\u0644|\u0647\u0644\u0644")
"""Alef and lam, or heh, lam and lam: the ligatures are of lam and alef, and of the name of God."""


def from_the_left(glyphs: Glyphs) -> Glyphs:
    """The glyphs with every line that holds a right-to-left letter from left to right.

    Such a line comes where its first glyph was drawn. Marks stand behind their letters, spaces where words part.
    """
    page = _Page(glyphs)
    lines = _lines(glyphs, page.bases())
    line_of = {number: place for place, line in enumerate(lines) for number in line}
    page.put_marks(lines)
    spaces = page.spaces_in(lines)
    said = _Said()
    written: set[int] = set()
    for number, text in enumerate(glyphs.texts):
        line = line_of.get(number)
        if line is None:
            if number not in page.placed_marks:
                said.add(text, page.boxes[number], number)
        elif line not in written:
            written.add(line)
            _write(lines[line], spaces[line], page, said)
    numbers = said.numbers
    return Glyphs(
        said.texts,
        np.array(said.boxes, np.float64),
        glyphs.sizes[numbers],
        glyphs.bold[numbers],
        glyphs.fixed[numbers],
        glyphs.runs[numbers],
    )


@dataclass(slots=True)
class _Said:
    """Glyphs as they are written down: what each says, its box and the number of the one whose style it has."""

    texts: list[str] = field(default_factory=list)
    boxes: list[Sequence[float]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, text: str, box: Sequence[float], number: int) -> None:
        self.texts.append(text)
        self.boxes.append(box)
        self.numbers.append(number)


class _Page:
    """The glyphs of a page, the stretches between spaces in which they were drawn, and the marks on them."""

    def __init__(self, glyphs: Glyphs) -> None:
        self.texts = glyphs.texts
        self.boxes: list[list[float]] = glyphs.boxes.tolist()
        self.sizes: list[float] = glyphs.sizes.tolist()
        self.middles = [(left + right) / 2 for left, _, right, _ in self.boxes]
        self.lefts = [left for left, _, _, _ in self.boxes]
        """Their left edges, with marks that have a place of their own."""
        self.is_space = [text.isspace() for text in glyphs.texts]
        self.stretches = list(accumulate(self.is_space))
        self.marks = [
            number for number, text in enumerate(glyphs.texts) if runs_leftwards(text) and all(map(is_mark, text))
        ]
        self.marks_on: dict[int, str] = defaultdict(str)
        self.placed_marks: set[int] = set()

    def bases(self) -> list[int]:
        """The numbers of what is neither space nor mark."""
        marks = set(self.marks)
        return [number for number, space in enumerate(self.is_space) if not space and number not in marks]

    def put_marks(self, lines: Sequence[Sequence[int]]) -> None:
        """Find the letter of each mark in the lines, which come from top to bottom."""
        by_place = [sorted(line, key=lambda number: self.middles[number]) for line in lines]
        places = [[self.middles[number] for number in line] for line in by_place]
        heights = [self._height(line[0]) for line in lines]
        for mark in sorted(self.marks, key=lambda mark: (-self.boxes[mark][2], mark)):
            reach = _MARK_REACH * self.sizes[mark]
            height = self._height(mark)
            near = []
            for line in range(bisect_left(heights, height - reach), bisect_right(heights, height + reach)):
                at = bisect_left(places[line], self.middles[mark])
                near += by_place[line][max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]
            letter = min(near, key=lambda number: (*self._distance(mark, number), number), default=None)
            if letter is None or self._distance(mark, letter)[0] > self.sizes[mark]:
                continue
            if self._is_behind(mark, letter):
                self.lefts[letter] = self.boxes[mark][0]
            self.marks_on[letter] += self.texts[mark]
            self.placed_marks.add(mark)

    def spaces_in(self, lines: Sequence[Sequence[int]]) -> list[list[float]]:
        """For each line, which come from top to bottom, the middles of its spaces from left to right."""
        heights = [self._height(line[0]) for line in lines]
        found: list[list[float]] = [[] for _ in lines]
        for number, is_space in enumerate(self.is_space):
            if is_space:
                height, reach = self._height(number), _OTHER_LINE * self.sizes[number]
                for line in range(bisect_left(heights, height - reach), bisect_right(heights, height + reach)):
                    found[line].append(self.middles[number])
        return [sorted(spaces) for spaces in found]

    def _height(self, number: int) -> float:
        return (self.boxes[number][1] + self.boxes[number][3]) / 2

    def _distance(self, mark: int, letter: int) -> tuple[float, float]:
        """How far a mark is from a letter: none from the one it stands behind, over or under; and from its middle."""
        middle = self.middles[mark]
        left, _, right, _ = self.boxes[letter]
        beside = -1.0 if self._is_behind(mark, letter) else max(left - middle, middle - right, 0.0)
        return beside, abs(self.middles[letter] - middle)

    def _is_behind(self, mark: int, letter: int) -> bool:
        """Whether a mark has a place of its own, left of the letter and on its baseline."""
        most = _TOUCHING * self.sizes[mark]
        is_level = abs(self.boxes[letter][1] - self.boxes[mark][1]) <= most
        return is_level and abs(self.lefts[letter] - self.boxes[mark][2]) <= most

    def letters(self, place: Sequence[int]) -> str:
        """What glyphs in one place say in reading order; ``place`` in the order they were drawn."""
        texts = [self.texts[number] for number in place]
        text = "".join(texts)
        if len(place) > 1 and runs_leftwards(text) and self._is_drawn_rightwards(place):
            texts.reverse()
            text = "".join(texts)
        if len(place) > 1 and _TURNED_LIGATURE.fullmatch(text):
            text = text[::-1]
        return text + "".join(self.marks_on.get(number, "") for number in place)

    def _is_drawn_rightwards(self, place: Sequence[int]) -> bool:
        """Whether the glyphs drawn before and after it in its stretch stand left and right of it."""
        first, last = place[0], place[-1]
        middle = self.middles[first]
        stretch = self.stretches[first]
        if first > 0 and self.stretches[first - 1] == stretch and not self.is_space[first - 1]:
            return self.middles[first - 1] < middle
        if last + 1 < len(self.middles) and self.stretches[last + 1] == stretch:
            return self.middles[last + 1] > middle
        return False


def _lines(glyphs: Glyphs, bases: Sequence[int]) -> list[list[int]]:
    """Lines that hold a right-to-left letter, each as the numbers of its glyphs in the order they were drawn."""
    if not bases:
        return []
    numbers = np.array(bases)
    heights = (glyphs.boxes[numbers, 1] + glyphs.boxes[numbers, 3]) / 2
    order = np.argsort(heights, kind="stable")
    ordered, sizes = heights[order], glyphs.sizes[numbers][order]
    is_start = np.diff(ordered) > _OTHER_LINE * np.minimum(sizes[:-1], sizes[1:])
    lines = [sorted(line.tolist()) for line in np.split(numbers[order], np.flatnonzero(is_start) + 1)]
    return [line for line in lines if runs_leftwards("".join([glyphs.texts[number] for number in line]))]


def _write(line: Sequence[int], spaces: Sequence[float], page: _Page, said: _Said) -> None:
    """One line from left to right, with a space where words part and an end of line behind it."""
    boxes = page.boxes
    right: float | None = None
    last = 0
    for place in _places(line, page):
        number = place[0]
        left = min(page.lefts[number] for number in place)
        if right is not None and _parts(right, left, spaces, page.sizes[number], page.stretches[number] != last):
            said.add(" ", [right, boxes[number][1], left, boxes[number][3]], number)
        top, bottom = min(boxes[number][1] for number in place), max(boxes[number][3] for number in place)
        end = max(boxes[number][2] for number in place)
        clusters = clusters_of(page.letters(place))
        ordered = reversed(clusters) if runs_leftwards("".join(clusters)) else clusters
        start = left
        for cluster in ordered:
            said.add(cluster, [start, top, end, bottom], number)
            start = end
        right = end if right is None else max(right, end)
        last = page.stretches[number]
    end = right or 0.0
    said.add("\n", [end, boxes[line[-1]][1], end, boxes[line[-1]][3]], line[-1])


def _parts(right: float, left: float, spaces: Sequence[float], size: float, are_drawn_apart: bool) -> bool:
    """Whether the white from ``right`` to ``left`` parts words: a space stands in it, or one was drawn for it."""
    white = left - right
    if white <= _SPACE * size:
        return False
    edge = (_ASTRAY if are_drawn_apart else _TOUCHING) * size
    at = bisect_left(spaces, right - edge)
    holds_space = at < len(spaces) and spaces[at] <= left + edge
    return holds_space or (are_drawn_apart and white > _WIDE_SPACE * size)


def _places(line: Sequence[int], page: _Page) -> list[list[int]]:
    """The glyphs of a line from left to right; the letters of a ligature, which share a place, in drawing order."""
    ordered = sorted(line, key=lambda number: (page.middles[number], number))
    found = [[ordered[0]]]
    for number in ordered[1:]:
        if _are_in_one_place(page, found[-1][0], number):
            found[-1].append(number)
        else:
            found.append([number])
    return [sorted(place) for place in found]


def _are_in_one_place(page: _Page, one: int, other: int) -> bool:
    near = _ONE_PLACE * page.sizes[other]
    (left, _, right, _), (other_left, _, other_right, _) = page.boxes[one], page.boxes[other]
    shared = min(right, other_right) - max(left, other_left)
    is_over = shared > 0.5 * min(right - left, other_right - other_left)
    return is_over and page.middles[other] - page.middles[one] < near
