"""What a container holds, read from its packets rather than from what its header claims."""

import itertools
from dataclasses import dataclass, field

import ffmpeg

from .decoded import UndecodableError
from .streams import ColorTags, parse_streams
from .transcode import FfmpegExit, Source, run

_TEXT_CODECS = ("webvtt", "subrip", "srt", "mov_text", "ass", "ssa", "text")
"""Subtitle codecs that hold characters; the others hold pictures of characters."""

_NO_TIMESTAMP = -(2**63)
MAX_PACKETS_PER_S = 1500
"""Of one stream, in the mean. TrueHD, with 1,200, has the most of all that is in use; Opus has up to 400."""
PACKETS_OF_ANY = 20_000
"""So many are read of a stream however short it is."""
_LISTING_BYTES = (4 << 20, 32 << 20, 256 << 20)
"""Of a packet, 58 and more: half an hour of film and sound is about 8 MB."""
_WRAPPED = 1 << 31
"""From here on, ticks of one packet of sound are a negative number of 32 bits."""


@dataclass(slots=True)
class Track:
    """One stream: its header facts and the time of each packet (or frame) that is there."""

    kind: str = ""
    """``video``, ``audio`` or ``subtitle``."""
    codec: str = ""
    width: int = 0
    height: int = 0
    sample_rate: int = 0
    times_ms: list[int] = field(default_factory=list)
    decode_times_ms: list[int] = field(default_factory=list)
    """The same packets' times in the order of decoding; some containers have no others."""
    key_times_ms: list[int] = field(default_factory=list)
    """Times of the packets that decode without the ones before them."""
    end_ms: int = 0

    @property
    def longest_key_gap_ms(self) -> int:
        """Longest wait for a packet that decodes on its own, from the first packet to the end."""
        times_ms = [min(self.times_ms, default=0), *sorted(self.key_times_ms), self.end_ms]
        return max(after - before for before, after in itertools.pairwise(times_ms))

    @property
    def fps(self) -> float:
        """Mean frames per second between first and last; 0 for fewer than two."""
        if len(self.decode_times_ms) < 2:
            return 0.0
        span_ms = max(self.decode_times_ms) - min(self.decode_times_ms)
        return 1000 * (len(self.decode_times_ms) - 1) / span_ms if span_ms > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """The first picture and sound, and the subtitles to take; cover art is no video."""

    video: Track | None
    audio: Track | None
    subtitle: int | None = None
    """Which of the subtitle streams: the first default one that holds text, else the first that does."""
    color: ColorTags = field(default_factory=ColorTags)

    @property
    def duration_ms(self) -> int:
        """End of the last packet of picture or sound."""
        return max((track.end_ms for track in (self.video, self.audio) if track), default=0)


def probe(source: Source, broken: str) -> Probe:
    """Read every packet of ``source`` without decoding.

    Raises ``UndecodableError``: ``no_streams``, ``too_many_packets``, or ``broken`` for a container that cannot be
    read.
    """
    listed, outcome = _listed(source)
    tracks = [track for track in listed if track.times_ms]
    if not tracks:
        raise UndecodableError("no_streams" if "does not contain any stream" in outcome.log else broken)
    first = {track.kind: track for track in reversed(tracks)}
    notes = parse_streams(outcome.head)
    subtitles = [track for track in listed if track.kind == "subtitle"]
    chosen = _text_track(subtitles, notes.default_subtitles)
    return Probe(first.get("video"), first.get("audio"), chosen, notes.color)


def _listed(source: Source) -> tuple[list[Track], FfmpegExit]:
    """Every track with its packets, and what ffmpeg said.

    A file of a few bytes a packet, or one whose packets lie over each other, may have millions of them, and each
    costs time in all that follows. So of a long listing a part is made first and looked at.
    """
    listing = source.folder / "packets"
    streams = source.input()
    wanted = streams["V:0?"], streams["a:0?"], streams["s?"]
    for most_bytes in _LISTING_BYTES:
        outcome = run(
            ffmpeg.output(*wanted, str(listing), c="copy", f="framecrc", fs=most_bytes), source, log_level="info"
        )
        text = listing.read_text("utf-8", "replace") if listing.exists() else ""
        tracks = parse_framecrc(text)
        if any(has_too_many_packets(track) for track in tracks):
            break
        if len(text) < most_bytes:
            return tracks, outcome
    raise UndecodableError("too_many_packets")


def has_too_many_packets(track: Track) -> bool:
    """Whether there are more packets than any encoder makes of a sound or film of this length."""
    span_ms = max(0, track.end_ms - min(track.times_ms, default=0))
    return 1000 * (len(track.times_ms) - PACKETS_OF_ANY) > MAX_PACKETS_PER_S * span_ms


def _text_track(subtitles: list[Track], defaults: tuple[bool, ...]) -> int | None:
    readable = [n for n, track in enumerate(subtitles) if track.codec in _TEXT_CODECS and track.times_ms]
    chosen = [n for n in readable if n < len(defaults) and defaults[n]] or readable
    return chosen[0] if chosen else None


def parse_framecrc(text: str) -> list[Track]:
    """Tracks of ffmpeg's ``framecrc`` listing: ``#name index: value`` headers, then a line a packet.

    A packet's line is ``index, dts, pts, duration, bytes, crc`` in units of the track's ``tb``; ``F=`` follows
    where the packet is no key frame.
    """
    tracks: dict[int, Track] = {}
    units: dict[int, tuple[int, int]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            _read_header(line, tracks, units)
            continue
        cells = line.split(",", 5)
        if len(cells) < 6:
            continue
        index, dts, pts, length = (int(cell) for cell in cells[:4])
        track, (numerator, denominator) = tracks[index], units[index]
        at = dts if pts == _NO_TIMESTAMP else pts
        if at == _NO_TIMESTAMP:
            continue
        at_ms = _milliseconds(at, numerator, denominator)
        track.times_ms.append(at_ms)
        track.decode_times_ms.append(at_ms if dts == _NO_TIMESTAMP else _milliseconds(dts, numerator, denominator))
        if not any(cell.startswith(" F=") for cell in cells[5].split(",")[1:]):
            track.key_times_ms.append(at_ms)
        if track.kind == "audio" and length >= _WRAPPED:
            length = 0  # what ffmpeg says of a last Vorbis packet whose samples all lie past the end
        track.end_ms = max(track.end_ms, _milliseconds(at + max(length, 0), numerator, denominator))
    return [tracks[index] for index in sorted(tracks)]


def _read_header(line: str, tracks: dict[int, Track], units: dict[int, tuple[int, int]]) -> None:
    name, _, value = line[1:].partition(":")
    words, value = name.split(), value.strip()
    if len(words) != 2 or not words[1].isdigit():
        return
    track = tracks.setdefault(int(words[1]), Track())
    match words[0]:
        case "tb":
            numerator, _, denominator = value.partition("/")
            units[int(words[1])] = int(numerator), int(denominator)
        case "media_type":
            track.kind = value
        case "codec_id":
            track.codec = value
        case "dimensions":
            width, _, height = value.partition("x")
            track.width, track.height = int(width), int(height)
        case "sample_rate":
            track.sample_rate = int(value)


def _milliseconds(at: int, numerator: int, denominator: int) -> int:
    """``at`` ticks of ``numerator / denominator`` seconds, rounded half up."""
    return (2000 * at * numerator + denominator) // (2 * denominator)
