"""Between a process and its child: messages over a pipe. The lengths of the parts come first, then the parts."""

import contextlib
import errno
import fcntl
import os
import select
import time

LENGTH_BYTES = 8
"""Of the length of a part, big-endian."""
MAX_PART_BYTES = 4 << 30
_CHUNK_BYTES = 1 << 20
_PIPE_BYTES = 1 << 20
"""Linux lets any process have this much; the 64 KB that a pipe starts with are many turns between two processes."""
READY = b"ready"
"""The child's first message, once its limits stand."""
OUT_OF_MEMORY = errno.ENOMEM
"""Exit code of a child that could not even take the item or give the answer."""
FULL_DISK = errno.ENOSPC
"""Exit code of a child whose folder has no room: it can't even write what went wrong."""


class ChannelClosedError(Exception):
    """The other side is gone, or sent what is no message."""


class ChannelTimeoutError(Exception):
    """The deadline passed before the message was through."""


def widen(descriptor: int) -> None:
    """Let a pipe hold a whole picture, where the system allows it."""
    with contextlib.suppress(AttributeError, OSError):  # another system; or this user's pipes hold too much already
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def send(descriptor: int, *parts: bytes, deadline_s: float | None = None) -> None:
    """Write one message at once; with a deadline (on ``time.monotonic``) the descriptor must be non-blocking."""
    lengths = b"".join(len(part).to_bytes(LENGTH_BYTES, "big") for part in parts)
    rest = [memoryview(part) for part in (lengths, *parts) if part]
    while rest:
        _check(deadline_s)
        try:
            written = os.writev(descriptor, rest)
        except BlockingIOError:
            _wait(descriptor, select.POLLOUT, deadline_s)
            continue
        except BrokenPipeError:
            raise ChannelClosedError from None
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if rest:
            rest[0] = rest[0][written:]


def received(descriptor: int, parts: int, deadline_s: float | None = None) -> list[bytes]:
    """The parts of one message. Raises ``ChannelClosedError`` at the end, ``ChannelTimeoutError`` past the deadline."""
    lengths = _read(descriptor, LENGTH_BYTES * parts, deadline_s)
    sizes = [int.from_bytes(lengths[at : at + LENGTH_BYTES], "big") for at in range(0, len(lengths), LENGTH_BYTES)]
    if max(sizes) > MAX_PART_BYTES:
        raise ChannelClosedError
    return [_read(descriptor, size, deadline_s) for size in sizes]


def _read(descriptor: int, size: int, deadline_s: float | None) -> bytes:
    chunks = []
    while size:
        _check(deadline_s)
        try:
            chunk = os.read(descriptor, min(size, _CHUNK_BYTES))
        except BlockingIOError:
            _wait(descriptor, select.POLLIN, deadline_s)
            continue
        if not chunk:
            raise ChannelClosedError
        size -= len(chunk)
        chunks.append(chunk)
    return b"".join(chunks)


def _check(deadline_s: float | None) -> None:
    if deadline_s is not None and time.monotonic() >= deadline_s:
        raise ChannelTimeoutError


def _wait(descriptor: int, event: int, deadline_s: float | None) -> None:
    """Return when the descriptor is ready, closed, or too late. poll, since select fails on descriptors over 1023."""
    poll = select.poll()
    poll.register(descriptor, event)
    poll.poll(None if deadline_s is None else max(0.0, deadline_s - time.monotonic()) * 1000)
