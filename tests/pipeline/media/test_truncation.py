import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.media.truncation import is_cut_short

FORMS = ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000"]


@pytest.mark.parametrize("form", FORMS)
def test_whole_file_is_not_cut_short_and_half_of_it_is(encode, photo, form: str) -> None:
    payload = encode(photo, form)
    assert not is_cut_short(payload, form)
    assert is_cut_short(payload[: len(payload) // 2], form)


def test_tiff_with_its_directory_behind_the_pixels_is_no_different(encode, photo) -> None:
    for compression in ("tiff_lzw", "jpeg"):
        payload = encode(photo, "TIFF", compression=compression)
        assert not is_cut_short(payload, "TIFF")
        assert is_cut_short(payload[:-100], "TIFF")


def test_bytes_after_the_end_are_no_cut(encode, photo) -> None:
    for form in ("JPEG", "PNG", "GIF"):
        assert not is_cut_short(encode(photo, form) + b"\0" * 10, form)


@given(st.binary(max_size=64), st.sampled_from(FORMS))
def test_any_bytes_get_an_answer(payload: bytes, form: str) -> None:
    assert is_cut_short(payload, form) in (True, False)
