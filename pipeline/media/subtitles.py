"""WebVTT and SubRip text to timed cues.

Sources: W3C WebVTT, section 4 (blocks, cue spans, escapes); SubRip has no standard, this reads what VLC and
ffmpeg read. Automatic captions roll: each cue repeats the line before it, and these repeats are taken out.
"""

import html
import re
from dataclasses import dataclass

import msgpack

from ...schemas.media import MediaKind
from .decoded import Decoded, UndecodableError
from .sniff import Format

MAX_SUBTITLE_BYTES = 16 << 20
MAX_CUES = 50_000
MAX_CUE_CHARACTERS = 4096
_MAX_GAP_MS = 50
"""Cues closer than this follow one another; only these can roll."""
_TIMING = re.compile(
    r"[ \t]*(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[ \t]*-->"
    r"[ \t]*(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
)
_SPAN = re.compile(r"<[^<>]*>")
_ASS_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on screen from ``start_ms`` to ``end_ms``; ``text`` is plain, its lines parted by ``\\n``."""

    start_ms: int
    end_ms: int
    text: str

    def as_list(self) -> list[int | str]:
        """``[start_ms, end_ms, text]``, the form in a blob."""
        return [self.start_ms, self.end_ms, self.text]


def decode_subtitles(payload: bytes, found: Format) -> Decoded:
    """Facts and cues of a subtitle file. Raises ``UndecodableError`` with ``too_many_bytes`` or ``no_cues``."""
    if len(payload) > MAX_SUBTITLE_BYTES:
        raise UndecodableError("too_many_bytes")
    text = subtitle_text(payload)
    cues = parse_webvtt(text) if found.reader == "webvtt" else parse_srt(text)
    if not cues:
        raise UndecodableError("no_cues")
    return Decoded(
        kind=MediaKind.SUBTITLE,
        mime=found.mime,
        bytes=len(payload),
        duration_ms=max(cue.end_ms for cue in cues),
        blob=msgpack.packb({"cues": [cue.as_list() for cue in cues]}),
    )


def subtitle_text(payload: bytes) -> str:
    """UTF-16 by its mark, else UTF-8, else Windows-1252, which older SubRip files are written in."""
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        return payload.decode("utf-16", "replace")
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return payload.decode("cp1252", "replace")


def parse_webvtt(text: str) -> list[Cue]:
    """Cues in order of their start. ``NOTE``, ``STYLE`` and ``REGION`` blocks hold none."""
    return _parse(text, skipped=("NOTE", "STYLE", "REGION"))


def parse_srt(text: str) -> list[Cue]:
    """Cues in order of their start; the numbers above them are not needed."""
    return _parse(text, skipped=())


def _parse(text: str, skipped: tuple[str, ...]) -> list[Cue]:
    cues: list[Cue] = []
    for block in _blocks(text):
        if block[0].split(maxsplit=1)[0] in skipped:
            continue
        # A timing line is the first of its block, or the second below a name or number
        for at, line in enumerate(block[:2]):
            timing = _TIMING.match(line)
            if timing:
                cue = _cue(timing, block[at + 1 :])
                if cue:
                    cues.append(cue)
                break
        if len(cues) == MAX_CUES:
            break
    return _unrolled(sorted(cues, key=lambda cue: cue.start_ms))


def _blocks(text: str) -> list[list[str]]:
    """Runs of lines between blank ones; a timing line also starts a block, since some files lack the blanks."""
    blocks: list[list[str]] = [[]]
    for line in text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            if blocks[-1]:  # a file of blank lines is no million of blocks
                blocks.append([])
            continue
        if len(blocks[-1]) > 1 and _TIMING.match(line):
            above = blocks[-1].pop() if blocks[-1][-1].strip().isdigit() else None
            blocks.append([above] if above else [])
        blocks[-1].append(line)
    return [block for block in blocks if block]


def _cue(timing: re.Match[str], lines: list[str]) -> Cue | None:
    start_ms, end_ms = _milliseconds(*timing.groups()[:4]), _milliseconds(*timing.groups()[4:])
    text = _plain("\n".join(lines))
    return Cue(start_ms, end_ms, text) if text and end_ms > start_ms else None


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _plain(markup: str) -> str:
    """Cue text without spans (voice, class, ruby, time stamps), overrides and escapes."""
    bare = _ASS_OVERRIDE.sub("", _SPAN.sub("", markup[:MAX_CUE_CHARACTERS]))
    bare = html.unescape(bare).replace("\u200b", "").replace("\u200e", "").replace("\u200f", "")
    lines = (_SPACES.sub(" ", line).strip() for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Cues without the lines that they repeat from the end of the cue right before them.

    A cue of which nothing stays lengthens the one before it.
    """
    kept: list[Cue] = []
    before: list[str] = []
    before_end_ms = 0
    for cue in cues:
        lines = cue.text.split("\n")
        repeated = 0
        if kept and cue.start_ms - before_end_ms <= _MAX_GAP_MS:
            longest = min(len(lines), len(before))
            repeated = next((n for n in range(longest, 0, -1) if before[-n:] == lines[:n]), 0)
        if repeated < len(lines):
            kept.append(Cue(cue.start_ms, cue.end_ms, "\n".join(lines[repeated:])))
        else:
            kept[-1] = Cue(kept[-1].start_ms, max(kept[-1].end_ms, cue.end_ms), kept[-1].text)
        before, before_end_ms = lines, cue.end_ms
    return kept
