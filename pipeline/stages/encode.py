"""Media items to ids: the normal form of an item in, the ids of its whole span out."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...filters.pii import REPLACEMENTS, apply_edits, pii_spans
from ...schemas.media import MediaKind
from ...schemas.recipe import Recipe
from ...tokenizers.audio_codebook import FRAMES_PER_S
from ...tokenizers.image_codebook import grid
from ...tokenizers.media_ids import (
    Picture,
    Second,
    Sound,
    Video,
    by_second,
    fit_sound,
    fit_video,
    media_ids,
    parse_media,
)
from ..media.read import read_cues, read_image, read_video, read_waveform
from ..media.subtitles import Cue
from ..models import Models

SAMPLE_RATE = 16_000
_FRAMING_TOKENS = 6
"""``<bos> <image> <rows> <cols> … </image> <eos>``: what a sequence holds beside the codes of one picture."""


class UnencodableError(ValueError):
    """An item that has no ids; ``reason`` is for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Encoded:
    """An item's span, the type of its normalised bytes, and how much of a long sound or video is in the span."""

    ids: NDArray[np.uint32]
    mime: str = "application/msgpack"
    kept_s: int = 0
    """Seconds begun that are in the span; 0 for a picture or subtitles."""
    cut_s: int = 0
    """Seconds that were cut off the end, for they do not fit a sequence."""


def longest_span(recipe: Recipe) -> int:
    """Most ids of a sound or video: an eighth of a sequence is left for its caption, which stays with it."""
    length = recipe.sequences.length
    return length - 2 - length // 8


def encode_item(item: dict[str, Any], blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    """Ids of an item (a row of ``media/items``) from its normalised bytes.

    A subtitle file becomes a video of nothing but text, to be merged into the video that it belongs to.

    Raises:
        UnencodableError: ``silent`` for a sound without samples, ``nothing_fits`` for a video of which not one
            second fits a sequence, and for a subtitle file without cues.
    """
    match MediaKind(item["kind"]):
        case MediaKind.IMAGE:
            picture = _picture(blob, recipe.sequences.image_tokens, models, recipe)
            mime = "image/png" if blob.startswith(b"\x89PNG") else "image/jpeg"
            return Encoded(media_ids(picture, models.vocabulary), mime)
        case MediaKind.AUDIO:
            return _encoded_sound(blob, models, recipe)
        case MediaKind.VIDEO:
            return _encoded_video(blob, models, recipe)
    subtitles = by_second([], None, _cue_ids(read_cues(blob), models, recipe))
    if not subtitles.seconds:
        raise UnencodableError("nothing_fits")
    return Encoded(media_ids(subtitles, models.vocabulary))


def _encoded_sound(blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    samples = read_waveform(blob)
    sound = fit_sound(_sound(samples, models, recipe), longest_span(recipe))
    if sound.codes is None:
        fitted_s = sound.slots / recipe.sequences.audio_slots_per_s
    else:
        fitted_s = len(sound.codes) / FRAMES_PER_S
    total_s = math.ceil(len(samples) / SAMPLE_RATE)
    kept_s = min(total_s, math.ceil(fitted_s))
    return Encoded(media_ids(sound, models.vocabulary), "audio/flac", kept_s, total_s - kept_s)


def _encoded_video(blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    video = read_video(blob)
    budget = recipe.sequences.frame_tokens
    pictures = [_picture(frame, budget, models, recipe) for frame in video.frames]
    sound = _sound(read_waveform(video.audio), models, recipe) if video.audio else None
    last_ms = models.vocabulary.seconds * 1000
    frames = [frame for frame in zip(video.times_ms, pictures, strict=True) if frame[0] < last_ms]
    whole = by_second(frames, sound, _cue_ids(video.cues, models, recipe))
    fitted = fit_video(whole, models.vocabulary, longest_span(recipe))
    if not fitted.seconds:
        raise UnencodableError("nothing_fits")
    kept_s, total_s = len(fitted.seconds), len(whole.seconds)
    return Encoded(media_ids(fitted, models.vocabulary), kept_s=kept_s, cut_s=total_s - kept_s)


def with_subtitles(video: NDArray[np.uint32], subtitles: NDArray[np.uint32], models: Models, recipe: Recipe) -> Encoded:
    """A video's ids with the text of a subtitle file added second by second, cut to fit a sequence."""
    seen, told = (_as_video(ids, models) for ids in (video, subtitles))
    seconds = {second.second: second for second in seen.seconds}
    for second in told.seconds:
        shown = seconds.get(second.second, Second(second.second))
        text = np.concatenate([shown.text, second.text])
        seconds[second.second] = Second(second.second, shown.frames, shown.sound, text)
    merged = Video(tuple(seconds[number] for number in sorted(seconds)))
    fitted = fit_video(merged, models.vocabulary, longest_span(recipe))
    kept_s = len(fitted.seconds)
    if not kept_s:  # not even the first second fits with its text: the video stays as it was
        return Encoded(video, cut_s=len(told.seconds))
    return Encoded(media_ids(fitted, models.vocabulary), kept_s=kept_s, cut_s=len(merged.seconds) - kept_s)


def transcript_text(subtitles: NDArray[np.uint32], models: Models) -> str:
    """The text of an encoded subtitle file, a line a cue."""
    texts = [models.text.decode(second.text) for second in _as_video(subtitles, models).seconds]
    return "".join(texts).rstrip("\n")


def _as_video(ids: NDArray[np.uint32], models: Models) -> Video:
    medium = parse_media(ids, models.vocabulary)
    if not isinstance(medium, Video):
        raise TypeError("only a video has subtitles second by second")
    return medium


def _picture(blob: bytes, budget: int, models: Models, recipe: Recipe) -> Picture:
    pixels = read_image(blob)
    budget = max(1, min(budget, recipe.sequences.length - _FRAMING_TOKENS))
    if recipe.sequences.media == "slots" or models.images is None:
        rows, cols = grid(pixels.shape[1], pixels.shape[0], recipe.vocabulary.patch_pixels, budget)
        return Picture(rows, cols)
    return Picture(*models.images.encode(pixels, budget))


def _sound(samples: NDArray[np.float32], models: Models, recipe: Recipe) -> Sound:
    samples = samples[: int(recipe.sequences.max_audio_s * SAMPLE_RATE)]
    if not len(samples):
        raise UnencodableError("silent")
    if recipe.sequences.media == "slots" or models.audio is None:
        return Sound(slots=max(1, round(len(samples) / SAMPLE_RATE * recipe.sequences.audio_slots_per_s)))
    return Sound(models.audio.encode(samples))


def _cue_ids(cues: list[Cue], models: Models, recipe: Recipe) -> list[tuple[int, NDArray[np.uint32]]]:
    """(start in ms, text ids) of each cue that starts at a second which has an id."""
    cues = [cue for cue in cues if cue.start_ms < models.vocabulary.seconds * 1000]
    texts = [cue_text(cue, recipe) for cue in cues]
    return list(zip((cue.start_ms for cue in cues), models.text.encode_batch(texts), strict=True))


def cue_text(cue: Cue, recipe: Recipe) -> str:
    """A cue as a line of its own, personal data replaced as in any other text."""
    text = cue.text + "\n"
    if recipe.pii == "keep":
        return text
    return apply_edits(text, [(span.start, span.end, REPLACEMENTS[span.kind]) for span in pii_spans(text)])
