"""The Arrow schemas between extraction and shards.

*Aligned* tables have one row a document, part by part and in the same order as ``documents``.
"""

import pyarrow as pa

from .document import CAPTURE
from .ids import DOC_ID_BYTES, MEDIA_ID_BYTES, URL_HASH_BYTES
from .media import SOUND_SIGNALS

DOC_ID = pa.field("doc_id", pa.binary(DOC_ID_BYTES), False)


def _struct(*fields: tuple[str, pa.DataType] | tuple[str, pa.DataType, bool]) -> pa.StructType:
    return pa.struct([pa.field(f[0], f[1], f[2] if len(f) > 2 else False) for f in fields])


class CaptureOutcome:
    """What became of a capture."""

    DOCUMENT = "document"
    MEDIA = "media"
    DROPPED = "dropped"


CAPTURES = pa.schema(
    [
        pa.field("url", pa.string(), False),
        pa.field("url_hash", pa.binary(URL_HASH_BYTES), False),
        pa.field("captured_at", pa.timestamp("ms", "UTC"), True),
        pa.field("status", pa.int16(), False, {"unit": "HTTP status; 0 where there is none"}),
        pa.field("mime", pa.string(), False, {"unit": "as declared"}),
        pa.field("location", CAPTURE, False),
        pa.field("payload_bytes", pa.int64(), False, {"unit": "bytes after transfer and content decoding"}),
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), True, {"unit": "sha256 of the payload, for media"}),
        pa.field("redirect_hash", pa.binary(URL_HASH_BYTES), True, {"unit": "url hash of a redirect's target"}),
        pa.field("outcome", pa.string(), False, {"unit": "document, media or dropped"}),
        pa.field("reason", pa.string(), True, {"unit": "null unless dropped"}),
    ]
)
"""Every capture and what became of it, in capture order; part by part beside ``documents``."""

LINK = pa.struct(
    [
        pa.field("segment", pa.int32(), False, {"unit": "index into the document's segments"}),
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), True),
        pa.field("kind", pa.string(), False),
        pa.field("bytes", pa.int64(), False, {"unit": "bytes"}),
        pa.field("width", pa.int32(), False, {"unit": "pixels"}),
        pa.field("height", pa.int32(), False, {"unit": "pixels"}),
        pa.field("duration_ms", pa.int64(), False, {"unit": "milliseconds"}),
        pa.field("frames", pa.int32(), False, {"unit": "frames in the file (images) or kept (video)"}),
        pa.field("repeated_frames", pa.int32(), False, {"unit": "sampled frames left out as repeats"}),
        pa.field("phash", pa.uint64(), False),
        *SOUND_SIGNALS,
        pa.field("reason", pa.string(), True, {"unit": "why there is no item; null when there is"}),
    ]
)
LINKS = pa.schema([DOC_ID, pa.field("media", pa.list_(LINK), False)])

PII_SPAN = pa.struct(
    [
        pa.field("segment", pa.int32(), False),
        pa.field("start", pa.int32(), False, {"unit": "code points"}),
        pa.field("end", pa.int32(), False, {"unit": "code points, exclusive"}),
        pa.field("kind", pa.string(), False, {"unit": "email, phone, ip"}),
    ]
)

TEXT_SIGNALS = [
    pa.field("language", pa.string(), False, {"unit": "ISO 639 code; und when unknown"}),
    pa.field("language_score", pa.float32(), False, {"unit": "share of the text, 0 to 1"}),
    pa.field("characters", pa.int32(), False, {"unit": "code points"}),
    pa.field("words", pa.int32(), False),
    pa.field("mean_word_length", pa.float32(), False, {"unit": "code points"}),
    pa.field("hash_ratio", pa.float32(), False, {"unit": "'#' per word"}),
    pa.field("ellipsis_ratio", pa.float32(), False, {"unit": "ellipses per word"}),
    pa.field("bullet_lines", pa.float32(), False, {"unit": "share of lines"}),
    pa.field("ellipsis_lines", pa.float32(), False, {"unit": "share of lines"}),
    pa.field("ended_lines", pa.float32(), False, {"unit": "share of lines"}),
    pa.field("alpha_words", pa.float32(), False, {"unit": "share of words"}),
    pa.field("stop_words", pa.int32(), False, {"unit": "distinct stop words of the language"}),
    pa.field("dup_line_fraction", pa.float32(), False),
    pa.field("dup_line_characters", pa.float32(), False),
    pa.field("dup_paragraph_fraction", pa.float32(), False),
    pa.field("dup_paragraph_characters", pa.float32(), False),
    *[pa.field(f"top_{n}gram", pa.float32(), False, {"unit": "share of characters"}) for n in (2, 3, 4)],
    *[pa.field(f"dup_{n}gram", pa.float32(), False, {"unit": "share of characters"}) for n in range(5, 11)],
]
"""Signals over the whole text of one document; every field is a number or the language."""

SEGMENT_SIGNALS = pa.struct([pa.field("words", pa.int32(), False), pa.field("characters", pa.int32(), False)])

SIGNALS = pa.schema(
    [
        DOC_ID,
        *TEXT_SIGNALS,
        pa.field("segments", pa.list_(SEGMENT_SIGNALS), False),
        pa.field("pii", pa.list_(PII_SPAN), False),
    ]
)

DUPLICATES = pa.schema(
    [
        DOC_ID,
        pa.field("kind", pa.string(), True, {"unit": "exact or near; null for a survivor or a singleton"}),
        pa.field("duplicate_of", pa.binary(DOC_ID_BYTES), True, {"unit": "the survivor's doc_id"}),
        pa.field("similarity", pa.float32(), True, {"unit": "Jaccard similarity of shingles"}),
        pa.field("cluster_documents", pa.int32(), False, {"unit": "documents in the cluster; 1 if alone"}),
    ]
)

CONTAMINATION = pa.schema(
    [
        DOC_ID,
        pa.field("ngrams", pa.int32(), False, {"unit": "13-grams shared with an evaluation set"}),
        pa.field("coverage", pa.float32(), False, {"unit": "share of the document's words inside them"}),
        pa.field("evaluations", pa.list_(pa.string()), False, {"unit": "names of the sets"}),
    ]
)

EDIT = pa.struct(
    [
        pa.field("segment", pa.int32(), False),
        pa.field("start", pa.int32(), False, {"unit": "code points"}),
        pa.field("end", pa.int32(), False, {"unit": "code points, exclusive"}),
        pa.field("replacement", pa.string(), False),
    ]
)

SELECTION = pa.schema(
    [
        DOC_ID,
        pa.field("keep", pa.bool_(), False),
        pa.field("reason", pa.string(), True, {"unit": "the first rule that dropped it; null when kept"}),
        pa.field("language", pa.string(), False),
        pa.field("domain", pa.string(), False, {"unit": "name of the recipe's source: what a mixture weighs"}),
        pa.field("segments", pa.list_(pa.int32()), False, {"unit": "indexes that stay"}),
        pa.field(
            "holes",
            pa.list_(_struct(("segment", pa.int32()), ("kind", pa.string()), ("reason", pa.string()))),
            False,
            {"unit": "segments taken out of a kept document, and why"},
        ),
        pa.field("edits", pa.list_(EDIT), False),
    ]
)

SPAN = pa.struct(
    [
        pa.field("kind", pa.string(), False, {"unit": "text, image, audio or video"}),
        pa.field("start", pa.int32(), False, {"unit": "tokens"}),
        pa.field("length", pa.int32(), False, {"unit": "tokens"}),
        pa.field("segment", pa.int32(), False, {"unit": "index into the document's segments"}),
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), True),
        pa.field("from_ms", pa.int64(), True, {"unit": "milliseconds; where a piece of a long medium begins"}),
        pa.field("to_ms", pa.int64(), True, {"unit": "milliseconds; where it ends; null for a whole medium"}),
    ]
)

TRAVELLER = _struct(
    ("media_id", pa.binary(MEDIA_ID_BYTES)), ("kind", pa.string()), ("mime", pa.string()), ("blob", CAPTURE)
)

TOKENS = pa.schema(
    [
        DOC_ID,
        pa.field("url", pa.string(), False),
        pa.field("author", pa.string(), False, {"unit": "names joined by '; '; empty when unknown"}),
        pa.field("published_at", pa.date32(), True, {"unit": "day, as the page dates it"}),
        pa.field("license", pa.string(), False),
        pa.field("domain", pa.string(), False),
        pa.field("language", pa.string(), False),
        pa.field("ids", pa.list_(pa.uint32()), False),
        pa.field("spans", pa.list_(SPAN), False),
        pa.field("captions", pa.list_(pa.int32()), False, {"unit": "segments that stay with the medium before them"}),
        pa.field("media", pa.list_(TRAVELLER), False, {"unit": "media whose bytes travel along; empty for codes"}),
    ]
)
"""One row a kept document; markers belong to the span of their medium."""

MEDIA_PIECE = pa.struct(
    [
        pa.field("tokens", pa.int32(), False),
        pa.field("from_ms", pa.int64(), True, {"unit": "milliseconds; null for a whole medium"}),
        pa.field("to_ms", pa.int64(), True, {"unit": "milliseconds; null for a whole medium"}),
    ]
)
"""A span of a medium, or a cue of a subtitle file."""

MEDIA_TOKENS = pa.schema(
    [
        pa.field("media_id", pa.binary(MEDIA_ID_BYTES), False),
        pa.field("kind", pa.string(), False),
        pa.field("mime", pa.string(), False, {"unit": "of the normalised bytes"}),
        pa.field(
            "ids",
            pa.list_(pa.uint32()),
            False,
            {"unit": "its spans one behind the other, markers included; cues as text"},
        ),
        pa.field("pieces", pa.list_(MEDIA_PIECE), False, {"unit": "where the spans, or the cues, end and their times"}),
        pa.field("blob", CAPTURE, True, {"unit": "where the normalised bytes lie"}),
        pa.field("reason", pa.string(), True, {"unit": "why there are no ids; null when there are"}),
    ]
)
"""Rows of the items that kept documents use, in the order of the items."""
