"""Where a page's content ends for certain, so that the rest of the page need not be read.

What a page marks as its article, and holds more prose than all that stands behind, is what would be chosen from the
whole page. Much of a page is what its site sets below an article: a look at its text is faster than reading it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from selectolax.lexbor import LexborNode

from .blocks import MIN_PROSE_CHARACTERS
from .content.boilerplate import SKIPPED_TAGS

_MIN_CHARACTERS = 500
"""Of prose in an article; below a shorter one the page may go on with it in other elements."""
_SMALL_SHARE = 0.1
"""Of an article: an element with less text counts as prose without a closer look."""
_TITLE, _UNREAD = "h1", ("script", "style")
_TELLING = "h1,p,article,script,style"


def holds_most(characters: int, behind: Iterable[LexborNode | None]) -> bool:
    """Whether an element that holds so many ``characters`` of prose holds as many as all that is behind it.

    ``behind`` are the nodes that come next, one of each level of the tree: with them go those beside them. A heading of
    the first level may be the title of what is above it.
    """
    if characters < _MIN_CHARACTERS:
        return False
    left = characters
    for node in chain.from_iterable(map(_with_next, behind)):
        if node.tag in SKIPPED_TAGS or node.first_child is None:
            continue
        telling = node.css(_TELLING)
        if any(element.tag == _TITLE for element in telling):
            return False
        unread = [element for element in telling if element.tag in _UNREAD]
        shown = len(node.text()) - sum(len(element.text()) for element in unread)
        if shown > _SMALL_SHARE * characters:
            marked = sum(len(element.text()) for element in telling if element.tag not in _UNREAD)
            shown = max(marked, _long_runs(node) - sum(map(_long_runs, unread)))
        left -= shown
        if left < 0:
            return False
    return True


def _with_next(node: LexborNode | None) -> Iterator[LexborNode]:
    """A node and those beside it that come after it."""
    while node is not None:
        yield node
        node = node.next


def _long_runs(node: LexborNode) -> int:
    """Characters of the texts in a node, between any two tags, that are as long as prose is."""
    runs = node.text(separator="\n", strip=True).split("\n")
    return sum(len(run) for run in runs if len(run) >= MIN_PROSE_CHARACTERS)
