"""One plain colour, coded by ffmpeg in every way there is; what must come out is worked out in the tests."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from weft.pipeline.media.read import read_image, read_video

LOSSLESS = ("-x265-params", "log-level=none:lossless=1")
ORANGE = (50_000, 20_000, 5_000)
ORANGE_8 = [195, 78, 19]
"""The same by 257, rounded. A step of 8-bit chroma in the narrow range is two of blue."""


def tags(matrix: str, primaries: str, transfer: str, range_: str) -> str:
    return f"setparams=colorspace={matrix}:color_primaries={primaries}:color_trc={transfer}:range={range_}"


@pytest.fixture
def color_of(decode, ffmpeg, tmp_path_factory) -> Callable[..., list[float]]:
    """``color_of(rgb, pixels, matrix, tags, codec, *options)``: the middle of the first frame kept."""
    raw = Path(tmp_path_factory.mktemp("raw")) / "raw"

    def run(rgb: tuple[int, ...], pixels: str, matrix: str, tagged: str, codec: str, *options: str) -> list[float]:
        raw.write_bytes(np.tile(np.array(rgb, "<u2"), 64 * 48 * 5).tobytes())
        range_ = "pc" if "range=pc" in tagged else "tv"
        convert = f"scale=out_color_matrix={matrix}:out_range={range_}:flags=accurate_rnd,format={pixels},{tagged}"
        source = ("-f", "rawvideo", "-pix_fmt", "rgba64le" if len(rgb) == 4 else "rgb48le", "-s", "64x48", "-r", "5")
        payload = ffmpeg("c.mkv", *source, "-i", str(raw), "-vf", convert, "-c:v", codec, *options, "-pix_fmt", pixels)
        decoded = decode(payload)
        assert decoded.error is None
        middle: list[float] = read_image(read_video(decoded.blob).frames[0])[16:32, 16:48].mean(axis=(0, 1)).tolist()
        return middle

    return run


@pytest.mark.parametrize(
    ("pixels", "matrix", "tagged", "codec", "options"),
    [
        ("yuv444p", "bt709", tags("bt709", "bt709", "bt709", "tv"), "libx264", ("-qp", "0")),
        ("yuv444p", "bt601", tags("smpte170m", "smpte170m", "smpte170m", "tv"), "libx264", ("-qp", "0")),
        ("yuv420p", "bt709", tags("bt709", "bt709", "bt709", "pc"), "libx264", ("-qp", "0")),
        ("yuv420p", "bt601", "null", "libx264", ("-qp", "0")),  # no tags: a small picture is BT.601
        ("yuv422p10le", "bt709", tags("bt709", "bt709", "bt709", "tv"), "libx265", LOSSLESS),
        ("yuv444p12le", "bt709", tags("bt709", "bt709", "bt709", "pc"), "libx265", LOSSLESS),
        ("gbrp", "bt709", tags("gbr", "bt709", "iec61966-2-1", "pc"), "ffv1", ()),
        ("gbrp10le", "bt709", tags("gbr", "bt709", "iec61966-2-1", "pc"), "ffv1", ()),
    ],
)
def test_each_way_of_coding_gives_the_same_colour(color_of, pixels, matrix, tagged, codec, options) -> None:
    assert color_of(ORANGE, pixels, matrix, tagged, codec, *options) == pytest.approx(ORANGE_8, abs=3)


@pytest.mark.parametrize("pixels", ["gray", "gray10le", "gray16le"])
def test_grey_of_any_depth(color_of, pixels: str) -> None:
    assert color_of((30_000,) * 3, pixels, "bt709", "setparams=range=pc", "ffv1") == pytest.approx([117] * 3, abs=1)


@pytest.mark.parametrize("pixels", ["yuva420p", "bgra"])
def test_what_is_see_through_lies_on_white(color_of, pixels: str) -> None:
    half_red = (65_535, 0, 0, 32_896)  # 128 of 255 opaque
    found = color_of(half_red, pixels, "bt601", "null", "ffv1")
    assert found == pytest.approx([255, 127, 127], abs=2)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0.5081, 186),  # 100 cd/m²: 100 / 203 = 0.493, 1.055 * 0.493 ** (1 / 2.4) - 0.055 = 0.731
        (0.5807, 243),  # 203 cd/m², reference white: half of the way from the knee at 0.8 to 1
        (0.7518, 254),  # 1,000 cd/m²
    ],
)
@pytest.mark.parametrize(("pixels", "range_"), [("yuv420p10le", "tv"), ("yuv444p12le", "pc")])
def test_pq_becomes_srgb(color_of, pixels: str, range_: str, code: float, expected: int) -> None:
    grey = (round(code * 65_535),) * 3
    tagged = tags("bt2020nc", "bt2020", "smpte2084", range_)
    assert color_of(grey, pixels, "bt2020", tagged, "libx265", *LOSSLESS) == pytest.approx([expected] * 3, abs=3)


@pytest.mark.parametrize(("codec", "options"), [("libx265", LOSSLESS), ("libvpx-vp9", ("-lossless", "1"))])
def test_hlg_becomes_srgb(color_of, codec: str, options: tuple[str, ...]) -> None:
    """75 % of the signal is reference white."""
    tagged = tags("bt2020nc", "bt2020", "arib-std-b67", "tv")
    found = color_of((49_151,) * 3, "yuv420p10le", "bt2020", tagged, codec, *options)
    assert found == pytest.approx([243] * 3, abs=2)


def test_pq_red_of_bt709_comes_back_as_red(color_of) -> None:
    """BT.2087: it is (0.6274, 0.0691, 0.0164) of BT.2020; at half of reference white sRGB is 188."""

    def code(light: float) -> int:
        y = (light * 101.5 / 10_000) ** (2610 / 16384)
        return round(65_535 * ((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32))

    red = (code(0.6274), code(0.0691), code(0.0164))
    tagged = tags("bt2020nc", "bt2020", "smpte2084", "tv")
    found = color_of(red, "yuv444p12le", "bt2020", tagged, "libx265", *LOSSLESS)
    assert found[0] == pytest.approx(188, abs=3)
    assert max(found[1:]) < 30
