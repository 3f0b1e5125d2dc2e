import time
import tracemalloc

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.media.read import read_cues
from weft.pipeline.media.subtitles import Cue, parse_srt, parse_webvtt, subtitle_text


def test_webvtt_cue_is_plain_text() -> None:
    text = (
        "WEBVTT - title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n"
        "NOTE 00:00:00.000 --> 00:00:09.000\nnot shown\n\n"
        "intro\n00:01.500 --> 00:00:02.250 align:start position:0%\n"
        "<v Roger Bingham>We are in <i.loud>New</i> York &amp;&nbsp;City\n- <00:00:01.900><c>now</c>\n\n"
        "01:00:00.000 --> 01:00:01.000\n\n"
        "00:03.000 --> 00:02.000\nends before it starts\n"
    )
    assert parse_webvtt(text) == [Cue(1500, 2250, "We are in New York & City\n- now")]


def test_srt_with_and_without_blank_lines() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<font color='red'>One</font>\r\n\r\n"
        "2\r\n00:00:03,5 --> 00:00:04,05\r\nTwo\r\nlines\r\n3\r\n100:00:00,000 --> 100:00:01,000\r\n1984\r\n"
    )
    assert parse_srt(text) == [
        Cue(1000, 2000, "One"),
        Cue(3500, 4050, "Two\nlines"),
        Cue(360_000_000, 360_001_000, "1984"),
    ]


def test_rolling_captions_say_each_line_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\nhello there\n\n00:02.000 --> 00:02.010\nhello there\n\n"
        "00:02.010 --> 00:04.000\nhello there\nhow are you\n\n00:04.000 --> 00:04.010\nhow are you\n\n"
        "00:04.010 --> 00:06.000\nhow are you\nfine\n"
    )
    assert parse_webvtt(text) == [
        Cue(0, 2010, "hello there"),
        Cue(2010, 4010, "how are you"),
        Cue(4010, 6000, "fine"),
    ]


def test_a_line_said_again_later_stays() -> None:
    text = "00:01.000 --> 00:02.000\nla\n\n00:03.000 --> 00:04.000\nla\n"
    assert parse_webvtt(text) == [Cue(1000, 2000, "la"), Cue(3000, 4000, "la")]


def test_cues_come_in_order_of_their_start() -> None:
    text = "00:05.000 --> 00:06.000\nsecond\n\n00:01.000 --> 00:02.000\nfirst\n"
    assert [cue.text for cue in parse_srt(text)] == ["first", "second"]


def test_cues_that_overlap_keep_their_times() -> None:
    text = "00:01.000 --> 00:05.000\nlong\n\n00:02.000 --> 00:03.000\nshort\n\n00:02.000 --> 00:04.000\nother\n"
    assert parse_webvtt(text) == [Cue(1000, 5000, "long"), Cue(2000, 3000, "short"), Cue(2000, 4000, "other")]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_subrip_file_in_an_older_encoding_is_told_by_its_first_bytes(decode, encoding: str) -> None:
    decoded = decode("1\n00:00:01,000 --> 00:00:02,000\nCafé – déjà\n".encode(encoding), "text/plain")
    assert (decoded.error, decoded.mime) == (None, "application/x-subrip")
    assert read_cues(decoded.blob) == [Cue(1000, 2000, "Café – déjà")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    assert subtitle_text("Café – déjà".encode(encoding)) == "Café – déjà"


def test_subtitle_file_becomes_cues(decode) -> None:
    decoded = decode(b"WEBVTT\n\n00:01.000 --> 00:02.500\nHi\n", "text/html")
    assert (decoded.kind, decoded.mime, decoded.duration_ms, decoded.error) == ("subtitle", "text/vtt", 2500, None)
    assert msgpack.unpackb(decoded.blob) == {"cues": [[1000, 2500, "Hi"]]}


def test_a_subtitle_file_has_a_limit_of_bytes(decode) -> None:
    payload = b"WEBVTT\n\n00:01.000 --> 00:02.000\nla\n" + b"\n" * (16 << 20)
    assert decode(payload).error == "too_many_bytes"


def test_subtitle_file_without_cues_has_a_reason(decode) -> None:
    assert decode(b"WEBVTT\n\nNOTE nothing\n").error == "no_cues"


def test_a_megabyte_of_open_brackets_parses_at_once(decode) -> None:
    assert decode(b"WEBVTT\n\n00:01.000 --> 00:02.500\n" + b"<{\\" * 400_000).error is None


@given(st.text(alphabet="01:.,-> \n\r<>{}&;aNOTE\\\ufeff", max_size=200))
def test_any_text_parses(text: str) -> None:
    for cue in (*parse_webvtt(text), *parse_srt(text)):
        assert cue.text.strip() and cue.start_ms < cue.end_ms


def test_a_file_of_blank_lines_is_read_in_little_memory() -> None:
    tracemalloc.start()
    assert parse_webvtt("WEBVTT\n" + "\n" * (4 << 20) + "00:01.000 --> 00:02.000\nla\n") == [Cue(1000, 2000, "la")]
    most_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most_bytes < 80 << 20  # a pointer and a byte or two for each line


@pytest.mark.parametrize("noise", ["<", "&amp;", "{\\", "0", " ", "a\n", "00:00.000 --> 00:01.000\n", "-->"])
def test_noise_of_any_kind_is_read_in_little_time(noise: str) -> None:
    start = time.process_time()
    parse_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\n" + noise * ((1 << 21) // len(noise)))
    assert time.process_time() - start < 5
