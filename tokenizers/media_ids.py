"""Media to the ids of their span and back.

::

    picture   <image> <rows> <cols> code … </image>
    sound     <audio> code … </audio>                       codes frame by frame, quantisers inside
    video     <video> second … </video>
    second    <second:t> frame … audio code … text piece …  each part may be missing
    frame     <frame> <rows> <cols> code … </frame>

In *slots* form each code is a placeholder (``<image_slot>``, ``<frame_slot>``, ``<audio_slot>``) for what a
continuous encoder gives; a grid still says its rows and columns.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .markers import Marker
from .vocabulary import Vocabulary


class MediaIdsError(ValueError):
    """Ids that are no media span, with what was expected and where."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A grid of patches in reading order."""

    rows: int
    cols: int
    codes: NDArray[np.uint32] | None = None
    """[rows * cols]; None in slots form."""


@dataclass(frozen=True, eq=False)
class Sound:
    """Audio codes, or a number of slots."""

    codes: NDArray[np.uint32] | None = None
    """[frames, quantisers]; None in slots form."""
    slots: int = 0


@dataclass(frozen=True, eq=False)
class Second:
    """What begins in one second of a video."""

    second: int
    frames: tuple[Picture, ...] = ()
    sound: Sound | None = None
    text: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    """Text ids of the subtitles."""


@dataclass(frozen=True, eq=False)
class Video:
    """Seconds in order, each at most once."""

    seconds: tuple[Second, ...]


Medium = Picture | Sound | Video


def media_ids(medium: Medium, vocabulary: Vocabulary) -> NDArray[np.uint32]:
    """Ids of the whole span, markers included. ValueError when a code, side or second has no id."""
    match medium:
        case Picture():
            return _grid_ids(medium, Marker.IMAGE, Marker.IMAGE_SLOT, Marker.IMAGE_END, vocabulary)
        case Sound():
            return _framed(Marker.AUDIO, [_sound_ids(medium, vocabulary)], Marker.AUDIO_END)
        case Video(seconds):
            if any(later.second <= earlier.second for earlier, later in pairwise(seconds)):
                raise ValueError("seconds of a video must rise")
            return _framed(Marker.VIDEO, [second_ids(second, vocabulary) for second in seconds], Marker.VIDEO_END)


def _framed(first: Marker, inside: list[NDArray[np.uint32]], last: Marker) -> NDArray[np.uint32]:
    return np.concatenate([np.array([first], np.uint32), *inside, np.array([last], np.uint32)])


def _grid_ids(
    picture: Picture, first: Marker, slot: Marker, last: Marker, vocabulary: Vocabulary
) -> NDArray[np.uint32]:
    sides = np.array([vocabulary.rows_id(picture.rows), vocabulary.cols_id(picture.cols)], np.uint32)
    if picture.codes is None:
        return _framed(first, [sides, np.full(picture.rows * picture.cols, slot, np.uint32)], last)
    if picture.codes.shape != (picture.rows * picture.cols,):
        raise ValueError(f"{picture.codes.size} codes for a grid of {picture.rows} x {picture.cols}")
    return _framed(first, [sides, vocabulary.image_ids(picture.codes)], last)


def _sound_ids(sound: Sound, vocabulary: Vocabulary) -> NDArray[np.uint32]:
    if sound.codes is None:
        return np.full(sound.slots, Marker.AUDIO_SLOT, np.uint32)
    return vocabulary.audio_ids(sound.codes).reshape(-1)


def second_ids(second: Second, vocabulary: Vocabulary) -> NDArray[np.uint32]:
    """Ids of one second of a video. ValueError when a code, side or the second has no id."""
    parts = [np.array([vocabulary.second_id(second.second)], np.uint32)]
    parts += [_grid_ids(p, Marker.FRAME, Marker.FRAME_SLOT, Marker.FRAME_END, vocabulary) for p in second.frames]
    if second.sound is not None:
        parts.append(_sound_ids(second.sound, vocabulary))
    return np.concatenate([*parts, second.text])


def parse_media(ids: NDArray[np.integer], vocabulary: Vocabulary) -> Medium:
    """Inverse of ``media_ids``. MediaIdsError when ``ids`` is not exactly one well-formed span."""
    cursor = _Cursor(ids, vocabulary)
    match cursor.peek():
        case Marker.IMAGE:
            medium: Medium = cursor.picture(Marker.IMAGE, Marker.IMAGE_SLOT, Marker.IMAGE_END)
        case Marker.AUDIO:
            cursor.expect(Marker.AUDIO)
            medium = cursor.sound() or Sound(slots=0)
            cursor.expect(Marker.AUDIO_END)
        case Marker.VIDEO:
            medium = cursor.video()
        case other:
            raise MediaIdsError(f"a media span begins with <image>, <audio> or <video>, not with id {other}")
    if cursor.position != len(ids):
        raise MediaIdsError(f"{len(ids) - cursor.position} ids after the end of the span")
    return medium


class _Cursor:
    """A place in a span; each method reads one part of the grammar and moves past it."""

    def __init__(self, ids: NDArray[np.integer], vocabulary: Vocabulary) -> None:
        self._ids = ids.astype(np.int64)
        self._ranges = vocabulary.ranges
        self._vocabulary = vocabulary
        self.position = 0

    def peek(self) -> int:
        return int(self._ids[self.position]) if self.position < len(self._ids) else -1

    def expect(self, marker: Marker) -> None:
        if self.peek() != marker:
            raise self._error(marker.spelling)
        self.position += 1

    def _error(self, expected: str) -> MediaIdsError:
        found = "the end" if self.peek() < 0 else f"id {self.peek()}"
        return MediaIdsError(f"expected {expected} at position {self.position} of the span, found {found}")

    def _number(self, name: str, first: int) -> int:
        ids = self._ranges[name]
        if self.peek() not in ids:
            raise self._error(f"a number of {name}")
        self.position += 1
        return int(self._ids[self.position - 1]) - ids.start + first

    def _run(self, low: int, high: int) -> NDArray[np.int64]:
        """The longest run of ids from here on that lie in [low, high)."""
        rest = self._ids[self.position :]
        outside = np.flatnonzero((rest < low) | (rest >= high))
        run = rest[: outside[0]] if len(outside) else rest
        self.position += len(run)
        return run

    def picture(self, first: Marker, slot: Marker, last: Marker) -> Picture:
        self.expect(first)
        rows, cols = self._number("rows", 1), self._number("cols", 1)
        image = self._ranges["image"]
        is_slots = self.peek() == slot
        run = self._run(slot, slot + 1) if is_slots else self._run(image.start, image.stop)
        if len(run) != rows * cols:
            raise MediaIdsError(f"{len(run)} codes before position {self.position} for a grid of {rows} x {cols}")
        self.expect(last)
        return Picture(rows, cols, None if is_slots else self._vocabulary.image_codes_of(run))

    def sound(self) -> Sound | None:
        if self.peek() == Marker.AUDIO_SLOT:
            return Sound(slots=len(self._run(Marker.AUDIO_SLOT, Marker.AUDIO_SLOT + 1)))
        run = self._run(self._ranges["image"].stop, self._ranges["rows"].start)
        if not len(run):
            return None
        quantisers = len(self._vocabulary.audio_codes)
        if len(run) % quantisers:
            raise MediaIdsError(f"{len(run)} audio codes before position {self.position}, {quantisers} make a frame")
        try:
            return Sound(self._vocabulary.audio_codes_of(run.reshape(-1, quantisers)))
        except ValueError as error:
            raise MediaIdsError(f"audio codes before position {self.position} out of order: {error}") from error

    def video(self) -> Video:
        self.expect(Marker.VIDEO)
        seconds: list[Second] = []
        while self.peek() != Marker.VIDEO_END:
            second = self._number("seconds", 0)
            if seconds and second <= seconds[-1].second:
                raise MediaIdsError(f"second {second} after second {seconds[-1].second}")
            frames = []
            while self.peek() == Marker.FRAME:
                frames.append(self.picture(Marker.FRAME, Marker.FRAME_SLOT, Marker.FRAME_END))
            sound = self.sound()
            text = self._run(len(Marker), self._ranges["text"].stop).astype(np.uint32)
            seconds.append(Second(second, tuple(frames), sound, text))
        self.expect(Marker.VIDEO_END)
        return Video(tuple(seconds))
