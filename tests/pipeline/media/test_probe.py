from weft.pipeline.media.probe import Track, has_too_many_packets, parse_framecrc

LISTING = """#software: Lavf63.1.102
#tb 0: 1/25
#media_type 0: video
#codec_id 0: h264
#dimensions 0: 64x48
#sar 0: 1/1
#tb 1: 1/44100
#media_type 1: audio
#codec_id 1: aac
#sample_rate 1: 44100
#channel_layout_name 1: mono
0,         -1,          0,        1,     1000, 0x10053685
1,      -1024,      -1024,     1024,       35, 0xf2f20e0a, S=1, Skip Samples,       10, 0x05000080
0,          0,          2,        1,      100, 0x10053685, F=0x0
0, -9223372036854775808, -9223372036854775808, 1, 100, 0x10053685, F=0x0
0,          1,          1,        1,      100, 0x10053685, F=0x0
0,          4,          5,        1,     1000, 0x10053685
"""


def test_packets_tell_times_key_frames_and_rate() -> None:
    video, audio = parse_framecrc(LISTING)
    assert (video.kind, video.codec, video.width, video.height) == ("video", "h264", 64, 48)
    assert video.times_ms == [0, 80, 40, 200]
    assert video.key_times_ms == [0, 200]
    assert video.end_ms == 240
    assert video.longest_key_gap_ms == 200
    assert video.fps == 15  # three steps in the 200 ms from -40 to 160
    assert (audio.kind, audio.sample_rate, audio.times_ms, audio.end_ms) == ("audio", 44100, [-23], 0)


def test_listing_cut_in_the_middle_of_a_line_gives_what_is_whole() -> None:
    assert parse_framecrc(LISTING[: LISTING.index("#tb 1")] + "0, 0, 0, 1, 5, 0x1\n0,  1")[0].times_ms == [0]


def test_a_last_packet_of_sound_with_a_negative_length_ends_where_it_begins() -> None:
    wrapped = "1,      44100,      44100, 4294967086,       31, 0xee350c4c, S=1, Skip Samples,       10, 0x04f600d4\n"
    assert parse_framecrc(LISTING + wrapped)[1].end_ms == 1000


def test_packets_are_too_many_for_their_time_only_beyond_the_first_twenty_thousand() -> None:
    def track(packets: int, from_ms: int, end_ms: int) -> Track:
        return Track(kind="audio", times_ms=[from_ms] * packets, end_ms=end_ms)

    assert not has_too_many_packets(track(20_000, 0, 0))
    assert has_too_many_packets(track(20_001, 0, 0))
    assert not has_too_many_packets(track(35_000, 5_000, 15_000))
    assert has_too_many_packets(track(35_001, 5_000, 15_000))
    half_an_hour_of_truehd = track(1200 * 1800, 0, 1_800_000)
    assert not has_too_many_packets(half_an_hour_of_truehd)
