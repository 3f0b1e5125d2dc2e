from dataclasses import replace
from pathlib import Path

import pytest

from weft.pipeline.media.frames import sample_frames, sampling_rate
from weft.pipeline.media.probe import probe
from weft.pipeline.media.transcode import Source
from weft.schemas.recipe import VideoSettings


@pytest.mark.parametrize(
    ("sampling", "end_ms", "expected"),
    [
        ("rate", 40_000, (2, 100)),
        ("rate", 100_000, (1, 100)),  # two a second would be 200
        ("uniform", 10_000, (10, 100)),
        ("uniform", 1_000_000, (0.1, 100)),
        ("scenes", 60_000, (2, 256)),
        ("scenes", 512_000, (0.5, 256)),
    ],
)
def test_frames_a_second_and_how_many(sampling: str, end_ms: int, expected: tuple[float, int]) -> None:
    limits = VideoSettings.model_validate({"sampling": sampling, "fps": 2, "max_frames": 100})
    assert sampling_rate(limits, end_ms) == expected


def test_more_frames_than_candidates_may_be_wanted() -> None:
    assert sampling_rate(VideoSettings(sampling="scenes", max_frames=300), 600_000) == (0.5, 300)


def test_subtitles_that_stop_ffmpeg_are_left_out(mp4: bytes, tmp_path: Path) -> None:
    source = Source(tmp_path / "captured", "mov", tmp_path, 10, 10_000)
    source.path.write_bytes(mp4)
    found = replace(probe(source, broken="broken"), subtitle=5)
    sampled = sample_frames(source, found, VideoSettings())
    assert (sampled.times_ms, len(sampled.pictures), sampled.cues) == ([0, 1000], 2, [])
    assert (sampled.width, sampled.height) == (64, 48)
