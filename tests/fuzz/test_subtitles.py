"""Broken subtitle files, sniffed and read as the decoding child does."""

from itertools import pairwise
from pathlib import Path

import pytest

from weft.pipeline.media.decode import decode_payload
from weft.pipeline.media.read import read_cues
from weft.pipeline.media.subtitles import MAX_CUE_CHARACTERS, MAX_CUES
from weft.schemas.recipe import MediaSettings

from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons

VTT = """WEBVTT - Lamps
Kind: captions

STYLE
::cue { color: red }

REGION
id:a

NOTE 00:00:00.000 --> 00:00:09.000
not shown

intro
00:01.500 --> 00:00:02.250 align:start position:0%
<v Roger>We are in <i.loud>New</i> York &amp;&nbsp;City
- <00:00:01.900><c>now</c>

00:02.250 --> 00:04.000
- now
the lamp turns

01:00:00.000 --> 01:00:01.000
the end
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
{\\an8}<font color='red'>One</font>

2
00:00:03,5 --> 00:00:04,05
Zwei Wörter
3
100:00:00,000 --> 100:00:01,000
1984
"""
SEEDS = {
    "webvtt": (VTT.encode(), VTT.encode("utf-16"), VTT.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + VTT.encode()),
    "srt": (SRT.encode(), SRT.encode("utf-16"), SRT.replace("\n", "\r\n").encode(), SRT.encode("cp1252")),
}
TOKENS = (
    *(b"WEBVTT", b"-->", b"\n\n", b"\r", b"\n00:00.000 --> 99999:59:59.999\n", b"\n99999:99:99.999 --> 00:00.000\n"),
    *(b"\n00:00:00,000 --> 00:00:00,001\n", b"<", b">", b"<c.", b"</c>", b"&", b"&#x110000;", b"&#0;", b"{\\", b"}"),
    *(b"NOTE ", b"STYLE\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd8\0", b"\xe2\x80\x8b", b"9" * 30, b":"),
)


@pytest.mark.parametrize("format_", list(SEEDS))
def test_broken_subtitles_give_cues_or_a_reason(fuzz: Fuzz, format_: str, tmp_path: Path) -> None:
    def judge(payload: bytes) -> str:
        decoded = decode_payload(payload, "text/vtt", MediaSettings(), tmp_path)
        if decoded.error is not None:
            return decoded.error
        assert decoded.kind in ("subtitle", "audio")
        cues = read_cues(decoded.blob)
        assert 0 < len(cues) <= MAX_CUES
        assert all(0 <= cue.start_ms < cue.end_ms <= decoded.duration_ms for cue in cues)
        assert all(early.start_ms <= late.start_ms for early, late in pairwise(cues))
        assert all(0 < len(cue.text.strip()) <= 3 * MAX_CUE_CHARACTERS for cue in cues)
        return KEPT

    mutator = Mutator(SEEDS[format_], TOKENS)
    tally = fuzz(Campaign(format_, mutator, judge, reasons("media item"), quick=2000, max_s=1.0))
    assert tally.outcomes[KEPT] > tally.outcomes.total() // 2
