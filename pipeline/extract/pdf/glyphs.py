"""The characters of a page as words are made of them: what each says and where it stands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters in the order they were drawn; spaces and ends of lines are glyphs, too."""

    texts: list[str]
    boxes: NDArray[np.float64]
    """Rows of left, top, right, bottom; points from the top left corner of the page."""
    sizes: NDArray[np.float64]
    """Font sizes, points."""
    bold: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    """Whether the font has one width for all characters."""
    runs: NDArray[np.int64]
    """Numbers of the text objects that drew them: a cell is one or more of its own, a word rarely."""
