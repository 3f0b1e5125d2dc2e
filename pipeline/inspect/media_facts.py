"""The media of a corpus in numbers: items, bytes, errors, uses, and how large pictures and how long sounds are."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...schemas.media import MediaKind
from ..storage import Corpus

SIDES_PIXELS: tuple[int, ...] = (0, 128, 256, 512, 1024, 2048, 4096)
"""Lower edges of the classes of a picture's longer side."""
DURATIONS_S: tuple[int, ...] = (0, 5, 15, 60, 300, 900)
"""Lower edges of the classes of a sound's or film's length."""


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
class MediaFacts:
    """All media of a corpus; both empty before the media stage has run."""

    kinds: tuple[KindFacts, ...] = ()
    histograms: tuple[Histogram, ...] = ()


@dataclass
class _Sums:
    items: int = 0
    errors: int = 0
    captured: int = 0
    stored: int = 0
    used: int = 0
    classes: Counter[int] = field(default_factory=Counter)


def media_facts(corpus: Corpus) -> MediaFacts:
    """Read facts and uses column by column."""
    sums: dict[str, _Sums] = defaultdict(_Sums)
    uses = corpus.parts("media/uses")
    for part, name in enumerate(corpus.parts("media/items")):
        used = pa.chunked_array(corpus.table(uses[part], ["uses"]).column("uses")) if uses else None
        start = 0
        for batch in corpus.batches(name, ["kind", "bytes", "width", "height", "duration_ms", "blob", "error"]):
            of_batch = np.asarray(used.slice(start, batch.num_rows)) if used is not None else None
            _add(sums, batch, of_batch)
            start += batch.num_rows
    order = [kind.value for kind in MediaKind]
    kinds = sorted(sums, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
    return MediaFacts(
        tuple(
            KindFacts(kind, s.items, s.errors, s.captured, s.stored, s.used if uses else None)
            for kind in kinds
            for s in [sums[kind]]
        ),
        tuple(_histogram(kind, sums[kind].classes) for kind in kinds if sums[kind].classes),
    )


def _add(sums: dict[str, _Sums], batch: pa.RecordBatch, uses: NDArray[np.int64] | None) -> None:
    kinds = np.asarray(batch.column("kind").to_pylist(), object)
    sound = np.asarray(pc.is_null(batch.column("error")))
    captured = np.asarray(batch.column("bytes"), np.int64)
    stored = np.asarray(pc.struct_field(batch.column("blob"), "length").fill_null(0), np.int64)
    sides = np.maximum(np.asarray(batch.column("width")), np.asarray(batch.column("height")))
    seconds = np.asarray(batch.column("duration_ms")) / 1000
    for kind in sorted(set(kinds.tolist())):
        mine = kinds == kind
        entry = sums[kind]
        entry.items += int(mine.sum())
        entry.errors += int((mine & ~sound).sum())
        entry.captured += int(captured[mine].sum())
        entry.stored += int(stored[mine].sum())
        entry.used += 0 if uses is None else int((uses[mine] > 0).sum())
        values, edges = (sides, SIDES_PIXELS) if kind == MediaKind.IMAGE else (seconds, DURATIONS_S)
        if kind in (MediaKind.IMAGE, MediaKind.AUDIO, MediaKind.VIDEO):
            entry.classes.update((np.searchsorted(edges, values[mine & sound], side="right") - 1).tolist())


def _histogram(kind: str, classes: Counter[int]) -> Histogram:
    if kind == MediaKind.IMAGE:
        title, unit, edges = "Longer side of pictures", "pixels", SIDES_PIXELS
    else:
        title, unit, edges = f"Length of {kind}", "seconds", DURATIONS_S
    return Histogram(title, unit, tuple((edge, classes[index]) for index, edge in enumerate(edges)))
