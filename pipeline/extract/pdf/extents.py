"""Where the words of lines stand, seen from above: the pieces of each line and what all lines cover together."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .lines import Line

WIDE = 0.8
"""Of the font size: the least white in a line that makes it a row. Justified prose rarely leaves as much."""
_PIECE = 0.7
"""Of the font size: words closer than this are of one cell. Cells that are spread to both edges leave less, mostly."""
CLOSE_PIECE = 0.45
"""The same, of a line whose words lie across the white of others: wide cells come as close as this."""
CORRIDOR = 0.5
"""Of the font size: the least white between two columns that all rows leave. Two cells of an office suite leave it."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A piece of a line, or what all rows cover in one column: its left and right edge, points."""

    left: float
    right: float


def pieces_of(line: Line, white: float = _PIECE) -> list[Extent]:
    """Where the words of a line stand that have less than ``white`` (font sizes) between them."""
    found: list[Extent] = []
    least = white * line.size
    left, right = line.box.left, line.words[0].box.right
    for word in line.words:
        box = word.box
        if box.left - right >= least:
            found.append(Extent(left, right))
            left = right = box.left
        right = max(right, box.right)
    found.append(Extent(left, right))
    return found


def is_row(pieces: Sequence[Extent], size: float) -> bool:
    """Whether the pieces of a line leave as much white as columns do."""
    return any(other.left - one.right >= WIDE * size for one, other in pairwise(pieces))


def with_pieces(extents: Sequence[Extent], pieces: Sequence[Extent], white: float) -> list[Extent] | None:
    """The extents with those of one more line; None where a piece lies across the white between two of them."""
    rights = [extent.right for extent in extents]
    taken: dict[int, Extent] = {}
    new: list[Extent] = []
    for piece in pieces:
        first = bisect_left(rights, piece.left - white)
        if first == len(extents) or extents[first].left - piece.right >= white:
            new.append(piece)
            continue
        if first + 1 < len(extents) and extents[first + 1].left - piece.right < white:
            return None
        old = taken.get(first, extents[first])
        taken[first] = Extent(min(old.left, piece.left), max(old.right, piece.right))
    grown = [taken.get(number, extent) for number, extent in enumerate(extents)]
    return sorted([*grown, *covered(new, white)], key=lambda extent: extent.left)


def splits_cell(extents: Sequence[Extent], pieces: Sequence[Extent], wide: float) -> bool:
    """Whether two pieces of a line with wide white between them stand in one column."""
    rights = [extent.right for extent in extents]
    return any(
        other.left - one.right >= wide
        and bisect_left(rights, one.left) == bisect_left(rights, other.left) < len(rights)
        for one, other in pairwise(pieces)
    )


def widened(
    extents: Sequence[Extent], pieces: Sequence[Sequence[Extent]], heads: Sequence[Sequence[Extent]]
) -> list[Extent]:
    """The extents as wide as the heads above one of them alone; the outermost as wide as all lines are."""
    found = list(extents)
    for piece in (piece for head in heads for piece in head):
        over = [n for n, extent in enumerate(found) if piece.left < extent.right and piece.right > extent.left]
        if len(over) == 1:
            old = found[over[0]]
            found[over[0]] = Extent(min(old.left, piece.left), max(old.right, piece.right))
    left = min(line[0].left for line in pieces)
    right = max(line[-1].right for line in pieces)
    found[0] = Extent(min(left, found[0].left), found[0].right)
    found[-1] = Extent(found[-1].left, max(right, found[-1].right))
    return found


def covered(pieces: Sequence[Extent], white: float) -> list[Extent]:
    """What the pieces cover together, where less than ``white`` (points) between them counts as covered."""
    found: list[Extent] = []
    for piece in sorted(pieces, key=lambda piece: (piece.left, piece.right)):
        if found and piece.left - found[-1].right < white:
            found[-1] = Extent(found[-1].left, max(found[-1].right, piece.right))
        else:
            found.append(piece)
    return found
