"""Which files count as captured in high dynamic range; their colours are in the tests of films and code points."""

from pathlib import Path

import pytest

from weft.pipeline.media.hdr import hdr_transfer

PICTURES = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1")
TONE = ("-f", "lavfi", "-i", "sine=duration=1")
X265 = ("-c:v", "libx265", "-x265-params", "log-level=none")
AV1 = ("-c:v", "libaom-av1", "-crf", "40", "-cpu-used", "8")


def planes(primaries: str, transfer: str, pixels: str = "yuv420p10le") -> tuple[str, ...]:
    """Options for pictures tagged so, in luma and chroma of BT.2020 or BT.709."""
    matrix = "bt2020nc" if primaries == "bt2020" else "bt709"
    tags = f"setparams=color_primaries={primaries}:color_trc={transfer}:colorspace={matrix}:range=tv"
    return ("-vf", f"format={pixels},{tags}")


def codes(primaries: str, transfer: str) -> tuple[str, ...]:
    """The same for PNG, in RGB."""
    return ("-vf", f"format=rgb24,setparams=color_primaries={primaries}:color_trc={transfer}:colorspace=gbr:range=pc")


@pytest.mark.parametrize(
    ("primaries", "transfer", "expected"),
    [
        ("bt2020", "smpte2084", "smpte2084"),
        ("bt2020", "arib-std-b67", "arib-std-b67"),
        ("bt709", "smpte2084", "smpte2084"),
        ("bt2020", "bt2020-10", ""),  # a wide gamut without HDR
        ("smpte432", "iec61966-2-1", ""),
        ("bt709", "bt709", ""),
    ],
)
def test_transfer_of_a_film(decode, ffmpeg, primaries: str, transfer: str, expected: str) -> None:
    decoded = decode(ffmpeg("tagged.mp4", *PICTURES, *planes(primaries, transfer), *X265))
    assert (decoded.kind, decoded.error, decoded.transfer) == ("video", None, expected)


@pytest.mark.parametrize(
    ("primaries", "transfer", "expected"),
    [
        ("bt2020", "smpte2084", "smpte2084"),
        ("bt2020", "arib-std-b67", "arib-std-b67"),
        ("smpte432", "iec61966-2-1", ""),
        ("bt709", "iec61966-2-1", ""),
    ],
)
@pytest.mark.parametrize("name", ["still.png", "still.avif"])
def test_transfer_of_an_image(decode, ffmpeg, name: str, primaries: str, transfer: str, expected: str) -> None:
    png = name.endswith(".png")
    tagged = codes(primaries, transfer) if png else (*planes(primaries, transfer), *AV1, "-still-picture", "1")
    decoded = decode(ffmpeg(name, *PICTURES, *tagged, "-frames:v", "1"))
    assert (decoded.kind, decoded.error, decoded.transfer) == ("image", None, expected)


def test_without_tags_there_is_none(decode, mp4, wav, encode, photo) -> None:
    found = [decode(payload) for payload in (mp4, wav, encode(photo, "PNG"), encode(photo, "JPEG"))]
    assert [(decoded.error, decoded.transfer) for decoded in found] == [(None, "")] * 4


@pytest.mark.parametrize(
    ("name", "options"),
    [("moving.apng", codes("bt2020", "smpte2084")), ("moving.avif", (*planes("bt2020", "smpte2084"), *AV1))],
)
def test_transfer_of_an_animation(decode, ffmpeg, name: str, options: tuple[str, ...]) -> None:
    decoded = decode(ffmpeg(name, *PICTURES, *options))
    assert (decoded.kind, decoded.frames, decoded.transfer) == ("image", 5, "smpte2084")


@pytest.fixture
def cover(ffmpeg, tmp_path_factory) -> Path:
    """A PNG file in PQ."""
    path: Path = tmp_path_factory.mktemp("cover") / "cover.png"
    path.write_bytes(ffmpeg("cover.png", *PICTURES, *codes("bt2020", "smpte2084"), "-frames:v", "1"))
    return path


@pytest.mark.parametrize(
    ("name", "kind", "stream", "options"),
    [
        ("song.m4a", "audio", TONE, ("-c:v", "copy", "-disposition:v", "attached_pic")),
        (
            "film.mp4",
            "video",
            PICTURES,
            ("-c:v:0", "libx264", "-pix_fmt:v:0", "yuv420p", "-c:v:1", "copy", "-disposition:v:1", "attached_pic"),
        ),
    ],
)
def test_cover_art_in_hdr_is_not_what_it_covers(decode, ffmpeg, cover, name, kind, stream, options) -> None:
    decoded = decode(ffmpeg(name, *stream, "-i", str(cover), "-map", "0", "-map", "1", *options))
    assert (decoded.kind, decoded.error, decoded.transfer) == (kind, None, "")


def test_what_could_not_be_read_has_none(decode, ffmpeg) -> None:
    payload = ffmpeg("cut.png", *PICTURES, *codes("bt2020", "smpte2084"), "-frames:v", "1")
    decoded = decode(payload[: len(payload) // 2])
    assert (decoded.error, decoded.transfer) == ("truncated_image", "")


def test_it_comes_out_of_the_child(decoder, cover) -> None:
    assert decoder.decode(cover.read_bytes()).transfer == "smpte2084"


def test_only_pq_and_hlg_are_hdr() -> None:
    names = ("smpte2084", "arib-std-b67", "bt709", "bt2020-10", "linear", "")
    assert [hdr_transfer(name) for name in names] == ["smpte2084", "arib-std-b67", "", "", "", ""]
