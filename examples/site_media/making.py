"""What all of the site's media are made with."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]
Made = Iterator[tuple[str, bytes]]
"""Path in the site, content."""


def mixed(a: Any, b: Any, share: Any) -> Any:
    """`a` where `share` is 0, `b` where it is 1."""
    return a + (b - a) * share


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file of Pillow's format `kind`."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
