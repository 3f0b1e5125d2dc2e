import numpy as np

from weft.pipeline.media.scenes import cut_times_ms, frames_of_scenes, is_repeat

SIDE = 16


def plain(*rgb: int) -> np.ndarray:
    return np.full((SIDE, SIDE, 3), rgb, np.uint8)


def times(count: int, step_ms: int = 100) -> list[int]:
    return list(range(0, count * step_ms, step_ms))


def cuts(frames: list[np.ndarray], step_ms: int = 100) -> list[int]:
    return cut_times_ms(np.stack(frames), times(len(frames), step_ms))


RED, BLUE, GREEN = plain(200, 30, 30), plain(30, 30, 200), plain(30, 200, 30)


def test_a_cut_is_at_the_first_frame_of_the_new_scene() -> None:
    assert cuts([RED] * 10 + [BLUE] * 10 + [GREEN] * 10) == [1000, 2000]
    assert cuts([RED] * 10) == [] == cuts([RED])


def test_scenes_of_a_frame_each_are_told_by_their_colours() -> None:
    assert cuts([RED, BLUE, RED, GREEN], step_ms=1000) == [1000, 2000, 3000]


def test_a_flash_is_no_scene_of_its_own() -> None:
    assert cuts([RED] * 10 + [plain(255, 255, 255)] + [RED] * 10) == [1000]


def test_a_moving_camera_makes_no_cuts() -> None:
    """A wide stripe pattern that shifts by two pixels a frame: much changes, as much in every frame."""
    row = np.tile(np.repeat(np.array([40, 200], np.uint8), 8), 20)
    frames = [np.stack([np.tile(row[at : at + SIDE], (SIDE, 1))] * 3, axis=-1) for at in range(0, 60, 2)]
    assert cuts(frames) == []


def test_a_slow_fade_makes_no_cut() -> None:
    assert cuts([plain(level, level, level) for level in range(0, 250, 5)]) == []


def test_noise_makes_no_cuts() -> None:
    rng = np.random.default_rng(1)
    assert cuts([np.clip(RED + rng.integers(-9, 10, RED.shape), 0, 255).astype(np.uint8) for _ in range(40)]) == []


def test_long_videos_are_looked_at_in_chunks() -> None:
    frames = np.concatenate([np.stack([RED] * 5000), np.stack([BLUE] * 5000)])
    assert cut_times_ms(frames, times(10_000)) == [500_000]


def test_of_each_scene_the_frame_nearest_its_middle() -> None:
    assert frames_of_scenes([0, 1000, 2000, 3000, 4000], [2500], 5000, 9) == [1, 4]
    assert frames_of_scenes([0, 4000], [1000, 2000, 3000], 5000, 9) == [0, 1]
    assert frames_of_scenes([], [], 5000, 9) == []


def test_of_more_scenes_than_frames_wanted_some_are_spread_over_the_video() -> None:
    at = list(range(0, 6000, 1000))
    assert frames_of_scenes(at, at[1:], 6000, 3) == [1, 3, 5]


def test_frames_repeat_one_another_within_the_levels() -> None:
    grey = np.full((32, 32, 3), 100, np.uint8)
    assert is_repeat(grey, grey + np.uint8(2), 2)
    assert not is_repeat(grey, grey + np.uint8(3), 2)
    line = grey.copy()
    line[5, 4:20] = 60  # a line of text on a slide: 0.6 in the mean
    assert not is_repeat(grey, line, 2)
    assert is_repeat(grey, grey, 0)
    red, green = (np.full((32, 32, 3), color, np.uint8) for color in ((255, 0, 0), (0, 130, 0)))
    assert not is_repeat(red, green, 2)  # as bright as each other
