"""Painted coasts with a light tower: the magazine's photographs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import ExifTags, Image, ImageDraw

from .making import Colour, Floats, Made, encoded, mixed


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
