"""From the coordinates of a PDF to those of layout."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .page import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's box, turned until its text runs to the right."""

    box: Box
    """In PDF's own sense: ``top`` is the lower edge, ``bottom`` the upper one."""
    quarter: int
    """Quarter turns against the clock by which its text stands off from the horizontal."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, points."""
        return (self.box.width, self.box.height) if self.quarter % 2 == 0 else (self.box.height, self.box.width)

    def place(self, left: float, low: float, right: float, high: float) -> Box:
        """A rectangle of the PDF, whose y runs upwards, on the page."""
        [row] = self.placed(np.array([[left, low, right, high]], np.float64)).tolist()
        return Box(*row)

    def placed(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rectangles as rows of left, low, right, high to rows of left, top, right, bottom."""
        left, low, right, high = boxes.T
        box = self.box
        match self.quarter:
            case 0:
                columns = left - box.left, box.bottom - high, right - box.left, box.bottom - low
            case 1:
                columns = low - box.top, left - box.left, high - box.top, right - box.left
            case 2:
                columns = box.right - right, low - box.top, box.right - left, high - box.top
            case _:
                columns = box.bottom - high, box.right - right, box.bottom - low, box.right - left
        return np.stack(columns, axis=1)
