"""Work in a child process that can be killed, so that no item can hang, crash or outgrow a worker."""

import contextlib
import errno
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ...schemas.errors import WeftError
from .channel import (
    FULL_DISK,
    OUT_OF_MEMORY,
    READY,
    ChannelClosedError,
    ChannelTimeoutError,
    received,
    send,
    widen,
)

_START_TIMEOUT_S = 120.0
_LAST_WORDS_BYTES = 4096
_CAUSES = {OUT_OF_MEMORY: "out_of_memory", FULL_DISK: "full_disk"}
"""Of a child's death, by its exit code."""
_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""glibc gives what is freed back to the system beyond this many bytes. By itself it does so with every picture, and
the system has to clear all pages again for the next: a seventh of the time of decoding pictures of web sizes."""
_LOG = logging.getLogger(__name__)


class SandboxError(Exception):
    """The child gave no answer; ``reason`` is ``timeout``, ``out_of_memory`` or the workshop's ``crashed_reason``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SandboxStartError(WeftError):
    """No child can be started: a fault of the machine or the recipe, not of an item. It ends the build."""


@dataclass(frozen=True)
class Workshop:
    """Which child to start, and how to speak of it."""

    module: str
    """Run with ``python -m``; it calls ``serve.run``."""
    called: str
    """In messages: ``media decoder``."""
    crashed_reason: str
    """Of an item on which the child ended without an answer: ``decoder_crashed``."""
    settings_json: bytes
    timeout_s: float
    """Wall time for one item; a child that takes longer is killed."""
    memory_hint: str
    """What to do when memory does not even suffice for a start."""


class Sandbox:
    """Answers items one after the other in a child that lives as long as it behaves. One a thread.

    The child has its own process group, so that a kill takes what it started with it, and it dies with this
    process. It starts with the first item, and again after a timeout or a crash.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, note: bytes, payload: bytes) -> tuple[bytes, bytes]:
        """The child's answer on one item: msgpack and bytes.

        Raises ``SandboxError`` when the item gets none, ``SandboxStartError`` when no child can be started,
        ``OSError`` when the temporary folder had no room for what it makes of the item.
        """
        if self._child is None or not self._child.is_alive():
            self.close()
            self._child = _Child(self._workshop)
        try:
            return self._child.ask(note, payload, time.monotonic() + self._workshop.timeout_s)
        except ChannelTimeoutError:
            reason = "timeout"
        except ChannelClosedError:
            reason = self._child.cause_of_death(otherwise=self._workshop.crashed_reason)
            if reason == self._workshop.crashed_reason:
                words = self._child.last_words()
                _LOG.warning("a %s ended on %d bytes: %s", self._workshop.called, len(payload), words)
        except BaseException:
            self.close()  # half an answer may be in the pipe
            raise
        self.close()
        if reason == "full_disk":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir())
        raise SandboxError(reason)

    def close(self) -> None:
        """Kill the child and everything it started. The sandbox can be used again."""
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Child:
    """One child process, its pipes and its private folder; killed at the latest when this object goes."""

    def __init__(self, workshop: Workshop) -> None:
        over = threading.Event()
        with ExitStack() as undo:
            try:
                folder = Path(tempfile.mkdtemp(prefix="weft-"))
                undo.callback(shutil.rmtree, folder, ignore_errors=True)
                self._words: IO[bytes] = undo.enter_context(tempfile.TemporaryFile())
                self._process = _start(workshop, folder, self._words, over)
            except Exception as error:  # whatever it is: there is no item yet that could be at fault
                raise SandboxStartError(
                    f"the {workshop.called} did not start: {str(error) or type(error).__name__}; see to the room in "
                    "the temporary folder, memory, processes and open files, or build with fewer --workers"
                ) from error
            undo.pop_all()  # from here on these are _end's
        self._folder = folder
        self.kill = weakref.finalize(self, _end, self._process, folder, self._words, over, os.getpid())
        assert self._process.stdin and self._process.stdout
        self._requests, self._answers = self._process.stdin.fileno(), self._process.stdout.fileno()
        for descriptor in (self._requests, self._answers):
            os.set_blocking(descriptor, False)
            widen(descriptor)
        deadline_s = time.monotonic() + _START_TIMEOUT_S
        try:
            send(self._requests, workshop.settings_json, deadline_s=deadline_s)
            is_ready = received(self._answers, 1, deadline_s) == [READY]
        except (ChannelClosedError, ChannelTimeoutError):
            is_ready = False
        if not is_ready:
            words = self.last_words()
            self.kill()
            raise SandboxStartError(
                f"the {workshop.called} did not start: {words or 'it said nothing'}; "
                f"if memory ran out, {workshop.memory_hint}"
            )

    def is_alive(self) -> bool:
        """Whether it can answer: not if its folder went with the build that it was started in."""
        return self._process.poll() is None and self._folder.is_dir()

    def ask(self, note: bytes, payload: bytes, deadline_s: float) -> tuple[bytes, bytes]:
        """Send one item and wait for its answer. Raises ``ChannelTimeoutError`` or ``ChannelClosedError``."""
        send(self._requests, note, payload, deadline_s=deadline_s)
        answer, made = received(self._answers, 2, deadline_s)
        return answer, made

    def cause_of_death(self, otherwise: str) -> str:
        """``out_of_memory``, ``full_disk`` or else ``otherwise``, once its pipe has closed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        return _CAUSES.get(self._process.returncode, otherwise)

    def last_words(self) -> str:
        """The last line that the child wrote to its standard error."""
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _LAST_WORDS_BYTES))
        lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def _start(workshop: Workshop, folder: Path, words: IO[bytes], over: threading.Event) -> "subprocess.Popen[bytes]":
    """Start the child from a thread that stays until ``over`` is set; raises what the start raises.

    The kernel kills a child bound to its parent when the *thread* that started it ends, and a caller's thread
    may well end before the child's work is done.
    """
    started: list[subprocess.Popen[bytes]] = []
    failures: list[Exception] = []
    settled = threading.Event()

    def start_and_stay() -> None:
        try:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", workshop.module, str(folder), str(os.getpid())],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=words,
                    bufsize=0,
                    start_new_session=True,
                    env=_environment(),
                )
            )
        except Exception as error:
            failures.append(error)
        finally:
            settled.set()
        if started:
            over.wait()

    threading.Thread(target=start_and_stay, name="weft-sandbox", daemon=True).start()
    settled.wait()
    if failures:
        raise failures[0]
    return started[0]


def _end(
    process: "subprocess.Popen[bytes]", folder: Path, words: IO[bytes], over: threading.Event, owner_id: int
) -> None:
    """Kill the whole process group and take its folder away; nothing in a fork of the process that owns it."""
    if os.getpid() != owner_id:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    over.set()
    for stream in (process.stdin, process.stdout, words):
        if stream is not None:
            stream.close()
    shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """This process's environment; the working directory never shadows an import, a library has one thread."""
    single = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**os.environ, **single, **_KEPT_MEMORY}
