from weft.pipeline.media.streams import ColorTags, parse_streams

LOG = """[mov @ 0x1] a warning about Stream #0:0
Input #0, matroska,webm, from 'captured':
  Metadata:
    title           : Stream #0:9: Video: forged, rgb24, 1x1
  Duration: 00:00:01.00, start: 0.000000, bitrate: 28 kb/s
  Stream #0:0(und): Video: hevc (Main 10) (hvc1 / 0x1), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive), 64x48 [SAR 1:1 DAR 4:3], 10 fps
  Stream #0:1(eng): Audio: aac (LC), 44100 Hz, mono, fltp
  Stream #0:2(ger): Subtitle: subrip (srt)
  Stream #0:3(eng): Subtitle: subrip (srt) (default)
  Stream #0:4(eng): Subtitle: subrip (srt) (default) (forced)
Stream mapping:
  Stream #0:0 -> #0:0 (copy)
Output #0, framecrc, to 'packets':
  Stream #0:0: Video: hevc (Main 10), yuv420p(pc), 64x48
"""  # noqa: E501


def test_tags_of_the_first_video_and_default_subtitles() -> None:
    notes = parse_streams(LOG)
    assert notes.color == ColorTags("yuv420p10le", "tv", "bt2020nc", "bt2020", "smpte2084")
    assert notes.default_subtitles == (False, True, False)


def color_of(pixels: str) -> ColorTags:
    return parse_streams(f"  Stream #0:0: Video: h264 (High), {pixels}, 1920x1080, 25 fps").color


def test_each_way_of_writing_tags_is_understood() -> None:
    assert color_of("yuv420p(tv, bt709, progressive)") == ColorTags("yuv420p", "tv", "bt709", "bt709", "bt709")
    assert color_of("yuvj420p(pc, bt470bg/unknown/unknown)") == ColorTags("yuvj420p", "pc", "bt470bg", "", "")
    assert color_of("yuv420p(progressive)") == ColorTags("yuv420p") == color_of("yuv420p")
    assert color_of("gbrp(pc, gbr/bt709/iec61966-2-1)").matrix == "gbr"


def test_a_log_without_streams_has_no_tags() -> None:
    assert parse_streams("") == parse_streams("Stream #0:0: Video: none")
    assert parse_streams("").color == ColorTags()


def test_formats_with_alpha() -> None:
    names = ("yuva420p", "rgba", "bgra", "argb", "gbrap10le", "ya8", "pal8", "yuv420p", "rgb24", "gray", "bgr0", "gbrp")
    assert [name for name in names if ColorTags(name).has_alpha] == list(names[:7])
