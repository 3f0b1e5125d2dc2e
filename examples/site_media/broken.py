"""Media that can't be read, each in its own way."""

import zlib

from .landscapes import DAWN, landscape
from .making import Made, encoded


def png_chunk(name: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, name, data, CRC."""
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def broken_images() -> Made:
    """A JPEG cut in half, an empty file, a page named as a picture, a PNG that declares 100,000² pixels."""
    whole = encoded(landscape(60, 640, 480, DAWN), "JPEG", quality=80)
    yield "media/broken/cut-in-half.jpg", whole[: len(whole) // 2]
    yield "media/broken/empty.jpg", b""
    yield (
        "media/broken/really-html.png",
        b"<!DOCTYPE html>\n<title>Gone</title>\n<p>This picture has moved to our archive.</p>\n",
    )
    side = (100_000).to_bytes(4)
    header = png_chunk(b"IHDR", side + side + bytes([8, 0, 0, 0, 0]))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(200_000)))
    yield "media/broken/bomb.png", b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")
