from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.schemas.document import SegmentKind
from weft.schemas.shard import Modality
from weft.tokenizers.interleave import Span
from weft.tokenizers.markers import Marker
from weft.tokenizers.packing import SPAN_TOO_LONG, DroppedSpan, Piece, assemble, pack, split_document

TEXT, IMAGE, VIDEO = SegmentKind.TEXT, SegmentKind.IMAGE, SegmentKind.VIDEO


def _best_fit_by_hand(lengths, capacity):
    """The definition, in quadratic time."""
    rooms: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        fitting = [room for room in rooms if room >= lengths[index]]
        if fitting:
            room = min(fitting)
            rooms.remove(room)
        else:
            room = capacity
        rooms.append(room - lengths[index])
    return len(rooms), sorted(rooms)


def _fewest_bins(lengths, capacity):
    """Optimum by trying every assignment."""
    return min(
        len(set(assignment))
        for assignment in product(range(len(lengths)), repeat=len(lengths))
        if all(sum(n for n, b in zip(lengths, assignment) if b == bin_) <= capacity for bin_ in assignment)
    )


def test_pack_by_hand():
    # 7 | 6 | 5 | then 4 beside 6, 3 beside 7, 2 beside 5, 1 beside 5 and 2
    assert pack([1, 2, 3, 4, 5, 6, 7], 10) == [[0, 1, 4], [2, 6], [3, 5]]


def test_bins_and_their_pieces_keep_the_callers_order():
    assert pack([10, 3, 10, 7], 10) == [[0], [1, 3], [2]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 200), max_size=80), st.integers(200, 300))
def test_pack_is_best_fit_decreasing(lengths, capacity):
    bins = pack(lengths, capacity)
    assert sorted(index for bin_ in bins for index in bin_) == list(range(len(lengths)))
    rooms = sorted(capacity - sum(lengths[index] for index in bin_) for bin_ in bins)
    assert (len(bins), rooms) == _best_fit_by_hand(lengths, capacity)
    assert all(room >= 0 for room in rooms)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_pack_is_close_to_the_optimum(lengths):
    assert len(pack(lengths, 12)) <= 11 / 9 * _fewest_bins(lengths, 12) + 1


def test_pack_fills_large_sets_nearly_full():
    lengths = np.random.default_rng(0).integers(1, 4097, 20_000)
    bins = pack(lengths, 4096)
    assert len(bins) * 4096 < 1.02 * lengths.sum()


def test_pack_refuses_what_cannot_fit():
    assert pack([], 10) == []
    with pytest.raises(ValueError, match="1 to 10 tokens, found 3 and 11"):
        pack([3, 11], 10)
    with pytest.raises(ValueError, match="found 0 and 3"):
        pack([0, 3], 10)


def _document(*parts):
    """(kind, length) to ids that count up from 100, and spans; ids are all different, so order shows."""
    ids, spans = [int(Marker.BOS)], []
    for segment, (kind, length) in enumerate(parts):
        media_id = None if kind is TEXT else bytes([segment]) * 32
        spans.append(Span(kind, len(ids), length, segment, media_id))
        ids += range(100 * (segment + 1), 100 * (segment + 1) + length)
    return np.array([*ids, Marker.EOS], np.uint32), spans


NO_STARTS = np.zeros(2000, bool)


def _split(document, length, captions=(), word_starts=NO_STARTS):
    return split_document(*document, length, captions, word_starts)


def test_a_document_that_fits_stays_whole():
    ids, spans = _document((TEXT, 3), (IMAGE, 4), (TEXT, 1))
    result = _split((ids, spans), 10)
    assert len(result.pieces) == 1 and not result.dropped
    assert np.array_equal(result.pieces[0].ids, ids)
    assert result.pieces[0].spans == tuple(spans)


def test_cuts_fall_between_spans_and_markers_frame_the_document():
    result = _split(_document((TEXT, 3), (IMAGE, 4), (TEXT, 3)), 9)
    first, second = result.pieces
    assert first.ids.tolist() == [1, 100, 101, 102, 200, 201, 202, 203]
    assert second.ids.tolist() == [300, 301, 302, 2]
    assert first.spans == (Span(TEXT, 1, 3, 0), Span(IMAGE, 4, 4, 1, b"\1" * 32))
    assert second.spans == (Span(TEXT, 0, 3, 2),)


def test_caption_moves_with_its_picture():
    document = _document((TEXT, 5), (IMAGE, 3), (TEXT, 2), (TEXT, 1))
    apart = _split(document, 10)
    together = _split(document, 10, captions={2})
    assert [[s.segment for s in piece.spans] for piece in apart.pieces] == [[0, 1], [2, 3]]
    assert [[s.segment for s in piece.spans] for piece in together.pieces] == [[0], [1, 2, 3]]


def test_caption_too_long_for_its_picture_is_let_go():
    result = _split(_document((IMAGE, 5), (TEXT, 5)), 8, captions={1})
    assert [[s.segment for s in piece.spans] for piece in result.pieces] == [[0], [1]]


def test_medium_too_long_is_dropped_and_its_caption_stays():
    ids, spans = _document((TEXT, 2), (VIDEO, 9), (TEXT, 2))
    result = _split((ids, spans), 10, captions={2})
    assert result.dropped == (DroppedSpan(spans[1], SPAN_TOO_LONG),)
    assert [piece.ids.tolist() for piece in result.pieces] == [[1, 100, 101, 300, 301, 2]]


def test_medium_that_just_fits_is_kept():
    result = _split(_document((VIDEO, 8)), 10)
    assert [len(piece.ids) for piece in result.pieces] == [10]


def test_long_text_is_cut_before_the_last_word_that_fits():
    starts = np.zeros(2000, bool)
    starts[[103, 106, 112]] = True
    result = _split(_document((TEXT, 15)), 10, word_starts=starts)
    assert [piece.ids.tolist() for piece in result.pieces] == [
        [1, *range(100, 106)],
        [*range(106, 115), 2],  # the rest is one token too long for a cut, but not for a piece without <bos>
    ]
    assert [piece.spans for piece in result.pieces] == [(Span(TEXT, 1, 6, 0),), (Span(TEXT, 0, 9, 0),)]


def test_long_text_without_words_is_cut_at_the_last_token_that_fits():
    result = _split(_document((TEXT, 20)), 10)
    assert [len(piece.ids) for piece in result.pieces] == [9, 8, 5]


def test_document_of_nothing_is_its_markers():
    result = _split(_document(), 10)
    assert [piece.ids.tolist() for piece in result.pieces] == [[1, 2]]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([TEXT, IMAGE, VIDEO]), st.integers(1, 40)), max_size=12),
    st.integers(3, 30),
    st.sets(st.integers(0, 12)),
    st.integers(2, 9),
)
def test_pieces_are_the_document_without_what_was_dropped(parts, length, captions, word):
    ids, spans = _document(*parts)
    result = _split((ids, spans), length, captions, np.arange(2000) % word == 0)
    dropped = [drop.span for drop in result.dropped]
    keep = np.ones(len(ids), bool)
    for span in dropped:
        assert span.kind is not TEXT and span.length > length - 2
        keep[span.start : span.stop] = False
    assert np.array_equal(np.concatenate([piece.ids for piece in result.pieces]), ids[keep])
    for piece in result.pieces:
        assert 1 <= len(piece.ids) <= length
        for span in piece.spans:
            original = spans[span.segment]
            inside = piece.ids[span.start : span.stop]
            assert set(inside) <= set(ids[original.start : original.stop])
            assert len(inside) == span.length
            assert span.kind is TEXT or span.length == original.length


def test_sequence_by_hand():
    document = Piece(
        np.array([1, 30, 4, 40, 41, 12, 12, 5, 2], np.uint32), (Span(TEXT, 1, 1, 0), Span(IMAGE, 2, 6, 1, b"m" * 32))
    )
    continued = Piece(np.array([31, 32, 2], np.uint32), (Span(TEXT, 0, 2, 4),))
    sequence = assemble([document, continued], 14)
    text, image, padding = Modality.TEXT, Modality.IMAGE, Modality.PADDING
    assert sequence.tokens.tolist() == [1, 30, 4, 40, 41, 12, 12, 5, 2, 31, 32, 2, 3, 3]
    assert sequence.modality.tolist() == [*[text] * 2, *[image] * 6, *[text] * 4, *[padding] * 2]
    assert sequence.segment_ids.tolist() == [*[1] * 9, *[2] * 3, 0, 0]
    assert sequence.loss_mask.tolist() == [0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0]
    assert [a.dtype.name for a in (sequence.tokens, sequence.modality, sequence.segment_ids, sequence.loss_mask)] == [
        "int32",
        "uint8",
        "int32",
        "uint8",
    ]


def test_sequence_too_long_is_an_error():
    with pytest.raises(ValueError, match="3 tokens do not fit a sequence of 2"):
        assemble([Piece(np.array([1, 30, 2], np.uint32), ())], 2)
