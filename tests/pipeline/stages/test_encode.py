"""64 × 48 pixels are 6 rows of 8 patches; 2 s of sound are 101 frames of 2 quantisers."""

import io
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest
import soundfile

from weft.pipeline.models import Models
from weft.pipeline.stages.encode import Encoded, Piece, UnencodableError, encode_item, transcript_texts, with_subtitles
from weft.schemas.recipe import Recipe
from weft.tokenizers.audio_codebook import snr
from weft.tokenizers.image_codebook import psnr
from weft.tokenizers.markers import Marker
from weft.tokenizers.media_ids import Picture, Sound, Video, parse_media

MakeVideo = Callable[..., bytes]


def changed(recipe: Recipe, **sequences: Any) -> Recipe:
    return recipe.model_copy(update={"sequences": recipe.sequences.model_copy(update=sequences)})


def ids_of(kind: str, blob: bytes, models: Models, recipe: Recipe) -> np.ndarray:
    (piece,) = encode_item({"kind": kind}, blob, models, recipe).pieces
    assert piece.from_ms is None or kind == "subtitle"
    return piece.ids


def subtitles(*cues: list[Any]) -> bytes:
    packed: bytes = msgpack.packb({"cues": list(cues)})
    return packed


def test_a_picture_is_its_grid_and_its_codes(jpeg: bytes, pixels: np.ndarray, models: Models, recipe: Recipe) -> None:
    encoded = encode_item({"kind": "image"}, jpeg, models, recipe)
    vocabulary = models.vocabulary
    (piece,) = encoded.pieces
    assert encoded.mime == "image/jpeg"
    assert piece.ids[:3].tolist() == [Marker.IMAGE, vocabulary.rows_id(6), vocabulary.cols_id(8)]
    assert len(piece.ids) == 3 + 48 + 1
    assert piece.ids[-1] == Marker.IMAGE_END
    assert models.images is not None
    codes = vocabulary.image_codes_of(piece.ids[3:-1])
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
    (piece,) = encoded.pieces
    assert (encoded.mime, encoded.kept_s, encoded.cut_s, piece.from_ms) == ("audio/flac", 2, 0, None)
    assert len(piece.ids) == 1 + 101 * 2 + 1
    sound = parse_media(piece.ids, models.vocabulary)
    assert isinstance(sound, Sound)
    assert sound.codes is not None and sound.codes.shape == (101, 2)


def flac_of(samples: np.ndarray) -> bytes:
    sink = io.BytesIO()
    soundfile.write(sink, samples, 16_000, format="FLAC", subtype="PCM_16")
    return sink.getvalue()


def spoken_twice(tone: np.ndarray) -> np.ndarray:
    """A tone for 1.2 s, 0.2 s of silence, and 1.6 s of the tone: 3 s."""
    return np.concatenate([tone[:19_200], np.zeros(3_200, np.float32), tone[:25_600]])


def decoded_sound(encoded: Encoded, models: Models) -> list[np.ndarray]:
    """What the codes of each piece decode to."""
    sounds = []
    for piece in encoded.pieces:
        sound = parse_media(piece.ids, models.vocabulary)
        assert isinstance(sound, Sound) and sound.codes is not None and models.audio is not None
        sounds.append(models.audio.decode(sound.codes))
    return sounds


def test_a_long_sound_is_cut_in_its_pause_and_nothing_is_lost(tone: np.ndarray, models: Models, recipe: Recipe) -> None:
    encoded = encode_item({"kind": "audio"}, flac_of(spoken_twice(tone)), models, changed(recipe, max_audio_s=2.0))
    assert [(piece.from_ms, piece.to_ms) for piece in encoded.pieces] == [(0, 1300), (1300, 3000)]
    assert (encoded.kept_s, encoded.cut_s) == (3, 0)
    first, second = decoded_sound(encoded, models)
    assert (len(first), len(second)) == (20_800, 27_200)
    whole = encode_item({"kind": "audio"}, flac_of(spoken_twice(tone)), models, recipe)
    (uncut,) = decoded_sound(whole, models)
    assert snr(spoken_twice(tone)[:20_480], first) == pytest.approx(snr(spoken_twice(tone)[:20_480], uncut), abs=0.5)
    assert np.abs(second[:1000]).max() < 0.02 < np.abs(second[2000:27_000]).max()


def test_a_sound_longer_than_a_sequence_is_as_many_spans_as_it_takes(
    flac: bytes, models: Models, recipe: Recipe
) -> None:
    """87 ids at most are 42 frames of 2 codes, one of them over: 41 hops of 20 ms."""
    encoded = encode_item({"kind": "audio"}, flac, models, changed(recipe, length=101))
    assert [len(piece.ids) for piece in encoded.pieces] == [2 + 2 * 42, 2 + 2 * 42, 2 + 2 * 19]
    assert [piece.from_ms for piece in encoded.pieces] == [0, 820, 1640]
    assert encoded.kept_s == 2
    assert sum(map(len, decoded_sound(encoded, models))) == 32_000


def test_slots_of_a_long_sound_are_cut_alike(tone: np.ndarray, models: Models, recipe: Recipe) -> None:
    slots = changed(recipe, media="slots", audio_slots_per_s=10.0, max_audio_s=2.0)
    encoded = encode_item({"kind": "audio"}, flac_of(spoken_twice(tone)), models, slots)
    assert [(len(piece.ids) - 2, piece.from_ms, piece.to_ms) for piece in encoded.pieces] == [
        (13, 0, 1300),
        (17, 1300, 3000),
    ]


def test_a_sound_of_which_no_frame_fits_is_a_reason(flac: bytes, models: Models, recipe: Recipe) -> None:
    with pytest.raises(UnencodableError, match=r"^nothing_fits$"):
        encode_item({"kind": "audio"}, flac, models, changed(recipe, length=6))


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
    assert told(found, models) == [(0, 2, 50, ""), (1, 0, 51, "lit\nThe lamp\n"), (2, 1, 0, "")]
    frame = found.seconds[0].frames[0]
    assert (frame.rows, frame.cols) == (3, 4)  # under 12 tokens a frame


def test_a_video_longer_than_a_sequence_is_as_many_spans_as_it_takes(
    video: MakeVideo, models: Models, recipe: Recipe
) -> None:
    """A second is 1 + 16 for its frame + 100 codes of sound = 117 ids; a span has 2 more for the frame over.

    An eighth of the sequence, and ``<bos>`` and ``<eos>``, are not the video's: 275 leaves it 239, 272 leaves 236.
    """
    blob = video([0, 1000], [])
    for length, ids in {275: [2 + 117 + 119], 272: [2 + 119, 2 + 119], 140: [2 + 119, 2 + 119]}.items():
        encoded = encode_item({"kind": "video"}, blob, models, changed(recipe, length=length))
        assert [len(piece.ids) for piece in encoded.pieces] == ids
        assert (encoded.kept_s, encoded.cut_s) == (2, 0)
    assert [(piece.from_ms, piece.to_ms) for piece in encoded.pieces] == [(0, 1000), (1000, 2000)]
    assert [told(video_of(piece.ids, models), models) for piece in encoded.pieces] == [
        [(0, 1, 51, "")],
        [(1, 1, 51, "")],
    ]


def test_a_long_video_is_cut_where_a_scene_begins(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    """Four frames of 17 ids each, and room for three; the scene begins at 2.1 s."""
    blob = video([0, 1000, 2000, 3000], [], b"", [2100])
    encoded = encode_item({"kind": "video"}, blob, models, changed(recipe, length=64))
    assert [[second.second for second in video_of(piece.ids, models).seconds] for piece in encoded.pieces] == [
        [0, 1],
        [2, 3],
    ]
    plain = encode_item({"kind": "video"}, video([0, 1000, 2000, 3000], [], b""), models, changed(recipe, length=64))
    assert [len(video_of(piece.ids, models).seconds) for piece in plain.pieces] == [3, 1]


def test_the_sound_of_a_long_video_decodes_span_by_span(
    video: MakeVideo, tone: np.ndarray, models: Models, recipe: Recipe
) -> None:
    encoded = encode_item({"kind": "video"}, video([0, 1000], []), models, changed(recipe, length=140))
    assert models.audio is not None
    sounds = []
    for piece in encoded.pieces:
        codes = [second.sound.codes for second in video_of(piece.ids, models).seconds if second.sound]
        sounds.append(models.audio.decode(np.concatenate(codes)))
    assert [len(sound) for sound in sounds] == [16_000, 16_000]
    assert snr(tone[16_000:], sounds[1]) > 5


def test_a_video_of_which_nothing_fits_is_a_reason(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    with pytest.raises(UnencodableError, match=r"^nothing_fits$"):
        ids_of("video", video([0], []), models, changed(recipe, length=64))


def cues_of(blob: bytes, models: Models, recipe: Recipe) -> tuple[Piece, ...]:
    return encode_item({"kind": "subtitle"}, blob, models, recipe).pieces


def test_a_subtitle_file_is_its_cues(models: Models, recipe: Recipe) -> None:
    cues = cues_of(subtitles([0, 900, "The lamp"], [65_000, 66_000, "is lit"]), models, recipe)
    assert [(cue.from_ms, cue.to_ms, models.text.decode(cue.ids)) for cue in cues] == [
        (0, 900, "The lamp\n"),
        (65_000, 66_000, "is lit\n"),
    ]
    assert transcript_texts([Piece(np.empty(0, np.uint32))], cues, models) == ["The lamp\nis lit"]


def test_a_transcript_falls_to_the_pieces_by_the_start_of_its_cues(models: Models, recipe: Recipe) -> None:
    cues = cues_of(
        subtitles([0, 900, "The"], [1299, 2000, "lamp"], [1300, 1400, "is"], [9000, 9900, "lit"]), models, recipe
    )
    pieces = [Piece(np.empty(0, np.uint32), 0, 1300), Piece(np.empty(0, np.uint32), 1300, 3000)]
    assert transcript_texts(pieces, cues, models) == ["The\nlamp", "is\nlit"]


def test_seconds_past_the_vocabulary_are_counted(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    """Seconds count to 1,800."""
    late = cues_of(subtitles([1_800_000, 1_800_500, "last"], [1_801_000, 1_801_500, "too late"]), models, recipe)
    seen = encode_item({"kind": "video"}, video([0, 1_802_000], [], b""), models, recipe)
    assert (seen.kept_s, seen.cut_s, seen.late_s) == (1, 0, 1)
    merged = with_subtitles(seen.pieces, late, models, recipe)
    assert (merged.kept_s, merged.cut_s, merged.late_s) == (1, 0, 1)
    assert told(video_of(merged.pieces[-1].ids, models), models)[-1] == (1800, 0, 0, "last\n")


def test_personal_data_in_subtitles_is_replaced(models: Models, recipe: Recipe) -> None:
    blob = subtitles([0, 900, "Mail keeper@lighthouse.example now"])
    (cue,) = cues_of(blob, models, recipe)
    assert models.text.decode(cue.ids) == "Mail [email] now\n"
    (cue,) = cues_of(blob, models, recipe.model_copy(update={"pii": "keep"}))
    assert "keeper@" in models.text.decode(cue.ids)


def test_subtitles_are_merged_second_by_second(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    seen = encode_item({"kind": "video"}, video([0, 1000], [[0, 500, "own"]]), models, recipe).pieces
    spoken = cues_of(subtitles([100, 900, "The lamp"], [3000, 3500, "is lit"]), models, recipe)
    merged = with_subtitles(seen, spoken, models, recipe)
    (piece,) = merged.pieces
    assert (piece.from_ms, merged.kept_s, merged.cut_s) == (None, 2, 0)
    assert told(video_of(piece.ids, models), models) == [
        (0, 1, 50, "own\nThe lamp\n"),
        (1, 1, 51, ""),
        (3, 0, 0, "is lit\n"),
    ]


def test_subtitles_that_make_a_span_too_long_make_two_of_it(video: MakeVideo, models: Models, recipe: Recipe) -> None:
    small = changed(recipe, length=275)  # 239 ids for a video: two seconds are 238
    seen = encode_item({"kind": "video"}, video([0, 1000], []), models, small).pieces
    assert len(seen) == 1
    merged = with_subtitles(
        seen, cues_of(subtitles([1000, 1500, "The lamp is lit at dusk."]), models, small), models, small
    )
    assert [told(video_of(piece.ids, models), models) for piece in merged.pieces] == [
        [(0, 1, 50, "")],
        [(1, 1, 51, "The lamp is lit at dusk.\n")],
    ]
    assert [(piece.from_ms, piece.to_ms) for piece in merged.pieces] == [(0, 1000), (1000, 2000)]


def test_subtitles_that_fit_no_second_are_left_out_and_counted(
    video: MakeVideo, models: Models, recipe: Recipe
) -> None:
    small = changed(recipe, length=285)
    seen = encode_item({"kind": "video"}, video([0, 1000], []), models, small).pieces
    long = cues_of(subtitles([1000, 1500, "The lamp is lit at dusk. " * 20]), models, small)
    merged = with_subtitles(seen, long, models, small)
    assert (merged.kept_s, merged.cut_s) == (0, 1)
    assert [piece.ids.tolist() for piece in merged.pieces] == [piece.ids.tolist() for piece in seen]


def test_subtitles_of_a_long_video_go_to_the_span_of_their_second(
    video: MakeVideo, models: Models, recipe: Recipe
) -> None:
    small = changed(recipe, length=180)
    seen = encode_item({"kind": "video"}, video([0, 1000], []), models, small).pieces
    merged = with_subtitles(
        seen, cues_of(subtitles([0, 900, "The"], [1000, 1900, "lamp"]), models, small), models, small
    )
    assert [told(video_of(piece.ids, models), models) for piece in merged.pieces] == [
        [(0, 1, 51, "The\n")],
        [(1, 1, 51, "lamp\n")],
    ]
