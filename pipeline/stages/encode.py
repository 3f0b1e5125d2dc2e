"""Media items to ids: the normal form of an item in, the ids of its whole span out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...filters.pii import REPLACEMENTS, apply_edits, pii_spans
from ...schemas.media import MediaKind
from ...schemas.recipe import Recipe
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
_MIMES = {
    MediaKind.AUDIO: "audio/flac",
    MediaKind.VIDEO: "application/msgpack",
    MediaKind.SUBTITLE: "application/msgpack",
}


class UnencodableError(ValueError):
    """An item that has no ids; ``reason`` is for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Encoded:
    """An item's span, and the type of its normalised bytes."""

    ids: NDArray[np.uint32]
    mime: str


def encode_item(item: dict[str, Any], blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    """Ids of an item (a row of ``media/items``) from its normalised bytes.

    A subtitle file becomes a video of nothing but text, to be merged into the video that it belongs to.

    Raises:
        UnencodableError: ``silent`` or ``no_picture`` where there is nothing to encode.
    """
    kind = MediaKind(item["kind"])
    longest = recipe.sequences.length - 2
    medium: Picture | Sound | Video
    if kind is MediaKind.IMAGE:
        medium = _picture(blob, recipe.sequences.image_tokens, models, recipe)
        mime = "image/png" if blob.startswith(b"\x89PNG") else "image/jpeg"
        return Encoded(media_ids(medium, models.vocabulary), mime)
    if kind is MediaKind.AUDIO:
        medium = fit_sound(_sound(blob, models, recipe), longest)
    elif kind is MediaKind.VIDEO:
        video = read_video(blob)
        budget = recipe.sequences.frame_tokens
        pictures = [_picture(frame, budget, models, recipe) for frame in video.frames]
        sound = _sound(video.audio, models, recipe) if video.audio else None
        frames = list(zip(video.times_ms, pictures, strict=True))
        whole = by_second(frames, sound, _cue_ids(video.cues, models, recipe))
        medium = fit_video(_within_seconds(whole, models), models.vocabulary, longest)
    else:
        medium = _within_seconds(by_second([], None, _cue_ids(read_cues(blob), models, recipe)), models)
    if isinstance(medium, Video) and not medium.seconds:
        raise UnencodableError("nothing_fits")
    return Encoded(media_ids(medium, models.vocabulary), _MIMES[kind])


def with_subtitles(
    video: NDArray[np.uint32], subtitles: NDArray[np.uint32], models: Models, recipe: Recipe
) -> NDArray[np.uint32]:
    """A video's ids with the text of a subtitle file added second by second, cut to fit a sequence."""
    seen, told = (_as_video(ids, models) for ids in (video, subtitles))
    seconds = {second.second: second for second in seen.seconds}
    for second in told.seconds:
        shown = seconds.get(second.second, Second(second.second))
        text = np.concatenate([shown.text, second.text])
        seconds[second.second] = Second(second.second, shown.frames, shown.sound, text)
    merged = Video(tuple(seconds[number] for number in sorted(seconds)))
    fitted = fit_video(merged, models.vocabulary, recipe.sequences.length - 2)
    return media_ids(fitted, models.vocabulary)


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


def _sound(blob: bytes, models: Models, recipe: Recipe) -> Sound:
    samples = read_waveform(blob)[: int(recipe.sequences.max_audio_s * SAMPLE_RATE)]
    if not len(samples):
        raise UnencodableError("silent")
    if recipe.sequences.media == "slots" or models.audio is None:
        return Sound(slots=max(1, round(len(samples) / SAMPLE_RATE * recipe.sequences.audio_slots_per_s)))
    return Sound(models.audio.encode(samples))


def _cue_ids(cues: list[Cue], models: Models, recipe: Recipe) -> list[tuple[int, NDArray[np.uint32]]]:
    """(start in ms, text ids) of each cue, a line each, personal data replaced as in any other text."""
    texts = [cue.text + "\n" for cue in cues]
    if recipe.pii == "replace":
        texts = [_without_pii(text) for text in texts]
    return list(zip((cue.start_ms for cue in cues), models.text.encode_batch(texts), strict=True))


def _without_pii(text: str) -> str:
    return apply_edits(text, [(span.start, span.end, REPLACEMENTS[span.kind]) for span in pii_spans(text)])


def _within_seconds(video: Video, models: Models) -> Video:
    """The seconds that have an id."""
    limit = models.vocabulary.seconds
    return Video(tuple(second for second in video.seconds if second.second < limit))
