"""Lines of one column to blocks: a paragraph, a heading, an item of a list, each with its lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from .arrangement import Flow, Passage
from .breaks import is_broken_on_purpose, measures
from .code_in_prose import with_code_in_prose
from .flow import SENTENCE_ENDS, is_emphasis, is_full, is_in_sentence, is_open
from .lines import Line
from .markers import Marker, is_caption, marker_of
from .page import Box

_OTHER_SIZE = 1.1
"""A line larger or smaller by this factor is another block."""
_WIDER_PITCH = 1.3
"""Of the usual distance between lines: white that sets a block apart."""
_CODE_PITCHES = 2.6
"""Times the usual distance between lines: one blank line is part of code."""
INDENT = 0.8
"""Of the font size: the least first-line indent."""
_CENTRED = 0.5
"""Of the font size: twice the distance between the middles of two centred lines."""
_CLOSE = 0.8
"""Of the usual distance between lines: closer ones are of columns or formulas side by side."""
_APART = 1.15
"""Of the usual distance between lines: the least white above a heading of the body's size."""
_MANY_LINES = 8
"""Of a column, from which one that is longer than all others says nothing of its width."""


@dataclass(frozen=True)
class Block:
    """Lines that belong together, in a column whose edges are ``left`` and ``right`` (points)."""

    lines: tuple[Line, ...]
    page: int
    left: float
    right: float
    is_apart: bool = True
    """Whether it is the first of its column, or white or another size of type parts it from the line above it."""
    is_term: bool = False
    """Whether the line right below it is set in from it and begins small: what the term means."""
    flow: Flow = Flow.RUNNING
    """Bold type makes no heading of what is not running; a block beside others ends where it ends."""

    @cached_property
    def box(self) -> Box:
        box = self.lines[0].box
        for line in self.lines[1:]:
            box = box.union(line.box)
        return box

    @cached_property
    def size(self) -> float:
        """Font size of most of its characters."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @property
    def is_bold(self) -> bool:
        return all(line.is_bold for line in self.lines)

    @property
    def is_code(self) -> bool:
        """Whether it is set like a typewriter's."""
        return self.lines[0].is_fixed

    @cached_property
    def marker(self) -> Marker | None:
        return marker_of(self.lines[0].text)

    @property
    def ends_open(self) -> bool:
        """Whether its last line is full and ends in the middle of a sentence."""
        return is_open(self.lines[-1], self.left, self.right)


def blocks_in(passage: Passage, page: int, pitch: float) -> list[Block]:
    """The blocks of a passage; ``pitch`` as ``usual_pitch`` gives it."""
    if passage.flow is Flow.ENTRY:
        left = min(line.box.left for line in passage.lines)
        right = max([passage.right, *(line.box.right for line in passage.lines)])
        return [Block(tuple(passage.lines), page, left, right, flow=Flow.ENTRY)]
    blocks = blocks_of(passage.lines, page, pitch)
    return [replace(block, flow=Flow.BESIDE) for block in blocks] if passage.flow is Flow.BESIDE else blocks


def usual_pitch(columns: Sequence[Sequence[Line]]) -> float:
    """Distance between lines that follow each other, in font sizes; 1.2 where there is nothing to measure."""
    pitches = [
        (below.box.middle - above.box.middle) / above.size
        for lines in columns
        for above, below in pairwise(lines)
        if above.size and abs(below.size - above.size) < 0.1 * above.size
    ]
    near = [pitch for pitch in pitches if 0.8 <= pitch <= 3]
    return median(near) if near else 1.2


def blocks_of(lines: Sequence[Line], page: int, pitch: float) -> list[Block]:
    """The blocks of one column, ``lines`` from top to bottom; ``pitch`` as ``usual_pitch`` gives it."""
    if not lines:
        return []
    left = min(line.box.left for line in lines)
    right = _right_edge(lines)
    lines = with_code_in_prose(lines, left, right, pitch)
    edges = measures(lines, pitch)
    starts = [0]
    is_all_bold = lines[0].is_bold
    for number in range(1, len(lines)):
        line = lines[number]
        following = lines[number + 1] if number + 1 < len(lines) else None
        if following is not None and (
            _is_set_apart(following, line, pitch)
            or (following.is_bold != line.is_bold and not is_emphasis(following, line, line.is_bold, left, right))
        ):
            following = None
        last = lines[number - 1]
        if _starts_block(line, lines[starts[-1]], last, is_all_bold, following, left, right, pitch) or (
            not line.is_bold and is_broken_on_purpose(last, line, *edges[number])
        ):
            starts.append(number)
            is_all_bold = True
        is_all_bold = is_all_bold and line.is_bold
    return [
        Block(
            tuple(lines[start:end]),
            page,
            left,
            right,
            is_apart=start == 0 or _has_white_above(lines[start], lines[start - 1], pitch),
            is_term=end < len(lines) and _is_explained_by(lines[end], lines[end - 1], pitch),
        )
        for start, end in pairwise([*starts, len(lines)])
    ]


def _right_edge(lines: Sequence[Line]) -> float:
    """Where lines end: that of the longest two, as one may reach over the edge, such as a url that was not broken."""
    longest = sorted((line.box.right for line in lines), reverse=True)
    return longest[1] if len(longest) >= _MANY_LINES else longest[0]


def _has_white_above(line: Line, last: Line, pitch: float) -> bool:
    """Whether white or larger type parts a line from the last one.

    Lines closer than those of a paragraph are not below each other: the distance says nothing, and parts them.
    """
    distance = (line.box.middle - last.box.middle) / (pitch * line.size) if line.size else 1.0
    return last.size > _OTHER_SIZE * line.size or not _CLOSE < distance <= _APART


def _is_explained_by(line: Line, last: Line, pitch: float) -> bool:
    beginning = line.text[:2].strip()
    if not (beginning.isalpha() and beginning.islower()) or line.box.left < last.box.left + 0.5 * line.size:
        return False
    return not _is_set_apart(line, last, pitch) and not _has_white_above(line, last, pitch)


def _starts_block(
    line: Line,
    first: Line,
    last: Line,
    is_below_bold: bool,
    following: Line | None,
    left: float,
    right: float,
    pitch: float,
) -> bool:
    """Whether a line is no part of the block that began with ``first`` and has come to ``last``, right above it."""
    if _is_set_apart(line, last, pitch):
        return True
    if line.is_fixed:
        return False
    if line.is_bold != last.is_bold and not is_emphasis(line, last, is_below_bold, left, right):
        return True
    if _is_item(line, first, last, left, right):
        return True
    if is_caption(line.text) and (is_caption(first.text) or not is_in_sentence(last, left, right)):
        return True
    size = max(line.size, last.size)
    if marker_of(first.text):  # of a note, the first line may be set in
        is_of_note = last is first and line.text[:1].islower() and is_in_sentence(last, left, right)
        return line.box.left < first.box.left - 0.5 * size and not is_of_note
    if last.text.endswith(SENTENCE_ENDS) and not is_full(last, left, right):
        return True
    return _is_indented(line, last, following, INDENT * size, is_open(last, left, right))


def _is_item(line: Line, first: Line, last: Line, left: float, right: float) -> bool:
    """Whether an item of a list begins here, and not with a number that a sentence ends in."""
    marker = marker_of(line.text)
    if marker is None or not marker.ordinal[:1].isdigit() or marker.ordinal == "1.":
        return marker is not None
    return marker_of(first.text) is not None or not is_in_sentence(last, left, right)


def _is_set_apart(line: Line, last: Line, pitch: float) -> bool:
    """Whether a line is another block than the one above it by its type or by the white between them."""
    size = max(line.size, last.size)
    distance = line.box.middle - last.box.middle
    if line.is_fixed != last.is_fixed or line.bookmark != last.bookmark:
        return True
    if line.is_fixed:
        return distance > _CODE_PITCHES * pitch * size
    if size > _OTHER_SIZE * min(line.size, last.size):
        return True
    return distance > _WIDER_PITCH * pitch * size or distance < 0.5 * size


def _is_indented(line: Line, last: Line, following: Line | None, indent: float, is_in_sentence: bool) -> bool:
    """A first line set in from the lines around it, or one that stands out before a hanging paragraph.

    Below a full line that ends no sentence (``is_in_sentence``) none stands out: it is the last one of a paragraph of
    two lines, with the first of the next one, set in, below it. Nor is one set in that begins small. Lines around one
    middle are centred: a title of several lines.
    """
    if abs(line.box.left + line.box.right - last.box.left - last.box.right) < _CENTRED * line.size:
        return False
    if line.box.left >= last.box.left + indent:
        is_first = following is None or following.box.left <= line.box.left - indent
        return is_first and not (is_in_sentence and line.text[:1].islower())
    hangs = following is not None and following.box.left >= line.box.left + indent
    return hangs and not is_in_sentence and last.box.left >= line.box.left + indent
