"""Short valid sounds and films of every container that is decoded, as ffmpeg writes them."""

import random
import subprocess
import zlib
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from weft.pipeline.media.transcode import executable

TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=22050:duration=0.6")
FILM = ("-f", "lavfi", "-i", "testsrc=size=48x32:rate=10:duration=1.2")
SAME = ("-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact")
"""No stream numbers, names of versions and times of day that differ from run to run."""
SUBTITLES = "1\n00:00:00,000 --> 00:00:00,500\nA lamp\n\n2\n00:00:00,500 --> 00:00:01,000\nturns\n"
_SOUNDS = {
    "tone.wav": ("-ac", "2"),
    "float.wav": ("-c:a", "pcm_f32le"),
    "adpcm.wav": ("-c:a", "adpcm_ms"),
    "law.wav": ("-c:a", "pcm_mulaw"),
    "long.wav": ("-rf64", "always"),
    "tone.flac": (),
    "tone.mp3": ("-metadata", "title=A lamp"),
    "bare.mp3": ("-write_xing", "0", "-id3v2_version", "0"),
    "vorbis.ogg": ("-c:a", "libvorbis", "-metadata", "title=A lamp"),
    "opus.ogg": ("-c:a", "libopus"),
    "flac.ogg": ("-c:a", "flac"),
    "tone.m4a": ("-c:a", "aac", "-movflags", "faststart"),
    "alac.m4a": ("-c:a", "alac"),
    "tone.aac": ("-c:a", "aac"),
    "tone.aiff": (),
    "opus.webm": ("-c:a", "libopus"),
    "tone.wma": ("-c:a", "wmav2"),
}
_SLIM = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "5", "-b:a", "32k")
_FILMS = {
    "plain.mp4": (*_SLIM, "-c:a", "aac"),
    "fast.mp4": (*_SLIM, "-c:a", "aac", "-movflags", "faststart"),
    "pieces.mp4": (*_SLIM, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
    "text.mp4": (*_SLIM, "-c:a", "aac", "-c:s", "mov_text"),
    "plain.mov": ("-c:v", "mjpeg", "-c:a", "pcm_s16be"),
    "vp8.webm": ("-c:v", "libvpx", "-c:a", "libvorbis"),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-c:s", "webvtt"),
    "text.mkv": (*_SLIM, "-c:a", "aac", "-c:s", "srt"),
    "ass.mkv": ("-c:v", "mpeg4", "-c:a", "flac", "-c:s", "ass"),
    "plain.avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "pictures.avi": ("-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "plain.ts": (*_SLIM, "-c:a", "aac"),
    "two.ts": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "plain.mpg": ("-c:v", "mpeg1video", "-r", "25", "-c:a", "mp2"),
    "plain.flv": ("-c:v", "flv", "-c:a", "libmp3lame", "-ar", "22050"),
    "plain.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    "plain.wmv": ("-c:v", "wmv2", "-c:a", "wmav2"),
}
SOUND_TOKENS = (
    *(b"RIFF", b"RF64", b"WAVE", b"fmt \x10\0\0\0", b"data\xff\xff\xff\xff", b"LIST", b"ds64", b"fact"),
    *(b"fLaC", b"\xff\xf8", b"\xff\xfb\x90", b"\xff\xf1", b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"TAG", b"Xing", b"LAME"),
    *(b"OggS\0\x02", b"OggS\0\x04", b"\x01vorbis", b"\x05vorbis", b"OpusHead", b"OpusTags", b"\x7fFLAC"),
    *(b"FORM", b"COMM", b"SSND", b"\x9d\x2aEsds", b"esds", b"stsz", b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"),
)
FILM_TOKENS = (
    *(b"ftyp", b"moov", b"trak", b"mdia", b"stbl", b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"co64"),
    *(b"edts", b"elst", b"tfhd", b"trun", b"moof", b"mdat", b"avcC", b"tx3g", b"cmov", b"dref", b"sidx", b"udta"),
    *(b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", b"\x1f\x43\xb6\x75", b"\xa3", b"\xec"),
    *(b"\x16\x54\xae\x6b", b"\x1c\x53\xbb\x6b", b"\x11\x4d\x9b\x74", b"S_TEXT/UTF8", b"V_MPEG4/ISO/AVC", b"\x63\xa2"),
    *(b"RIFF", b"LIST", b"movi", b"idx1", b"00dc", b"01wb", b"strf", b"indx", b"MJPG", b"rec "),
    *(b"\x47\x40\0\x10", b"\x47\x1f\xff", b"\0\0\x01\xba", b"\0\0\x01\xe0", b"\0\0\x01\xb3", b"\0\0\0\x01\x67"),
    *(b"FLV\x01", b"OggS\0\x02", b"\x80theora", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"url \0\0\0\x01", b"http://"),
)


@lru_cache(maxsize=1)
def sounds() -> dict[str, bytes]:
    """0.6 s of a tone by name."""
    return _made({name: (*TONE, *options) for name, options in _SOUNDS.items()})


@lru_cache(maxsize=1)
def films() -> dict[str, bytes]:
    """1.2 s of moving pictures and a tone by name; subtitles where a codec for them is named."""
    commands = {}
    for name, options in _FILMS.items():
        text = ("-i", "subtitles.srt") if "-c:s" in options else ()
        commands[name] = (*FILM, *TONE, *text, *options)
    return _made(commands)


def _made(commands: dict[str, tuple[str, ...]]) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "subtitles.srt").write_text(SUBTITLES)
        for name, arguments in commands.items():
            command = [executable(), "-nostdin", "-loglevel", "error", "-y", *arguments, *SAME, name]
            subprocess.run(command, cwd=folder, check=True)
        return {name: (Path(folder) / name).read_bytes() for name in commands}


def repaired(payload: bytes, chance: random.Random) -> bytes:
    """Sizes of the whole set right (RIFF), sums of pages reckoned anew (Ogg); others as they are."""
    if payload.startswith(b"RIFF"):
        return b"RIFF" + max(len(payload) - 8, 0).to_bytes(4, "little")[:4] + payload[8:]
    pages = payload.split(b"OggS")
    if len(pages) < 2:
        return payload
    return pages[0] + b"".join(_summed(b"OggS" + page) for page in pages[1:])


def _summed(page: bytes) -> bytes:
    """A page with its sum: CRC-32 of 0x04c11db7, not reflected, from 0 (RFC 3533, section 6)."""
    blank = page[:22] + bytes(4) + page[26:]
    if len(blank) < 27:
        return page
    # zlib's sum is the reflected one: turn the bits of every byte, and undo its first and last inversion
    turned = blank.translate(_TURNED)
    reflected = zlib.crc32(turned, 0xFFFFFFFF) ^ 0xFFFFFFFF
    crc = int(f"{reflected:032b}"[::-1], 2)
    return blank[:22] + crc.to_bytes(4, "little") + blank[26:]


_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
