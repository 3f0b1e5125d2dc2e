import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from weft.pipeline.media.read import read_image
from weft.schemas.recipe import ImageSettings, MediaSettings

from ..conftest import heic

QUARTERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))
"""Red, green over blue, yellow."""


def quarters(width: int = 40, height: int = 20) -> Image.Image:
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for number, color in enumerate(QUARTERS):
        x, y = number % 2 * width // 2, number // 2 * height // 2
        draw.rectangle((x, y, x + width // 2 - 1, y + height // 2 - 1), fill=color)
    return image


def corners(blob: bytes) -> list[tuple[int, ...]]:
    """Colours a little inside the four corners, rounded to full or none."""
    pixels = read_image(blob)
    height, width = pixels.shape[:2]
    places = [(y, x) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [tuple(255 if value > 127 else 0 for value in pixels[place].tolist()) for place in places]


def with_side(max_side: int, max_pixels: int = 10_000_000) -> MediaSettings:
    return MediaSettings(image=ImageSettings(max_side=max_side, max_pixels=max_pixels))


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    chunks = (
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in (header, data)
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("form", "options", "file"),
    [
        ("JPEG", {}, ("image/jpeg", b"\xff\xd8")),
        ("JPEG", {"progressive": True}, ("image/jpeg", b"\xff\xd8")),
        ("PNG", {}, ("image/png", b"\x89PNG")),
        ("GIF", {}, ("image/gif", b"\x89PNG")),
        ("WEBP", {}, ("image/webp", b"\xff\xd8")),
        ("WEBP", {"lossless": True}, ("image/webp", b"\x89PNG")),
        ("BMP", {}, ("image/bmp", b"\x89PNG")),
        ("TIFF", {"compression": "tiff_lzw"}, ("image/tiff", b"\x89PNG")),
        ("TIFF", {"compression": "jpeg"}, ("image/tiff", b"\xff\xd8")),
        ("AVIF", {}, ("image/avif", b"\xff\xd8")),
        ("JPEG2000", {}, ("image/jp2", b"\xff\xd8")),
        ("JPEG2000", {"no_jp2": True}, ("image/j2c", b"\xff\xd8")),
        ("ICO", {"sizes": [(40, 20)]}, ("image/vnd.microsoft.icon", b"\x89PNG")),
    ],
)
def test_each_format_keeps_its_picture(decode, encode, form, options, file) -> None:
    mime, starts = file
    payload = encode(quarters(), form, **options)
    decoded = decode(payload, "application/octet-stream")
    assert (decoded.kind, decoded.mime, decoded.bytes, decoded.error) == ("image", mime, len(payload), None)
    assert (decoded.width, decoded.height, decoded.frames, decoded.duration_ms) == (40, 20, 1, 0)
    assert decoded.blob.startswith(starts)
    assert corners(decoded.blob) == list(QUARTERS)
    assert decoded.phash != 0


def test_heic_keeps_its_picture_turned_as_its_camera_says(decode) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = decode(heic(quarters(), exif=exif.tobytes()))
    assert (decoded.mime, decoded.error, decoded.frames) == ("image/heic", None, 1)
    assert (decoded.width, decoded.height) == (20, 40)
    red, green, blue, yellow = QUARTERS
    assert corners(decoded.blob) == [blue, red, yellow, green]


def test_heic_of_several_pictures_gives_the_first_and_lies_on_white(decode) -> None:
    clear = quarters().convert("RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    decoded = decode(heic(clear, quarters()))
    assert (decoded.frames, decoded.error) == (2, None)
    assert corners(decoded.blob) == [(255, 255, 255)] * 4


def test_heic_of_too_many_pixels_is_left_out_and_one_that_tells_another_size_is_broken(decode) -> None:
    payload = heic(quarters(64, 48))
    assert decode(payload, settings=with_side(64, max_pixels=3000)).error == "too_many_pixels"
    at = payload.index(b"ispe") + 8
    assert decode(payload[:at] + b"\0\0\0\x10" * 2 + payload[at + 8 :]).error == "broken_image"


def test_heic_cut_short_is_truncated(decode) -> None:
    assert decode(heic(quarters())[:-40]).error == "truncated_image"


def test_drawn_picture_stays_lossless_and_photo_becomes_jpeg(decode, encode, photo) -> None:
    drawn = decode(encode(quarters(), "PNG"))
    assert np.array_equal(read_image(drawn.blob), np.asarray(quarters()))
    assert decode(encode(photo, "PNG")).blob.startswith(b"\xff\xd8")


def test_gradient_with_many_colours_stays_png_where_that_is_smaller(decode, encode) -> None:
    across, down = np.meshgrid(np.arange(256), np.arange(256))
    gradient = Image.fromarray(np.dstack([across, down, np.zeros_like(across)]).astype(np.uint8))
    decoded = decode(encode(gradient, "PNG"))
    assert decoded.blob.startswith(b"\x89PNG")
    assert np.array_equal(read_image(decoded.blob), np.asarray(gradient))


def test_orientation_is_applied_and_all_metadata_goes(decode, encode) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera stood on its right side: turn clockwise to show
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "SECRETPLACE"
    payload = encode(quarters(), "JPEG", exif=exif, comment=b"SECRETCOMMENT", quality=95)
    assert b"SECRETPLACE" in payload and b"SECRETCOMMENT" in payload
    decoded = decode(payload)
    assert (decoded.width, decoded.height) == (20, 40)
    red, green, blue, yellow = QUARTERS
    assert corners(decoded.blob) == [blue, red, yellow, green]
    assert b"SECRET" not in decoded.blob and b"Exif" not in decoded.blob


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_agrees_with_pillow(decode, encode, orientation: int) -> None:
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    payload = encode(quarters(), "PNG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(payload))).convert("RGB")
    assert np.array_equal(read_image(decode(payload).blob), np.asarray(upright))


def test_turned_tiff_is_turned_once(decode, encode) -> None:
    decoded = decode(encode(quarters(80, 40), "TIFF", tiffinfo={274: 6}), settings=with_side(40))
    red, green, blue, yellow = QUARTERS
    assert (decoded.width, decoded.height) == (40, 80)
    assert read_image(decoded.blob).shape == (40, 20, 3)
    assert corners(decoded.blob) == [blue, red, yellow, green]


def test_broken_exif_does_no_harm(decode, encode) -> None:
    assert decode(encode(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")).error is None


def test_cmyk_jpeg_becomes_rgb(decode, encode) -> None:
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    pixels = read_image(decode(encode(red, "JPEG")).blob).astype(int)
    assert np.abs(pixels - (255, 0, 0)).max() <= 3


def test_sixteen_bit_grey_keeps_its_shades(decode, encode) -> None:
    shades = np.repeat(np.array([[0, 128 * 257, 255 * 257]], np.uint16), 4, axis=0)
    pixels = read_image(decode(encode(Image.fromarray(shades), "PNG")).blob)
    assert pixels[0].tolist() == [[0, 0, 0], [128, 128, 128], [255, 255, 255]]


def test_float_pixels_have_no_known_white(decode, encode) -> None:
    assert decode(encode(Image.new("F", (4, 4), 0.5), "TIFF")).error == "unsupported_pixels"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
def test_transparency_is_laid_on_white(decode, encode, mode: str) -> None:
    if mode == "P":
        image = Image.new("P", (8, 8), 1)
        image.putpalette([0, 0, 0, 10, 20, 30])
        payload, expected = encode(image, "PNG", transparency=1), (255, 255, 255)
    elif mode == "1":
        payload, expected = encode(Image.new("1", (8, 8), 0), "PNG"), (0, 0, 0)
    else:
        half_black = (0, 0, 0, 127) if mode == "RGBA" else (0, 127)
        payload, expected = encode(Image.new(mode, (8, 8), half_black), "PNG"), (128, 128, 128)
    assert tuple(read_image(decode(payload).blob)[4, 4].tolist()) == expected


def test_color_profile_is_converted_to_srgb(decode, encode) -> None:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"  # what it calls red is our green
    payload = encode(Image.new("RGB", (8, 8), (255, 0, 0)), "PNG", icc_profile=bytes(profile))
    decoded = decode(payload)
    assert np.abs(read_image(decoded.blob)[0, 0].astype(int) - (0, 255, 0)).max() <= 2
    assert b"iCCP" not in decoded.blob


def test_broken_profile_counts_as_srgb(decode, encode) -> None:
    payload = encode(Image.new("RGB", (8, 8), (255, 0, 0)), "PNG", icc_profile=b"no profile at all")
    assert read_image(decode(payload).blob)[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_animation_gives_its_first_frame_and_the_count(decode, encode, form: str) -> None:
    frames = [Image.new("RGB", (30, 30), color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    decoded = decode(encode(frames[0], form, save_all=True, append_images=frames[1:], duration=100))
    assert decoded.frames == 3
    assert corners(decoded.blob) == [(255, 0, 0)] * 4


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_long_picture_is_scaled_down_and_facts_keep_its_size(decode, encode, form: str) -> None:
    decoded = decode(encode(quarters(900, 301), form), settings=with_side(100))
    assert (decoded.width, decoded.height) == (900, 301)
    assert read_image(decoded.blob).shape == (33, 100, 3)  # 301 / 9 = 33.4
    assert corners(decoded.blob) == list(QUARTERS)


def test_thin_picture_keeps_a_pixel(decode, encode) -> None:
    decoded = decode(encode(Image.new("RGB", (3000, 1)), "PNG"), settings=with_side(100))
    assert read_image(decoded.blob).shape == (1, 100, 3)


def test_huge_header_is_refused_before_any_pixel(decode) -> None:
    assert decode(png_header(100_000, 100_000)).error == "too_many_pixels"


def test_bomb_just_above_the_limit_is_refused_and_just_below_is_not(decode, encode) -> None:
    settings = with_side(64, max_pixels=1_000_000)
    assert decode(encode(Image.new("L", (1000, 1001)), "PNG"), settings=settings).error == "too_many_pixels"
    assert decode(encode(Image.new("L", (1000, 1000)), "PNG"), settings=settings).error is None


def test_too_many_bytes(decode, encode) -> None:
    settings = MediaSettings(image=ImageSettings(max_bytes=100))
    assert decode(encode(quarters(), "BMP"), settings=settings).error == "too_many_bytes"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000"])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_picture_cut_in_transfer_is_an_error(decode, encode, photo, form: str, share: float) -> None:
    payload = encode(photo, form)
    decoded = decode(payload[: int(len(payload) * share)])
    assert (decoded.error, decoded.blob, decoded.kind) == ("truncated_image", b"", "image")


def test_whole_file_of_noise_is_broken(decode) -> None:
    assert decode(png_header(10, 10)[:33] + struct.pack(">I", 0) + b"IEND\xaeB`\x82").error == "broken_image"


def test_error_page_served_as_an_image_is_no_media(decode) -> None:
    decoded = decode(b"<html><body>Not found</body></html>", "image/png")
    assert (decoded.error, decoded.kind, decoded.mime) == ("not_media", "unknown", "text/html")


def test_half_chroma_jpeg_keeps_its_sampling_and_a_scaled_one_gets_full(decode, encode, photo) -> None:
    from PIL import JpegImagePlugin

    payload = encode(photo, "JPEG", subsampling=2)
    kept, scaled = decode(payload), decode(payload, settings=with_side(80))
    assert JpegImagePlugin.get_sampling(Image.open(io.BytesIO(kept.blob))) == 2
    assert JpegImagePlugin.get_sampling(Image.open(io.BytesIO(scaled.blob))) == 0


@given(data=st.data())
def test_flipped_bytes_give_a_picture_or_a_reason(data: st.DataObject, tmp_path_factory, encode, photo) -> None:
    from weft.pipeline.media.decode import decode_payload

    form = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "ICO"]))
    payload = bytearray(encode(photo.resize((32, 24)), form))
    for _ in range(data.draw(st.integers(1, 8))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    decoded = decode_payload(bytes(payload), "", with_side(64), tmp_path_factory.getbasetemp())
    assert bool(decoded.blob) != bool(decoded.error)
