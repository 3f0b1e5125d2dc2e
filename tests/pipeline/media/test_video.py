import numpy as np
import pytest

from weft.pipeline.media.decoded import UndecodableError
from weft.pipeline.media.probe import probe
from weft.pipeline.media.read import read_audio, read_image, read_video
from weft.pipeline.media.subtitles import Cue
from weft.pipeline.media.transcode import Source
from weft.schemas.recipe import MediaSettings, VideoSettings

SUBTITLES = "1\n00:00:00,200 --> 00:00:00,900\n<i>Hello</i>\n\n2\n00:00:01,000 --> 00:00:01,500\nthere &amp; you\n"


def with_video(**settings: float | str) -> MediaSettings:
    return MediaSettings(video=VideoSettings(**settings))


@pytest.fixture(scope="session")
def mp4_path(mp4, tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "plain.mp4"
    path.write_bytes(mp4)
    return path


def test_mp4_gives_frames_sound_and_facts(decode, mp4) -> None:
    decoded = decode(mp4, "application/octet-stream")
    assert (decoded.kind, decoded.mime, decoded.bytes, decoded.error) == ("video", "video/mp4", len(mp4), None)
    assert (decoded.width, decoded.height, decoded.fps, decoded.sample_rate) == (64, 48, 10, 44_100)
    assert abs(decoded.duration_ms - 2000) <= 50
    parts = read_video(decoded.blob)
    assert decoded.frames == len(parts.frames) == 2
    assert parts.times_ms == [0, 1000]
    assert read_image(parts.frames[0]).shape == (48, 64, 3)
    assert abs(len(read_audio(parts.audio)) - 32_000) < 1000
    assert parts.cues == []
    assert decoded.phash != 0


def test_frames_are_sampled_at_the_rate_and_thinned_evenly(decode, mp4) -> None:
    every_half = read_video(decode(mp4, settings=with_video(fps=2)).blob)
    assert every_half.times_ms == [0, 500, 1000, 1500]
    assert read_video(decode(mp4, settings=with_video(fps=30, repeats="keep")).blob).times_ms == list(
        range(0, 2000, 100)
    )
    assert read_video(decode(mp4, settings=with_video(fps=30, max_frames=4)).blob).times_ms == [0, 500, 1000, 1500]


def test_frame_shows_its_own_time(decode, ffmpeg) -> None:
    payload = ffmpeg(
        "steps.mp4",
        *("-f", "lavfi", "-i", "color=black:size=32x32:rate=10:duration=3"),
        *("-vf", "geq=lum='50*floor(T)+20':cb=128:cr=128", "-c:v", "libx264", "-color_range", "tv"),
    )
    parts = read_video(decode(payload).blob)
    brightness = [round(float(read_image(frame).mean())) for frame in parts.frames]
    assert parts.times_ms == [0, 1000, 2000]
    # grey of 20, 70, 120 in the video range of 16 to 235
    assert np.abs(np.array(brightness) - [(level - 16) * 255 / 219 for level in (20, 70, 120)]).max() <= 2


def test_key_frames_alone_are_decoded_where_they_are_enough(decode, ffmpeg) -> None:
    payload = ffmpeg(
        "keys.mp4",
        *("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6", "-c:v", "libx264"),
        *("-g", "7", "-keyint_min", "7", "-sc_threshold", "0", "-pix_fmt", "yuv420p"),
    )
    # keys at 0, 700, 1400 … ms; the first key in each second
    assert read_video(decode(payload).blob).times_ms == [0, 1400, 2100, 3500, 4200, 5600]
    # keys are too far apart for two frames a second, so all frames are decoded
    assert read_video(decode(payload, settings=with_video(fps=2)).blob).times_ms == list(range(0, 6000, 500))


def test_rotation_is_applied(decode, ffmpeg, mp4_path) -> None:
    turned = ffmpeg("turned.mp4", "-display_rotation", "90", "-i", str(mp4_path), "-c", "copy")
    decoded = decode(turned)
    assert (decoded.width, decoded.height) == (48, 64)
    upright = read_image(read_video(decode(mp4_path.read_bytes()).blob).frames[0]).astype(int)
    picture = read_image(read_video(decoded.blob).frames[0]).astype(int)
    # display_rotation turns counter-clockwise, as numpy does
    assert np.abs(picture - np.rot90(upright)).mean() < 4


def test_long_side_is_scaled_and_pixels_are_square(decode, ffmpeg, mp4_path) -> None:
    wide = ffmpeg("wide.mp4", "-i", str(mp4_path), "-c:v", "libx264", "-vf", "setsar=2/1", "-an")
    decoded = decode(wide, settings=with_video(max_side=32))
    assert (decoded.width, decoded.height, decoded.sample_rate) == (64, 48, 0)
    parts = read_video(decoded.blob)
    assert read_image(parts.frames[0]).shape == (12, 32, 3)  # shown at 128 × 48
    assert parts.audio == b""


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("s.webm", ("-c:v", "libvpx", "-c:a", "libvorbis", "-c:s", "webvtt")),
        ("s.mkv", ("-c:v", "libx264", "-c:a", "aac", "-c:s", "subrip")),
        ("s.mp4", ("-c:v", "libx264", "-c:a", "aac", "-c:s", "mov_text")),
    ],
)
def test_subtitle_track_becomes_cues(decode, ffmpeg, mp4_path, name: str, options: tuple[str, ...]) -> None:
    lines = mp4_path.with_name("lines.srt")
    lines.write_text(SUBTITLES)
    decoded = decode(ffmpeg(name, "-i", str(mp4_path), "-i", str(lines), *options))
    assert read_video(decoded.blob).cues == [Cue(200, 900, "Hello"), Cue(1000, 1500, "there & you")]


@pytest.mark.parametrize(
    ("name", "codec", "mime"),
    [
        ("v.webm", "libvpx-vp9", "video/webm"),
        ("v.mov", "libx264", "video/quicktime"),
        ("v.avi", "mpeg4", "video/x-msvideo"),
        ("v.ts", "libx264", "video/mp2t"),
        ("v.mpg", "mpeg2video", "video/mpeg"),
        ("v.ogv", "libtheora", "video/ogg"),
        ("v.flv", "flv1", "video/x-flv"),
        ("v.wmv", "wmv2", "video/x-ms-asf"),
        ("v.rm", "rv20", "video/vnd.rn-realmedia"),
        ("v.mxf", "mpeg2video", "video/mxf"),
        ("v.ivf", "libaom-av1", "video/x-ivf"),
        ("v.nut", "ffv1", "video/x-nut"),
        ("v.y4m", "wrapped_avframe", "video/x-yuv4mpeg"),
    ],
)
def test_each_container_gives_frames(decode, ffmpeg, mp4_path, name: str, codec: str, mime: str) -> None:
    decoded = decode(ffmpeg(name, "-i", str(mp4_path), "-an", "-c:v", codec, "-r", "25"))
    assert (decoded.kind, decoded.mime, decoded.error) == ("video", mime, None)
    assert (decoded.width, decoded.height, decoded.frames) == (64, 48, 2)
    assert abs(decoded.fps - 25) < 0.1 and abs(decoded.duration_ms - 2000) < 100


def test_of_several_subtitle_tracks_the_default_one_is_taken(decode, ffmpeg, mp4_path) -> None:
    for name, words in (("de", "Die Lampe"), ("en", "The lamp")):
        mp4_path.with_name(f"{name}.srt").write_text(f"1\n00:00:00,200 --> 00:00:00,900\n{words}\n")
    inputs = [part for name in ("de", "en") for part in ("-i", str(mp4_path.with_name(f"{name}.srt")))]
    maps = ("-map", "0", "-map", "1", "-map", "2", "-c", "copy", "-c:s", "subrip")
    first = ffmpeg("two.mkv", "-i", str(mp4_path), *inputs, *maps, "-disposition:s", "0")
    second = ffmpeg(
        "deft.mkv", "-i", str(mp4_path), *inputs, *maps, "-disposition:s:0", "0", "-disposition:s:1", "default"
    )
    assert [cue.text for cue in read_video(decode(first).blob).cues] == ["Die Lampe"]
    assert [cue.text for cue in read_video(decode(second).blob).cues] == ["The lamp"]


def three_scenes(ffmpeg, name: str, *options: str) -> bytes:
    """6 s at 10 frames a second: red to 1.5 s, blue to 4 s, then green."""
    parts = [("red", 1.5), ("blue", 2.5), ("green", 2)]
    inputs = [part for color, s in parts for part in ("-f", "lavfi", "-i", f"color={color}:size=64x48:rate=10:d={s}")]
    graph = ("-filter_complex", "[0][1][2]concat=n=3,format=yuv420p")
    return ffmpeg(name, *inputs, *graph, "-c:v", "libx264", *options)


def test_scene_cuts_are_found_and_counted(decode, ffmpeg) -> None:
    decoded = decode(three_scenes(ffmpeg, "scenes.mp4"))
    parts = read_video(decoded.blob)
    assert (decoded.scenes, parts.cuts_ms) == (3, [1500, 4000])
    # frames of 0 to 5 s: repeats of the first of their scene are left out, the others keep their times
    assert (parts.times_ms, decoded.frames, decoded.repeated_frames) == ([0, 2000, 4000], 3, 3)
    kept = decode(three_scenes(ffmpeg, "scenes.mp4"), settings=with_video(repeats="keep"))
    assert (read_video(kept.blob).times_ms, kept.repeated_frames) == ([0, 1000, 2000, 3000, 4000, 5000], 0)


def test_scene_cuts_are_found_among_key_frames(decode, ffmpeg) -> None:
    """Keys every 0.5 s, so nothing else is decoded."""
    decoded = decode(three_scenes(ffmpeg, "keyed.mp4", "-g", "5", "-keyint_min", "5", "-sc_threshold", "0"))
    assert read_video(decoded.blob).cuts_ms == [1500, 4000]


def test_uniform_frames_are_spread_over_any_length(decode, mp4) -> None:
    settings = with_video(sampling="uniform", max_frames=4, repeats="keep")
    assert read_video(decode(mp4, settings=settings).blob).times_ms == [0, 500, 1000, 1500]
    settings = with_video(sampling="uniform", max_frames=10, repeats="keep")
    assert read_video(decode(mp4, settings=settings).blob).times_ms == list(range(0, 2000, 200))


def test_a_frame_of_each_scene(decode, ffmpeg) -> None:
    payload = three_scenes(ffmpeg, "scenes.mp4")
    half = with_video(sampling="scenes", fps=2)
    # middles at 750, 2750 and 5000 ms; candidates every 500 ms
    assert read_video(decode(payload, settings=half).blob).times_ms == [500, 2500, 5000]
    two = with_video(sampling="scenes", fps=2, max_frames=2)
    assert read_video(decode(payload, settings=two).blob).times_ms == [500, 5000]


def test_a_video_of_one_picture_keeps_one_frame(decode, ffmpeg) -> None:
    decoded = decode(ffmpeg("still.mp4", "-f", "lavfi", "-i", "color=teal:size=64x48:rate=5:d=4", "-c:v", "libx264"))
    assert (decoded.frames, decoded.repeated_frames, decoded.scenes) == (1, 3, 1)


def test_a_broken_sound_costs_no_frames(decode, ffmpeg, mp4_path) -> None:
    noisy = ffmpeg("noisy.mkv", "-i", str(mp4_path), "-c", "copy", "-bsf:a", "noise=amount=1")
    decoded = decode(noisy)
    assert (decoded.error, decoded.frames) == (None, 2)
    cut = ffmpeg("cut.ts", "-i", str(mp4_path), "-c:v", "mpeg2video", "-c:a", "mp2")[:-3000]
    parts = read_video(decode(cut).blob)
    assert parts.times_ms == [0, 1000] and len(read_audio(parts.audio)) > 16_000


def test_sound_in_a_video_is_measured(decode, mp4) -> None:
    """ffmpeg's sine has an eighth of full scale: -18.1 dB, -21.1 LUFS in one channel."""
    decoded = decode(mp4)
    assert decoded.peak_dbfs == pytest.approx(-18.1, abs=0.5)  # AAC overshoots
    assert decoded.loudness_lufs == pytest.approx(-21.7, abs=0.3)  # 440 Hz weighs 0.7 dB less than 997
    assert (decoded.clipped, decoded.silence) == (0, pytest.approx(0, abs=0.03))


def test_sound_that_starts_late_keeps_its_place(decode, ffmpeg, mp4_path) -> None:
    late = ffmpeg(
        "late.mp4",
        *("-i", str(mp4_path), "-itsoffset", "1", "-f", "lavfi", "-i", "sine=440:duration=1"),
        *("-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac"),
    )
    samples = np.abs(read_audio(read_video(decode(late).blob).audio).astype(int))
    assert samples[:15_000].max() < 50
    assert samples[17_000:31_000].max() > 3000


def test_index_at_the_end_cut_off_is_broken(decode, mp4) -> None:
    decoded = decode(mp4[: len(mp4) // 2])
    assert (decoded.error, decoded.kind, decoded.blob) == ("broken_video", "video", b"")


def test_index_at_the_start_keeps_what_decodes_and_facts_tell_the_cut(decode, ffmpeg, mp4_path) -> None:
    whole = ffmpeg("fast.mp4", "-i", str(mp4_path), "-c", "copy", "-movflags", "+faststart")
    decoded = decode(whole[: len(whole) * 2 // 3])
    assert decoded.error is None
    assert decoded.frames >= 1
    assert 300 < decoded.duration_ms < 1900


def test_limits_of_time_pixels_and_bytes(decode, mp4) -> None:
    assert decode(mp4, settings=with_video(max_duration_s=1.5)).error == "too_long"
    assert decode(mp4, settings=with_video(max_pixels=64 * 48 - 1)).error == "too_many_pixels"
    assert decode(mp4, settings=with_video(max_bytes=1000)).error == "too_many_bytes"


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/a.ts", "/etc/passwd", "file:///etc/passwd"])
def test_playlist_that_names_other_files_reaches_none(decode, tmp_path, target: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = target.format(port=server.getsockname()[1])
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n".encode()
        assert decode(playlist, "video/mp4").error == "unsupported_playlist"
        # and if one got past the sniffing, ffmpeg's own whitelists would stop it
        path = tmp_path / "captured"
        path.write_bytes(playlist)
        with pytest.raises(UndecodableError, match="broken"):
            probe(Source(path, "hls", tmp_path, 10, 10_000), broken="broken")
        with pytest.raises(UndecodableError, match="broken"):
            probe(Source(path, "mov", tmp_path, 10, 10_000), broken="broken")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_concat_script_is_opened_by_no_demuxer(decode, tmp_path) -> None:
    assert decode(b"ffconcat version 1.0\nfile '/etc/passwd'\n", "video/mp4").error == "not_media"


def test_ffmpeg_log_never_reaches_the_terminal(decode, mp4, capfd) -> None:
    decode(mp4[: len(mp4) // 2])
    decode(mp4)
    assert capfd.readouterr() == ("", "")
