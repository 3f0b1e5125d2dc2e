"""Which medium the bytes are, by their first bytes. What a server says about them decides nothing.

Sources: the WHATWG MIME sniffing standard, ISO/IEC 14496-12 (``ftyp`` brands), ISO/IEC 15444-1 (JPEG 2000),
ISO/IEC 11172-3 (MPEG audio frame header), ISO/IEC 13818-1 (transport and program streams), ISO/IEC 13818-7 (ADTS).
"""

import re
from dataclasses import dataclass

from ...schemas.media import MediaKind

HEAD_BYTES = 4096
"""How much of an item decides, except for the second frame of bare MPEG audio."""
_MAX_MIME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Format:
    """A recognised format, or the ``error`` that says why the bytes can be no medium.

    ``reader`` is the name of the one Pillow plugin (``JPEG``), ffmpeg demuxer (``mov``) or subtitle parser
    (``webvtt``) that may open the item; empty with an error.
    """

    kind: MediaKind
    mime: str
    reader: str = ""
    error: str | None = None


def _image(mime: str, reader: str) -> Format:
    return Format(MediaKind.IMAGE, f"image/{mime}", reader)


def _audio(mime: str, reader: str) -> Format:
    return Format(MediaKind.AUDIO, f"audio/{mime}", reader)


def _video(mime: str, reader: str) -> Format:
    return Format(MediaKind.VIDEO, f"video/{mime}", reader)


def _refused(mime: str, error: str, kind: MediaKind = MediaKind.UNKNOWN) -> Format:
    return Format(kind, mime, error=error)


_WEBVTT = Format(MediaKind.SUBTITLE, "text/vtt", "webvtt")
_SUBRIP = Format(MediaKind.SUBTITLE, "application/x-subrip", "srt")
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), _image("jpeg", "JPEG")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _image("png", "PNG")),
    (re.compile(rb"GIF8[79]a"), _image("gif", "GIF")),
    (re.compile(rb"RIFF....WEBP", re.S), _image("webp", "WEBP")),
    (re.compile(rb"BM.{4}\0\0\0\0.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.S), _image("bmp", "BMP")),
    (re.compile(rb"II\*\0|MM\0\*"), _image("tiff", "TIFF")),
    (re.compile(rb"\0\0\x01\0[^\0]\0.{3}[\0\x01]", re.S), _image("vnd.microsoft.icon", "ICO")),
    (re.compile(rb"\0\0\0\x0cjP  \r\n\x87\n"), _image("jp2", "JPEG2000")),
    (re.compile(rb"\xff\x4f\xff\x51\0"), _image("j2c", "JPEG2000")),
    (re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT[ \t\r\n]"), _WEBVTT),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}(?:\d{1,9}[ \t]*[\r\n]{1,2})?\d{1,5}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->"),
        _SUBRIP,
    ),
    (re.compile(rb"(?:RIFF|RF64)....WAVE", re.S), _audio("wav", "wav")),
    (re.compile(rb"FORM....AIF[FC]", re.S), _audio("aiff", "aiff")),
    (re.compile(rb"fLaC"), _audio("flac", "flac")),
    (re.compile(rb"riff\x2e\x91\xcf\x11"), _audio("x-w64", "w64")),
    (re.compile(rb"caff\0\x01"), _audio("x-caf", "caf")),
    (re.compile(rb"\.snd\0\0"), _audio("basic", "au")),
    (re.compile(rb"wvpk"), _audio("x-wavpack", "wv")),
    (re.compile(rb"TTA1"), _audio("x-tta", "tta")),
    (re.compile(rb"MAC .\x0f", re.S), _audio("x-ape", "ape")),
    (re.compile(rb"#!AMR(?:-WB)?\n"), _audio("amr", "amr")),
    (re.compile(rb"\x0b\x77.{3}[\x20-\x87]", re.S), _audio("ac3", "ac3")),
    (re.compile(rb"\x7f\xfe\x80\x01"), _audio("vnd.dts", "dts")),
    (re.compile(rb"\.RMF\0\0"), _video("vnd.rn-realmedia", "rm")),
    (re.compile(rb"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02"), _video("mxf", "mxf")),
    (re.compile(rb"DKIF\0\0"), _video("x-ivf", "ivf")),
    (re.compile(rb"nut/multimedia container\0"), _video("x-nut", "nut")),
    (re.compile(rb"YUV4MPEG2 "), _video("x-yuv4mpeg", "yuv4mpegpipe")),
    (re.compile(rb"RIFF....AVI ", re.S), _video("x-msvideo", "avi")),
    (re.compile(rb"FLV\x01"), _video("x-flv", "flv")),
    (re.compile(rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), _video("x-ms-asf", "asf")),
    (re.compile(rb"\0\0\x01\xba"), _video("mpeg", "mpeg")),
    (re.compile(rb"....(?:moov|mdat|wide|pnot)", re.S), _video("quicktime", "mov")),
    (re.compile(rb"%PDF-|PK\x03\x04|\x1f\x8b"), _refused("application/octet-stream", "unknown_format")),
)
_MARKUP = re.compile(r"<(?:[!?a-z/])", re.I)
_SVG = re.compile(r"<(?:\w+:)?svg[\s>]", re.I)
_HTML = re.compile(r"<(?:html|head|body|!doctype html)\b", re.I)
_SRT = re.compile(r"(?:\d+[ \t]*\n)?\s*\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_OTHER_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def sniff(payload: bytes, mime: str = "") -> Format:
    """Format of ``payload``; ``mime`` is what the server said and only names bytes that nothing recognises."""
    head = payload[:HEAD_BYTES]
    mime = mime.partition(";")[0].strip().lower()[:_MAX_MIME_CHARACTERS]
    if not head:
        return _refused(mime, "empty")
    for signature, found in _SIGNATURES:
        if signature.match(head):
            return found
    return (
        _iso_base_media(head)
        or _matroska(head)
        or _ogg(head)
        or _text(head)
        or _transport_stream(head)
        or _mpeg_audio(payload)
        or _refused(mime, "unknown_format")
    )


def _iso_base_media(head: bytes) -> Format | None:
    if head[4:8] != b"ftyp":
        return None
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if b"avif" in brands or b"avis" in brands:
        return _image("avif", "AVIF")
    if brands[0] in _HEIF_BRANDS:
        return _image("heic", "HEIF")
    if brands[0] in _AUDIO_BRANDS:
        return _audio("mp4", "mov")
    return _video("quicktime" if brands[0] == b"qt  " else "mp4", "mov")


def _matroska(head: bytes) -> Format | None:
    if not head.startswith(b"\x1aE\xdf\xa3"):
        return None
    return _video("webm" if b"webm" in head[:64] else "x-matroska", "matroska")


def _ogg(head: bytes) -> Format | None:
    if not head.startswith(b"OggS"):
        return None
    return _video("ogg", "ogg") if b"\x80theora" in head or b"\x01video" in head else _audio("ogg", "ogg")


def _transport_stream(head: bytes) -> Format | None:
    for packet_bytes, sync_at in ((188, 0), (192, 4), (204, 0)):
        if len(head) > 2 * packet_bytes + sync_at and all(head[sync_at + n * packet_bytes] == 0x47 for n in range(3)):
            return _video("mp2t", "mpegts")
    return None


def _text(head: bytes) -> Format | None:
    """Subtitles, or a reason for markup, JSON, playlists and prose; None for bytes that are no text."""
    text = head_text(head)
    if text is None:
        return None
    start = text.lstrip()
    if start.startswith("WEBVTT"):
        return _WEBVTT
    if _SRT.match(start):
        return _SUBRIP
    if start.startswith("#EXTM3U"):
        return _refused("application/vnd.apple.mpegurl", "unsupported_playlist", MediaKind.VIDEO)
    if _MARKUP.match(start):
        drawing = _SVG.search(start)
        if drawing and not _HTML.search(start, 0, drawing.start()):
            return _refused("image/svg+xml", "unsupported_svg", MediaKind.IMAGE)
        return _refused("application/xml" if start.startswith("<?xml") else "text/html", "not_media")
    return _refused("application/json" if start[:1] in ("{", "[") else "text/plain", "not_media")


def head_text(head: bytes) -> str | None:
    """The bytes as text with ``\\n`` line ends; None when they hold control characters, as media do."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    elif re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head):
        return None
    else:
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
        if text.count("\ufffd") > len(text) // 8:
            return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_binary(payload: bytes) -> bool:
    """Whether the first bytes are no text in any encoding: a NUL and another control character are among them.

    UTF-16 has NULs alone, and old texts other control characters alone, as backspaces of printers.
    """
    head = payload[:HEAD_BYTES]
    is_marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return b"\0" in head and not is_marked and _OTHER_CONTROLS.search(head) is not None


def _mpeg_audio(payload: bytes) -> Format | None:
    """MP3 or ADTS AAC: an ID3v2 tag or two frame headers in a row, after any zero bytes."""
    at = 0
    tagged = payload[:3] == b"ID3" and len(payload) >= 10
    if tagged:
        size = 0
        for byte in payload[6:10]:
            size = size << 7 | byte & 0x7F
        at = 10 + size
        if payload[at : at + 4] == b"fLaC":
            return _audio("flac", "flac")
    while at < len(payload) and payload[at] == 0 and at < HEAD_BYTES:
        at += 1
    for frame_bytes, found in ((_mp3_frame_bytes, _audio("mpeg", "mp3")), (_adts_frame_bytes, _audio("aac", "aac"))):
        size = frame_bytes(payload[at : at + 7])
        if size and (at + size >= len(payload) or frame_bytes(payload[at + size : at + size + 7])):
            return found
    return _audio("mpeg", "mp3") if tagged else None


_MP3_KBIT = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""(MPEG 1 or 2, layer) to bit rates of index 1 to 14, ISO/IEC 11172-3 and 13818-3."""
_MP3_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mp3_frame_bytes(header: bytes) -> int:
    """Length of the MPEG audio frame that starts here; 0 when none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, hertz = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or rate in (0, 15) or hertz == 3:
        return 0
    bits_per_s = 1000 * _MP3_KBIT[1 if version == 3 else 2, layer][rate - 1]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * bits_per_s // _MP3_HERTZ[version][hertz] + padding) * 4
    samples_8 = 72 if layer == 3 and version != 3 else 144
    return samples_8 * bits_per_s // _MP3_HERTZ[version][hertz] + padding


def _adts_frame_bytes(header: bytes) -> int:
    """Length of the ADTS frame that starts here; 0 when none does."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return size if size > 7 else 0
