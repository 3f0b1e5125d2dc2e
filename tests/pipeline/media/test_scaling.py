"""Pictures made smaller: the same on any processor, and without colours that nobody sees."""

import random

import pytest
from cykooz_resizer import CpuExtensions
from PIL import Image

from weft.pipeline.media import scaling
from weft.pipeline.media.scaling import resized


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK"])
def test_every_set_of_instructions_gives_the_same_bytes(mode: str) -> None:
    channels = len(Image.new(mode, (1, 1)).getbands())
    noise = Image.frombytes(mode, (311, 207), random.Random(3).randbytes(311 * 207 * channels))
    usual = scaling._RESIZER.cpu_extensions
    found = set()
    try:
        for instructions in {CpuExtensions.none, usual}:
            scaling._RESIZER.cpu_extensions = instructions
            found.add((resized(noise, (128, 85)).tobytes(), resized(noise, (32, 32)).tobytes()))
    finally:
        scaling._RESIZER.cpu_extensions = usual
    assert len(found) == 1


@pytest.mark.parametrize(
    ("mode", "clear", "black"), [("RGBA", (255, 0, 0, 0), (0, 0, 0, 255)), ("LA", (255, 0), (0, 255))]
)
def test_what_is_clear_lends_no_colour(mode: str, clear: tuple[int, ...], black: tuple[int, ...]) -> None:
    picture = Image.new(mode, (64, 64), clear)
    picture.paste(black, (0, 0, 31, 64))
    colours = {pixel[:-1] for _, pixel in resized(picture, (16, 16)).getcolors() if pixel[-1]}
    assert colours == {black[:-1]}


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "CMYK"])
def test_modes_and_sizes(mode: str) -> None:
    small = resized(Image.new(mode, (300, 2)), (100, 1))
    assert (small.mode, small.size) == (mode, (100, 1))
