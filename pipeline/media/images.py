"""Images to their normal form: upright sRGB on white, at most ``max_side`` long, without metadata."""

import importlib
import io
import warnings

from PIL import Image, JpegImagePlugin

from ...schemas.media import MediaKind
from ...schemas.recipe import ImageSettings
from .bombs import has_too_many_parts
from .cicp import color_space_of, srgb_of_codes
from .color import to_eight_bits, to_srgb
from .decoded import Decoded, UndecodableError
from .phash import phash
from .scaling import resized
from .sniff import Format
from .truncation import is_cut_short

_PLUGINS = {
    "JPEG": "PIL.JpegImagePlugin",
    "PNG": "PIL.PngImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "TIFF": "PIL.TiffImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",
    "HEIF": "pi_heif.HeifImagePlugin",
    "ICO": "PIL.IcoImagePlugin",
    "JPEG2000": "PIL.Jpeg2KImagePlugin",
}
_CHART_COLORS = 4096
"""A lossless source with no more colours is drawn, not photographed: a chart, a screenshot, a diagram."""
_PNG_LEVEL = 6
_TIFF_COMPRESSION_TAG = 259
_TIFF_JPEG = (6, 7)
_ORIENTATION_TAG = 0x0112
_FULL_CHROMA, _HALF_CHROMA = 0, 2
_DRAFT_GAP = 1.25
"""A JPEG is decoded at 1/2, 1/4 or 1/8 where that leaves this many times the target; the filter does the rest.

Photographs of web sizes brought to 256 pixels so are 48.9 dB from Lanczos on the whole picture on average and 35.0 dB
in the worst twentieth. Averaging every pixel, which most tools do, is 43.0 and 31.4 dB from it, and takes longer.
"""


def decode_image(payload: bytes, found: Format, settings: ImageSettings) -> Decoded:
    """Facts and normal form of an image. Raises ``UndecodableError``, and ``MemoryError`` as it comes.

    The size is read from the header before any pixel is decoded. Of an animation the first frame is kept and
    ``frames`` counts all.
    """
    if len(payload) > settings.max_bytes:
        raise UndecodableError("too_many_bytes")
    if has_too_many_parts(payload, found.reader):
        raise UndecodableError("too_many_parts")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(payload, found, settings)
    except (UndecodableError, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UndecodableError("too_many_pixels") from None
    except Exception as error:  # Pillow's plugins raise whatever the bytes lead them to
        cut = "truncated" in str(error) or is_cut_short(payload, found.reader)
        raise UndecodableError("truncated_image" if cut else "broken_image") from error


def _decode(payload: bytes, found: Format, settings: ImageSettings) -> Decoded:
    image = _open(payload, found.reader, settings.max_pixels)
    captured_size = image.size
    frames = int(getattr(image, "n_frames", 1))
    lossless = _is_lossless(image, payload, found.reader)
    target = _fit(captured_size, settings.max_side)
    scaled = target != captured_size
    if scaled:
        # libjpeg decodes at 1/2, 1/4 or 1/8 for less; what is left of the way is the filter's
        image.draft(None, (round(_DRAFT_GAP * target[0]), round(_DRAFT_GAP * target[1])))
    image.load()
    orientation = _orientation(image)
    profile = image.info.get("icc_profile") or b""
    chroma = _chroma(image, scaled)
    plain = to_eight_bits(image)
    is_chart = lossless and plain.getcolors(_CHART_COLORS) is not None
    if scaled:
        plain = resized(plain, target)
    space = color_space_of(payload, found.reader, has_profile=bool(profile))
    rgb = _upright(to_srgb(plain, b"" if space else profile), orientation)
    if space:
        rgb = srgb_of_codes(rgb, space)
    blob = encode_png(rgb) if is_chart else encode_jpeg(rgb, settings.jpeg_quality, chroma)
    if lossless and not is_chart and not scaled and len(payload) <= len(blob):
        # The source packs its many colours tighter than JPEG does: gradients and screenshots with a photo in them
        blob = encode_png(rgb)
    width, height = captured_size if orientation < 5 else captured_size[::-1]
    return Decoded(
        kind=MediaKind.IMAGE,
        mime=found.mime,
        bytes=len(payload),
        width=width,
        height=height,
        frames=frames,
        phash=phash(rgb),
        transfer=space.transfer if space else "",
        blob=blob,
    )


def _open(payload: bytes, reader: str, max_pixels: int) -> Image.Image:
    """The image with its header read. One plugin is imported and may look at the bytes, no other."""
    importlib.import_module(_PLUGINS[reader])
    Image.MAX_IMAGE_PIXELS = max_pixels  # plugins ask it again for pictures inside the file (ICO, TIFF)
    image = Image.open(io.BytesIO(payload), formats=[reader])
    if image.width * image.height > max_pixels:
        raise UndecodableError("too_many_pixels")
    return image


def _fit(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    """``size`` scaled down so that its longer side is ``max_side``; never scaled up, never empty."""
    longest = max(size)
    if longest <= max_side:
        return size
    width, height = ((side * max_side * 2 + longest) // (2 * longest) for side in size)
    return max(width, 1), max(height, 1)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1 to 8; 1 where the tag is missing, broken or already applied by the decoder."""
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # broken EXIF raises whatever its offsets lead to; the picture is fine without it
        return 1
    return orientation if orientation in range(1, 9) else 1


def _upright(rgb: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as its EXIF orientation says (the same eight turns as ``ImageOps.exif_transpose``)."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return rgb.transpose(turns[orientation]) if orientation in turns else rgb


def _is_lossless(image: Image.Image, payload: bytes, reader: str) -> bool:
    if reader == "WEBP":
        return payload[12:16] == b"VP8L" or (payload[12:16] == b"VP8X" and b"VP8L" in payload[30:4096])
    if reader == "TIFF":
        return image.tag_v2.get(_TIFF_COMPRESSION_TAG) not in _TIFF_JPEG  # type: ignore[attr-defined]
    return reader in ("PNG", "GIF", "BMP", "ICO")


def _chroma(image: Image.Image, scaled: bool) -> int:
    """Chroma sampling of the JPEG written: half (4:2:0) where the source has no more, else full (4:4:4).

    A source scaled down has a colour for every pixel left, and red text on blue keeps its edges only so; a
    4:2:0 JPEG kept at its size has nothing more to keep.
    """
    if not scaled and isinstance(image, JpegImagePlugin.JpegImageFile):
        return _HALF_CHROMA if JpegImagePlugin.get_sampling(image) == _HALF_CHROMA else _FULL_CHROMA
    return _FULL_CHROMA


def encode_png(rgb: Image.Image) -> bytes:
    """An RGB picture as PNG without metadata."""
    return _encode(rgb, format="PNG", compress_level=_PNG_LEVEL)


def encode_jpeg(rgb: Image.Image, quality: int, chroma: int = _HALF_CHROMA) -> bytes:
    """An RGB picture as baseline JPEG without metadata; ``chroma`` is 0 for 4:4:4 and 2 for 4:2:0."""
    return _encode(rgb, format="JPEG", quality=quality, subsampling=chroma)


def _encode(rgb: Image.Image, format: str, **options: int) -> bytes:  # noqa: A002
    rgb.info = {}  # Pillow's writers would take comment, profile and transparency from here
    target = io.BytesIO()
    rgb.save(target, format, **options)
    return target.getvalue()
