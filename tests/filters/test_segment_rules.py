import pytest

from weft.filters.facts import SegmentFacts
from weft.filters.segment_rules import (
    AudioLoudness,
    AudioSilence,
    AudioSpeech,
    ImageAspect,
    ImageOptOut,
    ImageSize,
    MediaDuration,
    SegmentRule,
    VideoMotion,
)
from weft.schemas.document import SegmentKind

IMAGE, AUDIO, VIDEO, TEXT = SegmentKind.IMAGE, SegmentKind.AUDIO, SegmentKind.VIDEO, SegmentKind.TEXT


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (64, 64, None),
        (63, 640, "image_too_small"),
        (640, 63, "image_too_small"),
        (20_000, 10_000, None),
        (20_001, 10_000, "image_too_large"),
        (0, 0, "image_too_small"),
    ],
)
def test_image_size(width: int, height: int, reason: str | None) -> None:
    assert ImageSize().reason(SegmentFacts(0, IMAGE, width=width, height=height)) == reason


@pytest.mark.parametrize(
    ("width", "height", "reason"), [(300, 100, None), (301, 100, "image_too_narrow"), (100, 301, "image_too_narrow")]
)
def test_image_aspect(width: int, height: int, reason: str | None) -> None:
    assert ImageAspect().reason(SegmentFacts(0, IMAGE, width=width, height=height)) == reason


@pytest.mark.parametrize(
    ("kind", "opt_outs", "reason"),
    [
        (IMAGE, ("meta:noimageai",), "image_opt_out"),
        (IMAGE, ("header:noimageindex", "meta:noindex"), "image_opt_out"),
        (IMAGE, ("meta:noindex",), None),
        (IMAGE, (), None),
        (VIDEO, ("meta:noimageai",), None),
        (TEXT, ("meta:noimageai",), None),
    ],
)
def test_image_opt_out(kind: SegmentKind, opt_outs: tuple[str, ...], reason: str | None) -> None:
    assert ImageOptOut().reason(SegmentFacts(0, kind, opt_outs=opt_outs)) == reason


@pytest.mark.parametrize(
    ("kind", "duration_ms", "reason"),
    [
        (AUDIO, 1000, None),
        (AUDIO, 999, "media_too_short"),
        (VIDEO, 7_200_000, None),
        (VIDEO, 7_200_001, "media_too_long"),
        (IMAGE, 0, None),
    ],
)
def test_media_duration(kind: SegmentKind, duration_ms: int, reason: str | None) -> None:
    assert MediaDuration().reason(SegmentFacts(0, kind, duration_ms=duration_ms)) == reason


@pytest.mark.parametrize(
    ("kind", "silence", "reason"),
    [(AUDIO, 0.99, None), (AUDIO, 0.9901, "audio_silent"), (AUDIO, None, None), (VIDEO, 1.0, None)],
)
def test_audio_silence(kind: SegmentKind, silence: float | None, reason: str | None) -> None:
    assert AudioSilence().reason(SegmentFacts(0, kind, silence=silence)) == reason


def test_a_video_behind_an_audio_element_is_judged_as_a_video() -> None:
    shown = SegmentFacts(0, AUDIO, frames=2, silence=1.0, loudness_lufs=-70.0, clipped=1.0, speech=0.0)
    assert [rule.reason(shown) for rule in (AudioSilence(), AudioLoudness(), AudioSpeech())] == [None] * 3


@pytest.mark.parametrize(
    ("loudness_lufs", "clipped", "reason"),
    [
        (-50.0, 0.01, None),
        (-50.1, 0.0, "audio_quiet"),
        (-9.0, 0.0101, "audio_clipped"),
        (None, None, None),
        (None, 0.5, "audio_clipped"),
    ],
)
def test_audio_loudness(loudness_lufs: float | None, clipped: float | None, reason: str | None) -> None:
    assert AudioLoudness().reason(SegmentFacts(0, AUDIO, loudness_lufs=loudness_lufs, clipped=clipped)) == reason


@pytest.mark.parametrize(("speech", "reason"), [(0.3, None), (0.2999, "audio_no_speech"), (None, None)])
def test_audio_speech(speech: float | None, reason: str | None) -> None:
    assert AudioSpeech().reason(SegmentFacts(0, AUDIO, speech=speech)) == reason


@pytest.mark.parametrize(
    ("frames", "repeated", "reason"), [(1, 1, "video_static"), (2, 60, None), (1, 0, None), (0, 0, None)]
)
def test_video_motion(frames: int, repeated: int, reason: str | None) -> None:
    assert VideoMotion().reason(SegmentFacts(0, VIDEO, frames=frames, repeated_frames=repeated)) == reason


@pytest.mark.parametrize(
    "rule",
    [
        ImageSize(),
        ImageAspect(),
        ImageOptOut(),
        MediaDuration(),
        AudioSilence(),
        AudioLoudness(),
        AudioSpeech(),
        VideoMotion(),
    ],
)
def test_rules_of_media_leave_text_alone(rule: SegmentRule) -> None:
    assert rule.reason(SegmentFacts(0, TEXT, opt_outs=("meta:noimageai",))) is None
