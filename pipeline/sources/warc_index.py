"""Records of WARC files picked by an index: Parquet with the columns of Common Crawl's columnar index.

``warc_filename``, ``warc_record_offset`` and ``warc_record_length`` say where a record lies. The records are read
and nothing around them, those that lie close together in one request.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, islice
from typing import IO, Any

import fsspec

from ...schemas.sets import WarcIndexSource
from ..remote import MOST_BYTES, NEAR_BYTES, read_range
from .capture import Capture, PayloadLimits, SourceError
from .interleaved import bad_record
from .parquet_rows import BrokenParquetError, parquet_rows
from .warc import read_at
from .warc_record import MAX_RECORD_BYTES

PLACE_COLUMNS = ("warc_filename", "warc_record_offset", "warc_record_length")
_READ_AT_ONCE = 16
_ROWS_READ = 1024
_ReadRange = Callable[[str, int, int], bytes]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A record: its file below the source's ``warc_root``, and its bytes there."""

    file: str
    offset: int
    length: int
    row: int
    """Of the index."""


def read_warc_index(
    stream: IO[bytes], name: str, source: WarcIndexSource, rows: tuple[int, int], limits: PayloadLimits
) -> Iterator[Capture]:
    """The captures that rows ``rows[0]`` to ``rows[1]`` of an index point to, in order of their places.

    Raises SourceError where a file of the index is not there, or is refused.
    """
    root = source.warc_root.rstrip("/")
    filesystem, _ = fsspec.core.url_to_fs(root)

    def from_root(file: str, start: int, end: int) -> bytes:
        try:
            return read_range(filesystem, f"{root}/{file}", start, end)
        except (FileNotFoundError, PermissionError) as error:
            raise SourceError(f"source {source.name!r}: {error}; is `warc_root` right?") from error

    places = []
    try:
        wanted = {column: frozenset(map(str, values)) for column, values in source.where.items()}
        for row, values in parquet_rows(stream, name, (*PLACE_COLUMNS, *wanted), (), _ROWS_READ, rows):
            if _is_wanted(values, wanted):
                place = _place(values, row)
                if place is None:
                    yield bad_record(name, row, row, "no_place")
                else:
                    places.append(place)
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))
    for place, record in _records(sorted(places), from_root):
        yield _capture(f"{root}/{place.file}", place, record, limits)


def _is_wanted(values: Mapping[str, Any], wanted: Mapping[str, frozenset[str]]) -> bool:
    """Whether every cell is one of its column's values; of a list with commas, the first counts."""
    cells = ((str(values[column]), allowed) for column, allowed in wanted.items() if values[column] is not None)
    kept = [cell in allowed or cell.partition(",")[0] in allowed for cell, allowed in cells]
    return len(kept) == len(wanted) and all(kept)


def _place(values: Mapping[str, Any], row: int) -> Place | None:
    file, offset, length = (values[column] for column in PLACE_COLUMNS)
    if not isinstance(file, str) or not isinstance(offset, int) or not isinstance(length, int):
        return None
    if not file.isprintable() or "::" in file or "://" in file or ".." in file.split("/") or file.startswith("/"):
        return None
    return Place(file, offset, length, row) if file and offset >= 0 and length > 0 else None


def _records(places: Sequence[Place], read: _ReadRange) -> Iterator[tuple[Place, bytes | str]]:
    """Each record's bytes, or the reason why they were not read."""
    ranges = [list(group) for group in _ranges(places)]

    def bytes_of(group: list[Place]) -> bytes:
        if group[0].length > MAX_RECORD_BYTES:
            return b""
        return read(group[0].file, group[0].offset, max(place.offset + place.length for place in group))

    with ThreadPoolExecutor(_READ_AT_ONCE) as pool:
        waiting = iter(ranges)
        reading = [(group, pool.submit(bytes_of, group)) for group in islice(waiting, _READ_AT_ONCE)]
        last: Place | None = None
        while reading:
            group, answer = reading.pop(0)
            found = answer.result()
            reading += [(following, pool.submit(bytes_of, following)) for following in islice(waiting, 1)]
            for place in group:
                start = place.offset - group[0].offset
                if last is not None and (place.file, place.offset) == (last.file, last.offset):
                    yield place, "same_record"
                elif place.length > MAX_RECORD_BYTES:
                    yield place, "too_large"
                else:
                    yield place, found[start : start + place.length]
                last = place


def _ranges(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Neighbours of one file that one request brings: near each other, and no more than a window in all."""
    for _, same_file in groupby(places, lambda place: place.file):
        group: list[Place] = []
        for place in same_file:
            end = max((other.offset + other.length for other in group), default=0)
            too_far = place.offset - end > NEAR_BYTES
            if group and (too_far or place.offset + place.length - group[0].offset > MOST_BYTES):
                yield group
                group = []
            group.append(place)
        yield group


def _capture(file: str, place: Place, record: bytes | str, limits: PayloadLimits) -> Capture:
    if isinstance(record, str):
        capture = Capture(url="", offset=place.offset, reason=record)
    elif len(record) < place.length:
        capture = Capture(url="", offset=place.offset, reason="warc_truncated")
    else:
        try:
            capture = read_at(io.BytesIO(record), 0, limits)
        except (EOFError, OSError):
            capture = Capture(url="", offset=place.offset, reason="warc_broken")
    capture.offset, capture.length, capture.file = place.offset, place.length, file
    return capture
