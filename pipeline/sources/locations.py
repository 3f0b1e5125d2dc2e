"""Where the bytes of a medium lie, spelled as ``{file, offset, length}``, and reading them back without a copy.

=======================  =========================  ==========================  ==========================
``file``                 the bytes are              ``offset``                  ``length``
=======================  =========================  ==========================  ==========================
``a.warc.gz``            a WARC record's payload    of the record, in bytes     of the record, in bytes
``a.warc.gz#member:0``   a WARC record's payload    of the record, in what the  of the record, in bytes
                                                    gzip member at 0 holds
``a.tar#bytes``          a range of a plain file    of the range, in bytes      of the range, in bytes
``captures/contained/…`` the same                   of the range, in bytes      of the range, in bytes
``a.parquet#cell:image`` a cell of the column       row                         item of a list, else -1
``a.jsonl#base64``       base64 in a JSON string    of the string, in bytes     of the string, in bytes
``a.tar#frame:2``        a frame of a TIFF          of the TIFF, in bytes       of the TIFF, in bytes
=======================  =========================  ==========================  ==========================

In a ``.tar.gz`` file, and in compressed JSON lines, ranges count bytes of what it holds.
"""

import base64
import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote, unquote

import pyarrow as pa
import pyarrow.parquet as pq

from ..media.tiff_frames import tiff_frame
from ..remote import RemoteFile
from ..storage import Corpus
from .capture import Capture, PayloadLimits, SourceError
from .compression import COMPRESSED_TARS, with_ways_back
from .warc import MemberRecords, read_at

CONTAINED = "captures/contained"
"""Folder of the bytes of media inside documents, a tar a part."""
CELLS_READ = 16
"""Rows of a column of bytes that are in memory at once."""
_BUFFER_BYTES = 1 << 20
_OPEN_FILES = 4
_PARQUET = (".parquet", ".parq", ".pq")
"""Files whose records are rows."""


class LocationError(SourceError):
    """A location whose bytes are not there any more."""


class UnreadablePayloadError(Exception):
    """Bytes that are there and can't be taken; ``reason`` is for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def in_bytes(file: str = "") -> str:
    """The ``file`` of a range of bytes; without a name, of the file that a source reads."""
    return f"{file}#bytes"


def in_column(column: str, file: str = "") -> str:
    """The ``file`` of cells of a Parquet column; without a name, of the file that a source reads."""
    return f"{file}#cell:{quote(column, safe='')}"


def in_base64(file: str = "") -> str:
    """The ``file`` of a range of bytes that spells others in base64, as a JSON string does."""
    return f"{file}#base64"


def in_frame(number: int, file: str = "") -> str:
    """The ``file`` of a frame, from 0, of a TIFF that is a range of bytes."""
    return f"{file}#frame:{number}"


def described(file: str, offset: int, length: int) -> str:
    """A location in words."""
    name, _, place = file.rpartition("#")
    how, _, what = place.partition(":")
    if name and how == "member":
        return f"{name}, offset {offset:,}, length {length:,} in what the gzip member at {what} holds"
    if name and place == "bytes":
        return f"{name}, bytes {offset:,} to {offset + length:,}"
    if name and place == "base64":
        return f"{name}, base64 in bytes {offset:,} to {offset + length:,}"
    if name and how == "frame":
        return f"{name}, frame {what} of the TIFF in bytes {offset:,} to {offset + length:,}"
    if name and how == "cell":
        item = f", item {length}" if length >= 0 else ""
        return f"{name}, column {unquote(what)}, row {offset:,}{item}"
    if file.lower().endswith(_PARQUET):
        return f"{file}, rows {offset:,} to {offset + length - 1:,}" if length > 1 else f"{file}, row {offset:,}"
    return f"{file}, offset {offset:,}, length {length:,}"


def read_location(corpus: Corpus, location: Mapping[str, Any], limits: PayloadLimits) -> bytes:
    """The bytes at one location. Many are read by a :class:`LocationReader`."""
    with LocationReader(corpus) as reader:
        return reader.read(location, limits)


class LocationReader:
    """Reads locations of one file after the other; cheap where offsets rise, since nothing is then read twice.

    Holds a few open files, and of each column of a Parquet file ``CELLS_READ`` cells.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._files: dict[str, _OpenFile] = {}

    def __enter__(self) -> "LocationReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.stream.close()
        self._files.clear()

    def read(self, location: Mapping[str, Any], limits: PayloadLimits) -> bytes:
        """The bytes at a location; ``limits`` bound what a WARC record may unpack to.

        Raises:
            LocationError: the file has changed: it ends before the location, or holds no bytes there.
            UnreadablePayloadError: the record is over today's limits.
        """
        name, offset, length = location["file"], location["offset"], location["length"]
        file, _, place = name.rpartition("#")
        how, _, what = place.partition(":")
        try:
            if file and place == "bytes":
                return self._open(file).range(offset, length)
            if file and place == "base64":
                return base64_bytes(self._open(file, unpacks=True).range(offset, length))
            if name.startswith(f"{CONTAINED}/"):
                return self._open(name).range(offset, length)
            if file and how == "frame" and what.isdigit():
                return tiff_frame(self._open(file).range(offset, length), int(what))
            if file and how == "cell":
                return self._open(file).cell(unquote(what), offset, length)
            if file and how == "member" and what.isdigit():
                capture = self._open(file).in_member(int(what), offset, limits)
            else:
                capture = self._open(name).record(offset, length, limits)
        except (EOFError, IndexError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
            raise LocationError(
                f"{name}: nothing at {offset} ({error}); was the file changed? `weft build` again"
            ) from error
        if capture.reason is not None:
            raise UnreadablePayloadError(capture.reason)
        return capture.payload

    def _open(self, name: str, *, unpacks: bool = False) -> "_OpenFile":
        """``unpacks``: as what it holds, where it is compressed; a WARC is read packed, record by record."""
        found = self._files.pop(name, None)
        if found is None:
            if len(self._files) == _OPEN_FILES:
                self._files.pop(next(iter(self._files))).stream.close()
            opened = self._corpus.open(name)
            found = _OpenFile(with_ways_back(opened, name) if unpacks or name.endswith(COMPRESSED_TARS) else opened)
        self._files[name] = found  # the last used is the last to be closed
        return found


class _OpenFile:
    """A file, the range that was last read from it, and the cells that were last read from its columns."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self._columns: dict[str, _Column] = {}
        self._range: tuple[int, int, bytes] = (0, 0, b"")
        self._member: tuple[int, MemberRecords] | None = None

    def range(self, offset: int, length: int) -> bytes:
        """A range; kept, since a TIFF is asked for frame by frame."""
        if self._range[:2] != (offset, length):
            if isinstance(self.stream, RemoteFile):
                self.stream.expect(offset, length)
            self.stream.seek(offset)
            found = self.stream.read(length)
            if len(found) < length:
                raise EOFError("the file ends before it")
            self._range = (offset, length, found)
        return self._range[2]

    def record(self, offset: int, length: int, limits: PayloadLimits) -> Capture:
        """The WARC record at ``offset``; of a remote file no more than its ``length`` is asked for."""
        if isinstance(self.stream, RemoteFile) and length > 0:
            return read_at(io.BytesIO(self.range(offset, length)), 0, limits)
        return read_at(self.stream, offset, limits)

    def in_member(self, start: int, place: int, limits: PayloadLimits) -> Capture:
        """A record of the gzip member at ``start``; kept open, since its records are asked for one after the other."""
        if self._member is None or self._member[0] != start:
            self._member = (start, MemberRecords(self.stream, start))
        return self._member[1].read_at(place, limits)

    def cell(self, column: str, row: int, item: int) -> bytes:
        if column not in self._columns:
            self._columns[column] = _Column(self.stream, column)
        found = cell_bytes(self._columns[column].cell(row).as_py(), item)
        if found is None:
            raise EOFError("the cell holds no bytes")
        return found


def base64_bytes(spelled: bytes) -> bytes:
    """What base64 in a JSON string spells; slashes may be escaped there. Raises ValueError where it is none."""
    return base64.b64decode(spelled.replace(b"\\", b""), validate=True)


def cell_bytes(cell: Any, item: int = -1) -> bytes | None:
    """The bytes of a cell, or of an item of its list; of a struct, those of its field ``bytes``."""
    if item >= 0:
        cell = cell[item]
    if isinstance(cell, Mapping):
        cell = cell.get("bytes")
    return cell if isinstance(cell, bytes) else None


class _Column:
    """One column of a Parquet file, a few cells at a time; going back starts its row group again."""

    def __init__(self, stream: IO[bytes], column: str) -> None:
        self._file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER_BYTES)
        groups = range(self._file.num_row_groups)
        self._starts = [0, *accumulate(self._file.metadata.row_group(group).num_rows for group in groups)]
        self._column = column
        self._group = -1
        self._first = 0
        """Row of the batch's first cell."""
        self._batch: pa.RecordBatch | None = None
        self._batches: Iterator[pa.RecordBatch] = iter(())

    def cell(self, row: int) -> pa.Scalar:
        if not 0 <= row < self._starts[-1]:
            raise IndexError(f"the file has {self._starts[-1]} rows")
        group = bisect_right(self._starts, row) - 1
        if group != self._group or self._batch is None or row < self._first:
            self._batches = self._file.iter_batches(
                CELLS_READ, row_groups=[group], columns=[self._column], use_threads=False
            )
            self._group, self._first = group, self._starts[group]
            self._batch = next(self._batches)
        while row >= self._first + self._batch.num_rows:
            self._first += self._batch.num_rows
            self._batch = next(self._batches)
        return self._batch.column(0)[row - self._first]
