"""Codes by the formulas of BT.2100; the sRGB expected of them worked out from IEC 61966-2-1 in each test."""

import numpy as np
import pytest

from weft.pipeline.media.hdr import HLG, PQ, needs_mapping, to_srgb_pixels


def pixel(*codes: float) -> np.ndarray:
    return np.array([[codes]]) * 65_535 + 0.5


def srgb(codes: tuple[float, ...], transfer: str, primaries: str) -> list[int]:
    rgb: list[int] = to_srgb_pixels(pixel(*codes).astype(np.uint16), transfer, primaries)[0, 0].tolist()
    return rgb


PQ_100, PQ_203, PQ_1000 = 0.5081, 0.5807, 0.7518
"""Codes of 100, 203 and 1,000 cd/m², BT.2408 table 1 and BT.2100 table 4."""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0.0, 0),
        (PQ_100, 186),  # 100 / 203 = 0.493, 1.055 * 0.493 ** (1 / 2.4) - 0.055 = 0.731
        (PQ_203, 243),  # the knee is 0.8, half of the way from there to 1 is 0.9
        (PQ_1000, 254),  # 0.8 + 0.2 * 20.6 / 21.6 = 0.991
        (1.0, 255),
    ],
)
def test_grey_in_pq(code: float, expected: int) -> None:
    assert srgb((code, code, code), PQ, "bt2020") == pytest.approx([expected] * 3, abs=1)


def test_reference_white_in_hlg_is_that_of_pq() -> None:
    """BT.2408: 75 % of the signal, 203 cd/m² on a display of 1,000."""
    assert srgb((0.75, 0.75, 0.75), HLG, "bt2020") == pytest.approx([243] * 3, abs=1)
    # code 0.5 is 1/12 of the scene: 1000 * (1 / 12) ** 1.2 = 50.7 cd/m², 0.25 of white
    assert srgb((0.5, 0.5, 0.5), HLG, "bt2020") == pytest.approx([137] * 3, abs=1)


def test_a_red_of_bt709_inside_bt2020_comes_back_as_pure_red() -> None:
    """BT.2087: red of BT.709 is (0.6274, 0.0691, 0.0164) of BT.2020; at half of white, 101.5 cd/m², sRGB is 188."""

    def code(light: float) -> float:
        y = (light * 101.5 / 10_000) ** (2610 / 16384)
        return float(((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32))

    assert srgb((code(0.6274), code(0.0691), code(0.0164)), PQ, "bt2020") == pytest.approx([188, 0, 0], abs=4)


def test_the_roll_off_keeps_the_hue() -> None:
    """Light 4 : 2 : 2 stays so: the largest becomes 0.8 + 0.2 * 16 / 17 = 0.988, the others half of that."""

    def code(light: float) -> float:
        y = (light * 203 / 10_000) ** (2610 / 16384)
        return float(((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32))

    assert srgb((code(4), code(2), code(2)), PQ, "bt709") == pytest.approx([254, 187, 187], abs=1)


def test_wide_gamut_without_hdr_keeps_grey_and_clips_what_srgb_has_not() -> None:
    assert srgb((0.5, 0.5, 0.5), "bt2020-10", "bt2020") == pytest.approx([128] * 3, abs=1)
    assert srgb((1.0, 0.0, 0.0), "bt2020-10", "bt2020") == [255, 0, 0]
    assert srgb((0.5, 0.5, 0.5), "iec61966-2-1", "smpte432") == pytest.approx([128] * 3, abs=1)


def test_what_is_srgb_already_needs_no_mapping() -> None:
    assert [needs_mapping(*tags) for tags in (("bt709", "bt709"), ("", ""), ("smpte170m", "smpte170m"))] == [False] * 3
    assert needs_mapping(PQ, "") and needs_mapping(HLG, "bt2020") and needs_mapping("", "bt2020")
