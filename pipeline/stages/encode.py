"""Media items to ids: the normal form of an item in, the ids of its spans out."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...filters.pii import REPLACEMENTS, apply_edits, pii_spans
from ...schemas.media import MediaKind
from ...schemas.recipe import Recipe
from ...tokenizers.audio_codebook import FRAMES_PER_S
from ...tokenizers.image_codebook import grid
from ...tokenizers.media_ids import Picture, Second, Sound, Video, media_ids, parse_media, second_ids
from ...tokenizers.video_seconds import by_second, runs_that_fit, with_codes, with_slots
from ..media.pauses import cuts_at_pauses
from ..media.read import read_audio, read_cues, read_image, read_video
from ..media.subtitles import Cue
from ..models import Models

SAMPLE_RATE = 16_000
_SAMPLES_PER_MS = 16
_FRAMING_TOKENS = 6
"""``<bos> <image> <rows> <cols> … </image> <eos>``: what a sequence holds beside the codes of one picture."""


class UnencodableError(ValueError):
    """An item that has no ids; ``reason`` is for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Piece:
    """The ids of one span, or of one cue of a subtitle file."""

    ids: NDArray[np.uint32]
    from_ms: int | None = None
    """The stretch of the medium; None for the whole."""
    to_ms: int | None = None


@dataclass(frozen=True, eq=False)
class Encoded:
    """An item's spans in order, the type of its normalised bytes, and how much of a sound or video they hold."""

    pieces: tuple[Piece, ...]
    mime: str = "application/msgpack"
    kept_s: int = 0
    """Seconds begun that are in the spans; 0 for a picture or subtitles."""
    cut_s: int = 0
    """Seconds of a video that do not fit a sequence each by itself."""
    late_s: int = 0
    """Seconds of a video, or of its subtitles, past the last one of the vocabulary."""


def longest_span(recipe: Recipe) -> int:
    """Most ids of a sound or video: an eighth of a sequence is left for its caption, which stays with it."""
    length = recipe.sequences.length
    return length - 2 - length // 8


def encode_item(item: dict[str, Any], blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    """Ids of an item (a row of ``media/items``) from its normalised bytes.

    A long sound or video becomes several spans. A subtitle file becomes its cues as text, to be merged into the
    video that it belongs to, or to follow the sound.

    Raises:
        UnencodableError: ``silent`` for a sound without samples, ``nothing_fits`` for a sound or video of which not
            one frame or second fits a sequence, and for a subtitle file without cues; ``no_codebook`` for a medium
            whose codes the vocabulary has not, as one that was made without pictures.
    """
    match MediaKind(item["kind"]):
        case MediaKind.IMAGE:
            picture = _picture(blob, recipe.sequences.image_tokens, models, recipe)
            mime = "image/png" if blob.startswith(b"\x89PNG") else "image/jpeg"
            return Encoded((Piece(media_ids(picture, models.vocabulary)),), mime)
        case MediaKind.AUDIO:
            return _encoded_sound(blob, models, recipe)
        case MediaKind.VIDEO:
            return _encoded_video(blob, models, recipe)
    cues = read_cues(blob)
    told = _cue_ids(cues, models, recipe)
    if not told:
        raise UnencodableError("nothing_fits")
    return Encoded(tuple(Piece(ids, cue.start_ms, cue.end_ms) for cue, (_, ids) in zip(cues, told, strict=True)))


def _encoded_sound(blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    """A span for each piece between pauses; short sounds are one."""
    samples = read_audio(blob)
    if not len(samples):
        raise UnencodableError("silent")
    most = _longest_piece(models, recipe)
    if most < SAMPLE_RATE // FRAMES_PER_S:
        raise UnencodableError("nothing_fits")
    bounds = [0, *cuts_at_pauses(samples, most, recipe.media.audio.silence_dbfs), len(samples)]
    pieces = []
    for start, stop in pairwise(bounds):
        ids = media_ids(_sound(samples[start:stop], models, recipe), models.vocabulary)
        whole = len(bounds) == 2
        pieces.append(Piece(ids) if whole else Piece(ids, start // _SAMPLES_PER_MS, -(-stop // _SAMPLES_PER_MS)))
    return Encoded(tuple(pieces), "audio/flac", kept_s=math.ceil(len(samples) / SAMPLE_RATE))


def _longest_piece(models: Models, recipe: Recipe) -> int:
    """Samples of a sound that one span holds."""
    room = longest_span(recipe) - 2
    if not _is_spelled(recipe, models.audio):
        samples = int(room / recipe.sequences.audio_slots_per_s * SAMPLE_RATE)
    else:
        samples = (room // len(models.vocabulary.audio_codes) - 1) * (SAMPLE_RATE // FRAMES_PER_S)
    return min(samples, int(recipe.sequences.max_audio_s * SAMPLE_RATE))


def _encoded_video(blob: bytes, models: Models, recipe: Recipe) -> Encoded:
    """A span for each run of seconds that fits, cut where a scene begins if one does; short videos are one."""
    video = read_video(blob)
    budget = recipe.sequences.frame_tokens
    pictures = [_picture(frame, budget, models, recipe) for frame in video.frames]
    samples = read_audio(video.audio)
    frames = list(zip(video.times_ms, pictures, strict=True))
    every = by_second(frames, _cue_ids(video.cues, models, recipe), math.ceil(len(samples) / SAMPLE_RATE))
    seconds = [second for second in every if second.second < models.vocabulary.seconds]
    good = _scenes_begin(seconds, video.cuts_ms)
    spans = _spans(seconds, samples, good, models, recipe)
    if not spans:
        raise UnencodableError("nothing_fits")
    kept_s = sum(len(span) for span in spans)
    return Encoded(
        _timed(spans, len(seconds) == len(spans[0]), models),
        kept_s=kept_s,
        cut_s=len(seconds) - kept_s,
        late_s=len(every) - len(seconds),
    )


def _scenes_begin(seconds: Sequence[Second], cuts_ms: Sequence[int]) -> set[int]:
    """Indexes of the seconds that begin within half a second of a scene cut."""
    at = {(cut_ms + 500) // 1000 for cut_ms in cuts_ms}
    return {index for index, second in enumerate(seconds) if second.second in at}


def _spans(
    seconds: Sequence[Second], samples: NDArray[np.int16], good: Container[int], models: Models, recipe: Recipe
) -> list[list[Second]]:
    """Runs of seconds that fit a span each, with their sound."""
    room = longest_span(recipe) - 2
    if len(samples) and not _is_spelled(recipe, models.audio):
        length_s = len(samples) / SAMPLE_RATE
        slots_per_s = recipe.sequences.audio_slots_per_s
        heard = with_slots(seconds, slots_per_s, length_s)
        sizes = [len(second_ids(second, models.vocabulary)) for second in heard]
        return [heard[run.start : run.stop] for run in runs_that_fit(sizes, room, good)]
    quantisers = len(models.vocabulary.audio_codes)
    hops = -(-len(samples) * FRAMES_PER_S // SAMPLE_RATE)
    sizes = [
        len(second_ids(second, models.vocabulary))
        + quantisers * min(FRAMES_PER_S, max(0, hops - second.second * FRAMES_PER_S))
        for second in seconds
    ]
    frame_over = quantisers if hops else 0
    spans = []
    for run in runs_that_fit(sizes, room - frame_over, good):
        inside = seconds[run.start : run.stop]
        sound = samples[inside[0].second * SAMPLE_RATE : (inside[-1].second + 1) * SAMPLE_RATE]
        codes = _sound(sound, models, recipe).codes if len(sound) else None
        spans.append(list(inside) if codes is None else with_codes(inside, codes))
    return spans


def _timed(spans: Sequence[Sequence[Second]], is_whole: bool, models: Models) -> tuple[Piece, ...]:
    """Each span's ids and the seconds that it covers, up to where the next begins."""
    ids = [media_ids(Video(tuple(span)), models.vocabulary) for span in spans]
    if is_whole:
        return tuple(map(Piece, ids))
    starts_ms = [1000 * span[0].second for span in spans]
    ends_ms = [*starts_ms[1:], 1000 * (spans[-1][-1].second + 1)]
    return tuple(Piece(*timed) for timed in zip(ids, starts_ms, ends_ms, strict=True))


def with_subtitles(pieces: Sequence[Piece], cues: Sequence[Piece], models: Models, recipe: Recipe) -> Encoded:
    """A video's spans with the cues of a subtitle file added, each to its second.

    ``kept_s`` counts the seconds that cues were added to. A span that is too long with them becomes several; in a
    second that fits no sequence with its cues they are left out, and counted in ``cut_s``.
    """
    told: defaultdict[int, list[NDArray[np.uint32]]] = defaultdict(list)
    for cue in cues:
        told[(cue.from_ms or 0) // 1000].append(cue.ids)
    late = [number for number in told if number >= models.vocabulary.seconds]
    for number in late:
        del told[number]
    room = longest_span(recipe) - 2
    spans: list[list[Second]] = []
    cut_s = 0
    parsed = [_as_video(piece.ids, models).seconds for piece in pieces]
    for number, seen in enumerate(parsed):
        first = 0 if number == 0 else seen[0].second
        last = parsed[number + 1][0].second if number + 1 < len(parsed) else models.vocabulary.seconds
        inside = {second: ids for second, ids in told.items() if first <= second < last}
        merged = {second.second: second for second in seen}
        for at in sorted(inside):
            shown = merged.get(at, Second(at))
            spoken = replace(shown, text=np.concatenate([shown.text, *inside[at]]))
            if len(second_ids(spoken, models.vocabulary)) <= room:
                merged[at] = spoken
            else:
                cut_s += 1
        seconds = [merged[at] for at in sorted(merged)]
        sizes = [len(second_ids(second, models.vocabulary)) for second in seconds]
        spans += [seconds[run.start : run.stop] for run in runs_that_fit(sizes, room)]
    is_whole = len(spans) == 1 and pieces[0].from_ms is None
    return Encoded(_timed(spans, is_whole, models), kept_s=len(told) - cut_s, cut_s=cut_s, late_s=len(late))


def transcript_texts(pieces: Sequence[Piece], cues: Sequence[Piece], models: Models) -> list[str]:
    """The text of a subtitle file for each piece of its sound: of the cues that begin in it, a line a cue.

    Cues that begin after the sound has ended go with its last piece.
    """
    starts_ms = [piece.from_ms or 0 for piece in pieces]
    told: list[list[str]] = [[] for _ in pieces]
    for cue in cues:
        told[max(0, bisect_right(starts_ms, cue.from_ms or 0) - 1)].append(models.text.decode(cue.ids))
    return ["".join(texts).rstrip("\n") for texts in told]


def _as_video(ids: NDArray[np.uint32], models: Models) -> Video:
    medium = parse_media(ids, models.vocabulary)
    if not isinstance(medium, Video):
        raise TypeError("only a video has subtitles second by second")
    return medium


def _picture(blob: bytes, budget: int, models: Models, recipe: Recipe) -> Picture:
    pixels = read_image(blob)
    budget = max(1, min(budget, recipe.sequences.length - _FRAMING_TOKENS))
    if not _is_spelled(recipe, models.images) or models.images is None:
        rows, cols = grid(pixels.shape[1], pixels.shape[0], recipe.vocabulary.patch_pixels, budget)
        return Picture(rows, cols)
    return Picture(*models.images.encode(pixels, budget))


def _is_spelled(recipe: Recipe, model: object) -> bool:
    """Whether a medium is spelled in codes. Raises UnencodableError where it is to be, and has no model."""
    if recipe.sequences.media == "codes" and model is None:
        raise UnencodableError("no_codebook")
    return recipe.sequences.media == "codes"


def _sound(samples: NDArray[np.int16], models: Models, recipe: Recipe) -> Sound:
    if models.audio is None or not _is_spelled(recipe, models.audio):
        return Sound(slots=max(1, round(len(samples) / SAMPLE_RATE * recipe.sequences.audio_slots_per_s)))
    return Sound(models.audio.encode(samples.astype(np.float32) / np.float32(1 << 15)))


def _cue_ids(cues: list[Cue], models: Models, recipe: Recipe) -> list[tuple[int, NDArray[np.uint32]]]:
    """(start in ms, text ids) of each cue."""
    texts = [cue_text(cue, recipe) for cue in cues]
    return list(zip((cue.start_ms for cue in cues), models.text.encode_batch(texts), strict=True))


def cue_text(cue: Cue, recipe: Recipe) -> str:
    """A cue as a line of its own, personal data replaced as in any other text."""
    text = cue.text + "\n"
    if recipe.pii == "keep":
        return text
    return apply_edits(text, [(span.start, span.end, REPLACEMENTS[span.kind]) for span in pii_spans(text)])
