import numpy as np
import pytest

from weft.pipeline.media.pixels import frame_format, matrix_of, srgb_of_pam
from weft.pipeline.media.streams import ColorTags


def pam(depth: int, most: int, *values: int) -> bytes:
    """One row of pixels."""
    width = len(values) // depth
    header = f"P7\nWIDTH {width}\nHEIGHT 1\nDEPTH {depth}\nMAXVAL {most}\nTUPLTYPE RGB\nENDHDR\n".encode()
    return header + np.array(values, ">u2" if most > 255 else np.uint8).tobytes()


def test_eight_bits_are_asked_for_unless_pixels_need_more() -> None:
    assert frame_format(ColorTags("yuv420p10le", "tv", "bt709", "bt709", "bt709")) == "rgb24"
    assert frame_format(ColorTags("yuva420p")) == "rgba"
    assert frame_format(ColorTags("yuv420p10le", transfer="smpte2084")) == "rgb48be"
    assert frame_format(ColorTags("gbrap12le", primaries="bt2020")) == "rgba64be"


@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [(1280, 576, "bt709"), (1279, 577, "bt709"), (720, 576, "bt601"), (640, 480, "bt601")],
)
def test_without_tags_the_size_tells_the_matrix(width: int, height: int, matrix: str) -> None:
    assert matrix_of(ColorTags("yuv420p"), width, height) == matrix
    assert matrix_of(ColorTags("yuv420p", matrix="smpte170m"), width, height) == "auto"


def test_pixels_lie_on_white_by_their_alpha() -> None:
    found = srgb_of_pam(pam(4, 255, 255, 0, 0, 255, 0, 0, 0, 0, 0, 100, 200, 51), ColorTags("rgba"))
    # a fifth of (0, 100, 200) and four fifths of white
    assert found.tolist() == [[[255, 0, 0], [255, 255, 255], [204, 224, 244]]]


def test_sixteen_bits_are_mapped() -> None:
    found = srgb_of_pam(pam(3, 65_535, 38_056, 38_056, 38_056), ColorTags("x", transfer="smpte2084"))
    assert found.tolist() == [[pytest.approx([243] * 3, abs=1)]]  # 0.5807: reference white


@pytest.mark.parametrize("broken", [b"", b"P7\nWIDTH 2\nENDHDR\n", pam(3, 255, 1, 2, 3)[:-1]])
def test_a_frame_cut_short_is_an_error(broken: bytes) -> None:
    with pytest.raises(ValueError):
        srgb_of_pam(broken, ColorTags("rgb24"))
