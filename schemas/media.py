"""Media items: the bytes behind media segments, named by the SHA-256 of what was captured."""

from enum import StrEnum

import pyarrow as pa

from .document import CAPTURE
from .ids import MEDIA_ID_BYTES


class MediaKind(StrEnum):
    """What decoding found, whatever the server said."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    SUBTITLE = "subtitle"
    UNKNOWN = "unknown"


SOUND_SIGNALS = [
    pa.field(
        "loudness_lufs", pa.float32(), True, {"unit": "integrated loudness, ITU-R BS.1770, to 0.1 LUFS; at least -70"}
    ),
    pa.field(
        "peak_dbfs",
        pa.float32(),
        True,
        {"unit": "largest sample at 16 kHz mono, to 0.1 dB; null for nothing but zeros"},
    ),
    pa.field("clipped", pa.float32(), True, {"unit": "share of samples at full scale"}),
    pa.field("silence", pa.float32(), True, {"unit": "share of 20 ms frames at most at media.audio.silence_dbfs"}),
    pa.field("speech", pa.float32(), True, {"unit": "share of 30 ms frames that are speech"}),
]
"""Measured on sound; null where there is none."""

FACTS = [
    pa.field("kind", pa.string(), False),
    pa.field("mime", pa.string(), False),
    pa.field("bytes", pa.int64(), False, {"unit": "bytes as captured"}),
    pa.field("width", pa.int32(), False, {"unit": "pixels, orientation applied; 0 without a picture"}),
    pa.field("height", pa.int32(), False, {"unit": "pixels, orientation applied; 0 without a picture"}),
    pa.field("duration_ms", pa.int64(), False, {"unit": "milliseconds; 0 for a still image"}),
    pa.field("fps", pa.float32(), False, {"unit": "frames per second; 0 without video"}),
    pa.field("sample_rate", pa.int32(), False, {"unit": "hertz as captured; 0 without sound"}),
    pa.field("frames", pa.int32(), False, {"unit": "frames in the file (images) or kept (video)"}),
    pa.field("scenes", pa.int32(), False, {"unit": "scenes between cuts; 0 without video"}),
    pa.field("repeated_frames", pa.int32(), False, {"unit": "sampled frames left out as repeats; 0 without video"}),
    pa.field("phash", pa.uint64(), False, {"unit": "64-bit DCT hash of the picture; 0 without one"}),
    pa.field(
        "transfer",
        pa.string(),
        False,
        {"unit": "smpte2084 (PQ) or arib-std-b67 (HLG) where the captured picture is HDR; else empty"},
    ),
    *SOUND_SIGNALS,
]

MEDIA_ITEMS = pa.schema(
    [
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), False, {"unit": "sha256 of the captured bytes"}),
        pa.field("location", CAPTURE, False),
        *FACTS,
        pa.field("blob", CAPTURE, True, {"unit": "where the normalised bytes lie; null on error"}),
        pa.field("error", pa.string(), True),
    ]
)
"""One row an item, in order of first location."""

MEDIA_USES = pa.schema(
    [
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), False),
        pa.field("uses", pa.int32(), False, {"unit": "segments of kept documents that show the item"}),
    ]
)
"""Aligned with the items, part by part."""
