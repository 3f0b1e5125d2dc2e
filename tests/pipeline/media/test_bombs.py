"""Small files that ask for much: each ends with its reason, or as what it holds, soon and in the same child."""

import functools
import struct
import time
import zlib

import pytest

from weft.pipeline.media.bombs import MAX_COMMENTS, MAX_DIRECTORIES, MAX_SCANS, has_too_many_parts
from weft.pipeline.media.decoder import Decoder
from weft.schemas.recipe import MediaSettings

from ...fuzz.picture_files import PNG_SIGNATURE, chunk, pictures
from ...fuzz.stream_files import films, sounds

MAX_S = 10.0
GIF_FRAME = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02\x44\x01\0"
TIFF_ENTRIES = ((256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 200))
TIFF_ENTRIES += ((277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64))


@pytest.fixture(scope="module")
def strict():
    with Decoder(MediaSettings(timeout_s=30)) as opened:
        assert opened.decode(pictures()["png"]).error is None
        yield opened


@functools.lru_cache(maxsize=1)
def zeros() -> bytes:
    """128 MB of zeros, deflated to less than 1 MB."""
    stream = zlib.compressobj(1)
    return b"".join(stream.compress(bytes(1 << 20)) for _ in range(128)) + stream.flush()


def png(width: int, height: int, *chunks: bytes, pixels: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", pixels or zlib.compress(bytes(25 * 8)))
    return PNG_SIGNATURE + head + b"".join(chunks) + data + chunk(b"IEND", b"")


def gif(width: int, height: int, blocks: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + blocks + b";"


def tiff(*changed: tuple[int, int, int, int], after: int = 0, frames: int = 1) -> bytes:
    """8 × 8 grey pixels; ``changed`` entries in the place of theirs, in every directory of the chain."""
    entries = sorted(({entry[0]: entry for entry in TIFF_ENTRIES} | {entry[0]: entry for entry in changed}).values())
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size = len(directory) + 4
    chain = [directory + struct.pack("<I", 8 + size * number) for number in range(1, frames)]
    return b"II*\0\x08\0\0\0" + b"".join(chain) + directory + struct.pack("<I", after) + bytes(400)


def resized(payload: bytes, mark: bytes, at: int, size: bytes) -> bytes:
    """The picture with the bytes of its size, ``at`` bytes behind a mark, replaced."""
    start = payload.index(mark) + at
    return payload[:start] + size + payload[start + len(size) :]


def scans(count: int) -> bytes:
    whole = pictures()["jpeg progressive"]
    first = whole.index(b"\xff\xda")
    return whole[:-2] + whole[first : first + 20] * count + b"\xff\xd9"


PICTURES = {
    "png text of 128 MB": (lambda: png(8, 8, chunk(b"zTXt", b"C\0\0" + zeros())), "broken_image"),
    "png profile of 128 MB": (lambda: png(8, 8, chunk(b"iCCP", b"C\0\0" + zeros())), "broken_image"),
    "png with pixels of 128 MB": (lambda: png(8, 8, pixels=zeros()), None),
    "png of 100,000 pieces": (lambda: png(8, 8, *[chunk(b"tEXt", b"a\0b")] * 100_000), None),
    "png as wide as can be": (lambda: png((1 << 31) - 1, 1), "too_many_pixels"),
    "gif with a large canvas": (lambda: gif(65535, 65535, GIF_FRAME), "too_many_pixels"),
    "gif with a frame larger than its canvas": (
        lambda: gif(1, 1, GIF_FRAME.replace(b"\1\0\1\0", b"\xff" * 4)),
        "too_many_pixels",
    ),
    "gif of 100,000 frames": (lambda: gif(1, 1, GIF_FRAME * 100_000), None),
    "gif of a million comments": (lambda: gif(1, 1, b"\x21\xfe\x01a\0" * 1_000_000 + GIF_FRAME), "too_many_parts"),
    "tiff of huge counts": (lambda: tiff((700, 1, 0xFFFFFFFF, 8)), None),
    "tiff of a billion strips": (lambda: tiff((273, 4, 1 << 30, 200), (279, 4, 1 << 30, 64)), "truncated_image"),
    "tiff of 65,535 samples": (lambda: tiff((277, 3, 1, 65535)), "broken_image"),
    "tiff that comes back to itself": (lambda: tiff(after=8), None),
    "tiff of 100,000 frames": (lambda: tiff(frames=100_000), "too_many_parts"),
    "jpeg of 65,500 pixels a side": (
        lambda: resized(pictures()["jpeg"], b"\xff\xc0", 5, b"\xff\xdc\xff\xdc"),
        "too_many_pixels",
    ),
    "jpeg of 10,000 scans": (lambda: scans(10_000), "too_many_parts"),
    "webp with a large canvas": (lambda: resized(pictures()["webp moving"], b"VP8X", 12, b"\xff" * 6), "broken_image"),
    "avif with a large canvas": (
        lambda: resized(pictures()["avif"], b"ispe", 8, b"\0\1\0\0" * 2),
        "broken_image",
    ),
    "bmp that is skipped over": (
        lambda: (
            b"BM"
            + struct.pack("<IHHI", 100, 0, 0, 62)
            + struct.pack("<IiiHHIIiiII", 40, 9999, 9999, 1, 8, 1, 0, 0, 0, 2, 0)
            + bytes(8)
            + b"\0\1"
        ),
        "truncated_image",
    ),
}


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_picture_that_asks_for_much_ends_soon(strict: Decoder, name: str) -> None:
    make, reason = PICTURES[name]
    assert_ends_soon(strict, make(), reason)


def assert_ends_soon(strict: Decoder, payload: bytes, reason: str | None) -> None:
    child = strict._child._process.pid
    started_s = time.monotonic()
    decoded = strict.decode(payload)
    assert decoded.error == reason
    assert time.monotonic() - started_s < MAX_S
    assert strict._child._process.pid == child


def box(name: bytes, content: bytes) -> bytes:
    """ISO/IEC 14496-12, section 4.2."""
    return struct.pack(">I", 8 + len(content)) + name + content


def in_box(payload: bytes, name: bytes, at: int, value: bytes) -> bytes:
    """The file with ``value`` over what stood ``at`` bytes into a box's content."""
    start = payload.index(name) + 4 + at
    return payload[:start] + value + payload[start + len(value) :]


HUGE = b"\xff\xff\xff\xff"
NESTED_MKV = b"\x01" + b"\xff" * 7
"""A length that is not known."""


def nested_boxes(count: int) -> bytes:
    content = b""
    for _ in range(count):
        content = box(b"moov", content)
    return films()["plain.mp4"][:32] + content


def mp4_of_packets(count: int, ticks: int) -> bytes:
    """Sound, μ-law at 8 kHz: every sample a packet, ``ticks`` of 1/8000 s after the one before, all at one place."""

    def full(name: bytes, *numbers: int) -> bytes:
        return box(name, struct.pack(f">{1 + len(numbers)}I", 0, *numbers))

    unity = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    movie = bytes(12) + struct.pack(">IIIH", 1000, 1000, 0x10000, 0x100) + bytes(10) + unity + bytes(24) + b"\0\0\0\2"
    track = b"\0\0\0\3" + bytes(8) + struct.pack(">III", 1, 0, 1000) + bytes(16) + unity + bytes(8)
    entry = box(b"ulaw", bytes(7) + b"\1" + bytes(8) + struct.pack(">HHHHI", 1, 8, 0, 0, 8000 << 16))
    samples = [
        box(b"stsd", struct.pack(">II", 0, 1) + entry),
        full(b"stts", 1, count, ticks),
        full(b"stsc", 1, 1, 1, 1),
        full(b"stsz", 1, count),
        full(b"stco", count, *[40] * count),
    ]
    place = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1) + box(b"url ", b"\0\0\0\1")))
    inside = box(b"minf", box(b"smhd", bytes(8)) + place + box(b"stbl", b"".join(samples)))
    head = full(b"mdhd", 0, 0, 8000, count * ticks, 0x55C40000) + box(b"hdlr", bytes(8) + b"soun" + bytes(13))
    media = box(b"trak", box(b"tkhd", track) + box(b"mdia", head + inside))
    moov = box(b"moov", box(b"mvhd", movie) + media)
    return box(b"ftyp", b"isom\0\0\2\0isom") + box(b"mdat", bytes(64)) + moov


STREAMS = {
    "mp4 of a million packets at one time": (lambda: mp4_of_packets(1_000_000, 0), "too_many_packets"),
    "mp4 of 8 million packets at one place": (lambda: mp4_of_packets(8_000_000, 1), "too_many_packets"),
    "mp4 of 100,000 packets in 100 seconds": (lambda: mp4_of_packets(100_000, 8), None),
    "mp4 of 4 billion sizes": (lambda: in_box(films()["plain.mp4"], b"stsz", 8, HUGE), "broken_video"),
    "mp4 of 2 billion samples a chunk": (lambda: in_box(films()["plain.mp4"], b"stsc", 12, b"\x7f" + HUGE[1:]), None),
    "mp4 of 4 billion times": (lambda: in_box(films()["plain.mp4"], b"stts", 8, HUGE), None),
    "mp4 of frames for weeks": (lambda: in_box(films()["plain.mp4"], b"stts", 12, b"\x7f" + HUGE[1:]), "too_long"),
    "mp4 of 20,000 boxes in each other": (lambda: nested_boxes(20_000), "broken_video"),
    "mkv of 5,000 segments in each other": (
        lambda: films()["text.mkv"].partition(b"\x18\x53\x80\x67")[0] + (b"\x18\x53\x80\x67" + NESTED_MKV) * 5000,
        "broken_video",
    ),
    "mkv of 20,000 chapters in each other": (
        lambda: (
            films()["text.mkv"].partition(b"\x11\x4d\x9b\x74")[0]
            + b"\x10\x43\xa7\x70"
            + NESTED_MKV
            + b"\x45\xb9"
            + NESTED_MKV
            + (b"\xb6" + NESTED_MKV) * 20_000
        ),
        "broken_video",
    ),
    "wav that claims 4 GB": (lambda: resized(sounds()["tone.wav"], b"data", 4, HUGE), None),
    "wav of 1 hertz": (lambda: sounds()["tone.wav"][:24] + b"\1\0\0\0" + sounds()["tone.wav"][28:], "too_long"),
    "wav of 65,535 channels": (
        lambda: sounds()["tone.wav"][:22] + b"\xff\xff" + sounds()["tone.wav"][24:],
        "broken_audio",
    ),
    "ogg of 200 streams behind each other": (lambda: sounds()["vorbis.ogg"] * 200, None),
    "mp3 behind a tag of 256 MB": (lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + sounds()["bare.mp3"], "broken_audio"),
    "ts of 8,192 programmes": (
        lambda: b"".join(
            b"\x47" + struct.pack(">H", number & 0x1FFF | 0x4000) + b"\x10\0\0\1\xe0\0\0\x80\0\0" + bytes(175)
            for number in range(20_000)
        ),
        "no_streams",
    ),
}


@pytest.mark.parametrize("name", list(STREAMS))
def test_a_stream_that_asks_for_much_ends_soon(strict: Decoder, name: str) -> None:
    make, reason = STREAMS[name]
    assert_ends_soon(strict, make(), reason)


def test_pictures_within_the_bounds_have_few_enough_parts() -> None:
    assert not has_too_many_parts(scans(MAX_SCANS - 20), "JPEG")
    assert has_too_many_parts(scans(MAX_SCANS), "JPEG")
    assert not has_too_many_parts(b"!\xfe" * MAX_COMMENTS, "GIF")
    assert has_too_many_parts(b"!\xfe" * (MAX_COMMENTS + 9), "GIF")
    assert not has_too_many_parts(tiff(frames=MAX_DIRECTORIES), "TIFF")
    assert has_too_many_parts(tiff(frames=MAX_DIRECTORIES + 1), "TIFF")
    assert not has_too_many_parts(tiff(after=8), "TIFF")
