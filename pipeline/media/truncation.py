"""Whether an image file ends before its format says it does."""


def is_cut_short(payload: bytes, reader: str) -> bool:
    """True when the lengths or the end mark inside ``payload`` ask for more bytes than there are.

    Decoders say in many words that an image is broken; this says which of these were cut in transfer.
    """
    check = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif, "WEBP": _riff, "BMP": _bmp, "TIFF": _tiff, "AVIF": _boxes}
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
    order = "little" if payload[:2] == b"II" else "big"
    directory = int.from_bytes(payload[4:8], order)  # type: ignore[arg-type]
    return directory + 2 > len(payload)


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
