"""Whether an image file ends before its format says it does."""

import struct

_STRIP_OFFSETS, _STRIP_SIZES, _TILE_OFFSETS, _TILE_SIZES = _TIFF_DATA_TAGS = (273, 279, 324, 325)
_TIFF_INTEGERS = {3: "H", 4: "I"}
_TIFF_TYPE_BYTES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def is_cut_short(payload: bytes, reader: str) -> bool:
    """True when the lengths or the end mark inside ``payload`` ask for more bytes than there are.

    Decoders say in many words that an image is broken; this says which of these were cut in transfer.
    """
    check = {
        "JPEG": _jpeg,
        "PNG": _png,
        "GIF": _gif,
        "WEBP": _riff,
        "BMP": _bmp,
        "TIFF": _tiff,
        "AVIF": _boxes,
        "HEIF": _boxes,
        "JPEG2000": _jpeg_2000,
    }
    return reader in check and check[reader](payload)


def _jpeg(payload: bytes) -> bool:
    return b"\xff\xd9" not in payload[-64:] and not payload.rstrip(b"\0").endswith(b"\xff\xd9")


def _png(payload: bytes) -> bool:
    at = 8
    while at + 8 <= len(payload):
        size, name = int.from_bytes(payload[at : at + 4], "big"), payload[at + 4 : at + 8]
        at += 12 + size
        if name == b"IEND":
            break
    else:
        return True
    return at > len(payload)


def _gif(payload: bytes) -> bool:
    return b";" not in payload[-16:]


def _riff(payload: bytes) -> bool:
    return len(payload) < 12 or int.from_bytes(payload[4:8], "little") + 8 > len(payload)


def _bmp(payload: bytes) -> bool:
    return int.from_bytes(payload[2:6], "little") > len(payload)


def _tiff(payload: bytes) -> bool:
    """Whether the first directory, or anything that it points to, lies past the end (TIFF 6.0, section 2)."""
    order = "<" if payload[:2] == b"II" else ">"
    try:
        (directory,) = struct.unpack_from(f"{order}I", payload, 4)
        (entries,) = struct.unpack_from(f"{order}H", payload, directory)
        tables = {}
        for at in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, kind, count = struct.unpack_from(f"{order}HHI", payload, at)
            (elsewhere,) = struct.unpack_from(f"{order}I", payload, at + 8)
            value_bytes = count * _TIFF_TYPE_BYTES.get(kind, 1)
            value_at = at + 8 if value_bytes <= 4 else elsewhere
            if value_at + value_bytes > len(payload):
                return True
            if tag in _TIFF_DATA_TAGS and kind in _TIFF_INTEGERS:
                tables[tag] = struct.unpack_from(f"{order}{count}{_TIFF_INTEGERS[kind]}", payload, value_at)
    except struct.error:
        return True
    offsets = tables.get(_STRIP_OFFSETS) or tables.get(_TILE_OFFSETS, ())
    sizes = tables.get(_STRIP_SIZES) or tables.get(_TILE_SIZES, ())
    return any(offset + size > len(payload) for offset, size in zip(offsets, sizes))


def _boxes(payload: bytes) -> bool:
    at = 0
    while at + 8 <= len(payload):
        size = int.from_bytes(payload[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(payload[at + 8 : at + 16], "big")
        if size == 0:
            return False
        at += max(size, 8)
    return at != len(payload)


def _jpeg_2000(payload: bytes) -> bool:
    is_in_boxes = payload[4:8] == b"jP  "
    return (is_in_boxes and _boxes(payload)) or b"\xff\xd9" not in payload[-64:]
