"""JSON lines (plain, .gz or .zst) as captures: one text document a line."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

import zstandard

from ...schemas.recipe import JsonlSource
from ..urls import canonical
from .capture import Capture

MAX_LINE_BYTES = 64 << 20
_READ_BYTES = 1 << 16
_MAX_WINDOW_BYTES = 1 << 27


def read_jsonl(stream: IO[bytes], name: str, source: JsonlSource) -> Iterator[Capture]:
    """One capture a line; ``offset`` counts bytes of the uncompressed text.

    A line that is no JSON object, or has no text, is a capture with a reason. One without a url is called
    ``file:<name>#<line>``.
    """
    offset = 0
    lines = _plain(stream, name)
    for number in range(1, 1 << 62):
        try:
            line = lines.readline(MAX_LINE_BYTES + 1)
        except (EOFError, OSError, zlib.error, zstandard.ZstdError):
            yield Capture(url=f"file:{quote(name)}#{number}", offset=offset, status=200, reason="file_broken")
            return
        if not line:
            return
        capture = Capture(url=f"file:{quote(name)}#{number}", offset=offset, length=len(line), status=200)
        offset += len(line)
        capture.mime = "text/plain"
        capture.charset = "utf-8"
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = lines.readline(MAX_LINE_BYTES)
                capture.length += len(line)
                offset += len(line)
            capture.reason = "too_large"
        elif line.strip():
            _fill(capture, line, source)
        else:
            continue
        yield capture


def read_records(stream: IO[bytes], name: str) -> Iterator[dict[str, Any]]:
    """Every JSON object of a file that its user vouches for. Raises ValueError that names a bad line."""
    for number, line in enumerate(_plain(stream, name), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{name}:{number}: not JSON: {error}") from error
            if not isinstance(record, dict):
                raise ValueError(f"{name}:{number}: expected a JSON object")
            yield record


def _fill(capture: Capture, line: bytes, source: JsonlSource) -> None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        capture.reason = "broken_json"
        return
    if not isinstance(record, dict):
        capture.reason = "no_json_object"
        return
    text = record.get(source.text)
    if not isinstance(text, str) or not text.strip():
        capture.reason = "no_text"
        return
    url = record.get(source.url)
    if isinstance(url, str):
        capture.url = canonical(url) or capture.url
    licence = record.get(source.license)
    capture.license = licence.encode("utf-8", "replace").decode() if isinstance(licence, str) else ""
    capture.payload = text.encode("utf-8", "replace")


def _plain(stream: IO[bytes], name: str) -> IO[bytes]:
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if name.endswith(".zst"):
        return io.BufferedReader(_ZstdFrames(stream))
    return stream


class _ZstdFrames(io.RawIOBase):
    """The text of zstd frames, one after the other; EOFError where the last one is cut off."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._frame: Any = None
        self._text = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._text:
            packed = self._frame.unused_data if self._frame is not None and self._frame.eof else b""
            packed = packed or self._stream.read(_READ_BYTES)
            if not packed:
                if self._frame is not None and not self._frame.eof:
                    raise EOFError("the last zstd frame is cut off")
                return 0
            if self._frame is None or self._frame.eof:
                self._frame = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).decompressobj()
            self._text = self._frame.decompress(packed)
        size = min(len(buffer), len(self._text))
        buffer[:size] = self._text[:size]
        self._text = self._text[size:]
        return size
