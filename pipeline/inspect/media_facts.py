"""The media of a corpus in numbers: items, bytes, errors, uses, sizes, lengths, and what sounds and films are like."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...schemas.media import SOUND_SIGNALS, MediaKind
from ..storage import Corpus

_IMAGE, _AUDIO, _VIDEO = MediaKind.IMAGE.value, MediaKind.AUDIO.value, MediaKind.VIDEO.value
_HEARD = (_AUDIO, _VIDEO)
_SHARES_PERCENT = (0, 5, 10, 25, 50, 75, 95)
_CLIPPED_SHARE = 0.001
"""Of the samples, from which a sound counts as clipped: one in a thousand is heard."""
_MOST = 0.5
_COLUMNS = ["kind", "bytes", "width", "height", "duration_ms", "frames", "scenes", "repeated_frames", "blob", "error"]
_COLUMNS += [signal.name for signal in SOUND_SIGNALS]


@dataclass(frozen=True)
class KindFacts:
    """Items of one kind. ``used`` counts items that a kept document shows; None before selection has run."""

    kind: str
    items: int
    errors: int
    captured_bytes: int
    stored_bytes: int
    used: int | None


@dataclass(frozen=True)
class Histogram:
    """How many items fall in each class; a bar is (lower edge, items), and the last class is open."""

    title: str
    unit: str
    bars: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class SoundFacts:
    """The sounds of one kind of item, and how many of them are so; films without sound are not among them."""

    kind: str
    items: int
    clipped: int
    mostly_silence: int
    mostly_speech: int


@dataclass(frozen=True)
class FilmFacts:
    """All films together: sampled frames that were kept, and left out as repeats, and scene cuts found."""

    films: int
    frames: int
    repeated_frames: int
    cuts: int


@dataclass(frozen=True)
class MediaFacts:
    """All media of a corpus; all empty before the media stage has run."""

    kinds: tuple[KindFacts, ...] = ()
    histograms: tuple[Histogram, ...] = ()
    sounds: tuple[SoundFacts, ...] = ()
    films: FilmFacts | None = None


_Columns = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class _Measure:
    """What one histogram counts: ``values`` of the items of ``kinds``, NaN for those without, by lower ``edges``."""

    title: str
    unit: str
    kinds: tuple[str, ...]
    edges: tuple[int, ...]
    values: Callable[[_Columns], NDArray[np.float64]]


def _seconds(columns: _Columns) -> NDArray[np.float64]:
    return columns["duration_ms"] / 1000


_MEASURES = (
    _Measure(
        "Longer side of pictures",
        "pixels",
        (_IMAGE,),
        (0, 128, 256, 512, 1024, 2048, 4096),
        lambda columns: np.maximum(columns["width"], columns["height"]),
    ),
    _Measure("Length of audio", "seconds", (_AUDIO,), (0, 5, 15, 60, 300, 900), _seconds),
    _Measure("Length of video", "seconds", (_VIDEO,), (0, 5, 15, 60, 300, 900), _seconds),
    _Measure(
        "Loudness of audio, video",
        "LUFS",
        _HEARD,
        (-70, -40, -30, -23, -18, -14, -9),
        lambda columns: columns["loudness_lufs"],
    ),
    _Measure(
        "Peaks of audio, video",
        "dB of full scale",
        _HEARD,
        (-91, -30, -20, -12, -6, -3, -1),
        lambda columns: columns["peak_dbfs"],
    ),
    _Measure(
        "Silence in audio, video",
        "% of the time",
        _HEARD,
        _SHARES_PERCENT,
        lambda columns: 100 * columns["silence"],
    ),
    _Measure(
        "Speech in audio, video",
        "% of the time",
        _HEARD,
        _SHARES_PERCENT,
        lambda columns: 100 * columns["speech"],
    ),
    _Measure("Scenes of a video", "", (_VIDEO,), (1, 2, 3, 5, 10, 20, 50), lambda columns: columns["scenes"]),
)


@dataclass
class _Sums:
    items: int = 0
    errors: int = 0
    captured: int = 0
    stored: int = 0
    used: int = 0
    heard: int = 0
    clipped: int = 0
    silent: int = 0
    spoken: int = 0
    frames: int = 0
    repeated: int = 0
    cuts: int = 0
    classes: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """By the title of the measure."""


def media_facts(corpus: Corpus) -> MediaFacts:
    """Read facts and uses column by column."""
    sums: dict[str, _Sums] = defaultdict(_Sums)
    uses = corpus.parts("media/uses")
    for part, name in enumerate(corpus.parts("media/items")):
        used = pa.chunked_array(corpus.table(uses[part], ["uses"]).column("uses")) if uses else None
        start = 0
        for batch in corpus.batches(name, _COLUMNS):
            of_batch = np.asarray(used.slice(start, batch.num_rows)) if used is not None else None
            _add(sums, batch, of_batch)
            start += batch.num_rows
    order = [kind.value for kind in MediaKind]
    kinds = sorted(sums, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
    film = sums.get(_VIDEO, _Sums())
    return MediaFacts(
        tuple(
            KindFacts(kind, s.items, s.errors, s.captured, s.stored, s.used if uses else None)
            for kind in kinds
            for s in [sums[kind]]
        ),
        tuple(found for measure in _MEASURES if (found := _histogram(measure, sums))),
        tuple(
            SoundFacts(kind, s.heard, s.clipped, s.silent, s.spoken)
            for kind in _HEARD
            for s in [sums.get(kind, _Sums())]
            if s.heard
        ),
        FilmFacts(film.items - film.errors, film.frames, film.repeated, film.cuts)
        if film.items > film.errors
        else None,
    )


def _add(sums: dict[str, _Sums], batch: pa.RecordBatch, uses: NDArray[np.int64] | None) -> None:
    kinds = np.asarray(batch.column("kind").to_pylist(), object)
    whole = np.asarray(pc.is_null(batch.column("error")))
    stored = np.asarray(pc.struct_field(batch.column("blob"), "length").fill_null(0), np.int64)
    columns: _Columns = {
        name: batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)  # null becomes NaN
        for name in _COLUMNS
        if name not in ("kind", "blob", "error")
    }
    for kind in sorted(set(kinds.tolist())):
        mine = kinds == kind
        decoded = mine & whole
        entry = sums[kind]
        entry.items += int(mine.sum())
        entry.errors += int((mine & ~whole).sum())
        entry.captured += int(columns["bytes"][mine].sum())
        entry.stored += int(stored[mine].sum())
        entry.used += 0 if uses is None else int((uses[mine] > 0).sum())
        entry.heard += int((decoded & ~np.isnan(columns["silence"])).sum())
        entry.clipped += int((columns["clipped"][decoded] >= _CLIPPED_SHARE).sum())
        entry.silent += int((columns["silence"][decoded] >= _MOST).sum())
        entry.spoken += int((columns["speech"][decoded] >= _MOST).sum())
        entry.frames += int(columns["frames"][decoded].sum())
        entry.repeated += int(columns["repeated_frames"][decoded].sum())
        entry.cuts += int(np.maximum(columns["scenes"][decoded] - 1, 0).sum())
        for measure in _MEASURES:
            if kind in measure.kinds:
                values = measure.values(columns)[decoded]
                classes = np.searchsorted(measure.edges, values[~np.isnan(values)], side="right") - 1
                entry.classes[measure.title].update(np.maximum(classes, 0).tolist())


def _histogram(measure: _Measure, sums: Mapping[str, _Sums]) -> Histogram | None:
    classes: Counter[int] = Counter()
    for kind in measure.kinds:
        if kind in sums:
            classes += sums[kind].classes[measure.title]
    if not classes:
        return None
    return Histogram(
        measure.title, measure.unit, tuple((edge, classes[index]) for index, edge in enumerate(measure.edges))
    )


def score_words(scores: Mapping[str, float]) -> list[str]:
    """Scores that a set gave a document or a medium: ``matched_sim 0.31``."""
    return [f"{name} {value:.4g}" for name, value in scores.items()]


def sound_words(row: Mapping[str, Any]) -> list[str]:
    """What was measured on the sound of an item or link, in words; none where it has no sound."""
    if row["silence"] is None:
        return []
    loudness, peak = row["loudness_lufs"], row["peak_dbfs"]
    words = [f"{loudness:.1f} LUFS"] if loudness is not None else []
    words += [f"peak {peak:.1f} dBFS" if peak is not None else "nothing but zeros"]
    words += [f"{row['clipped']:.1%} clipped"] if row["clipped"] else []
    return [*words, f"{row['silence']:.0%} silence", f"{row['speech']:.0%} speech"]
