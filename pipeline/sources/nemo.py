"""NeMo Curator's interleaved Parquet as documents: one row an item, the rows of a sample next to each other.

``nemo_curator/tasks/interleaved.py``: ``sample_id``, ``position`` (-1 is the row about the sample), ``modality``,
``content_type``, ``text_content``, ``binary_content``, ``source_ref`` (JSON: path, member, byte_offset,
byte_size, frame_index), ``materialize_error``, and columns that were passed through, such as ``url``, or that its
annotators added, such as ``sharpness``: the recipe says which of them are scores.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any

from ...schemas.document import Role, SegmentKind
from ...schemas.sets import NemoSource
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named
from .json_lines import json_object
from .locations import CELLS_READ, in_column
from .media_root import MediaRoot
from .parquet_rows import BrokenParquetError, parquet_rows
from .scores import numbers

_REQUIRED = ("sample_id", "position", "modality")
_CONTENT = ("content_type", "text_content", "binary_content", "source_ref", "materialize_error")
_PASSED_THROUGH = ("url", "license")
_MEDIA = {kind.value: kind for kind in (SegmentKind.IMAGE, SegmentKind.AUDIO, SegmentKind.VIDEO)}

Row = tuple[int, dict[str, Any]]


def read_nemo(stream: IO[bytes], name: str, source: NemoSource, root: MediaRoot) -> Iterator[Capture]:
    """One document a sample and the media it holds; a sample that breaks the format is a capture with a reason."""
    required = list(dict.fromkeys((*_REQUIRED, *source.scores)))
    try:
        rows = parquet_rows(stream, name, required, (*_CONTENT, *_PASSED_THROUGH), CELLS_READ)
        for sample, group in groupby(rows, lambda row: row[1]["sample_id"]):
            items = list(group)
            try:
                captures = list(_sample(name, str(sample), items, source, root).captures())
            except BadRecordError as error:
                captures = [bad_record(name, str(sample), items[0][0], str(error), len(items))]
            yield from captures
    except BrokenParquetError as error:
        yield bad_record(name, f"row {error.row}", error.row, str(error))


def _sample(name: str, sample: str, items: list[Row], source: NemoSource, root: MediaRoot) -> Interleaved:
    if not all(isinstance(values["position"], int) for _, values in items):
        raise BadRecordError("no_position")
    passed = {column: next((v[column] for _, v in items if v[column]), None) for column in _PASSED_THROUGH}
    document = Interleaved(named(passed["url"], name, sample), items[0][0], len(items), license=passed["license"])
    for row, values in sorted(items, key=lambda item: item[1]["position"]):
        if values["position"] < 0 or values["modality"] == "metadata":
            document.score(numbers(values, source.scores))
            continue
        if values["modality"] in _MEDIA:
            _medium(document, _MEDIA[values["modality"]], row, values, root)
            document.score_medium(numbers(values, source.scores))
        elif isinstance(values["text_content"], str) and values["modality"] == "table":
            document.text(values["text_content"], Role.TABLE)
        elif isinstance(values["text_content"], str):
            document.paragraphs(values["text_content"])
        else:
            raise BadRecordError("unknown_modality")
    return document


def _medium(document: Interleaved, kind: SegmentKind, row: int, values: dict[str, Any], root: MediaRoot) -> None:
    """Bytes in the row, or what its ``source_ref`` leads to; one that is lost keeps its place with a reason."""
    here = in_column("binary_content"), row, -1
    if values["binary_content"]:
        mime = values["content_type"] if isinstance(values["content_type"], str) else ""
        document.contained(kind, values["binary_content"], here, mime=mime)
        return
    reference = json_object(values["source_ref"]) if values["source_ref"] else {}
    path = reference.get("path")
    offset, size, frame = (
        number if isinstance(number, int) and number >= 0 else None
        for number in (reference.get(key) for key in ("byte_offset", "byte_size", "frame_index"))
    )
    if not isinstance(path, str):
        document.lost(kind, here, "materialize_error" if values["materialize_error"] else "no_bytes")
    elif path.startswith(("http://", "https://")):
        document.medium(kind, path)
    elif reference.get("member") and (offset is None or size is None):
        document.lost(kind, here, "no_byte_range")
    else:
        root.show(document, kind, path, offset=offset or 0, length=size, frame=frame)
