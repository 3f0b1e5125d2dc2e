import io

import msgpack
import numpy as np
import soundfile
from PIL import Image

from weft.pipeline.media.read import VideoParts, read_audio, read_cues, read_image, read_video
from weft.pipeline.media.subtitles import Cue


def test_image_is_height_width_rgb(encode) -> None:
    for mode, color in (("RGB", (1, 2, 3)), ("P", 0), ("L", 7)):
        pixels = read_image(encode(Image.new(mode, (5, 3), color), "PNG"))
        assert pixels.shape == (3, 5, 3) and pixels.dtype == np.uint8


def test_sound_is_the_samples_of_the_flac() -> None:
    samples = np.array([0, 1, -1, 32767, -32768] * 100, np.int16)
    flac = io.BytesIO()
    soundfile.write(flac, samples, 16_000, format="FLAC", subtype="PCM_16")
    assert np.array_equal(read_audio(flac.getvalue()), samples)
    assert read_audio(b"").shape == (0,)


def test_video_and_cues_are_their_parts() -> None:
    blob = msgpack.packb(
        {"frames": [b"a", b"b"], "times_ms": [0, 40], "cuts_ms": [40], "audio": b"c", "cues": [[1, 2, "x"]]}
    )
    assert read_video(blob) == VideoParts([b"a", b"b"], [0, 40], [40], b"c", [Cue(1, 2, "x")])
    assert read_cues(msgpack.packb({"cues": [[1, 2, "x"]]})) == [Cue(1, 2, "x")]
