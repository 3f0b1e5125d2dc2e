"""64 × 48 pixels are 6 rows of 8 patches; 2 s of sound are 101 frames of 2 quantisers."""

from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest

from weft.pipeline.models import Models
from weft.pipeline.stages.encode import UnencodableError, encode_item, transcript_text, with_subtitles
from weft.schemas.recipe import Recipe
from weft.tokenizers.image_codebook import psnr
from weft.tokenizers.markers import Marker
from weft.tokenizers.media_ids import Picture, Sound, Video, parse_media

MakeVideo = Callable[..., bytes]


def changed(recipe: Recipe, **sequences: Any) -> Recipe:
    return recipe.model_copy(update={"sequences": recipe.sequences.model_copy(update=sequences)})


def ids_of(kind: str, blob: bytes, models: Models, recipe: Recipe) -> np.ndarray:
    return encode_item({"kind": kind}, blob, models, recipe).ids


def subtitles(*cues: list[Any]) -> bytes:
    packed: bytes = msgpack.packb({"cues": list(cues)})
    return packed


def test_a_picture_is_its_grid_and_its_codes(jpeg: bytes, pixels: np.ndarray, models: Models, recipe: Recipe) -> None:
    encoded = encode_item({"kind": "image"}, jpeg, models, recipe)
    vocabulary = models.vocabulary
    assert encoded.mime == "image/jpeg"
    assert encoded.ids[:3].tolist() == [Marker.IMAGE, vocabulary.rows_id(6), vocabulary.cols_id(8)]
    assert len(encoded.ids) == 3 + 48 + 1
    assert encoded.ids[-1] == Marker.IMAGE_END
    assert models.images is not None
    codes = vocabulary.image_codes_of(encoded.ids[3:-1])
    assert psnr(models.images.decode(6, 8, codes), pixels) > 20


def test_a_picture_under_a_smaller_budget_keeps_its_shape(jpeg: bytes, models: Models, recipe: Recipe) -> None:
    picture = parse_media(ids_of("image", jpeg, models, changed(recipe, image_tokens=12)), models.vocabulary)
    assert isinstance(picture, Picture)
    assert (picture.rows, picture.cols) == (3, 4)


def test_a_picture_fits_a_sequence_with_its_markers(jpeg: bytes, models: Models, recipe: Recipe) -> None:
    ids = ids_of("image", jpeg, models, changed(recipe, length=64, image_tokens=4096))
    assert len(ids) + 2 <= 64


def test_slots_hold_the_place_of_codes(jpeg: bytes, flac: bytes, models: Models, recipe: Recipe) -> None:
    slots = changed(recipe, media="slots", audio_slots_per_s=10.0)
    image = ids_of("image", jpeg, models, slots)
    assert image[3:-1].tolist() == [Marker.IMAGE_SLOT] * 48
    assert ids_of("audio", flac, models, slots).tolist() == [
        Marker.AUDIO,
        *[Marker.AUDIO_SLOT] * 20,
        Marker.AUDIO_END,
    ]


def test_a_sound_is_its_frames(flac: bytes, models: Models, recipe: Recipe) -> None:
    encoded = encode_item({"kind": "audio"}, flac, models, recipe)
    assert encoded.mime == "audio/flac"
    assert len(encoded.ids) == 1 + 101 * 2 + 1
    sound = parse_media(encoded.ids, models.vocabulary)
    assert isinstance(sound, Sound)
    assert sound.codes is not None and sound.codes.shape == (101, 2)


def test_a_long_sound_is_cut_to_the_seconds_and_to_the_sequence(flac: bytes, models: Models, recipe: Recipe) -> None:
    assert len(ids_of("audio", flac, models, changed(recipe, max_audio_s=1.0))) == 1 + 51 * 2 + 1
    assert len(ids_of("audio", flac, models, changed(recipe, length=101))) == 1 + 42 * 2 + 1  # 87 ids at most


def test_a_sound_without_samples_is_silent(models: Models, recipe: Recipe) -> None:
    with pytest.raises(UnencodableError) as caught:
        ids_of("audio", b"", models, recipe)
    assert caught.value.reason == "silent"


def video_of(ids: np.ndarray, models: Models) -> Video:
    video = parse_media(ids, models.vocabulary)
    assert isinstance(video, Video)
    return video


def told(video: Video, models: Models) -> list[tuple[int, int, int, str]]:
    """(second, frames, frames of sound, text) of each second."""
    found = []
    for second in video.seconds:
        sound = 0 if second.sound is None or second.sound.codes is None else len(second.sound.codes)
        found.append((second.second, len(second.frames), sound, models.text.decode(second.text)))
    return found


def test_a_video_is_interleaved_by_second(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    blob = video([0, 500, 2200], [[1500, 1900, "lit"], [1100, 1400, "The lamp"]])
    found = video_of(ids_of("video", blob, models, recipe), models)
    assert told(found, models) == [(0, 2, 50, ""), (1, 0, 50, "lit\nThe lamp\n"), (2, 1, 1, "")]
    frame = found.seconds[0].frames[0]
    assert (frame.rows, frame.cols) == (3, 4)  # under 12 tokens a frame


def test_a_video_ends_with_the_last_second_that_fits(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    """A second is 1 + 16 for its frame + 100 codes of sound = 117 ids; the last frame of sound makes 3 more.

    An eighth of the sequence, and ``<bos>`` and ``<eos>``, are not the video's: 275 leaves it 239.
    """
    blob = video([0, 1000], [])
    for length, ids in {275: 2 + 117 + 117 + 3, 274: 2 + 117 + 117, 270: 2 + 117, 138: 2 + 117}.items():
        assert len(ids_of("video", blob, models, changed(recipe, length=length))) == ids
    fitted = ids_of("video", blob, models, changed(recipe, length=270))
    assert told(video_of(fitted, models), models) == [(0, 1, 50, "")]


def test_a_video_of_which_nothing_fits_is_a_reason(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    with pytest.raises(UnencodableError, match=r"^nothing_fits$"):
        ids_of("video", video([0], []), models, changed(recipe, length=64))


def test_a_subtitle_file_is_a_video_of_text(models: Models, recipe: Recipe) -> None:
    ids = ids_of("subtitle", subtitles([0, 900, "The lamp"], [65_000, 66_000, "is lit"]), models, recipe)
    assert told(video_of(ids, models), models) == [(0, 0, 0, "The lamp\n"), (65, 0, 0, "is lit\n")]
    assert transcript_text(ids, models) == "The lamp\nis lit"


def test_seconds_past_the_vocabulary_are_left_out(models: Models, recipe: Recipe) -> None:
    """Seconds count to 1,800."""
    late = subtitles([1_800_000, 1_800_500, "last"], [1_801_000, 1_801_500, "too late"])
    assert transcript_text(ids_of("subtitle", late, models, recipe), models) == "last"
    with pytest.raises(UnencodableError, match=r"^nothing_fits$"):
        ids_of("subtitle", subtitles([1_801_000, 1_801_500, "too late"]), models, recipe)


def test_personal_data_in_subtitles_is_replaced(models: Models, recipe: Recipe) -> None:
    blob = subtitles([0, 900, "Mail keeper@lighthouse.example now"])
    assert transcript_text(ids_of("subtitle", blob, models, recipe), models) == "Mail [email] now"
    kept = recipe.model_copy(update={"pii": "keep"})
    assert "keeper@" in transcript_text(ids_of("subtitle", blob, models, kept), models)


def test_subtitles_are_merged_second_by_second(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    seen = ids_of("video", video([0, 1000], [[0, 500, "own"]]), models, recipe)
    spoken = ids_of("subtitle", subtitles([100, 900, "The lamp"], [3000, 3500, "is lit"]), models, recipe)
    merged = with_subtitles(seen, spoken, models, recipe).ids
    assert told(video_of(merged, models), models) == [
        (0, 1, 50, "own\nThe lamp\n"),
        (1, 1, 50, ""),
        (2, 0, 1, ""),
        (3, 0, 0, "is lit\n"),
    ]


def test_merged_subtitles_still_fit_a_sequence(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    small = changed(recipe, length=285)
    seen = ids_of("video", video([0, 1000], []), models, small)
    spoken = ids_of("subtitle", subtitles([1000, 1500, "The lamp is lit at dusk. " * 10]), models, small)
    merged = with_subtitles(seen, spoken, models, small).ids
    assert len(merged) <= 248
    assert [second.second for second in video_of(merged, models).seconds] == [0]
