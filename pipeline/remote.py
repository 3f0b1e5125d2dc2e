"""Files behind a url, read in ranges: few requests, each tried again while the fault may pass.

A file read from front to back is asked for in ever larger ranges; after a jump the ranges start small again. One
whose server gives no ranges is downloaded once into a temporary file.
"""

import errno
import io
import os
import tempfile
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import IO, Any, TypeVar

import aiohttp
import fsspec
from fsspec.implementations.http import HTTPFileSystem, HTTPStreamFile
from fsspec.spec import AbstractBufferedFile

from ..schemas.errors import WeftError

FIRST_BYTES = 256 << 10
"""Asked for after a jump."""
MOST_BYTES = 8 << 20
"""Asked for at once, and held."""
NEAR_BYTES = 512 << 10
"""A jump forwards by no more than this is reading on: passing over it costs less than another round trip."""
BEHIND_BYTES = 256 << 10
"""Kept of what was read: a reader of compressed records goes back to where the last one ended."""
PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""Between one try and the next; one try more than there are pauses."""
_BUFFER_BYTES = 64 << 10
_COPY_BYTES = 1 << 20
_PLAIN = {"Accept-Encoding": "identity"}
"""An answer that a server packs on its way would have another length than the file."""
_MAY_PASS = frozenset([HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS])
_GONE = frozenset([HTTPStatus.NOT_FOUND, HTTPStatus.GONE])
_REFUSED = frozenset([HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN])
_NO_CREDENTIALS = frozenset(["NoCredentialsError", "DefaultCredentialsError"])
"""Of botocore and google-auth, which are there only with their extras."""
_Result = TypeVar("_Result")


class RemoteError(WeftError):
    """A file that is there and can't be read on. No OSError: readers take those for damage inside the file."""


def open_remote(filesystem: fsspec.AbstractFileSystem, path: str) -> IO[bytes]:
    """Open a file for reading; it is seekable, whatever its server can do. A local file is opened as it is.

    Raises:
        FileNotFoundError: it is not there.
        PermissionError: the server refuses it; an object store may say so of what is not there, too.
        RemoteError: there was no answer in several tries.
    """
    url = filesystem.unstrip_protocol(path)
    plain = {"headers": _PLAIN} if isinstance(filesystem, HTTPFileSystem) else {}
    opened = tried(url, lambda: filesystem.open(path, "rb", cache_type="none", **plain))
    if isinstance(opened, HTTPStreamFile):
        opened.close()
        return tried(url, lambda: _downloaded(filesystem, path))
    if not isinstance(opened, AbstractBufferedFile):
        return opened
    return RemoteFile(_Ranges(opened, url, lambda: _downloaded(filesystem, path)))


def read_range(filesystem: fsspec.AbstractFileSystem, path: str, start: int, end: int) -> bytes:
    """Bytes ``start`` to ``end`` of a file, in one request; fewer where it ends before. Raises as above."""

    def attempt() -> bytes:
        if isinstance(filesystem, HTTPFileSystem):  # the size spares the question for it
            with filesystem.open(path, "rb", cache_type="none", size=end, headers=_PLAIN) as file:
                file.seek(start)
                return file.read(end - start)
        try:
            return filesystem.cat_file(path, start, end)
        except OSError as error:
            if error.errno == errno.EINVAL:  # s3fs: the file ends before the range
                return b""
            raise

    try:
        return tried(filesystem.unstrip_protocol(path), attempt)
    except NoRangesError:
        raise RemoteError(f"{path}: the server gives no ranges; copy the file to where you build") from None


def remote_facts(filesystem: fsspec.AbstractFileSystem, path: str) -> dict[str, Any]:
    """What the file system knows of a file without reading it; raises as :func:`open_remote` does."""
    return tried(filesystem.unstrip_protocol(path), lambda: filesystem.info(path))


def tried(url: str, attempt: Callable[[], _Result]) -> _Result:
    """The result of ``attempt``, made again after a pause while it fails in a way that may pass.

    Raises:
        FileNotFoundError, PermissionError: at once, when that is what the server says.
        RemoteError: for any other fault, with what to do.
    """
    for pause_s in (*PAUSES_S, None):
        try:
            return attempt()
        except Exception as error:
            if isinstance(error, ValueError) and "range requests" in str(error):  # as fsspec words it
                raise NoRangesError from error
            said, status = _said(error), _status(error)
            if status in _GONE or (isinstance(error, FileNotFoundError) and error.__cause__ is None):
                raise FileNotFoundError(f"{url} is not there") from error
            if status in _REFUSED or isinstance(error, PermissionError) or type(error).__name__ in _NO_CREDENTIALS:
                raise PermissionError(f"{url} is refused ({said}); docs/sources.md says how to log in") from error
            if isinstance(error, ImportError):
                raise
            if status is not None and status < 500 and status not in _MAY_PASS:
                raise RemoteError(f"{url}: {said}") from error
            if pause_s is None:
                tries = len(PAUSES_S) + 1
                raise RemoteError(
                    f"{url}: {said}, {tries} times in a row; see whether the url is right and its server answers, "
                    f"then run the same command again"
                ) from error
            time.sleep(pause_s)
    raise AssertionError("unreachable")


class NoRangesError(Exception):
    """The server answers a request for a range with the whole file."""


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of a file system."""
    if isinstance(error.__cause__, aiohttp.ClientResponseError):
        error = error.__cause__
    return error.status if isinstance(error, aiohttp.ClientResponseError) else None


def _said(error: BaseException) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError | TimeoutError) else error
    match cause:
        case aiohttp.ClientResponseError():
            return f"the server says {cause.status} {cause.message}".strip()
        case aiohttp.ClientConnectorDNSError():
            return f"no host is called {cause.host}"
        case aiohttp.ClientConnectorCertificateError():
            return f"the certificate of {cause.host} is not valid"
        case aiohttp.ClientSSLError():
            return f"no TLS with {cause.host}:{cause.port}"
        case aiohttp.ClientConnectorError(os_error=OSError(errno=int(number))):
            return f"no connection to {cause.host}:{cause.port} ({os.strerror(number).lower()})"
        case aiohttp.ServerConnectionError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return "the connection broke off"
        case TimeoutError():
            return "no answer in time"
    lines = str(cause).strip().splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__


def _downloaded(filesystem: fsspec.AbstractFileSystem, path: str) -> IO[bytes]:
    whole = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    try:
        with filesystem.open(path, "rb", block_size=0, size=1) as stream:  # any size spares asking for it
            while piece := stream.read(_COPY_BYTES):
                whole.write(piece)
        whole.seek(0)
    except BaseException:
        whole.close()
        raise
    return whole


class RemoteFile(io.BufferedReader):
    """A file that is read in ranges."""

    raw: "_Ranges"

    def __init__(self, ranges: "_Ranges") -> None:
        super().__init__(ranges, _BUFFER_BYTES)

    def expect(self, offset: int, length: int) -> None:
        """Say that the bytes from ``offset`` are read next, so that one request brings them, and no more."""
        self.raw.expected_end = offset + length


class _Ranges(io.RawIOBase):
    """The bytes of an fsspec file, with a window of them in memory."""

    def __init__(self, file: AbstractBufferedFile, url: str, download: Callable[[], IO[bytes]]) -> None:
        self._file: Any = file
        self._url = url
        self._download = download
        self._size: int = file.size
        self._position = 0
        self._start = 0
        self._window = b""
        self._span = FIRST_BYTES // 2
        self.expected_end = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position >= self._size:
            return 0
        if not self._start <= self._position < self._start + len(self._window):
            self._move()
        first = self._position - self._start
        taken = self._window[first : first + len(buffer)]
        buffer[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)

    def close(self) -> None:
        if not self.closed:
            self._window = b""
            self._file.close()
        super().close()

    def _move(self) -> None:
        """Bring the window to the position."""
        jump = self._position - (self._start + len(self._window))
        wanted = self.expected_end - self._position
        if 0 <= jump <= NEAR_BYTES:
            self._span = min(2 * self._span, MOST_BYTES)
            span = max(self._span, wanted)
        else:
            self._span = FIRST_BYTES
            span = wanted if wanted > 0 else FIRST_BYTES
        end = min(self._position + min(span, MOST_BYTES), self._size)
        try:
            window = tried(self._url, lambda: self._range(self._position, end))
        except NoRangesError:
            self._file.close()
            self._file = tried(self._url, self._download)
            window = self._range(self._position, end)
        behind = self._window[-BEHIND_BYTES:] if jump == 0 else b""
        self._start, self._window = self._position - len(behind), behind + window

    def _range(self, start: int, end: int) -> bytes:
        self._file.seek(start)
        found = self._file.read(end - start)
        if len(found) != end - start:
            raise EOFError(f"{end - start:,} bytes from {start:,} were asked for, {len(found):,} came")
        return found
