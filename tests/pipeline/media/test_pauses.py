import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.media.pauses import cuts_at_pauses

MS = 16


def loud(milliseconds: int, size: int = 8000) -> np.ndarray:
    return np.tile(np.array([size, -size], np.int16), milliseconds * MS // 2)


def quiet(milliseconds: int) -> np.ndarray:
    return np.zeros(milliseconds * MS, np.int16)


def cuts_ms(samples: np.ndarray, most_ms: int) -> list[float]:
    return [cut / MS for cut in cuts_at_pauses(samples, most_ms * MS, -50)]


def test_a_sound_that_fits_is_not_cut() -> None:
    assert cuts_ms(loud(1000), 1000) == []
    assert cuts_at_pauses(np.zeros(0, np.int16), 1600, -50) == []


def test_the_cut_is_in_the_middle_of_the_longest_pause_of_the_second_half() -> None:
    sound = np.concatenate([loud(200), quiet(250), loud(100), quiet(60), loud(200), quiet(100), loud(500)])
    # the first 1,000 ms end in the last loud stretch; its second half has pauses at 550 to 610 and 810 to 910 ms
    assert cuts_ms(sound, 1000) == [860]


def test_of_equal_pauses_the_last_is_taken() -> None:
    sound = np.concatenate([loud(600), quiet(100), loud(100), quiet(100), loud(600)])
    assert cuts_ms(sound, 1000) == [850]


def test_gaps_inside_words_are_no_pauses() -> None:
    assert cuts_ms(np.concatenate([loud(800), quiet(20), loud(380)]), 1000) == [1000]


def test_without_silence_the_quietest_place_is_taken() -> None:
    sound = np.concatenate([loud(700), loud(100, 500), loud(700)])  # 24 dB under the rest, far over -50 dBFS
    assert cuts_ms(sound, 1000) == [750]


def test_without_any_pause_a_piece_is_as_long_as_can_be() -> None:
    assert cuts_ms(loud(2500), 1000) == [1000, 2000]


def test_silence_throughout_is_cut_too() -> None:
    assert cuts_ms(quiet(2000), 1000) == [750, 1500]


def test_a_piece_has_a_least_length() -> None:
    with pytest.raises(ValueError, match="at least 160 samples"):
        cuts_at_pauses(loud(100), 159, -50)


@given(st.lists(st.tuples(st.integers(1, 400), st.booleans()), max_size=12), st.integers(10, 600))
def test_pieces_are_never_too_long_nor_empty(parts: list[tuple[int, bool]], most_ms: int) -> None:
    sound = np.concatenate([quiet(0), *(loud(length) if on else quiet(length) for length, on in parts)])
    bounds = [0, *cuts_at_pauses(sound, most_ms * MS, -50), len(sound)]
    lengths = np.diff(bounds)
    assert lengths.max() <= most_ms * MS
    assert not len(sound) or lengths.min() > 0
    assert all(cut % MS == 0 for cut in bounds[:-1])
