import gzip
import io
import zlib

import pytest
from PIL import Image

from weft.pipeline.crawl.packed import is_packed


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_pictures_as_the_web_has_them_are_packed(form: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, form)
    assert is_packed(file.getvalue()[:12])


@pytest.mark.parametrize("form", ["BMP", "TIFF", "PPM"])
def test_plain_pixels_are_not(form: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, form)
    assert not is_packed(file.getvalue()[:12])


def test_gzip_is_packed_and_text_is_not() -> None:
    assert is_packed(gzip.compress(b"words"))
    assert not is_packed(b"<!doctype html>")
    assert not is_packed(b"")
    assert not is_packed(b"RIFF\x24\x08\x00\x00WAVE")
    assert not is_packed(zlib.compress(b"words"))  # nothing of the web is sent so but as an encoding, which is undone
