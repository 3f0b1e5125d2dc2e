import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from weft.tokenizers.media_ids import Picture, Second
from weft.tokenizers.video_seconds import by_second, runs_that_fit, with_codes, with_slots

PICTURE = Picture(1, 1)


def ids(*values: int) -> np.ndarray:
    return np.array(values, np.uint32)


def test_a_video_is_interleaved_by_time() -> None:
    frames = [(0, PICTURE), (1500, PICTURE), (1999, PICTURE)]
    seconds = by_second(frames, [(999, ids(15)), (1000, ids(16)), (1001, ids(17))], 3)
    assert [second.second for second in seconds] == [0, 1, 2]
    assert [len(second.frames) for second in seconds] == [1, 2, 0]
    assert [second.text.tolist() for second in seconds] == [[15], [16, 17], []]


def test_seconds_in_which_nothing_begins_are_left_out() -> None:
    assert [second.second for second in by_second([(3000, PICTURE)], [(9000, ids(15))], 0)] == [3, 9]
    assert by_second([], [], 0) == []


def test_codes_are_dealt_by_the_second_and_the_frame_over_goes_with_the_last() -> None:
    codes = np.stack([np.arange(121), np.arange(121)], axis=1).astype(np.uint32)  # 120 hops are 2.4 s
    seconds = with_codes([Second(number) for number in (4, 5, 6, 7)], codes)
    lengths = [0 if second.sound is None else len(second.sound.codes) for second in seconds]
    assert lengths == [50, 50, 21, 0]
    assert seconds[1].sound.codes[0].tolist() == [50, 50]
    whole_seconds = with_codes([Second(0), Second(1), Second(2)], codes[:101])
    assert [0 if second.sound is None else len(second.sound.codes) for second in whole_seconds] == [50, 51, 0]


def test_slots_are_dealt_as_the_sound_goes_on() -> None:
    seconds = with_slots([Second(number) for number in range(4)], slots_per_s=2.5, length_s=2.2)
    assert [0 if second.sound is None else second.sound.slots for second in seconds] == [2, 3, 1, 0]


def test_runs_are_as_long_as_fit() -> None:
    assert runs_that_fit([3, 3, 3, 3], 7) == [range(2), range(2, 4)]
    assert runs_that_fit([3, 9, 3], 7) == [range(1), range(2, 3)]
    assert runs_that_fit([], 7) == [] == runs_that_fit([8], 7)


def test_a_run_ends_before_the_last_scene_of_its_second_half() -> None:
    assert runs_that_fit([1] * 8, 6, {3, 4}) == [range(4), range(4, 8)]
    assert runs_that_fit([1] * 8, 6, {2}) == [range(6), range(6, 8)]
    assert runs_that_fit([1] * 8, 6, {6}) == [range(6), range(6, 8)]
    assert runs_that_fit([1] * 6, 6, {4}) == [range(6)]


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 12), st.sets(st.integers(0, 30)))
def test_every_second_that_fits_is_in_one_run(sizes: list[int], room: int, good: set[int]) -> None:
    runs = runs_that_fit(sizes, room, good)
    assert [at for run in runs for at in run] == [at for at, size in enumerate(sizes) if size <= room]
    assert all(0 < sum(sizes[at] for at in run) <= room for run in runs)
