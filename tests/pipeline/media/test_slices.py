import io

import msgpack
import numpy as np
import soundfile

from weft.pipeline.media.read import VideoParts, read_audio, read_video
from weft.pipeline.media.slices import slice_of
from weft.pipeline.media.subtitles import Cue
from weft.schemas.document import SegmentKind


def flac_of(samples: np.ndarray) -> bytes:
    sink = io.BytesIO()
    soundfile.write(sink, samples, 16_000, format="FLAC", subtype="PCM_16")
    return sink.getvalue()


NOISE = np.random.default_rng(5).integers(-9000, 9000, 32_000).astype(np.int16)


def test_a_stretch_of_a_sound_has_its_samples() -> None:
    part = slice_of(SegmentKind.AUDIO, flac_of(NOISE), 500, 1250)
    assert np.array_equal(read_audio(part), NOISE[8_000:20_000])
    assert np.array_equal(read_audio(slice_of(SegmentKind.AUDIO, flac_of(NOISE), 1250, 9000)), NOISE[20_000:])
    assert slice_of(SegmentKind.AUDIO, flac_of(NOISE), 2000, 9000) == b""


def test_a_stretch_of_a_video_has_what_begins_in_it() -> None:
    parts = {
        "frames": [b"a", b"b", b"c"],
        "times_ms": [0, 1000, 1999],
        "cuts_ms": [1000],
        "audio": flac_of(NOISE),
        "cues": [[0, 1500, "early"], [1999, 2500, "late"]],
    }
    video = read_video(slice_of(SegmentKind.VIDEO, msgpack.packb(parts), 1000, 2000))
    audio = read_audio(video.audio)
    assert video == VideoParts([b"b", b"c"], [1000, 1999], [1000], video.audio, [Cue(1999, 2500, "late")])
    assert np.array_equal(audio, NOISE[16_000:])
    silent = read_video(slice_of(SegmentKind.VIDEO, msgpack.packb({**parts, "audio": b""}), 0, 1000))
    assert (silent.times_ms, silent.audio) == ([0], b"")
