"""Pictures in HDR or a wide gamut, told by coding-independent code points (ITU-T H.273) in PNG, AVIF and HEIC.

Pillow gives their codes in 8 bits and says nothing of what they mean.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .hdr import HLG, PQ, needs_mapping, to_srgb_pixels

_PRIMARIES = {9: "bt2020", 12: "smpte432"}
_TRANSFERS = {16: PQ, 18: HLG}
_SEARCHED_BYTES = 1 << 16
"""The properties of an AVIF or HEIC file stand in its first box but one."""
_MAX_CHUNKS = 64


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """Transfer and primaries in ffmpeg's names; empty where they are near enough to sRGB's."""

    transfer: str
    """PQ, HLG or empty."""
    primaries: str


def color_space_of(payload: bytes, reader: str, *, has_profile: bool) -> ColorSpace | None:
    """The space of a picture's codes where it is no sRGB; None where it is, or where its profile says more.

    In a PNG file the code points come before a profile (PNG 3, section 4.3), in AVIF and HEIC after it.
    """
    points = None
    if reader == "PNG":
        points = _png_points(payload)
    elif reader in ("AVIF", "HEIF") and not has_profile:
        points = _heif_points(payload)
    if points is None:
        return None
    space = ColorSpace(_TRANSFERS.get(points[1], ""), _PRIMARIES.get(points[0], ""))
    return space if needs_mapping(space.transfer, space.primaries) else None


def srgb_of_codes(rgb: Image.Image, space: ColorSpace) -> Image.Image:
    """An RGB picture of 8-bit codes of ``space`` in sRGB."""
    codes = np.asarray(rgb).astype(np.uint16) * 257
    return Image.fromarray(to_srgb_pixels(codes, space.transfer, space.primaries))


def _png_points(payload: bytes) -> tuple[int, int] | None:
    at = 8
    for _ in range(_MAX_CHUNKS):
        size, name = int.from_bytes(payload[at : at + 4], "big"), payload[at + 4 : at + 8]
        if name == b"cICP" and size == 4 and len(payload) >= at + 12:
            return payload[at + 8], payload[at + 9]
        if name in (b"IDAT", b""):
            return None
        at += 12 + size
    return None


def _heif_points(payload: bytes) -> tuple[int, int] | None:
    """Of the first ``colr`` box of type ``nclx``, ISO/IEC 14496-12, section 12.1.5."""
    at = payload.find(b"colrnclx", 0, _SEARCHED_BYTES)
    if at < 0 or len(payload) < at + 12:
        return None
    return int.from_bytes(payload[at + 8 : at + 10], "big"), int.from_bytes(payload[at + 10 : at + 12], "big")
