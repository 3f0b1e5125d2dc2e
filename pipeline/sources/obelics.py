"""OBELICS Parquet as documents: texts and image urls in turn.

Laurençon et al. 2023, https://huggingface.co/datasets/HuggingFaceM4/OBELICS: ``images`` and ``texts`` are lists
of one length, in which exactly one of both is not null; ``metadata`` is a JSON list of the same length, null
for texts; ``general_metadata`` is a JSON object with the page's url and its place in Common Crawl.
"""

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

from ...schemas.document import SegmentKind
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named
from .locations import CELLS_READ, cell_bytes, in_column
from .parquet_rows import BrokenParquetError, parquet_rows
from .scores import numbers

END_OF_DOCUMENT = "END_OF_DOCUMENT_TOKEN_TO_BE_REPLACED"
"""A paragraph of its own where a page's teasers end."""
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


def interleave(
    document: Interleaved,
    row: int,
    values: dict[str, Any],
    about: Sequence[dict[str, Any]] = (),
    scores: Sequence[str] = (),
) -> None:
    """``texts`` and ``images`` in turn, as OBELICS and the sets after it hold them. Raises BadRecordError.

    An image is a url, or, in copies that were downloaded, a struct with its ``bytes``, whose url and alternative
    text are those of ``about``; of any image, the fields of ``about`` that ``scores`` names are kept. A place where
    both are null is a hole that someone's filter left.
    """
    texts, images = values["texts"], values["images"]
    if not isinstance(texts, list) or not isinstance(images, list) or len(texts) != len(images):
        raise BadRecordError("lengths_differ")
    for place, (text, image) in enumerate(zip(texts, images, strict=True)):
        if text is not None and image is not None:
            raise BadRecordError("text_and_image")
        known = about[place] if place < len(about) else {}
        payload = cell_bytes(image)
        if isinstance(text, str):
            document.paragraphs("\n\n".join(part for part in text.split("\n\n") if part.strip() != END_OF_DOCUMENT))
        elif text is not None:
            raise BadRecordError("no_text")
        elif payload is not None:
            where = in_column("images"), row, place
            document.contained(SegmentKind.IMAGE, payload, where, url=known.get("src"), alt=known.get("alt_text"))
            document.score_medium(numbers(known, scores))
        elif image is not None:
            url = image if isinstance(image, str) else known.get("src")
            document.medium(SegmentKind.IMAGE, url, known.get("alt_text"))
            document.score_medium(numbers(known, scores))


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
