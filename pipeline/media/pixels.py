"""Frames as ffmpeg writes them (PAM, http://netpbm.sourceforge.net/doc/pam.html) to 8-bit sRGB on white."""

import numpy as np
from numpy.typing import NDArray

from .hdr import needs_mapping, to_srgb_pixels
from .streams import ColorTags

_HEADER_BYTES = 256


def frame_format(color: ColorTags) -> str:
    """The pixel format to ask ffmpeg for: 16 bits where pixels are no sRGB yet, alpha where there is any."""
    if needs_mapping(color.transfer, color.primaries):
        return "rgba64be" if color.has_alpha else "rgb48be"
    return "rgba" if color.has_alpha else "rgb24"


def matrix_of(color: ColorTags, width: int, height: int) -> str:
    """The luma matrix for the ``scale`` filter: the file's own; where it names none, that of its size.

    HD is BT.709 and what is smaller BT.601, as players take it.
    """
    if color.matrix:
        return "auto"
    return "bt709" if width >= 1280 or height > 576 else "bt601"


def srgb_of_pam(pam: bytes, color: ColorTags) -> NDArray[np.uint8]:
    """uint8 [height, width, 3] of one frame in a format of ``frame_format``. ValueError when it is cut short."""
    pixels = _read_pam(pam)
    rgb, alpha = pixels[..., :3], pixels[..., 3:]
    if needs_mapping(color.transfer, color.primaries):
        srgb = to_srgb_pixels(rgb.astype(np.uint16), color.transfer, color.primaries)
        alpha = alpha >> 8
    else:
        srgb = rgb.astype(np.uint8, copy=False)
    if not alpha.size:
        return srgb
    opacity = alpha.astype(np.uint32)
    return ((srgb * opacity + 255 * (255 - opacity) + 127) // 255).astype(np.uint8)


def _read_pam(pam: bytes) -> NDArray[np.integer]:
    header, end, _ = pam[:_HEADER_BYTES].partition(b"ENDHDR\n")
    facts = dict(line.split(b" ", 1) for line in header.splitlines() if b" " in line)
    try:
        width, height, depth, most = (int(facts[name]) for name in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL"))
    except KeyError as missing:
        raise ValueError(f"no PAM header: {missing}") from missing
    values = np.frombuffer(pam, np.uint8 if most == 255 else ">u2", width * height * depth, len(header) + len(end))
    return values.reshape(height, width, depth)
