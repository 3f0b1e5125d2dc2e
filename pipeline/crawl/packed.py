"""Whether bytes are compressed already, told by how they begin: another compression would cost time and win nothing."""

_STARTS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF8",
    b"\x1a\x45\xdf\xa3",  # Matroska, WebM
    b"OggS",
    b"fLaC",
    b"ID3",  # MP3
    b"\x1f\x8b\x08",  # gzip
    b"\x28\xb5\x2f\xfd",  # zstd
    b"PK\x03\x04",  # zip: EPUB, office files
)


def is_packed(start: bytes) -> bool:
    """Whether a payload with this ``start`` (12 bytes suffice) is in a compressed format."""
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return webp or start[4:8] == b"ftyp" or start.startswith(_STARTS)  # ftyp: MP4, AVIF, HEIC
