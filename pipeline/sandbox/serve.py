"""The child's side: reads items on its standard input, answers on its standard output, under limits.

A module of work is started by ``Sandbox`` as ``python -m <module> <folder> <parent's process id>`` and calls
``run``. The first message is its settings as JSON; then an item is a message of two parts, a note about it and its
bytes, and an answer is another, msgpack and bytes.
"""

import os
import resource
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..full_disk import is_full_disk
from .channel import FULL_DISK, OUT_OF_MEMORY, READY, ChannelClosedError, received, send
from .parent_death import die_with_parent

_MAX_OPEN_FILES = 64
_CPU_SLACK_S = 10


@dataclass(frozen=True)
class Work:
    """What a child does with an item, and what it may use up doing so."""

    answer: Callable[[bytes, bytes], tuple[bytes, bytes]]
    """(note, payload) to (msgpack, bytes). An exception ends the child: it is a fault of this package."""
    timeout_s: float
    """Wall time the parent grants an item; the processor time granted is this on every core, and some seconds."""
    max_memory_bytes: int
    """Address space, this process and each that it starts."""
    max_file_bytes: int
    """Of any file it writes."""


def run(prepare: Callable[[bytes, Path], Work]) -> None:
    """The ``__main__`` of a module of work: ``prepare`` makes it from the settings and an empty private folder."""
    try:
        _serve(prepare, Path(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # no room even for an orderly end; the parent reads the code
    except OSError as error:
        if not is_full_disk(error):
            raise
        os._exit(FULL_DISK)


def _serve(prepare: Callable[[bytes, Path], Work], folder: Path, parent_id: int) -> None:
    """Answer items until the parent goes away."""
    die_with_parent(parent_id)
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # nothing that a library prints may land between messages
    [settings_json] = received(requests, 1)
    work = prepare(settings_json, folder)
    _limit(work)
    send(answers, READY)
    while True:
        try:
            note, payload = received(requests, 2)
        except ChannelClosedError:
            return
        _renew_cpu_limit(work.timeout_s)
        facts, blob = work.answer(note, payload)
        del payload
        send(answers, facts, blob)
        _empty(folder)


def _limit(work: Work) -> None:
    """Address space, file sizes, open files, no core dumps; processes that it starts inherit them all."""
    for which, amount in (
        (resource.RLIMIT_AS, work.max_memory_bytes),
        (resource.RLIMIT_FSIZE, work.max_file_bytes),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        within = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(which, (within, within))


def _renew_cpu_limit(timeout_s: float) -> None:
    """CPU time for one more item. The parent's wall clock comes first; this holds when it is stopped or gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + timeout_s * (os.cpu_count() or 1)) + _CPU_SLACK_S
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
