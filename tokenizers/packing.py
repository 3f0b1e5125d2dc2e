"""Documents to sequences of one length: best-fit decreasing, cut only between segments.

Ding et al. 2024 ("Fewer truncations improve language modeling") pack documents this way: nothing is cut that
fits a sequence, and hardly more sequences are needed than by concatenating and cutting.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..schemas.document import SegmentKind
from ..schemas.shard import Modality
from .interleave import Span
from .markers import SLOTS, Marker

SPAN_TOO_LONG = "span_too_long"
"""Why a medium was dropped: its span does not fit a sequence beside ``<bos>`` and ``<eos>``."""

_MODALITY = {
    SegmentKind.TEXT: Modality.TEXT,
    SegmentKind.IMAGE: Modality.IMAGE,
    SegmentKind.AUDIO: Modality.AUDIO,
    SegmentKind.VIDEO: Modality.VIDEO,
}


@dataclass(frozen=True, eq=False)
class Piece:
    """A document, or a part of one, that fits a sequence.

    The first piece of a document begins with ``<bos>``, its last ends with ``<eos>``; a piece in between has
    neither: ``<bos>`` means that a document begins, and attention is kept apart by ``segment_ids`` anyway.
    """

    ids: NDArray[np.uint32]
    spans: tuple[Span, ...]
    """Starts count from the beginning of the piece."""


@dataclass(frozen=True)
class DroppedSpan:
    """A span that is in no piece, and why."""

    span: Span
    reason: str


@dataclass(frozen=True)
class SplitDocument:
    """What ``split_document`` makes of a document."""

    pieces: tuple[Piece, ...]
    dropped: tuple[DroppedSpan, ...]


def pack(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Best-fit decreasing: which pieces share a sequence, as indexes into ``lengths`` (tokens).

    Longest first, each piece goes where it leaves the least room; ties go to the lower index and to the bin
    filled last. Needs at most 11/9 of the fewest possible sequences, plus 4 (Johnson 1974). A bin lists its
    pieces in the order of their indexes, bins follow their first piece: the caller's order (a seeded shuffle)
    stays, whatever the lengths.

    O(n log n) for sorting; finding a bin is a few word operations on a bit set of the rooms that are left.
    ValueError when a piece is empty or longer than ``capacity``.
    """
    sizes = np.asarray(lengths, np.int64)
    if sizes.size and not 1 <= int(sizes.min()) <= int(sizes.max()) <= capacity:
        raise ValueError(f"a piece has 1 to {capacity} tokens, found {int(sizes.min())} and {int(sizes.max())}")
    rooms = _Rooms(capacity)
    bins: list[list[int]] = []
    for index in np.argsort(-sizes, kind="stable").tolist():
        size = int(sizes[index])
        found = rooms.take(size)
        if found is None:
            bins.append([])
            bin_, room = len(bins) - 1, capacity
        else:
            bin_, room = found
        bins[bin_].append(index)
        rooms.put(bin_, room - size)
    return sorted(sorted(indexes) for indexes in bins)


class _Rooms:
    """Bins by the room left in them. A two-level bit set finds the smallest room that is large enough."""

    _WORD = 64

    def __init__(self, capacity: int) -> None:
        self._bins: list[list[int]] = [[] for _ in range(capacity + 1)]
        self._words = [0] * (capacity // self._WORD + 1)
        self._summary = 0

    def put(self, bin_: int, room: int) -> None:
        if room:
            self._bins[room].append(bin_)
            self._words[room // self._WORD] |= 1 << room % self._WORD
            self._summary |= 1 << room // self._WORD

    def take(self, size: int) -> tuple[int, int] | None:
        """Remove and return (bin, room) of the bin with the least room >= ``size``; None when there is none."""
        word, bit = divmod(size, self._WORD)
        bits = self._words[word] >> bit << bit
        if not bits:
            later = self._summary >> word + 1 << word + 1
            if not later:
                return None
            word = (later & -later).bit_length() - 1
            bits = self._words[word]
        room = word * self._WORD + (bits & -bits).bit_length() - 1
        bin_ = self._bins[room].pop()
        if not self._bins[room]:
            self._words[word] &= ~(1 << room % self._WORD)
            if not self._words[word]:
                self._summary &= ~(1 << word)
        return bin_, room


def split_document(
    ids: NDArray[np.uint32],
    spans: Sequence[Span],
    length: int,
    captions: Container[int],
    word_starts: NDArray[np.bool_],
) -> SplitDocument:
    """Cut a document into pieces of at most ``length`` tokens; one piece when it fits.

    Cuts fall between spans. A medium is never cut, and the text spans that follow it directly and whose segment
    is in ``captions`` stay with it while both fit a sequence. A text span too long for a sequence is cut before
    the last word (``word_starts`` by token id, see ``TextTokenizer.word_starts``) that fits, or, where a
    sequence holds no word start at all, at the last token that fits. A medium too long is dropped as
    ``span_too_long``; its caption stays as text. ``ids`` is framed by ``<bos>`` and ``<eos>``, as ``interleave``
    leaves it, and the pieces without the dropped spans are exactly ``ids``.
    """
    room = length - 2  # <bos> and <eos> must fit beside any unit
    if room < 1:
        raise ValueError(f"sequences of {length} tokens hold nothing beside <bos> and <eos>")
    kept = [span for span in spans if span.kind is SegmentKind.TEXT or span.length <= room]
    dropped = [
        DroppedSpan(span, SPAN_TOO_LONG) for span in spans if span.kind is not SegmentKind.TEXT and span.length > room
    ]
    units: list[list[Span]] = []
    for group in _with_captions(kept, captions):
        if sum(span.length for span in group) <= room:
            units.append(group)
        else:
            units += [[part] for span in group for part in _cut_text(ids, span, room, word_starts)]
    return SplitDocument(tuple(_fill(ids, units, length)), tuple(dropped))


def _with_captions(spans: Sequence[Span], captions: Container[int]) -> list[list[Span]]:
    """Spans in groups that stay together: a medium with the captions right behind it, or one text."""
    groups: list[list[Span]] = []
    for span in spans:
        is_caption = span.kind is SegmentKind.TEXT and span.segment in captions
        if is_caption and groups and groups[-1][0].kind is not SegmentKind.TEXT:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _cut_text(ids: NDArray[np.uint32], span: Span, room: int, word_starts: NDArray[np.bool_]) -> list[Span]:
    """The span in parts of at most ``room`` tokens; itself when it fits."""
    parts = []
    start = span.start
    while span.stop - start > room:
        starts = np.flatnonzero(word_starts[ids[start + 1 : start + room + 1]])
        stop = start + 1 + int(starts[-1]) if len(starts) else start + room
        parts.append(Span(span.kind, start, stop - start, span.segment))
        start = stop
    parts.append(replace(span, start=start, length=span.stop - start))
    return parts


def _fill(ids: NDArray[np.uint32], units: list[list[Span]], length: int) -> Iterable[Piece]:
    """Units in order, as many to a piece as fit; ``<bos>`` before the first, ``<eos>`` behind the last."""
    current: list[Span] = []
    used = 1
    is_first = True
    for number, unit in enumerate(units):
        size = sum(span.length for span in unit)
        end = number == len(units) - 1
        if current and used + size + end > length:
            yield _piece(ids, current, ids[:1] if is_first else ids[:0], ids[:0])
            current, used, is_first = [], 0, False
        current += unit
        used += size
    yield _piece(ids, current, ids[:1] if is_first else ids[:0], ids[-1:])


def _piece(ids: NDArray[np.uint32], spans: list[Span], first: NDArray[np.uint32], last: NDArray[np.uint32]) -> Piece:
    placed: list[Span] = []
    position = len(first)
    for span in spans:
        start = position
        if placed and span.kind is SegmentKind.TEXT and span.segment == placed[-1].segment:
            start = placed.pop().start  # two cuts of one text that met again
        position += span.length
        placed.append(replace(span, start=start, length=position - start))
    return Piece(np.concatenate([first, *(ids[span.start : span.stop] for span in spans), last]), tuple(placed))


@dataclass(frozen=True, eq=False)
class PackedSequence:
    """One training sample; every array has shape [length]."""

    tokens: NDArray[np.int32]
    modality: NDArray[np.uint8]
    segment_ids: NDArray[np.int32]
    loss_mask: NDArray[np.uint8]


_NO_LOSS = np.array([Marker.PAD, *SLOTS], np.uint32)


def assemble(pieces: Sequence[Piece], length: int) -> PackedSequence:
    """Lay pieces one behind the other and fill up with ``<pad>``.

    ``modality`` is that of the span a token belongs to (``Modality.VIDEO`` for all of a video; ``TEXT`` for
    ``<bos>`` and ``<eos>``). ``segment_ids`` number the pieces from 1; padding is 0. ``loss_mask`` is 1 where a
    token is learnt as a target, and 0 on padding, on slots and on the first token of each piece (its ``<bos>``,
    or where a document goes on): nothing of its document stands before that. ValueError when the pieces are too long.
    """
    total = sum(len(piece.ids) for piece in pieces)
    if total > length:
        raise ValueError(f"{total} tokens do not fit a sequence of {length}")
    tokens = np.full(length, Marker.PAD, np.int32)
    modality = np.full(length, Modality.PADDING, np.uint8)
    segment_ids = np.zeros(length, np.int32)
    loss_mask = np.zeros(length, np.uint8)
    start = 0
    for number, piece in enumerate(pieces, 1):
        stop = start + len(piece.ids)
        tokens[start:stop] = piece.ids
        modality[start:stop] = Modality.TEXT
        for span in piece.spans:
            modality[start + span.start : start + span.stop] = _MODALITY[span.kind]
        segment_ids[start:stop] = number
        loss_mask[start:stop] = ~np.isin(piece.ids, _NO_LOSS)
        loss_mask[start] = 0
        start = stop
    return PackedSequence(tokens, modality, segment_ids, loss_mask)
