import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.schemas.document import DOCUMENTS
from weft.schemas.media import MEDIA_ITEMS, MEDIA_USES
from weft.schemas.tables import (
    CAPTURES,
    CONTAMINATION,
    DUPLICATES,
    LINKS,
    MEDIA_TOKENS,
    SELECTION,
    SIGNALS,
    TOKENS,
)

ALIGNED = {
    "links": LINKS,
    "signals": SIGNALS,
    "duplicates": DUPLICATES,
    "contamination": CONTAMINATION,
    "selection": SELECTION,
    "tokens": TOKENS,
}
TABLES = {
    **ALIGNED,
    "documents": DOCUMENTS,
    "captures/index": CAPTURES,
    "media/items": MEDIA_ITEMS,
    "media/uses": MEDIA_USES,
    "media/tokens": MEDIA_TOKENS,
}
MEASURES = {
    *("offset", "length", "bytes", "payload_bytes", "width", "height", "duration_ms", "start_ms", "end_ms"),
    *("fps", "sample_rate", "frames", "language_score", "mean_word_length", "similarity", "coverage"),
}


def fields(schema: pa.Schema) -> Iterator[pa.Field]:
    """Every field, those inside lists and structs too."""
    waiting = list(schema)
    while waiting:
        field = waiting.pop()
        yield field
        inside = field.type.value_type if pa.types.is_list(field.type) else field.type
        if pa.types.is_struct(inside):
            waiting += list(inside)


@pytest.mark.parametrize("name", TABLES)
def test_every_measure_carries_its_unit(name: str) -> None:
    measures = [field for field in fields(TABLES[name]) if field.name in MEASURES]
    without = [field.name for field in measures if b"unit" not in (field.metadata or {})]
    assert without == []


def test_units_survive_a_parquet_file() -> None:
    sink = io.BytesIO()
    pq.write_table(LINKS.empty_table(), sink)
    read = {field.name: field for field in fields(pq.read_schema(io.BytesIO(sink.getvalue())))}
    assert read["duration_ms"].metadata[b"unit"] == b"milliseconds"
    assert read["width"].metadata[b"unit"] == b"pixels"


@pytest.mark.parametrize("name", ALIGNED)
def test_an_aligned_table_begins_with_the_document_s_id(name: str) -> None:
    first = ALIGNED[name].field(0)
    assert (first.name, first.type, first.nullable) == ("doc_id", pa.binary(16), False)
