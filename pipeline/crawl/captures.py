"""The WARC files of a group: spooled captures joined in order, rolled by size, put in place at the end."""

import datetime
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .visit import RecordPlace
from .warc import SpooledCapture, write_warcinfo

MAX_RECORDS = 1000
"""Captures a file."""
MAX_PAYLOAD_BYTES = 64 << 20
"""Payload a file, before compression, so that the cut does not depend on the compressor. One capture may pass it."""

Publish = Callable[[Path, str], None]
"""``publish(local_path, name)`` puts a finished file in its final place; the local file is deleted afterwards."""

_COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class CaptureFiles:
    """How the files of a group are named, cut and put in place."""

    prefix: str
    """Unique within the corpus: files are ``{prefix}-0000.warc.gz``, ``{prefix}-0001.warc.gz`` …"""
    publish: Publish
    max_records: int = MAX_RECORDS
    max_payload_bytes: int = MAX_PAYLOAD_BYTES

    @property
    def namespace(self) -> uuid.UUID:
        """What the record ids of the group are derived from."""
        return uuid.uuid5(uuid.NAMESPACE_URL, self.prefix)


class CaptureWriter:
    """Joins spooled captures into WARC files under temporary names. Nothing is in place before ``publish``."""

    def __init__(self, files: CaptureFiles, folder: Path, info: dict[str, str]) -> None:
        """``folder`` holds the unfinished files; ``info`` goes into each file's warcinfo record."""
        self._files = files
        self._folder = folder
        self._info = info
        self._date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._names: list[str] = []
        self._out: IO[bytes] | None = None
        self._records = 0
        self._payload_bytes = 0

    def add(self, spool: IO[bytes], capture: SpooledCapture) -> RecordPlace:
        """Copies one capture from its spool and returns where its response record will lie."""
        full = self._records and (
            self._records >= self._files.max_records
            or self._payload_bytes + capture.payload_bytes > self._files.max_payload_bytes
        )
        if self._out is None or full:
            self._out = self._open()
        at = self._out.tell()
        spool.seek(capture.start)
        _copy(spool, self._out, capture.end - capture.start)
        self._records += 1
        self._payload_bytes += capture.payload_bytes
        offset = at + capture.response - capture.start
        return RecordPlace(self._names[-1], offset, capture.end - capture.response)

    def publish(self) -> list[str]:
        """Puts every file in its place, in order, and returns their names."""
        self._finish()
        for number, name in enumerate(self._names):
            local = self._local(number)
            self._files.publish(local, name)
            local.unlink(missing_ok=True)
        return self._names

    def close(self) -> None:
        """Closes the file being written."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def _finish(self) -> None:
        """Let the file being written lie on the disk before a table of visits vouches for it."""
        if self._out is not None:
            self._out.flush()
            os.fsync(self._out.fileno())
            self.close()

    def _open(self) -> IO[bytes]:
        self._finish()
        name = f"{self._files.prefix}-{len(self._names):04d}.warc.gz"
        self._names.append(name)
        self._records = self._payload_bytes = 0
        out = self._local(len(self._names) - 1).open("wb")
        write_warcinfo(out, name, self._date, self._files.namespace, self._info)
        return out

    def _local(self, number: int) -> Path:
        return self._folder / f"{number:04d}.warc.gz.partial"


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length:
        data = source.read(min(length, _COPY_BYTES))
        if not data:
            raise OSError(f"a spool file ends {length} bytes early")
        target.write(data)
        length -= len(data)
