"""OBELICS Parquet as documents: texts and image urls in turn.

Laurençon et al. 2023, https://huggingface.co/datasets/HuggingFaceM4/OBELICS: ``images`` and ``texts`` are lists
of one length, in which exactly one of both is not null; ``metadata`` is a JSON list of the same length, null
for texts; ``general_metadata`` is a JSON object with the page's url and its place in Common Crawl.
"""

import json
from collections.abc import Iterator
from typing import IO, Any

from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, interleave, named
from .locations import CELLS_READ
from .parquet_rows import BrokenParquetError, parquet_rows

_COLUMNS = ("images", "texts", "metadata", "general_metadata")


def read_obelics(stream: IO[bytes], name: str) -> Iterator[Capture]:
    """One document a row; a row that breaks the format is a capture with a reason."""
    row = 0
    try:
        for row, values in parquet_rows(stream, name, _COLUMNS[:2], _COLUMNS[2:], CELLS_READ):
            try:
                document = _document(name, row, values)
            except BadRecordError as error:
                yield bad_record(name, row, row, str(error))
            else:
                yield from document.captures()
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))


def _document(name: str, row: int, values: dict[str, Any]) -> Interleaved:
    about_page = _json(values["general_metadata"], dict)
    about_images = _json(values["metadata"], list)
    document = Interleaved(named(about_page.get("url"), name, row), row, mime="text/html")
    interleave(document, row, values, [about if isinstance(about, dict) else {} for about in about_images])
    return document


def _json(spelled: Any, kind: type) -> Any:
    """A JSON value of a kind; an empty one where the column is null or absent."""
    if spelled is None:
        return kind()
    try:
        value = json.loads(spelled)
    except (TypeError, ValueError, RecursionError):
        raise BadRecordError("broken_json") from None
    if not isinstance(value, kind):
        raise BadRecordError("broken_json")
    return value
