import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.schemas.document import SegmentKind
from weft.schemas.recipe import VocabularySettings
from weft.schemas.tables import SPAN
from weft.tokenizers.interleave import MediaPart, Span, TextPart, document_text_of, interleave
from weft.tokenizers.text import TextTokenizer, train_text

# 274 "ab", 275 "▁ab", 276 "▁a", 277 "a", 278 "b", 279 "▁"; 15 "\n", 16 "\n\n"
TOKENIZER = TextTokenizer(train_text([("ab", 9), (" ab", 5)], VocabularySettings(text_pieces=320)))
PICTURE = MediaPart(1, SegmentKind.IMAGE, np.array([4, 500, 600, 300, 5], np.uint32), b"m" * 32)


def test_exact_ids_and_spans():
    document = interleave([TextPart(0, "ab"), PICTURE, TextPart(2, "a ab"), TextPart(4, "b")], TOKENIZER)
    assert document.ids.dtype == np.uint32
    assert document.ids.tolist() == [1, 274, 16, 4, 500, 600, 300, 5, 277, 275, 16, 278, 2]
    assert document.spans == (
        Span(SegmentKind.TEXT, 1, 2, 0),
        Span(SegmentKind.IMAGE, 3, 5, 1, b"m" * 32),
        Span(SegmentKind.TEXT, 8, 3, 2),
        Span(SegmentKind.TEXT, 11, 1, 4),
    )


def test_empty_texts_leave_no_trace():
    document = interleave([TextPart(0, ""), TextPart(1, "ab"), TextPart(2, "")], TOKENIZER)
    assert document.ids.tolist() == [1, 274, 2]
    assert interleave([], TOKENIZER).ids.tolist() == [1, 2]


def test_parts_of_a_paragraph_are_joined_by_what_stood_between_them():
    parts = [TextPart(0, "ab", " "), PICTURE, TextPart(2, "c", " "), PICTURE, TextPart(4, "d", ""), TextPart(5, "e")]
    document = interleave(parts, TOKENIZER)
    assert document_text_of(document.ids, document.spans, TOKENIZER) == "ab cd\n\ne"
    texts = [document.ids[span.start : span.stop] for span in document.spans if span.kind is SegmentKind.TEXT]
    assert [TOKENIZER.decode(ids) for ids in texts] == ["ab", " c", "d\n\n", "e"]


def test_last_text_before_a_medium_has_no_separator_when_it_is_the_documents_last():
    document = interleave([TextPart(0, "ab"), PICTURE], TOKENIZER)
    assert document.ids.tolist() == [1, 274, 4, 500, 600, 300, 5, 2]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))))
def test_text_spans_decode_to_the_rendered_text(texts):
    parts = [PICTURE if text is None else TextPart(i, text) for i, text in enumerate(texts)]
    document = interleave(parts, TOKENIZER)
    assert document_text_of(document.ids, document.spans, TOKENIZER) == "\n\n".join(text for text in texts if text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b\n", PICTURE])))
def test_spans_cover_all_but_the_documents_markers(parts):
    parts = [TextPart(i, part) if isinstance(part, str) else part for i, part in enumerate(parts)]
    document = interleave(parts, TOKENIZER)
    position = 1
    for span in document.spans:
        assert span.start == position
        position = span.stop
    assert position == len(document.ids) - 1


def test_spans_are_rows_of_the_tokens_table():
    spans = [Span(SegmentKind.IMAGE, 3, 5, 1, b"m" * 32), Span(SegmentKind.TEXT, 8, 3, 2)]
    rows = pa.array([span.to_row() for span in spans], SPAN).to_pylist()
    assert [Span.from_row(row) for row in rows] == spans


def test_medium_without_ids_is_an_error():
    with pytest.raises(ValueError, match="media segment 7 has no ids"):
        interleave([MediaPart(7, SegmentKind.AUDIO, np.empty(0, np.uint32), b"")], TOKENIZER)
