"""A packed sequence as a person reads it: texts, media, padding, one piece after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...schemas.shard import Modality
from ...tokenizers.markers import Marker
from ...tokenizers.media_ids import MediaIdsError, Picture, Sound, Video, parse_media
from ...tokenizers.text import TextTokenizer
from ...tokenizers.vocabulary import Vocabulary
from ..shards.sample import Sample
from ..wording import how_many

_OPENERS = (Marker.IMAGE, Marker.AUDIO, Marker.VIDEO)
_SPELLINGS = [marker.spelling for marker in Marker]


@dataclass(frozen=True)
class Piece:
    """Positions ``start`` to ``start + length`` of one document, one modality and one loss mask.

    ``document`` counts from 1 as segment ids do, 0 is padding. A medium is one piece, markers included.
    """

    document: int
    modality: Modality
    learned: bool
    start: int
    length: int
    words: str = ""
    """Of text: what it decodes to, markers spelled out. Of a medium: what it is in a few words."""


@dataclass(frozen=True)
class Reading:
    """What turns ids back into words."""

    vocabulary: Vocabulary
    text: TextTokenizer

    def words(self, ids: NDArray[np.integer]) -> str:
        """Text ids as text; markers between them by their spelling, other ids as ``⟨id⟩``."""
        spelled: list[str] = []
        run: list[int] = []
        for token in ids.tolist():
            if len(Marker) <= token < self.text.size:
                run.append(token)
                continue
            spelled.append(self.text.decode(run))
            run = []
            spelled.append(_SPELLINGS[token] if 0 <= token < len(Marker) else f"⟨{token}⟩")
        return "".join([*spelled, self.text.decode(run)])

    def medium(self, ids: NDArray[np.integer]) -> str:
        """A media span in a few words: ``image, grid 12 × 16, 192 codes``."""
        try:
            medium = parse_media(ids, self.vocabulary)
        except MediaIdsError as error:
            return f"not a whole span: {error}"
        match medium:
            case Picture(rows, cols, codes):
                return f"image, grid {rows} × {cols}, {rows * cols:,} {'slots' if codes is None else 'codes'}"
            case Sound(codes, slots):
                if codes is None:
                    return f"audio, {how_many(slots, 'slots')}"
                return f"audio, {how_many(len(codes), 'frames')} × {codes.shape[1]} codes"
            case Video(seconds):
                frames = sum(len(second.frames) for second in seconds)
                sound = "with sound" if any(second.sound for second in seconds) else "silent"
                return f"video, {how_many(len(seconds), 'seconds')}, {how_many(frames, 'frames')}, {sound}"


def pieces(sample: Sample, reading: Reading | None) -> list[Piece]:
    """The sequence cut where document, modality or loss mask change, and before every medium.

    ``reading`` None leaves ``words`` empty: without the vocabulary ids are only numbers.
    """
    found = []
    for start, stop in _bounds(sample):
        modality = Modality(int(sample.modality[start]))
        ids = sample.tokens[start:stop]
        words = ""
        if reading and modality is Modality.TEXT:
            words = reading.words(ids)
        elif reading and modality is not Modality.PADDING:
            words = reading.medium(ids)
        learned = bool(sample.loss_mask[start:stop].any())
        found.append(Piece(int(sample.segment_ids[start]), modality, learned, start, stop - start, words))
    return found


def _bounds(sample: Sample) -> Iterator[tuple[int, int]]:
    """(start, stop) of each piece. Media are cut at their opening markers, not where their loss mask changes."""
    modality, mask, documents = sample.modality, sample.loss_mask, sample.segment_ids
    media = (modality != Modality.TEXT) & (modality != Modality.PADDING)
    changes = (documents[1:] != documents[:-1]) | (modality[1:] != modality[:-1])
    changes |= (mask[1:] != mask[:-1]) & ~media[1:]
    openers = np.isin(sample.tokens[1:], _OPENERS) & media[1:]
    starts = [0, *(np.flatnonzero(changes | openers) + 1).tolist()]
    yield from zip(starts, [*starts[1:], len(sample.tokens)], strict=True)


def media_of(meta: Mapping[str, Any], document: int) -> list[Mapping[str, Any]]:
    """The media spans that a sample's JSON lists for a document (counted from 1), in order."""
    documents = meta.get("documents", [])
    if not 1 <= document <= len(documents):
        return []
    spans = documents[document - 1].get("spans", [])
    return [span for span in spans if isinstance(span, dict) and span.get("media_id")]
