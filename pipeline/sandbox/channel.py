"""Between a process and its child: frames over a pipe, eight bytes of length, big-endian, then the bytes."""

import contextlib
import errno
import fcntl
import os
import select
import time
from collections.abc import Iterator

LENGTH_BYTES = 8
MAX_FRAME_BYTES = 4 << 30
_CHUNK_BYTES = 1 << 20
_PIPE_BYTES = 1 << 20
"""Linux lets any process have this much; the 64 KB that a pipe starts with are many turns between two processes."""
READY = b"ready"
"""The child's first frame, once its limits stand."""
OUT_OF_MEMORY = errno.ENOMEM
"""Exit code of a child that could not even take the item or give the answer."""
FULL_DISK = errno.ENOSPC
"""Exit code of a child whose folder has no room: it can't even write what went wrong."""


class ChannelClosedError(Exception):
    """The other side is gone, or sent what is no frame."""


class ChannelTimeoutError(Exception):
    """The deadline passed before the frame was through."""


def widen(descriptor: int) -> None:
    """Let a pipe hold a whole picture, where the system allows it."""
    with contextlib.suppress(AttributeError, OSError):  # another system; or this user's pipes hold too much already
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def write_frame(descriptor: int, frame: bytes, deadline_s: float | None = None) -> None:
    """Write one frame; with a deadline (on ``time.monotonic``) the descriptor must be non-blocking."""
    for part in (len(frame).to_bytes(LENGTH_BYTES, "big"), frame):
        rest = memoryview(part)
        while rest:
            _wait(descriptor, select.POLLOUT, deadline_s)
            try:
                rest = rest[os.write(descriptor, rest[:_CHUNK_BYTES]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise ChannelClosedError from None


def read_frame(descriptor: int, deadline_s: float | None = None) -> bytes:
    """Read one frame. Raises ``ChannelClosedError`` at the end, ``ChannelTimeoutError`` past the deadline."""
    size = int.from_bytes(b"".join(_read(descriptor, LENGTH_BYTES, deadline_s)), "big")
    if size > MAX_FRAME_BYTES:
        raise ChannelClosedError
    return b"".join(_read(descriptor, size, deadline_s))


def _read(descriptor: int, size: int, deadline_s: float | None) -> Iterator[bytes]:
    while size:
        _wait(descriptor, select.POLLIN, deadline_s)
        try:
            chunk = os.read(descriptor, min(size, _CHUNK_BYTES))
        except BlockingIOError:
            continue
        if not chunk:
            raise ChannelClosedError
        size -= len(chunk)
        yield chunk


def _wait(descriptor: int, event: int, deadline_s: float | None) -> None:
    """Return when the descriptor is ready (or closed). poll, since select fails on descriptors over 1023."""
    if deadline_s is None:
        return
    left_s = deadline_s - time.monotonic()
    poll = select.poll()
    poll.register(descriptor, event)
    if left_s <= 0 or not poll.poll(left_s * 1000):
        raise ChannelTimeoutError
