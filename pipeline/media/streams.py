"""What ffmpeg says of a file's streams in its log: pixel format and colour tags, which subtitles are the default.

The static ffmpeg comes without ffprobe; the lines are those of ``av_dump_format``, the same since ffmpeg 2.
"""

import re
from dataclasses import dataclass

_STREAM = re.compile(r"^\s*Stream #0:\d+.*?: (Video|Audio|Subtitle): (.*)$", re.M)
_PIXELS = re.compile(r", ([a-z][a-z0-9]+)(?:\(([^()]*)\))?, \d+x\d+")
_RANGES = ("tv", "pc")
_NO_COLOR = ("progressive", "top", "bottom", "left", "center", "topleft", "gray")
_ALPHA = re.compile(r"yuva|^(?:rgba|argb|bgra|abgr|ya8|ya16|gbrap|ayuv|pal8|vuya)")


@dataclass(frozen=True, slots=True)
class ColorTags:
    """Pixel format and how its numbers are meant, in ffmpeg's names; empty where the file does not say."""

    pixels: str = ""
    range: str = ""
    """``tv`` (16 to 235 of 255) or ``pc`` (0 to 255)."""
    matrix: str = ""
    primaries: str = ""
    transfer: str = ""

    @property
    def has_alpha(self) -> bool:
        """Whether pixels can be see-through."""
        return bool(_ALPHA.search(self.pixels))


@dataclass(frozen=True, slots=True)
class StreamNotes:
    """The tags of the first video stream, and of each subtitle stream whether it is the default."""

    color: ColorTags
    default_subtitles: tuple[bool, ...]
    """In order of the file; a forced track, which has only what is spoken in other languages, is no default."""


def parse_streams(log: str) -> StreamNotes:
    """The notes in ffmpeg's log at level ``info``. Untrusted text: what is not understood is left out."""
    listing = re.split(r"^(?:Output #0|Stream mapping:)", log, maxsplit=1, flags=re.M)[0]
    color = ColorTags()
    subtitles: list[bool] = []
    for kind, told in _STREAM.findall(listing):
        if kind == "Subtitle":
            subtitles.append("(default)" in told and "(forced)" not in told)
        elif kind == "Video" and not color.pixels and "(attached pic)" not in told:
            pixels = _PIXELS.search(told)
            color = _color(pixels.group(1), pixels.group(2) or "") if pixels else color
    return StreamNotes(color, tuple(subtitles))


def _color(pixels: str, told: str) -> ColorTags:
    """``yuv420p10le`` and ``tv, bt2020nc/bt2020/smpte2084, progressive``; three equal names are written once."""
    words = [word.strip() for word in told.split(",") if word.strip()]
    range_ = next((word for word in words if word in _RANGES), "")
    named = [word for word in words if word not in _RANGES and word.split(" ")[0] not in _NO_COLOR]
    names = (named[0].split("/") if named else []) or [""]
    matrix, primaries, transfer = names if len(names) == 3 else names[:1] * 3
    return ColorTags(
        pixels, range_, *("" if name in ("unknown", "reserved") else name for name in (matrix, primaries, transfer))
    )
