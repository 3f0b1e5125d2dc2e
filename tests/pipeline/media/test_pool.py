"""Decoders are used again by the next part, and only under the same limits."""

import io

import pytest
from PIL import Image

from weft.pipeline.media.pool import borrowed_decoder, close_idle_decoders
from weft.schemas.recipe import ImageSettings, MediaSettings


@pytest.fixture(autouse=True)
def _none_left() -> None:
    close_idle_decoders()


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 16), "red").save(buffer, "PNG")
    return buffer.getvalue()


def test_the_next_part_gets_the_decoder_of_the_last() -> None:
    settings = MediaSettings()
    with borrowed_decoder(settings) as first:
        assert first.decode(_png()).width == 32
    with borrowed_decoder(settings) as second:
        assert second is first


def test_parts_at_the_same_time_get_decoders_of_their_own() -> None:
    settings = MediaSettings()
    with borrowed_decoder(settings) as first, borrowed_decoder(settings) as second:
        assert second is not first


def test_other_limits_get_another_decoder() -> None:
    with borrowed_decoder(MediaSettings()) as first:
        pass
    with borrowed_decoder(MediaSettings(image=ImageSettings(max_pixels=100))) as second:
        assert second is not first
        assert second.decode(_png()).error == "too_many_pixels"


def test_a_decoder_is_not_kept_after_an_error() -> None:
    settings = MediaSettings()
    with pytest.raises(ZeroDivisionError), borrowed_decoder(settings) as first:
        raise ZeroDivisionError
    with borrowed_decoder(settings) as second:
        assert second is not first
