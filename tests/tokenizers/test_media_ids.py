import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.tokenizers.media_ids import (
    MediaIdsError,
    Picture,
    Second,
    Sound,
    Video,
    media_ids,
    parse_media,
)
from weft.tokenizers.vocabulary import Vocabulary

# text 0-19, image 20-29, audio_0 30-33, audio_1 34-36, rows 37-41, cols 42-46, seconds 47-52
VOCABULARY = Vocabulary(20, 10, (4, 3), max_side=5, seconds=6)


def _u32(*values):
    return np.array(values, np.uint32)


PICTURE = Picture(2, 3, _u32(0, 1, 2, 3, 4, 9))
PICTURE_IDS = [4, 38, 44, 20, 21, 22, 23, 24, 29, 5]
SOUND = Sound(np.array([[0, 0], [3, 2]], np.uint32))
VIDEO = Video(
    (
        Second(0, (Picture(1, 1, _u32(7)),), SOUND, _u32(15, 19)),
        Second(2, (Picture(1, 2, _u32(1, 2)), Picture(1, 1, _u32(3)))),
        Second(5, text=_u32(16)),
    )
)
VIDEO_IDS = [
    *(8, 47, 10, 37, 42, 27, 11, 30, 34, 33, 36, 15, 19),
    *(49, 10, 37, 43, 21, 22, 11, 10, 37, 42, 23, 11),
    *(52, 16, 9),
]


@pytest.mark.parametrize(
    ("medium", "expected"),
    [
        (PICTURE, PICTURE_IDS),
        (Picture(2, 1), [4, 38, 42, 12, 12, 5]),
        (SOUND, [6, 30, 34, 33, 36, 7]),
        (Sound(slots=3), [6, 13, 13, 13, 7]),
        (VIDEO, VIDEO_IDS),
        (Video((Second(1, (Picture(1, 2),), Sound(slots=1)),)), [8, 48, 10, 37, 43, 14, 14, 11, 13, 9]),
    ],
)
def test_exact_ids_both_ways(medium, expected):
    ids = media_ids(medium, VOCABULARY)
    assert ids.dtype == np.uint32
    assert ids.tolist() == expected
    assert media_ids(parse_media(ids, VOCABULARY), VOCABULARY).tolist() == expected


def test_parsed_video_has_its_parts():
    video = parse_media(np.array(VIDEO_IDS), VOCABULARY)
    assert [second.second for second in video.seconds] == [0, 2, 5]
    assert [(f.rows, f.cols, f.codes.tolist()) for f in video.seconds[1].frames] == [(1, 2, [1, 2]), (1, 1, [3])]
    assert video.seconds[0].sound.codes.tolist() == [[0, 0], [3, 2]]
    assert video.seconds[1].sound is None
    assert [second.text.tolist() for second in video.seconds] == [[15, 19], [], [16]]


def test_parsed_slots_have_no_codes():
    assert parse_media(np.array([6, 13, 13, 7]), VOCABULARY).slots == 2
    picture = parse_media(np.array([4, 38, 42, 12, 12, 5]), VOCABULARY)
    assert (picture.rows, picture.cols, picture.codes) == (2, 1, None)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([], "begins with <image>, <audio> or <video>, not with id -1"),
        ([15], "not with id 15"),
        (PICTURE_IDS[:-1], "expected </image> at position 9 of the span, found the end"),
        (PICTURE_IDS[:4] + PICTURE_IDS[5:], "5 codes before position 8 for a grid of 2 x 3"),
        ([4, 44, 38, 5], "expected a number of rows at position 1 of the span, found id 44"),
        ([*PICTURE_IDS, 15], "1 ids after the end of the span"),
        ([6, 30, 7], "1 audio codes before position 2, 2 make a frame"),
        ([6, 34, 30, 7], "audio codes before position 3 out of order"),
        ([6, 30, 34], "expected </audio> at position 3"),
        ([8, 49, 47, 9], "second 0 after second 2"),
        ([8, 47, 10, 37, 42, 27, 9], "expected </frame>"),
        ([8, 15, 9], "expected a number of seconds at position 1"),
        ([8, 47, 3, 9], "expected a number of seconds at position 2"),
        ([8, 47], "found the end"),
    ],
)
def test_malformed_spans_are_clear_errors(ids, message):
    with pytest.raises(MediaIdsError, match=message):
        parse_media(np.array(ids, np.uint32), VOCABULARY)


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), max_size=30))
def test_any_ids_parse_exactly_or_raise(ids):
    try:
        medium = parse_media(np.array(ids, np.uint32), VOCABULARY)
    except MediaIdsError:
        return
    assert media_ids(medium, VOCABULARY).tolist() == ids


def test_what_has_no_id_is_an_error():
    with pytest.raises(ValueError, match="5 codes for a grid of 2 x 3"):
        media_ids(Picture(2, 3, _u32(0, 1, 2, 3, 4)), VOCABULARY)
    with pytest.raises(ValueError, match="seconds of a video must rise"):
        media_ids(Video((Second(1), Second(1))), VOCABULARY)
