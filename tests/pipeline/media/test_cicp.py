import numpy as np
import pytest

from weft.pipeline.media.cicp import ColorSpace, color_space_of
from weft.pipeline.media.read import read_image

PQ_100 = round(0.5081 * 65_535)
"""100 cd/m² in PQ. Half of reference white: 100 / 203 = 0.493, 1.055 * 0.493 ** (1 / 2.4) - 0.055 = 0.731 of 255."""


@pytest.fixture
def grey(ffmpeg, tmp_path_factory):
    """``grey("a.avif", tags, *options)``: 64 × 48 pixels of one grey, 16-bit, coded by ffmpeg."""
    raw = tmp_path_factory.mktemp("raw") / "raw"

    def make(name: str, filters: str, *options: str, code: int = PQ_100) -> bytes:
        raw.write_bytes(np.full(64 * 48 * 3, code, "<u2").tobytes())
        source = ("-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", "64x48", "-i", str(raw))
        return ffmpeg(name, *source, "-vf", filters, *options, "-frames:v", "1")

    return make


def middle(decoded) -> list[float]:
    assert decoded.error is None
    pixels: list[float] = read_image(decoded.blob)[16:32, 16:48].mean(axis=(0, 1)).tolist()
    return pixels


PNG_PQ = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=gbr:range=pc"
AVIF_PQ = (
    "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,"
    "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv"
)
AV1 = ("-c:v", "libaom-av1", "-still-picture", "1", "-crf", "10")


def test_png_in_pq(decode, grey) -> None:
    payload = grey("pq.png", PNG_PQ)
    assert color_space_of(payload, "PNG", has_profile=True) == ColorSpace("smpte2084", "bt2020")
    assert middle(decode(payload)) == pytest.approx([186] * 3, abs=2)


def test_avif_in_ten_bit_pq(decode, grey) -> None:
    payload = grey("pq.avif", AVIF_PQ, *AV1)
    assert color_space_of(payload, "AVIF", has_profile=False) == ColorSpace("smpte2084", "bt2020")
    assert color_space_of(payload, "AVIF", has_profile=True) is None
    assert middle(decode(payload)) == pytest.approx([186] * 3, abs=2)


def test_sixteen_bit_png_without_tags_is_srgb(decode, grey) -> None:
    payload = grey("plain.png", "null", code=30_000)
    assert color_space_of(payload, "PNG", has_profile=False) is None
    assert middle(decode(payload)) == pytest.approx([117] * 3, abs=1)


def test_what_is_cut_short_has_no_space() -> None:
    assert color_space_of(b"\x89PNG\r\n\x1a\n\0\0\0\x04cICP\x09", "PNG", has_profile=False) is None
    assert color_space_of(b"....colrnclx\0\x09", "AVIF", has_profile=False) is None
    assert color_space_of(b"", "PNG", has_profile=False) is None
