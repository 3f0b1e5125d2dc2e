"""Makes the example site: the pages committed in `examples/site`, and the pictures, sounds and films they show.

    python examples/make_site.py OUT_DIR

Everything is drawn from fixed seeds, and ffmpeg runs bit-exact on one thread, so the same ffmpeg, numpy and Pillow
give the same bytes. A folder that is complete and up to date is left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import tempfile
import wave
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import PIL
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]
Made = Iterator[tuple[str, bytes]]  # path below OUT_DIR, content

SITE = Path(__file__).with_name("site")
STAMP = ".made.json"
MTIME_S = 1_714_557_600  # 2024-05-01T10:00:00Z on every file, so that Last-Modified is the same for everyone

# ------------------------------------------------------------------------------------------- landscapes


@dataclass(frozen=True)
class Hour:
    """The colours of a time of day; `sun` is its place as shares of width and height, None when it is hidden."""

    zenith: Colour
    haze: Colour
    glow: Colour
    land: Colour
    sea: Colour
    sun: tuple[float, float] | None


DAWN = Hour((70, 104, 158), (250, 196, 160), (255, 226, 178), (52, 58, 70), (60, 92, 120), (0.30, 0.50))
NOON = Hour((44, 112, 190), (190, 218, 236), (255, 255, 240), (70, 96, 62), (24, 92, 118), (0.72, 0.16))
DUSK = Hour((44, 42, 92), (236, 128, 88), (255, 190, 110), (34, 30, 42), (48, 44, 84), (0.62, 0.52))
NIGHT = Hour((6, 10, 26), (24, 34, 62), (226, 232, 246), (10, 12, 18), (8, 16, 34), (0.22, 0.20))
FOG = Hour((172, 180, 186), (206, 210, 212), (236, 236, 232), (120, 128, 130), (146, 156, 160), None)


def fractal_noise(rng: np.random.Generator, width: int, height: int, columns: int, rows: int) -> Floats:
    """Five octaves of smooth value noise, [height, width], scaled to 0–1."""
    total = np.zeros((height, width), np.float32)
    for octave in range(5):
        grid = rng.random((rows * 2**octave + 1, columns * 2**octave + 1), dtype=np.float32)
        smooth = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(smooth) * 0.5**octave
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low)


def mixed(a: Any, b: Any, share: Any) -> Any:
    """`a` where `share` is 0, `b` where it is 1."""
    return a + (b - a) * share


def landscape(seed: int, width: int, height: int, hour: Hour) -> Image.Image:
    """A sky with clouds, ridges of hills, water that mirrors them, and a banded light tower on the shore."""
    rng = np.random.default_rng(seed)
    zenith, haze, glow, land, sea = (
        np.array(c, np.float32) for c in (hour.zenith, hour.haze, hour.glow, hour.land, hour.sea)
    )
    horizon = round(height * 0.60)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    picture = mixed(zenith, haze, np.clip(y / horizon, 0, 1)[..., None] ** 1.4)
    clouds = np.clip(fractal_noise(rng, width, height, 3, 5) * 2.2 - 1.1, 0, 0.75)
    picture = mixed(picture, mixed(haze, glow, 0.5), clouds[..., None])
    if hour.sun:
        distance = np.hypot(x - hour.sun[0] * width, y - hour.sun[1] * height) / min(width, height)
        halo = np.exp(-distance * 7) * 0.8 + np.clip((0.045 - distance) * 250, 0, 1)
        picture = mixed(picture, glow, np.clip(halo, 0, 1)[..., None])
    for ridge in range(3):
        crest = fractal_noise(rng, width, 1, 3 + ridge, 1)[0]
        top = horizon - height * (0.24 - 0.07 * ridge) * crest**1.5
        grain = fractal_noise(rng, width, height, 24, 16)
        slope = mixed(land, haze, 0.55 - 0.25 * ridge) * (0.75 + 0.5 * grain[..., None])
        picture = mixed(picture, slope, np.clip(y - top, 0, 1)[..., None])
    picture = tower(picture, width, horizon, rng, hour)
    ripple = fractal_noise(rng, width, height - horizon, 10, 60)
    depth = np.linspace(0, 1, height - horizon, dtype=np.float32)[:, None]
    rows = np.clip(horizon - 1 - (depth * horizon * 0.7 + (ripple - 0.5) * 24 * depth), 0, horizon - 1)
    mirrored = picture[rows.astype(int), np.arange(width)]
    water = mixed(mirrored, sea, (0.35 + 0.4 * depth)[..., None]) * (0.82 + 0.36 * ripple[..., None])
    picture[horizon:] = water
    picture += rng.normal(0, 2.5, picture.shape).astype(np.float32)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def tower(picture: Floats, width: int, horizon: int, rng: np.random.Generator, hour: Hour) -> Floats:
    """The picture with a tower: drawn three times as large and scaled down, so its edges are smooth."""
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    tall = round(horizon * float(rng.uniform(0.45, 0.62)))
    left = round(width * float(rng.uniform(0.42, 0.78)))
    wide = max(tall // 4, 8)
    canvas = Image.new("RGBA", (wide * 3, tall * 3))
    draw = ImageDraw.Draw(canvas)
    w, h = canvas.size
    paint = (178, 44, 38) if rng.random() < 0.6 else (36, 44, 60)
    for band in range(6):
        top, bottom = h * (0.2 + band * 0.8 / 6), h * (0.2 + (band + 1) * 0.8 / 6)
        inset_top, inset_bottom = w * (0.34 - 0.024 * band), w * (0.34 - 0.024 * (band + 1))
        colour = (232, 228, 218) if band % 2 else paint
        draw.polygon(
            [(inset_top, top), (w - inset_top, top), (w - inset_bottom, bottom), (inset_bottom, bottom)],
            colour,
        )
    draw.rectangle([w * 0.26, h * 0.18, w * 0.74, h * 0.205], (40, 40, 44))
    draw.rectangle([w * 0.38, h * 0.08, w * 0.62, h * 0.18], (255, 244, 196))
    draw.polygon([(w * 0.34, h * 0.08), (w * 0.5, 0), (w * 0.66, h * 0.08)], (40, 40, 44))
    shade = Image.linear_gradient("L").rotate(90).resize(canvas.size).point(lambda v: v * 0.4)
    canvas.paste(
        Image.new("RGBA", canvas.size, hour.land),
        (0, 0),
        Image.composite(shade, Image.new("L", canvas.size), canvas.getchannel("A")),
    )
    small = canvas.resize((wide, tall), Image.Resampling.LANCZOS)
    image.paste(small, (left, horizon - tall), small)
    return np.asarray(image).astype(np.float32)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file of Pillow's format `kind`."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photographs() -> Made:
    """The magazine's pictures as JPEG, one also as WebP; some with EXIF."""
    jpeg: Callable[..., bytes] = partial(encoded, kind="JPEG", quality=85)
    harbour = landscape(1, 1600, 900, DAWN)
    for width in (400, 800, 1600):
        small = harbour.resize((width, width * 9 // 16), Image.Resampling.LANCZOS)
        yield f"media/photos/harbour-dawn-{width}.jpg", jpeg(small)
        if width == 800:
            yield "media/archive/harbour-dawn.jpg", jpeg(small)
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Lantern Room", "Box camera No. 2"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (56.0, 26.0, 3.0), 3: "W", 4: (2.0, 23.0, 13.0)})
    yield "media/photos/cliff-evening.jpg", jpeg(landscape(2, 1200, 800, DUSK), exif=exif)
    reef = landscape(3, 1280, 720, NOON)
    yield "media/photos/reef-calm.jpg", jpeg(reef)
    yield "media/photos/w_640,h_360/reef-calm.jpg", jpeg(reef.resize((640, 360), Image.Resampling.LANCZOS))
    yield "media/photos/tower-portrait.jpg", jpeg(landscape(4, 800, 1200, NOON))
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6  # stored on its side: a viewer turns it 90° clockwise
    upright = landscape(5, 800, 1200, DAWN)
    yield "media/photos/lantern-upright.jpg", jpeg(upright.transpose(Image.Transpose.ROTATE_90), exif=turned)
    estuary = landscape(6, 1024, 768, NOON)
    yield "media/photos/estuary.jpg", jpeg(estuary)
    yield "media/photos/estuary.webp", encoded(estuary, "WEBP", quality=75, method=2)
    yield "media/photos/islet-panorama.jpg", jpeg(landscape(7, 1800, 600, DUSK))
    yield "media/photos/fog-bank.jpg", jpeg(landscape(8, 1000, 667, FOG))
    yield "media/photos/winter-sea.jpg", jpeg(landscape(9, 900, 600, FOG))
    yield "media/photos/night-watch.jpg", jpeg(landscape(10, 1024, 683, NIGHT))
    for number, hour in enumerate((NOON, DUSK, DAWN), 1):
        yield f"media/plates/plate-{number}.jpg", jpeg(landscape(20 + number, 720, 540, hour))
    for number, hour in enumerate((DAWN, NOON, DUSK, NIGHT, FOG, NOON, DUSK, DAWN), 1):
        plate = landscape(40 + number, 600, 450, hour)
        yield f"media/gallery/{number:02}.jpg", jpeg(plate)
        yield f"media/gallery/thumb/{number:02}.jpg", jpeg(plate.resize((120, 90), Image.Resampling.LANCZOS))


# ------------------------------------------------------------------------------- charts, drawings, icons

INK, PAPER, RED, GREEN, BLUE = (34, 40, 49), (252, 251, 247), (186, 50, 42), (46, 125, 80), (38, 92, 148)


def axes(title: str, x_label: str, y_label: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty 800×500 chart whose plot spans x 80–770 and y 60–430."""
    image = Image.new("RGB", (800, 500), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((80, 6), title, INK, ImageFont.load_default(24))
    draw.line([(80, 60), (80, 430), (770, 430)], INK, 2)
    draw.text((425, 470), x_label, INK, ImageFont.load_default(18), anchor="mm")
    draw.text((84, 52), y_label, INK, ImageFont.load_default(16), anchor="ls")
    return image, draw


def bar_chart(title: str, x_label: str, y_label: str, bars: Mapping[str, float], top: float) -> bytes:
    """A PNG with one labelled bar a value; `top` is the value at the upper end of the axis."""
    image, draw = axes(title, x_label, y_label)
    font = ImageFont.load_default(15)
    step = 690 / len(bars)
    for index, (name, value) in enumerate(bars.items()):
        x, y = 80 + step * (index + 0.5), 430 - 370 * value / top
        draw.rectangle([x - step * 0.32, y, x + step * 0.32, 429], BLUE)
        draw.text((x, y - 11), f"{value:g}", INK, font, anchor="mm")
        draw.text((x, 446), name, INK, font, anchor="mm")
    return encoded(image, "PNG", optimize=True)


def charts() -> Made:
    """The figures of the articles on optics and range."""
    image, draw = axes("Geographic range, eye at 5 m", "height of the light (m)", "nautical miles")
    font = ImageFont.load_default(15)
    for height_m in range(0, 101, 20):
        x = 80 + 690 * height_m / 100
        draw.text((x, 446), str(height_m), INK, font, anchor="mm")
        draw.line([(x, 430), (x, 436)], INK, 2)
    for miles in range(0, 31, 10):
        y = 430 - 370 * miles / 30
        draw.text((62, y), str(miles), INK, font, anchor="mm")
        draw.line([(80, y), (770, y)], (222, 220, 212) if miles else INK, 1)
    curve = [(80 + 6.9 * h, 430 - 370 * 2.08 * (h**0.5 + 5**0.5) / 30) for h in range(101)]
    draw.line(curve, RED, 4, joint="curve")
    yield "media/charts/range-by-height.png", encoded(image, "PNG", optimize=True)
    orders = {"1": 920.0, "2": 700.0, "3": 500.0, "3.5": 375.0, "4": 250.0, "5": 187.5, "6": 150.0}
    yield "media/charts/lens-orders.png", bar_chart("Focal length by lens order", "order", "mm", orders, 1000)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    fog = dict(zip(months, (31, 38, 64, 97, 142, 171, 203, 118, 52, 40, 33, 29), strict=True))
    yield "media/charts/fog-hours.png", bar_chart("Hours of fog signal, one year", "month", "hours", fog, 220)
    power = {"carbon arc": 2500.0, "filament": 1000.0, "metal halide": 250.0, "LED": 60.0}
    yield (
        "media/charts/lamp-power.png",
        bar_chart("Typical power of an electric source", "source", "watts", power, 2800),
    )


def drawings() -> Made:
    """A PNG with alpha, a palette GIF, an animated GIF and a WebP."""
    lens = Image.new("RGBA", (480, 640))
    draw = ImageDraw.Draw(lens)
    draw.rounded_rectangle([150, 270, 330, 370], 60, (120, 190, 170, 230), INK, 3)
    for ring in range(1, 7):
        for y in (320 - 50 - ring * 36, 320 + 50 + (ring - 1) * 36):
            slant = 10 + 7 * ring
            up = y < 320
            corner = [
                (160, y + 32 if up else y),
                (160 + slant, y if up else y + 32),
                (320 - slant, y if up else y + 32),
            ]
            draw.polygon([*corner, (320, y + 32 if up else y)], (120, 190, 170, 200), INK)
    draw.line([(20, 320), (460, 320)], (*RED, 255), 3)
    yield "media/drawings/lens-section.png", encoded(lens, "PNG", optimize=True)
    buoys = Image.new("P", (420, 260), 0)
    buoys.putpalette([*PAPER, *RED, *GREEN, *INK, *BLUE])
    draw = ImageDraw.Draw(buoys)
    draw.rectangle([0, 200, 420, 260], 4)
    draw.polygon([(60, 210), (110, 210), (110, 120), (60, 120)], 2)
    draw.polygon([(310, 210), (360, 210), (335, 110)], 1)
    draw.line([(85, 120), (85, 80)], 3, 4)
    draw.line([(335, 110), (335, 70)], 3, 4)
    yield "media/drawings/buoys.gif", encoded(buoys, "GIF")
    shown = [Image.new("L", (200, 200), level) for level in (12, 240, 12, 240, 12)]
    for frame in shown:
        ImageDraw.Draw(frame).rectangle([90, 90, 110, 200], fill=120)
    timing = [500, 500, 500, 500, 3000]
    flashes = encoded(shown[0], "GIF", save_all=True, append_images=shown[1:], duration=timing, loop=0)
    yield "media/drawings/group-flash.gif", flashes
    marks = Image.new("RGB", (720, 360), (206, 224, 236))
    draw = ImageDraw.Draw(marks)
    draw.rectangle([0, 310, 720, 360], (96, 110, 84))
    for column, (body, stripe) in enumerate(((RED, None), (PAPER, INK), (INK, PAPER), (PAPER, RED))):
        left = 70 + column * 160
        draw.rectangle([left, 60, left + 70, 320], body, INK, 2)
        for y in range(90, 320, 80) if stripe else ():
            draw.rectangle([left, y, left + 70, y + 40], stripe)
    yield "media/drawings/daymarks.webp", encoded(marks, "WEBP", quality=80)


def page_furniture() -> Made:
    """Logo, icons, a banner and a tracking pixel: what a rule on sizes should drop."""
    logo = Image.new("RGBA", (48, 48))
    ImageDraw.Draw(logo).polygon([(18, 8), (30, 8), (36, 46), (12, 46)], (*RED, 255))
    yield "media/icons/logo.png", encoded(logo, "PNG")
    mail = Image.new("RGB", (16, 16), PAPER)
    ImageDraw.Draw(mail).line([(1, 3), (8, 9), (14, 3), (14, 12), (1, 12), (1, 3)], INK)
    yield "media/icons/mail.png", encoded(mail, "PNG")
    share = Image.new("P", (16, 16), 0)
    share.putpalette([*PAPER, *BLUE])
    ImageDraw.Draw(share).polygon([(3, 8), (12, 3), (12, 13)], 1)
    yield "media/icons/share.gif", encoded(share, "GIF")
    yield "media/icons/pixel.gif", encoded(Image.new("P", (1, 1)), "GIF", transparency=0)
    banner = Image.new("RGB", (728, 90), BLUE)
    ImageDraw.Draw(banner).text(
        (364, 45), "Give a year of The Lantern Room", PAPER, ImageFont.load_default(34), anchor="mm"
    )
    yield "media/icons/banner.png", encoded(banner, "PNG")


# -------------------------------------------------------------------------------------- sounds and films

RATE = 24_000  # samples a second
VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))  # Hz
WIDTHS = (80.0, 100.0, 140.0)  # Hz, of the three resonators


def speech(seed: int, seconds: float) -> Floats:
    """Speech-like sound: glottal pulses ring three resonators that glide from vowel to vowel, in phrases with pauses.

    Each pulse adds the resonators' impulse responses. float32 in -1…1, `RATE` samples a second.
    """
    rng = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * RATE) + RATE, np.float32)
    ring = np.arange(int(0.03 * RATE)) / RATE
    decay = [np.exp(-np.pi * width * ring) * gain for width, gain in zip(WIDTHS, (1.0, 0.5, 0.25), strict=True)]
    now, vowel = 0.2, np.array(VOWELS[0], float)
    while now < seconds - 1.5:
        syllables = int(rng.integers(4, 8))
        for position in range(syllables):
            hiss = int(0.05 * RATE)
            start = int(now * RATE)
            sound[start : start + hiss] += rng.normal(0, 0.12, hiss) * np.hanning(hiss)
            now += 0.05
            target, length = (
                np.array(VOWELS[rng.integers(len(VOWELS))], float),
                float(rng.uniform(0.12, 0.22)),
            )
            began = now
            while now < began + length:
                share = (now - began) / length
                for formant, envelope in zip(mixed(vowel, target, min(1.0, 2 * share)), decay, strict=True):
                    start = int(now * RATE)
                    pulse = envelope * np.sin(2 * np.pi * formant * ring) * np.sin(np.pi * share) ** 0.5
                    sound[start : start + len(ring)] += pulse.astype(np.float32)
                now += 1 / (128 - 30 * position / syllables + float(rng.normal(0, 1.5)))
            vowel = target
        now += float(rng.uniform(0.3, 0.6))
    sound = sound[: int(seconds * RATE)]
    sound *= 0.8 / float(np.abs(sound).max())
    return sound


def foghorn(seconds: float) -> Floats:
    """A two-tone horn: three seconds of blast, four of silence, over a low surf."""
    t = np.arange(int(seconds * RATE)) / RATE
    phase = t % 7
    pitch = np.where(phase < 2.4, 180.0, 110.0)
    angle = 2 * np.pi * np.cumsum(pitch) / RATE
    blast = sum(np.sin(angle * n) / n for n in range(1, 9)) * np.clip((3 - phase) * 8, 0, 1) * np.clip(phase * 8, 0, 1)
    surf = np.random.default_rng(77).normal(0, 0.04, len(t)) * (1 + 0.6 * np.sin(2 * np.pi * t / 5))
    return (blast * 0.35 + surf).astype(np.float32)


def wav(sound: Floats) -> bytes:
    """The sound as a 16-bit mono WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def film_frames() -> bytes:
    """200 RGB frames of 320×240, 25 a second: four seconds of night with a turning beam, four of day with a boat."""
    frames = []
    for number in range(200):
        frame = Image.new("RGB", (320, 240), (8, 12, 30) if number < 100 else (150, 200, 232))
        draw = ImageDraw.Draw(frame)
        if number < 100:
            centre = 60 + 360 * number / 50
            draw.pieslice([160 - 300, 90 - 300, 160 + 300, 90 + 300], centre - 9, centre + 9, (250, 236, 160))
        draw.rectangle([0, 170, 320, 240], (10, 24, 48) if number < 100 else (40, 110, 140))
        draw.polygon([(150, 90), (170, 90), (178, 180), (142, 180)], (210, 206, 198))
        draw.rectangle([153, 78, 167, 90], (255, 244, 170))
        if number >= 100:
            boat = round((number - 100) * 2.6)
            bob = round(3 * np.sin(number / 6))
            draw.polygon([(230, 205), (250, 205), (240, 175)], GREEN)
            draw.polygon(
                [(boat, 200 + bob), (boat + 56, 200 + bob), (boat + 44, 216 + bob), (boat + 10, 216 + bob)],
                RED,
            )
            draw.polygon([(boat + 26, 196 + bob), (boat + 26, 160 + bob), (boat + 50, 196 + bob)], PAPER)
        frames.append(frame.filter(ImageFilter.SMOOTH).tobytes())
    return b"".join(frames)


def find_ffmpeg() -> str:
    """A system ffmpeg when there is one, else the one that imageio-ffmpeg carries."""
    if found := shutil.which("ffmpeg"):
        return found
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


class Encoder:
    """ffmpeg, run bit-exact and on one thread, in a scratch folder of its own."""

    def __init__(self, exe: str, scratch: Path) -> None:
        self.exe = exe
        self.scratch = scratch
        self.known = set(self._run("-encoders").decode().split())

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        command = [self.exe, "-nostdin", "-hide_banner", "-v", "error", "-y", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
        if done.returncode:
            raise SystemExit(f"make_site: {' '.join(command)} failed: {done.stderr.decode(errors='replace')[-500:]}")
        return done.stdout

    def first(self, *names: str) -> str:
        """The first of these encoders that this ffmpeg was built with."""
        for name in names:
            if name in self.known:
                return name
        raise SystemExit(f"make_site: {self.exe} has none of the encoders {', '.join(names)}; install a full ffmpeg")

    def encode(self, suffix: str, sound: Floats, *options: str, frames: bytes = b"") -> bytes:
        """The file ffmpeg makes of the sound, and of the frames when there are any."""
        audio, made = self.scratch / "sound.wav", self.scratch / f"made{suffix}"
        audio.write_bytes(wav(sound))
        raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "320x240", "-r", "25", "-i", "pipe:0") if frames else ()
        exact = ("-threads", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
        self._run(*raw, "-i", str(audio), *exact, *options, str(made), stdin=frames)
        return made.read_bytes()


def sounds(encoder: Encoder) -> Made:
    """A keeper's voice twice, and a horn."""
    vorbis = encoder.first("libvorbis", "libopus")
    voice = speech(5, 11.0)
    yield "media/audio/keeper.ogg", encoder.encode(".ogg", voice, "-c:a", vorbis, "-b:a", "64k")
    yield (
        "media/audio/keeper.mp3",
        encoder.encode(".mp3", voice, "-c:a", encoder.first("libmp3lame"), "-b:a", "64k"),
    )
    yield "media/audio/foghorn.ogg", encoder.encode(".ogg", foghorn(14.0), "-c:a", vorbis, "-b:a", "64k")


def films(encoder: Encoder) -> Made:
    """The same eight seconds as MP4 and as WebM, and a poster."""
    frames = film_frames()
    sound = np.concatenate([speech(9, 4.0), foghorn(4.0)])
    picture = ("-flags:v", "+bitexact", "-pix_fmt", "yuv420p", "-g", "50")
    h264 = (
        *picture,
        "-c:v",
        encoder.first("libx264"),
        "-preset",
        "veryfast",
        "-crf",
        "26",
        "-movflags",
        "+faststart",
    )
    mp4 = encoder.encode(".mp4", sound, *h264, "-c:a", encoder.first("aac"), "-b:a", "64k", frames=frames)
    yield "media/video/lights.mp4", mp4
    yield "media/broken/cut-short.mp4", mp4[: len(mp4) * 2 // 5]
    vp8 = (
        *picture,
        "-c:v",
        encoder.first("libvpx", "libvpx-vp9"),
        "-deadline",
        "good",  # realtime would look at the clock, and give other bytes on a busy machine
        "-cpu-used",
        "5",
        "-b:v",
        "300k",
    )
    opus = ("-c:a", encoder.first("libopus", "libvorbis"), "-b:a", "48k")
    yield "media/video/lights.webm", encoder.encode(".webm", sound, *vp8, *opus, frames=frames)
    by_day = frames[150 * 320 * 240 * 3 : 151 * 320 * 240 * 3]
    yield (
        "media/video/lights-poster.jpg",
        encoded(Image.frombytes("RGB", (320, 240), by_day), "JPEG", quality=85),
    )


# ------------------------------------------------------------------------------------------ broken media


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


# ------------------------------------------------------------------------------------------------- making


def inputs_digest(ffmpeg: str) -> str:
    """sha256 over the committed pages, this program, and the versions of what draws and encodes."""
    version = subprocess.run([ffmpeg, "-version"], capture_output=True, check=True, timeout=30).stdout.splitlines()[0]
    digest = hashlib.sha256(f"{np.__version__} {PIL.__version__} {version!r}".encode())
    for path in [Path(__file__), *sorted(p for p in SITE.rglob("*") if p.is_file())]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_up_to_date(out: Path, inputs: str) -> bool:
    """Whether `out` was made from these inputs and every file in it is still what was made."""
    try:
        stamp = json.loads((out / STAMP).read_text(encoding="utf-8"))
        made = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in stamp["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(stamp["inputs"] == inputs and stamp["files"] == made)


def make_site(out: Path) -> str:
    """Makes the site in `out` unless it is there already; gives a line that says what was done."""
    out = out.resolve()
    if out.is_relative_to(SITE) or SITE.is_relative_to(out):
        raise SystemExit(f"make_site: {out} holds the site's sources; name another folder")
    ffmpeg = find_ffmpeg()
    inputs = inputs_digest(ffmpeg)
    if is_up_to_date(out, inputs):
        return f"{out} is up to date"
    (out / STAMP).unlink(missing_ok=True)
    pages = {path.relative_to(SITE).as_posix(): path.read_bytes() for path in sorted(SITE.rglob("*")) if path.is_file()}
    with tempfile.TemporaryDirectory() as scratch:
        encoder = Encoder(ffmpeg, Path(scratch))
        drawn = (photographs(), charts(), drawings(), page_furniture(), broken_images())
        media = {name: data for made in (*drawn, sounds(encoder), films(encoder)) for name, data in made}
    for name, data in (pages | media).items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (MTIME_S, MTIME_S))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted((pages | media).items())}
    (out / STAMP).write_text(json.dumps({"inputs": inputs, "files": hashes}, indent=1), encoding="utf-8")
    html = sum(name.endswith(".html") for name in pages)
    size_mb = sum(map(len, (pages | media).values())) / 1e6
    return f"{html} pages, {len(media)} media files, {size_mb:.1f} MB in {out}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the example site with its media.")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    print(make_site(parser.parse_args().out))


if __name__ == "__main__":
    main()
