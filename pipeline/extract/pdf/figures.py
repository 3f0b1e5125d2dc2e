"""Pictures between the blocks: where in the reading order each stands, and which block is its caption."""

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block
from .markers import is_caption
from .page import Box, Picture

_CAPTION_DISTANCE_POINTS = 48.0
"""Between a picture and a caption that says which figure it is."""
_SMALL_CAPTION = 0.95
"""Of the body's size: type that is smaller, just below a picture and no wider, is its caption without being named."""
_TOLERANCE_POINTS = 4.0


@dataclass(slots=True)
class Shown:
    """A picture in its place, and the block that is its caption."""

    picture: Picture
    caption: Block | None = None


def placed(blocks: Sequence[Block], pictures: Sequence[Picture], body_size: float) -> list[Block | Shown]:
    """Blocks of one page in reading order, pictures among them; captions go with their pictures."""
    captions = _captions(blocks, pictures, body_size)
    taken = {id(caption) for caption in captions.values()}
    text = [block for block in blocks if id(block) not in taken]
    after: dict[int, list[Shown]] = {}
    for number, picture in sorted(
        enumerate(pictures), key=lambda entry: (entry[1].box.top, entry[1].box.left, entry[0])
    ):
        after.setdefault(_place(picture.box, text), []).append(Shown(picture, captions.get(number)))
    items: list[Block | Shown] = [*after.get(0, [])]
    for number, block in enumerate(text, 1):
        items.append(block)
        items += after.get(number, [])
    return items


def _captions(blocks: Sequence[Block], pictures: Sequence[Picture], body_size: float) -> dict[int, Block]:
    """Picture to caption. A caption goes to the nearest picture, of several beside each other to the rightmost."""
    found: dict[int, Block] = {}
    for block in blocks:
        named = is_caption(block.lines[0].text)
        near = [
            (round(distance), -picture.box.right, number)
            for number, picture in enumerate(pictures)
            if number not in found and (distance := _distance(block, picture.box, named, body_size)) is not None
        ]
        if near:
            found[min(near)[2]] = block
    return found


def _distance(block: Block, picture: Box, named: bool, body_size: float) -> float | None:
    """How far the block is from the picture whose caption it may be; None when it can't be."""
    gap = block.box.gap_y(picture)
    if block.box.gap_x(picture) > 0 or gap < -_TOLERANCE_POINTS:
        return None
    if named:
        return gap if gap <= _CAPTION_DISTANCE_POINTS else None
    is_below = block.box.top >= picture.bottom - _TOLERANCE_POINTS
    is_small = block.size <= _SMALL_CAPTION * body_size and block.box.width <= picture.width + 2 * _TOLERANCE_POINTS
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
