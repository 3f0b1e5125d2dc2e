"""Lines of JSON of an untrusted file, each an object or a reason; no line longer than a limit is held in memory."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import zstandard

from .compression import decompressed
from .interleaved import BadRecordError

MAX_LINE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line that is not blank; ``offset`` counts bytes of the uncompressed text, ``number`` lines from 1."""

    number: int
    offset: int
    length: int
    """Bytes."""
    record: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    """Why there is no record; empty when there is."""
    raw: bytes = b""
    """The line itself, where there is a record."""


def json_lines(stream: IO[bytes], name: str) -> Iterator[JsonLine]:
    """The lines of a file, plain or compressed as its name says.

    A compressed file that breaks off ends in a line with the reason ``file_broken``.
    """
    lines = decompressed(stream, name)
    number = offset = 0
    while True:
        number += 1
        try:
            line = lines.readline(MAX_LINE_BYTES + 1)
            length = len(line)
            rest = line
            while length > MAX_LINE_BYTES and rest and not rest.endswith(b"\n"):
                rest = lines.readline(MAX_LINE_BYTES)
                length += len(rest)
        except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, zstandard.ZstdError):
            yield JsonLine(number, offset, 0, reason="file_broken")
            return
        if not line:
            return
        if length > MAX_LINE_BYTES:
            yield JsonLine(number, offset, length, reason="too_large")
        elif line.strip():
            yield json_line(number, offset, line)
        offset += length


def json_line(number: int, offset: int, line: bytes) -> JsonLine:
    """What a line holds."""
    try:
        return JsonLine(number, offset, len(line), json_object(line), raw=line)
    except BadRecordError as error:
        return JsonLine(number, offset, len(line), reason=str(error))


def json_object(payload: bytes | str) -> dict[str, Any]:
    """A JSON object of untrusted text. Raises BadRecordError: ``broken_json`` or ``no_json_object``."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        raise BadRecordError("broken_json") from None
    if not isinstance(value, dict):
        raise BadRecordError("no_json_object")
    return value
