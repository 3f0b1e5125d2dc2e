"""The frames of a TIFF, each as a TIFF of its own: cut out, never decoded.

TIFF 6.0 (Adobe 1992), section 2: a header names the first image file directory, each directory the next, and
directories name the places of their values and of the picture's strips or tiles.
"""

import struct

MAX_FRAMES = 4096
_HEAD_BYTES = 4096
"""What a directory of short values may take beyond the bytes that the file has."""
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SHORT, _LONG = 3, 4
_DATA_TAGS = {273: 279, 324: 325, 513: 514}
"""Tags of places of data, and the tags of their sizes: strips, tiles, JPEG in the old style."""
_OTHER_DIRECTORIES = frozenset({330, 34665, 34853, 40965})


class TiffError(ValueError):
    """Bytes that are no TIFF, or a directory that points outside of them."""


def tiff_frames(payload: bytes) -> int:
    """The number of frames. Raises TiffError."""
    return len(_directories(payload))


def tiff_frame(payload: bytes, number: int) -> bytes:
    """Frame ``number``, from 0, with its tags but those of further directories (EXIF, GPS, thumbnails).

    Raises:
        TiffError: there is no such frame, or it can't be read.
    """
    order = _byte_order(payload)
    directories = _directories(payload)
    if not 0 <= number < len(directories):
        raise TiffError(f"no frame {number} of {len(directories)}")
    entries = _entries(payload, order, directories[number])
    places = {tag: _numbers(order, *entries[tag]) for tag in (*_DATA_TAGS, *_DATA_TAGS.values()) if tag in entries}
    out = bytearray(payload[:4]) + struct.pack(order + "I", 8)
    first_value = 8 + 2 + 12 * len(entries) + 4
    values = bytearray()
    data: list[bytes] = []
    moved: dict[int, list[int]] = {}
    end = first_value + sum(_even(len(value)) for _, _, value in entries.values() if len(value) > 4)
    for tag, size_tag in _DATA_TAGS.items():
        if tag not in places:
            continue
        sizes = places.get(size_tag, [])
        if len(sizes) != len(places[tag]):
            raise TiffError("data without sizes")
        moved[tag] = []
        for place, size in zip(places[tag], sizes, strict=True):
            moved[tag].append(end)
            end += _even(size)
            if end > 2 * len(payload) + _HEAD_BYTES:
                raise TiffError("strips that overlap")
            data.append(_slice(payload, place, size) + b"\0" * (size % 2))
    out += struct.pack(order + "H", len(entries))
    for tag, (kind, count, original) in sorted(entries.items()):
        value = struct.pack(f"{order}{count}I", *moved[tag]) if tag in moved else original
        if len(value) <= 4:
            out += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
        else:
            out += struct.pack(order + "HHII", tag, kind, count, first_value + len(values))
            values += value + b"\0" * (len(value) % 2)
    return bytes(out + bytes(4) + values) + b"".join(data)


Entry = tuple[int, int, bytes]
"""Type, count and value of a tag; places of data are widened to 32 bits."""


def _byte_order(payload: bytes) -> str:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(payload[:4])
    if order is None:
        raise TiffError("no TIFF header")
    return order


def _directories(payload: bytes) -> list[int]:
    """Places of the directories, in their order."""
    order = _byte_order(payload)
    found: list[int] = []
    place = struct.unpack(order + "I", _slice(payload, 4, 4))[0]
    while place and place not in found and len(found) < MAX_FRAMES:
        found.append(place)
        count = struct.unpack(order + "H", _slice(payload, place, 2))[0]
        place = struct.unpack(order + "I", _slice(payload, place + 2 + 12 * count, 4))[0]
    return found


def _entries(payload: bytes, order: str, place: int) -> dict[int, Entry]:
    count = struct.unpack(order + "H", _slice(payload, place, 2))[0]
    entries: dict[int, Entry] = {}
    total = 0
    for number in range(count):
        at = place + 2 + 12 * number
        tag, kind, values = struct.unpack(order + "HHI", _slice(payload, at, 8))
        if tag in _OTHER_DIRECTORIES or kind not in _TYPE_BYTES:
            continue
        size = _TYPE_BYTES[kind] * values
        start = at + 8 if size <= 4 else struct.unpack(order + "I", _slice(payload, at + 8, 4))[0]
        total += size
        if total > len(payload):
            raise TiffError("values that overlap")
        value = _slice(payload, start, size)
        if tag in _DATA_TAGS:
            widened = _numbers(order, kind, values, value)
            kind, value = _LONG, struct.pack(f"{order}{values}I", *widened)
        entries[tag] = kind, values, value
    return entries


def _numbers(order: str, kind: int, count: int, value: bytes) -> list[int]:
    if kind not in (_SHORT, _LONG):
        raise TiffError(f"places of type {kind}")
    return list(struct.unpack(f"{order}{count}{'H' if kind == _SHORT else 'I'}", value))


def _slice(payload: bytes, start: int, size: int) -> bytes:
    if start < 0 or start + size > len(payload):
        raise TiffError("a directory points outside of the file")
    return payload[start : start + size]


def _even(size: int) -> int:
    return size + size % 2
