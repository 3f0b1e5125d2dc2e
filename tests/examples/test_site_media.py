"""Pictures, sounds and films of the demo's site, as other programs read them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from .conftest import make_site


@pytest.mark.parametrize(
    ("name", "kind", "mode", "size"),
    [
        ("photos/harbour-dawn-1600.jpg", "JPEG", "RGB", (1600, 900)),
        ("photos/harbour-dawn-400.jpg", "JPEG", "RGB", (400, 225)),
        ("photos/tower-portrait.jpg", "JPEG", "RGB", (800, 1200)),
        ("photos/islet-panorama.jpg", "JPEG", "RGB", (1800, 600)),
        ("photos/w_640,h_360/reef-calm.jpg", "JPEG", "RGB", (640, 360)),
        ("photos/estuary.webp", "WEBP", "RGB", (1024, 768)),
        ("charts/lens-orders.png", "PNG", "RGB", (800, 500)),
        ("drawings/lens-section.png", "PNG", "RGBA", (480, 640)),
        ("drawings/buoys.gif", "GIF", "P", (420, 260)),
        ("gallery/thumb/08.jpg", "JPEG", "RGB", (120, 90)),
        ("icons/pixel.gif", "GIF", "P", (1, 1)),
        ("icons/banner.png", "PNG", "RGB", (728, 90)),
        ("video/lights-poster.jpg", "JPEG", "RGB", (320, 240)),
    ],
)
def test_picture_has_its_format_and_size(site: Path, name: str, kind: str, mode: str, size: tuple[int, int]) -> None:
    with Image.open(site / "media" / name) as image:
        image.load()
        assert (image.format, image.mode, image.size) == (kind, mode, size)


def test_photographs_carry_place_and_orientation(site: Path) -> None:
    with Image.open(site / "media/photos/cliff-evening.jpg") as image:
        place = image.getexif().get_ifd(0x8825)
        assert (place[1], place[2], place[3], place[4]) == ("N", (56.0, 26.0, 3.0), "W", (2.0, 23.0, 13.0))
    with Image.open(site / "media/photos/lantern-upright.jpg") as image:
        assert (image.size, image.getexif()[0x0112]) == ((1200, 800), 6)
        upright = np.asarray(ImageOps.exif_transpose(image).convert("L"), np.float32)
    assert upright.shape == (1200, 800)
    assert upright[:400].mean() > upright[-200:].mean() + 20  # sky above, water below


def test_animation_flashes_twice(site: Path) -> None:
    with Image.open(site / "media/drawings/group-flash.gif") as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append((np.asarray(image.convert("L"))[10, 10] > 128, image.info["duration"]))
    assert frames == [(False, 500), (True, 500), (False, 500), (True, 500), (False, 3000)]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_broken_images_are_broken_as_named(site: Path) -> None:
    broken = site / "media/broken"
    with Image.open(broken / "cut-in-half.jpg") as image, pytest.raises(OSError, match="truncated"):
        image.load()
    assert (broken / "empty.jpg").read_bytes() == b""
    assert (broken / "really-html.png").read_bytes().startswith(b"<!DOCTYPE html>")
    bomb = (broken / "bomb.png").read_bytes()
    assert (int.from_bytes(bomb[16:20]), int.from_bytes(bomb[20:24])) == (100_000, 100_000)
    assert len(bomb) < 1000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(broken / "bomb.png")


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [make_site.find_ffmpeg(), "-nostdin", "-hide_banner", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("name", "codecs", "seconds"),
    [
        ("audio/keeper.ogg", {"vorbis", "opus"}, (8, 15)),
        ("audio/keeper.mp3", {"mp3"}, (8, 15)),
        ("audio/foghorn.ogg", {"vorbis", "opus"}, (8, 15)),
        ("video/lights.mp4", {"h264", "aac"}, (7.8, 8.3)),
        ("video/lights.webm", {"vp8", "vp9", "vorbis", "opus"}, (7.8, 8.3)),
    ],
)
def test_sound_and_film_have_their_codecs_and_length(
    site: Path, name: str, codecs: set[str], seconds: tuple[float, float]
) -> None:
    about = ffmpeg("-i", str(site / "media" / name)).stderr.decode()
    duration = re.search(r"Duration: 00:00:([\d.]+)", about)
    assert duration
    assert seconds[0] <= float(duration[1]) <= seconds[1]
    streams = re.findall(r"Stream #.*: (Audio|Video): (\w+)", about)
    assert {codec for _, codec in streams} <= codecs
    assert {kind for kind, _ in streams} == ({"Audio", "Video"} if "video/" in name else {"Audio"})
    decoded = ffmpeg("-v", "error", "-i", str(site / "media" / name), "-f", "null", "-")
    assert (decoded.returncode, decoded.stderr) == (0, b"")


def grey_frame(path: Path, second: float) -> np.ndarray:
    raw = ffmpeg(
        "-v", "error", "-ss", str(second), "-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"
    )
    return np.frombuffer(raw.stdout, np.uint8).reshape(240, 320)


@pytest.mark.parametrize("name", ["lights.mp4", "lights.webm"])
def test_film_is_dark_in_its_first_half_and_bright_in_its_second(site: Path, name: str) -> None:
    for second in (1.0, 3.0):
        assert grey_frame(site / "media/video" / name, second)[:60, :140].mean() < 60
    for second in (4.5, 7.0):
        assert grey_frame(site / "media/video" / name, second)[:60, :140].mean() > 150


@pytest.mark.parametrize("language", ["en", "ko"])
def test_subtitles_change_with_the_scene(site: Path, language: str) -> None:
    track = (site / f"media/video/lights.{language}.vtt").read_text(encoding="utf-8")
    assert track.startswith("WEBVTT\n")
    cues = re.findall(r"00:00:([\d.]+) --> 00:00:([\d.]+)\n(.+)", track)
    times = [(float(start), float(end)) for start, end, _ in cues]
    assert times == sorted(times)
    assert all(start < end <= 8.0 and (end <= 4.0 or start >= 4.0) for start, end in times)
    night, day = {"en": ("Night", "Day"), "ko": ("밤", "낮")}[language]
    assert cues[0][2].startswith(night)
    assert next(words for start, _, words in cues if float(start) >= 4).startswith(day)


def test_cut_film_cannot_be_read_to_its_end(site: Path) -> None:
    decoded = ffmpeg("-v", "error", "-i", str(site / "media/broken/cut-short.mp4"), "-f", "null", "-")
    assert decoded.stderr != b""
