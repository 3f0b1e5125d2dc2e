"""Pictures and tables between the blocks: where in the reading order each stands, and which block is its caption."""

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block
from .captions import is_named_caption, may_be_caption
from .markers import is_table_caption
from .page import Box, Picture, Table

_CAPTION_DISTANCE_POINTS = 48.0
"""Between a picture and a caption that says which figure it is."""
_SMALL_CAPTION = 0.95
"""Of the body's size: type that is smaller, just below a picture and no wider, is its caption without being named."""
_TOLERANCE_POINTS = 4.0


@dataclass(slots=True)
class Shown:
    """A picture or table in its place, and the block that is its caption."""

    what: Picture | Table
    caption: Block | None = None


def placed(blocks: Sequence[Block], shown: Sequence[Picture | Table], body_size: float) -> list[Block | Shown]:
    """Blocks of one page in reading order, pictures and tables among them; captions go with what they speak of."""
    captions = _captions(blocks, shown, body_size)
    taken = {id(caption) for caption in captions.values()}
    text = [block for block in blocks if id(block) not in taken]
    after: dict[int, list[Shown]] = {}
    for number, what in sorted(enumerate(shown), key=lambda entry: (entry[1].box.top, entry[1].box.left, entry[0])):
        after.setdefault(_place(what.box, text), []).append(Shown(what, captions.get(number)))
    items: list[Block | Shown] = [*after.get(0, [])]
    for number, block in enumerate(text, 1):
        items.append(block)
        items += after.get(number, [])
    return items


def _captions(blocks: Sequence[Block], shown: Sequence[Picture | Table], body_size: float) -> dict[int, Block]:
    """Number of what is shown to its caption.

    A caption goes to the nearest thing of its kind, else to the nearest one, of several beside each other to the
    rightmost. What only may be one comes after those that are.
    """
    found: dict[int, Block] = {}
    for block in sorted(blocks, key=may_be_caption):
        named = is_named_caption(block) or may_be_caption(block)
        of_table = named and is_table_caption(block.lines[0].text)
        near = [
            (of_table != isinstance(what, Table), round(distance), -what.box.right, number)
            for number, what in enumerate(shown)
            if number not in found and (distance := _distance(block, what, named, body_size)) is not None
        ]
        if near:
            found[min(near)[3]] = block
    return found


def _distance(block: Block, what: Picture | Table, named: bool, body_size: float) -> float | None:
    """How far the block is from the thing whose caption it may be; None when it can't be."""
    box = what.box
    gap = block.box.gap_y(box)
    if block.box.gap_x(box) > 0 or gap < -_TOLERANCE_POINTS:
        return None
    if named:
        return gap if gap <= _CAPTION_DISTANCE_POINTS else None
    if isinstance(what, Table):
        return None
    is_below = block.box.top >= box.bottom - _TOLERANCE_POINTS
    is_small = block.size <= _SMALL_CAPTION * body_size and block.box.width <= box.width + 2 * _TOLERANCE_POINTS
    return gap if is_below and is_small and gap <= 1.5 * block.size and len(block.lines) <= 4 else None


def _place(picture: Box, text: Sequence[Block]) -> int:
    """Blocks that come before the picture: up to the last one above it in its columns."""
    above = [
        number
        for number, block in enumerate(text, 1)
        if block.box.bottom <= picture.top + _TOLERANCE_POINTS and block.box.gap_x(picture) < 0
    ]
    if above:
        return above[-1]
    below = [number for number, block in enumerate(text) if block.box.gap_x(picture) < 0]
    if below:
        return below[0]
    return sum(block.box.middle < picture.middle for block in text)
