"""Small pictures inside the report: normalised blobs scaled down and spelled as ``data:`` urls, under a budget."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...schemas.document import SegmentKind
from ..storage import Corpus

MAX_BLOB_BYTES = 32 << 20
MAX_PIXELS = 40_000_000
WEBP_QUALITY = 78


@dataclass(frozen=True)
class Picture:
    """A picture as a ``data:`` url, with the size it is shown at in CSS pixels."""

    uri: str
    width: int
    height: int


def blob_bytes(corpus: Corpus, blob: Mapping[str, Any]) -> bytes:
    """The bytes that a ``blob`` struct (file, offset, length) points at. ValueError when they are too many."""
    if blob["length"] > MAX_BLOB_BYTES:
        raise ValueError(f"{blob['file']} at {blob['offset']}: {blob['length']:,} bytes are too many to show")
    with corpus.open(blob["file"]) as stream:
        stream.seek(blob["offset"])
        return stream.read(blob["length"])


def decoded(payload: bytes) -> Image.Image:
    """The first picture in ``payload`` as RGB, on white where it is transparent. ValueError when it is none."""
    try:
        with Image.open(io.BytesIO(payload)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError(f"{image.width} × {image.height} pixels are too many to show")
            if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
                layer = image.convert("RGBA")
                ground = Image.new("RGBA", layer.size, "white")
                return Image.alpha_composite(ground, layer).convert("RGB")
            return image.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"not a picture: {error}") from error


def first_frame(payload: bytes) -> bytes:
    """The first sampled frame, JPEG, of a normalised video. ValueError when it has none."""
    try:
        frames = msgpack.unpackb(payload)["frames"]
    except (ValueError, KeyError, TypeError, msgpack.UnpackException) as error:
        raise ValueError("not a normalised video") from error
    if not frames or not isinstance(frames[0], bytes):
        raise ValueError("the video has no frame")
    return frames[0]


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """uint8 [height, width, 3]."""
    return np.asarray(image, np.uint8)


@dataclass
class PictureBudget:
    """Makes pictures until their number or bytes are used up, so that the report stays one small file."""

    pictures: int = 80
    bytes: int = 3 << 20

    def picture(self, image: Image.Image, max_side: int) -> Picture | None:
        """``image`` scaled to fit ``max_side`` pixels at twice the density; None when the budget is used up."""
        if self.pictures <= 0 or self.bytes <= 0:
            return None
        scale = min(1.0, max_side / max(image.size))
        shown = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        dense = image.copy()
        dense.thumbnail((shown[0] * 2, shown[1] * 2), Image.Resampling.LANCZOS)
        sink = io.BytesIO()
        dense.save(sink, "WEBP", quality=WEBP_QUALITY, method=4)
        payload = sink.getvalue()
        self.pictures -= 1
        self.bytes -= len(payload)
        return Picture(f"data:image/webp;base64,{base64.b64encode(payload).decode()}", *shown)

    def blob(self, corpus: Corpus, blob: Mapping[str, Any] | None, kind: str, max_side: int) -> Picture | None:
        """An image's picture, or a video's first frame; None for other kinds, when it can't be shown, or too late."""
        if blob is None or kind not in (SegmentKind.IMAGE, SegmentKind.VIDEO) or self.pictures <= 0 or self.bytes <= 0:
            return None
        try:
            payload = blob_bytes(corpus, blob)
            return self.picture(decoded(payload if kind == SegmentKind.IMAGE else first_frame(payload)), max_side)
        except (ValueError, FileNotFoundError):
            return None
