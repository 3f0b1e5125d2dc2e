"""Any picture's pixels to 8-bit sRGB: bit depth, palette, colour profile, transparency."""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

from .decoded import UndecodableError

_WHITE = (255, 255, 255, 255)
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}
_MAX_PROFILE_BYTES = 4 << 20


def to_eight_bits(image: Image.Image) -> Image.Image:
    """The picture as L, LA, RGB, RGBA or CMYK: modes that can be resized and that a profile can describe."""
    if image.mode.startswith("I"):
        return _grey_of_integers(image)
    if image.mode in ("F", "LAB", "HSV"):
        raise UndecodableError("unsupported_pixels")
    if image.has_transparency_data:
        return image if image.mode in ("LA", "RGBA") else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _grey_of_integers(image: Image.Image) -> Image.Image:
    """16-bit grey, 0 to 65535, to 8 bits by rounding; wider integers have no known white."""
    values = np.asarray(image)
    if values.size and (values.min() < 0 or values.max() > 0xFFFF):
        raise UndecodableError("unsupported_pixels")
    return Image.fromarray(((values.astype(np.uint32) + 128) // 257).astype(np.uint8))


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """An L, LA, RGB, RGBA or CMYK picture as RGB: its profile applied, then laid on white.

    A profile that is broken or made for other channels is left out: the picture then counts as sRGB.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None:
        image = image.convert(image.mode.removesuffix("A"))
    transform = _transform(profile, image.mode) if 0 < len(profile) <= _MAX_PROFILE_BYTES else None
    rgb = image.convert("RGB") if transform is None else transform.apply(image)
    if alpha is None:
        return rgb
    white = Image.new("RGB", rgb.size, _WHITE[:3])
    white.paste(rgb, mask=alpha)
    return white


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Pages share few profiles and a transform takes longer to build than to apply, hence the cache."""
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACES[mode]:
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
