"""Pictures of so many small parts that decoders, which go over all before with each, take minutes for a small file."""

import struct

MAX_SCANS = 500
"""Of a progressive JPEG; encoders write some 10. Each takes as long as the whole picture, however empty it is."""
MAX_COMMENTS = 5000
"""Of a GIF. Pillow copies all before with each."""
MAX_DIRECTORIES = 5000
"""Frames of a TIFF. Pillow looks through all before for each."""
_SCAN, _COMMENT = b"\xff\xda", b"!\xfe"


def has_too_many_parts(payload: bytes, reader: str) -> bool:
    """Whether a picture has more parts than any that was made to be looked at."""
    match reader:
        case "JPEG":
            return payload.count(_SCAN) > MAX_SCANS
        case "GIF":
            return payload.count(_COMMENT) > MAX_COMMENTS + len(payload) // 4096  # by chance, one in 65,536
        case "TIFF":
            return _directories(payload) > MAX_DIRECTORIES
    return False


def _directories(payload: bytes) -> int:
    """How many directories the file's chain has, up to one that was there before or one more than allowed."""
    order = "<" if payload[:2] == b"II" else ">"
    seen: set[int] = set()
    try:
        (place,) = struct.unpack_from(f"{order}I", payload, 4)
        while place and place not in seen and len(seen) <= MAX_DIRECTORIES:
            seen.add(place)
            (entries,) = struct.unpack_from(f"{order}H", payload, place)
            (place,) = struct.unpack_from(f"{order}I", payload, place + 2 + 12 * entries)
    except struct.error:
        pass
    return len(seen)
