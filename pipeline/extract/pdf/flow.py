"""Whether a line goes on with the sentence of the line above it, by how full both are and how they are set."""

from itertools import pairwise

from .lines import Line

SENTENCE_ENDS = (".", "!", "?", ":", "。", "！", "？", "।", "۔", '."', ".”", ".)")
_SHORT_LINE = 0.85
"""Of a column's width: a line of prose that ends before this ends its paragraph or was broken on purpose."""
_WIDE_GAP = 1.5
"""Of the font size: what a line that is spread to both edges leaves between words is less."""


def is_full(line: Line, left: float, right: float) -> bool:
    """Whether a line reaches the right edge of its column."""
    return line.box.right >= left + _SHORT_LINE * (right - left)


def is_open(line: Line, left: float, right: float) -> bool:
    """Whether a line is full and ends in the middle of a sentence."""
    return is_full(line, left, right) and not line.text.endswith(SENTENCE_ENDS)


def is_in_sentence(last: Line, left: float, right: float) -> bool:
    """Whether what stands below a line is in the middle of its sentence. A row of labels has wider gaps than prose."""
    widest = max((word.box.left - before.box.right for before, word in pairwise(last.words)), default=0.0)
    return is_open(last, left, right) and widest < _WIDE_GAP * last.size


def is_emphasis(line: Line, last: Line, is_below_bold: bool, left: float, right: float) -> bool:
    """Whether the weight changes from ``last`` to the line below it within one text; else they are two.

    Bold words in a sentence end where they may. A bold line that ends no sentence is a heading where what follows
    begins large, and bold type below a full stop is a part of its own unless it fills its line. ``is_below_bold`` says
    whether all lines of the text so far are bold.
    """
    if not is_full(last, left, right):
        return False
    if last.ends_bold == line.starts_bold:
        return True
    if not last.ends_bold:
        return is_open(last, left, right) or is_full(line, left, right)
    return line.text[:1].islower() or not is_below_bold
