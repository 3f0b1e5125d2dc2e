import json

import numpy as np
import pytest

from weft.schemas.shard import Modality
from weft.tokenizers.markers import Marker
from weft.tokenizers.vocabulary import Vocabulary

SMALL = Vocabulary(20, 10, (4, 3), max_side=5, seconds=6, models={"text.model": "ab" * 32})


def test_ranges_follow_each_other():
    assert SMALL.ranges == {
        "text": range(20),
        "image": range(20, 30),
        "audio_0": range(30, 34),
        "audio_1": range(34, 37),
        "rows": range(37, 42),
        "cols": range(42, 47),
        "seconds": range(47, 53),
    }
    assert SMALL.size == 53


def test_ids_by_hand():
    assert SMALL.image_ids(np.array([0, 9])).tolist() == [20, 29]
    assert SMALL.audio_ids(np.array([[0, 0], [3, 2]])).tolist() == [[30, 34], [33, 36]]
    assert (SMALL.rows_id(1), SMALL.rows_id(5)) == (37, 41)
    assert (SMALL.cols_id(1), SMALL.cols_id(5)) == (42, 46)
    assert (SMALL.second_id(0), SMALL.second_id(5)) == (47, 52)


def test_codes_come_back():
    assert SMALL.image_codes_of(np.array([20, 29])).tolist() == [0, 9]
    assert SMALL.audio_codes_of(np.array([[30, 34], [33, 36]])).tolist() == [[0, 0], [3, 2]]


def test_kind_of_each_id():
    ids = np.array([Marker.PAD, Marker.BOS, 19, 20, Marker.IMAGE, 30, 36, Marker.AUDIO_END, 37, 46, 47, Marker.FRAME])
    assert SMALL.kind_of(ids).tolist() == [
        Modality.PADDING,
        Modality.TEXT,
        Modality.TEXT,
        Modality.IMAGE,
        Modality.IMAGE,
        Modality.AUDIO,
        Modality.AUDIO,
        Modality.AUDIO,
        Modality.IMAGE,
        Modality.IMAGE,
        Modality.VIDEO,
        Modality.VIDEO,
    ]


def test_a_text_only_vocabulary_has_no_codes():
    vocabulary = Vocabulary(20)
    assert vocabulary.ranges["rows"].start == 20
    with pytest.raises(ValueError, match="image codes lie between"):
        vocabulary.image_ids(np.array([0]))
    with pytest.raises(ValueError, match=r"shape \[frames, 0\]"):
        vocabulary.audio_ids(np.zeros((1, 0), np.uint32))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SMALL.image_ids(np.array([10])), "image codes lie between 0 and 9, found 10"),
        (lambda: SMALL.audio_ids(np.array([[0, 3]])), "audio codes lie between 0 and 2"),
        (lambda: SMALL.rows_id(0), "rows: 0 is not between 1 and 5"),
        (lambda: SMALL.cols_id(6), "cols: 6 is not between 1 and 5"),
        (lambda: SMALL.second_id(6), "seconds: 6 is not between 0 and 5"),
        (lambda: SMALL.kind_of(np.array([53])), "ids lie between 0 and 52"),
        (lambda: Vocabulary(3), "at least its 15 markers"),
        (lambda: Vocabulary(2**31), "do not fit the int32"),
    ],
)
def test_what_has_no_id_is_a_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_json_holds_the_whole_vocabulary_and_its_models():
    text = SMALL.to_json()
    document = json.loads(text)
    assert document["size"] == 53
    assert document["ranges"]["audio_1"] == [34, 37]
    assert document["markers"]["<image>"] == 4
    assert document["models"] == {"text.model": "ab" * 32}
    assert Vocabulary.from_json(text) == SMALL
    assert Vocabulary.from_json(text).to_json() == text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "x"}, "not a weft-vocabulary"),
        ({"version": 2}, "of version 1"),
        ({"image_codes": 11}, "contradicts itself"),
        ({"markers": {}}, "contradicts itself"),
        ({"text_pieces": "x"}, "cannot be read"),
    ],
)
def test_json_that_is_wrong_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary.from_json(json.dumps(json.loads(SMALL.to_json()) | change))


def test_text_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="cannot be read"):
        Vocabulary.from_json("{")
