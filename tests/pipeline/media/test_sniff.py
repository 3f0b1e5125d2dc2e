import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.media.sniff import is_binary, sniff
from weft.schemas.media import MediaKind

ADTS = bytes.fromhex("fff15080017ffc") + b"\1" * 4  # 11 bytes a frame
MP3 = bytes.fromhex("fffb9064") + b"\1" * 413  # MPEG 1 layer 3, 128 kbit/s, 44.1 kHz: 144 · 128000 / 44100 = 417


@pytest.mark.parametrize(
    ("payload", "is_it"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", True),
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", True),
        (b"The lamp turns.", False),
        ("The lamp turns.".encode("utf-16-le"), False),
        ("灯台\u0102".encode("utf-16"), False),
        (b"N\bNA\bAM\bME\bE", False),
        (b"", False),
    ],
)
def test_binary_is_what_no_encoding_spells(payload: bytes, is_it: bool) -> None:
    assert is_binary(payload) is is_it


def test_text_of_one_letter_is_no_transport_stream() -> None:
    found = sniff(b"G" * 600)
    assert (found.kind, found.mime, found.error) == (MediaKind.UNKNOWN, "text/plain", "not_media")


@pytest.mark.parametrize(
    ("head", "kind", "mime"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
        (b"GIF89a", "image", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image", "image/webp"),
        (b"BM" + b"\x46\0\0\0" + bytes(4) + b"\x36\0\0\0" + b"\x28\0\0\0", "image", "image/bmp"),
        (b"II*\0\x08\0\0\0", "image", "image/tiff"),
        (b"MM\0*\0\0\0\x08", "image", "image/tiff"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image", "image/avif"),
        (b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0", "image", "image/vnd.microsoft.icon"),
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "image", "image/jp2"),
        (b"\xff\x4f\xff\x51\0\x2f\0\0", "image", "image/j2c"),
        (b"ID3\x04\0\0\0\0\0\x02xx" + MP3 + MP3, "audio", "audio/mpeg"),
        (MP3 + MP3, "audio", "audio/mpeg"),
        (b"\0\0\0" + MP3 + MP3, "audio", "audio/mpeg"),
        (ADTS + ADTS, "audio", "audio/aac"),
        (b"OggS\0\x02" + bytes(20) + b"\x01\x1e\x01vorbis", "audio", "audio/ogg"),
        (b"OggS\0\x02" + bytes(20) + b"\x01\x2a\x80theora", "video", "video/ogg"),
        (b"fLaC\0\0\0\x22", "audio", "audio/flac"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio", "audio/wav"),
        (b"\0\0\0\x18ftypM4A \0\0\x02\0isomiso2", "audio", "audio/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\x02\0isommp41", "video", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\x02\0qt  ", "video", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x93\x42\x82\x88matroska", "video", "video/x-matroska"),
        (b"\x1aE\xdf\xa3\x9f\x42\x82\x84webm", "video", "video/webm"),
        (b"RIFF\x10\0\0\0AVI LIST", "video", "video/x-msvideo"),
        ((b"G" + b"\x1f" * 187) * 3, "video", "video/mp2t"),
        (b"\0\0\x01\xba\x44\0\x04\0", "video", "video/mpeg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image", "image/heic"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "subtitle", "text/vtt"),
        (b"\xef\xbb\xbfWEBVTT\r\n", "subtitle", "text/vtt"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n", "subtitle", "application/x-subrip"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi".encode("utf-16"), "subtitle", "application/x-subrip"),
    ],
)
def test_first_bytes_name_the_medium(head: bytes, kind: str, mime: str) -> None:
    found = sniff(head, "text/html")
    assert (found.kind, found.mime, found.error) == (MediaKind(kind), mime, None)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not_media"),
        (b"  \n<html><svg></svg></html>", "not_media"),
        (b"<?xml version='1.0'?><rss/>", "not_media"),
        (b'{"error": "gone"}', "not_media"),
        (b"Not found", "not_media"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_media"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_svg"),
        (b"<svg viewBox='0 0 1 1'/>", "unsupported_svg"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.ts\n", "unsupported_playlist"),
        (b"%PDF-1.7\n", "unknown_format"),
        (b"PK\x03\x04\x14\0", "unknown_format"),
        (b"\x7fELF\x02\x01\x01\0", "unknown_format"),
        (bytes.fromhex("fffb9064") + bytes(600), "unknown_format"),  # a frame header that no second one follows
    ],
)
def test_what_is_no_usable_medium_has_a_reason(payload: bytes, error: str) -> None:
    assert sniff(payload, "image/png").error == error


def test_server_names_only_what_nothing_recognises() -> None:
    assert sniff(b"\x7fELF", " Application/X-Thing; charset=utf-8").mime == "application/x-thing"
    assert len(sniff(b"\x7fELF", "x" * 5000).mime) == 100


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_get_a_format_or_a_reason(payload: bytes, mime: str) -> None:
    found = sniff(payload, mime)
    assert bool(found.reader) != bool(found.error)


def test_subtitles_are_known_by_their_first_line_whatever_controls_follow() -> None:
    assert sniff(b"1\r\n00:00:01,000 --> 00:00:02,000\r\nA\0lamp\x02\n").reader == "srt"
    assert sniff(b"WEBVTT\n\n00:01.000 --> 00:02.000\nA\0lamp\x02\n").reader == "webvtt"
    assert sniff(b"\xef\xbb\xbfWEBVTT - Lamps\n\x1a").reader == "webvtt"
