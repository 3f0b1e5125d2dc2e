"""High dynamic range and wide gamut to 8-bit sRGB, in whole numbers after one table.

Codes of PQ (SMPTE ST 2084) and HLG (ARIB STD-B67, ITU-R BT.2100) become light, relative to the reference white of
203 cd/m² (ITU-R BT.2408, section 2); HLG for a display of 1,000 cd/m², whose system gamma is 1.2. The primaries
of BT.2020 or P3 become those of BT.709. Then the tone map: light up to ``KNEE`` stays as it is, and above it
follows Reinhard et al. 2002, ``t / (1 + t)``, fitted to meet the straight part with the same slope. It is asked of
the largest of the three channels and scales all of them, so that hues stay. So BT.2408's grey card and skin keep
their brightness, reference white comes out at 243 of 255, and highlights of 1,000 cd/m² and more end near 254.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PQ, HLG = "smpte2084", "arib-std-b67"
REFERENCE_WHITE = 203
"""cd/m² of diffuse white, BT.2408."""
_ONE = 1 << 16
"""Light of the reference white."""
_HLG_PEAK = 1000
KNEE = _ONE * 4 // 5
_CODE_BITS = 12
_MATRIX_ONE = 1 << 14
_TO_709 = {
    # Linear RGB of BT.2020 (BT.2087, annex 2) and of P3-D65 (SMPTE EG 432-1) to BT.709, in units of 2**-14
    "bt2020": ((27206, -9628, -1194), (-2041, 18561, -136), (-297, -1648, 18329)),
    "smpte432": ((20069, -3685, 0), (-689, 17073, 0), (-322, -1288, 17994)),
}


def needs_mapping(transfer: str, primaries: str) -> bool:
    """Whether such pixels are no sRGB yet; BT.601's primaries are near enough to BT.709's to count as the same."""
    return transfer in (PQ, HLG) or primaries in _TO_709


def hdr_transfer(transfer: str) -> str:
    """``transfer`` where it is PQ or HLG; empty for those of standard dynamic range, and for none."""
    return transfer if transfer in (PQ, HLG) else ""


def to_srgb_pixels(pixels: NDArray[np.uint16], transfer: str, primaries: str) -> NDArray[np.uint8]:
    """uint8 [height, width, 3] sRGB of 16-bit full-range RGB codes, uint16 [height, width, 3].

    ``transfer`` and ``primaries`` are ffmpeg's names. A transfer other than PQ and HLG counts as sRGB's own.
    """
    light = _light_of_codes(transfer)[pixels >> (16 - _CODE_BITS)].astype(np.int64)
    if transfer == HLG:
        light = _displayed(light, primaries)
    if primaries in _TO_709:
        matrix = np.array(_TO_709[primaries], np.int64)
        light = (light @ matrix.T + _MATRIX_ONE // 2) >> 14
    light = np.maximum(light, 0)
    if transfer in (PQ, HLG):
        light = _tone_mapped(light)
    return _srgb_codes()[np.minimum(light, _ONE)]


def _tone_mapped(light: NDArray[np.int64]) -> NDArray[np.int64]:
    most = np.maximum(light.max(axis=-1, keepdims=True), 1)
    over = np.maximum(most - KNEE, 0)
    room = _ONE - KNEE
    mapped = np.minimum(most, KNEE) + room * over // (room + over)
    return light * mapped // most


def _displayed(scene: NDArray[np.int64], primaries: str) -> NDArray[np.int64]:
    """BT.2100's opto-optical transfer: light is scaled by luminance to the power of gamma - 1."""
    weights = (4304, 11108, 972) if primaries == "bt2020" else (3483, 11718, 1183)
    luminance = (scene @ np.array(weights, np.int64)[:, None]) >> 14
    return (scene * _system_gains()[np.minimum(luminance, _ONE)]) >> 16


@lru_cache(maxsize=4)
def _light_of_codes(transfer: str) -> NDArray[np.int64]:
    """Light of each code, [4096]: relative to reference white (PQ), to the scene's peak (HLG) or to white (others).

    Rounded, so that a last-bit difference of ``pow`` from one machine to the next is of no matter.
    """
    codes = [code / ((1 << _CODE_BITS) - 1) for code in range(1 << _CODE_BITS)]
    light = {PQ: _pq_light, HLG: _hlg_light}.get(transfer, _srgb_light)
    return np.array([round(_ONE * light(code)) for code in codes], np.int64)


def _pq_light(code: float) -> float:
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = code ** (1 / m2)
    return 10_000 / REFERENCE_WHITE * (max(root - c1, 0.0) / (c2 - c3 * root)) ** (1 / m1)


def _hlg_light(code: float) -> float:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return code * code / 3 if code <= 0.5 else (float(np.e) ** ((code - c) / a) + b) / 12


def _srgb_light(code: float) -> float:
    return code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=1)
def _system_gains() -> NDArray[np.int64]:
    """What luminance 0 to 1 multiplies scene light by, in light relative to the reference white."""
    peak = _HLG_PEAK / REFERENCE_WHITE
    return np.array([round(_ONE * peak * (luminance / _ONE) ** 0.2) for luminance in range(_ONE + 1)], np.int64)


@lru_cache(maxsize=1)
def _srgb_codes() -> NDArray[np.uint8]:
    """8-bit code of light 0 to 1, IEC 61966-2-1."""
    light = [value / _ONE for value in range(_ONE + 1)]
    codes = [12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055 for y in light]
    return np.array([round(255 * code) for code in codes], np.uint8)
