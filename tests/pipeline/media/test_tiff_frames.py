import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from weft.pipeline.media.tiff_frames import TiffError, tiff_frame, tiff_frames


def pictures(number: int = 3) -> list[Image.Image]:
    """Of different sizes, smooth colours."""
    random = np.random.default_rng(0)
    coarse = [random.integers(0, 256, (4, 5, 3), dtype=np.uint8) for _ in range(number)]
    return [Image.fromarray(pixels).resize((70 + 30 * n, 50)) for n, pixels in enumerate(coarse)]


def tiff(frames: list[Image.Image], compression: str | None) -> bytes:
    sink = io.BytesIO()
    frames[0].save(sink, "TIFF", save_all=True, append_images=frames[1:], compression=compression)
    return sink.getvalue()


@pytest.mark.parametrize("compression", ["jpeg", "tiff_deflate", "tiff_lzw", None])
def test_every_frame_decodes_to_what_it_was_in_the_whole(compression: str | None) -> None:
    payload = tiff(pictures(), compression)
    whole = Image.open(io.BytesIO(payload))
    assert tiff_frames(payload) == 3
    for number in range(3):
        alone = Image.open(io.BytesIO(tiff_frame(payload, number)))
        whole.seek(number)
        assert getattr(alone, "n_frames", 1) == 1
        assert np.array_equal(np.asarray(alone.convert("RGB")), np.asarray(whole.convert("RGB")))


def test_the_frames_together_are_hardly_longer_than_the_whole() -> None:
    payload = tiff(pictures(20), "jpeg")
    assert sum(len(tiff_frame(payload, number)) for number in range(20)) < 1.1 * len(payload)


def test_a_big_endian_file_stays_big_endian() -> None:
    short = {256: 2, 257: 1, 258: 8, 259: 1, 262: 1, 273: 134, 278: 1, 279: 2}
    directory = b"".join(struct.pack(">HHIHH", tag, 3, 1, value, 0) for tag, value in short.items())
    payload = b"MM\0*\0\0\0\x08" + struct.pack(">H", 8) + directory + bytes(4)
    payload = payload.ljust(134, b"\0") + b"\x11\xee"
    assert list(Image.open(io.BytesIO(payload)).getdata()) == [0x11, 0xEE]
    frame = tiff_frame(payload, 0)
    assert frame[:4] == b"MM\0*"
    assert list(Image.open(io.BytesIO(frame)).getdata()) == [0x11, 0xEE]


def test_a_frame_that_is_not_there_and_bytes_that_are_no_tiff_are_errors() -> None:
    payload = tiff(pictures(2), "jpeg")
    with pytest.raises(TiffError, match=r"^no frame 2 of 2$"):
        tiff_frame(payload, 2)
    with pytest.raises(TiffError, match=r"^no TIFF header$"):
        tiff_frames(b"\xff\xd8\xff")


def test_a_chain_that_comes_back_to_itself_ends() -> None:
    payload = b"II*\0" + struct.pack("<IHI", 8, 0, 8)
    assert tiff_frames(payload) == 1


def test_strips_that_overlap_cannot_make_a_frame_grow() -> None:
    data = bytes(60_000)
    count = 1000
    places, sizes = struct.pack(f"<{count}I", *[100] * count), struct.pack(f"<{count}I", *[50_000] * count)
    at = 8 + 2 + 24 + 4
    head = struct.pack("<HHHIIHHIII", 2, 273, 4, count, at + len(data), 279, 4, count, at + len(data) + len(places), 0)
    with pytest.raises(TiffError, match=r"^strips that overlap$"):
        tiff_frame(b"II*\0" + struct.pack("<I", 8) + head + data + places + sizes, 0)


@given(st.data())
def test_damage_gives_a_frame_or_an_error_and_nothing_else(data: st.DataObject) -> None:
    payload = bytearray(tiff(pictures(2), "jpeg"))
    for _ in range(data.draw(st.integers(1, 8))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(payload[: data.draw(st.integers(0, len(payload)))])
    try:
        for number in range(tiff_frames(damaged)):
            assert len(tiff_frame(damaged, number)) <= 2 * len(damaged) + 8192
    except TiffError:
        pass
