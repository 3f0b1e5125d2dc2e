"""Small valid pictures of every format that is decoded, as Pillow writes them."""

import io
import random
import re
import struct
import zlib
from functools import lru_cache

from PIL import Image, ImageCms, PngImagePlugin

from ..pipeline.conftest import heic, photo

WIDTH, HEIGHT = 48, 40
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TOKENS = (
    *(b"\xff\xd8\xff", b"\xff\xd9", b"\xff\xc0\0\x11\x08", b"\xff\xc2", b"\xff\xc4", b"\xff\xda", b"\xff\xdb"),
    *(b"\xff\xdd\0\x04\0\0", b"\xff\xe1\xff\xffExif\0\0", b"\xff\xee\0\x0eAdobe", b"\xff\xd0\xff\xd7"),
    *(b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"iCCP", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"fdAT", b"eXIf"),
    *(b"GIF89a", b"\x21\xf9\x04", b"\x21\xff\x0bNETSCAPE2.0", b"\x2c\0\0\0\0\xff\xff\xff\xff", b";"),
    *(b"RIFF", b"WEBP", b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"EXIF", b"ICCP"),
    *(b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"\x11\x01\x04\0", b"\x01\x01\x04\0\x01\0\0\0\xff\xff\xff\xff"),
    *(
        b"ftypheic",
        b"hvcC",
        b"auxC",
        b"ftypavif",
        b"meta",
        b"iloc",
        b"iprp",
        b"ipco",
        b"ispe",
        b"av1C",
        b"ipma",
        b"grid",
        b"mdat",
        b"irot",
        b"clap",
    ),
    *(b"BM", b"\x28\0\0\0", b"\x7c\0\0\0", b"\0\0\x01\0"),
    *(
        b"jP  ",
        b"jp2h",
        b"ihdr",
        b"colr",
        b"jp2c",
        b"\xff\x4f\xff\x51",
        b"\xff\x52",
        b"\xff\x5c",
        b"\xff\x90",
        b"\xff\x93",
    ),
)


@lru_cache(maxsize=1)
def pictures() -> dict[str, bytes]:
    """File by name: each coding, colour and container once."""
    rgb = photo(1, WIDTH, HEIGHT)
    rgba, gray, indexed = rgb.convert("RGBA"), rgb.convert("L"), rgb.quantize(32)
    rgba.putalpha(gray)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a lamp " * 40, zip=True)
    text.add_itxt("Title", "a lamp", "en", "a lamp", zip=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    frames = [photo(number, WIDTH, HEIGHT) for number in (2, 3, 4)]
    moving = {"save_all": True, "append_images": frames, "duration": 80, "loop": 0}
    return {
        "jpeg": _file(rgb, "JPEG", icc_profile=srgb, exif=exif),
        "jpeg progressive": _file(rgb, "JPEG", progressive=True, quality=90, subsampling=0),
        "jpeg cmyk": _file(rgb.convert("CMYK"), "JPEG"),
        "jpeg gray": _file(gray, "JPEG", restart_marker_blocks=2),
        "png": _file(rgb, "PNG", pnginfo=text, icc_profile=srgb),
        "png alpha": _file(rgba, "PNG", exif=exif),
        "png indexed": _file(indexed, "PNG", transparency=3),
        "png one bit": _file(gray.convert("1"), "PNG"),
        "png 16 bit": _file(gray.convert("I;16"), "PNG"),
        "apng": _file(rgb, "PNG", **moving),
        "gif": _file(indexed, "GIF", **moving, disposal=2, transparency=1),
        "webp": _file(rgb, "WEBP", exif=exif, icc_profile=srgb),
        "webp lossless": _file(rgba, "WEBP", lossless=True),
        "webp moving": _file(rgba, "WEBP", **moving),
        "bmp": _file(rgb, "BMP"),
        "bmp indexed": _file(indexed, "BMP"),
        "tiff": _file(rgb, "TIFF", compression="raw"),
        "tiff lzw": _file(rgb, "TIFF", compression="tiff_lzw"),
        "tiff deflate": _file(gray, "TIFF", compression="tiff_adobe_deflate", tile=(16, 16)),
        "tiff jpeg": _file(rgb, "TIFF", compression="jpeg"),
        "tiff fax": _file(gray.convert("1"), "TIFF", compression="group4"),
        "tiff frames": _file(rgb, "TIFF", save_all=True, append_images=frames),
        "ico": _file(rgba, "ICO", sizes=[(16, 16), (32, 32)]),
        "ico of bmp": _file(rgba, "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp"),
        "avif": _file(rgb, "AVIF", speed=10, icc_profile=srgb),
        "avif alpha": _file(rgba, "AVIF", speed=10),
        "avif moving": _file(rgb, "AVIF", speed=10, **moving),
        "heic": heic(rgb, exif=exif.tobytes()),
        "heic alpha": heic(rgba),
        "heic frames": heic(rgb, *frames),
        "jpeg 2000": _file(rgb, "JPEG2000", tile_size=(32, 32), num_resolutions=3),
        "jpeg 2000 stream": _file(gray, "JPEG2000", no_jp2=True, irreversible=True),
    }


def _file(image: Image.Image, form: str, **options: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, form, **options)
    return sink.getvalue()


def chunk(name: bytes, payload: bytes) -> bytes:
    """A chunk of a PNG with its sum."""
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def repaired(payload: bytes, chance: random.Random) -> bytes:
    """A PNG with right sums, and now and then with pixels deflated anew; the size of a RIFF set right."""
    if payload.startswith(b"RIFF"):
        return b"RIFF" + struct.pack("<I", max(len(payload) - 8, 0)) + payload[8:]
    if not payload.startswith(PNG_SIGNATURE):
        return payload
    out, at = bytearray(PNG_SIGNATURE), 8
    while at + 8 <= len(payload):
        size, name = int.from_bytes(payload[at : at + 4], "big"), payload[at + 4 : at + 8]
        if not re.fullmatch(rb"[A-Za-z]{4}", name) or size > len(payload):
            return bytes(out) + payload[at:]
        content = payload[at + 8 : at + 8 + size]
        if name == b"IDAT" and chance.randrange(4) == 0:
            content = zlib.compress(content)
        out += chunk(name, content)
        at += 12 + size
    return bytes(out)
