"""Where a group's captures and outcomes lie until they are published, and what is taken up of an earlier process's.

In a folder are the journal of the group and, for each host, a spool of captures. Of what a killed process left there,
nothing is used whose checksum is wrong, that is not the next visit of its host's queue, or that stands behind such.
"""

import fcntl
import io
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from zlib_ng import zlib_ng

from ..full_disk import NamingFile, full_disk_named
from .budget import Used
from .journal import Ended, LinksPlace, SpooledVisit, VisitJournal
from .robots import MAX_ROBOTS_AGE_S
from .visit import Visit, VisitKind, VisitOutcome
from .warc import SpooledCapture

_JOURNAL = "visits.journal"
_CLAIM_S = 10.0
"""How long a folder may be in use by a process whose driver was killed: it ends at once."""
_READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A local folder of a group's own that outlives the process."""

    folder: Path
    key: str
    """What decides which urls are asked for, and how: what was begun under another is not taken up."""


@dataclass
class Begun:
    """What an earlier process did for one host."""

    done: list[SpooledVisit] = field(default_factory=list)
    visits: int = 0
    """Visits of the queue that are over."""
    captures: int = 0
    spool_bytes: int = 0
    used: Used = field(default_factory=Used)
    said: dict[str, bytes | VisitOutcome | None] = field(default_factory=dict)
    """What each robots.txt and file about opt-outs said that is not too old, by url; as in ``Ended``."""


class GroupSpools:
    """The folder of one group, held by this process until it is closed."""

    def __init__(self, folder: Path, journal: io.FileIO, kept: Kept | None, queues: Mapping[str, Sequence[Visit]]):
        """``journal`` is the file of that name in ``folder``, which is that of ``kept`` if this is given."""
        self._folder = folder
        self._is_kept = kept is not None
        self._queues = queues
        self._paths = {host: folder / f"{number:06d}.spool" for number, host in enumerate(sorted(queues))}
        there = {entry.name for entry in os.scandir(folder)}
        self._begun = {host: Begun() for host, path in self._paths.items() if path.name in there}
        self._now = time.time()
        self.journal = VisitJournal(journal, kept.key if kept else "", self._take_up)

    @property
    def folder(self) -> Path:
        """Where other unfinished files of the group may lie, too."""
        return self._folder

    def naming(self) -> AbstractContextManager[None]:
        """Name a kept folder where what is written into it finds no room."""
        return full_disk_named(str(self._folder)) if self._is_kept else nullcontext()

    def begun(self, host: str) -> Begun | None:
        """What an earlier process did for the host; None if it did not come to it."""
        return self._begun.get(host)

    def spool(self, host: str) -> IO[bytes]:
        """The captures of a host, to append to."""
        begun = self.begun(host)
        path, mode = self._paths[host], "r+b" if begun else "wb"
        file = NamingFile(path, mode, str(self._folder)) if self._is_kept else io.FileIO(path, mode)
        out = io.BufferedWriter(file)
        if begun:
            out.seek(begun.spool_bytes)
            out.truncate()
        return out

    def read(self, host: str) -> IO[bytes]:
        """The captures of a host, to read."""
        return self._paths[host].open("rb")

    def close(self) -> None:
        """Leave the folder to the next process."""
        self.journal.close()

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self._folder, ignore_errors=True)  # before another process may take it up
        self.close()

    def _take_up(self, ended: Ended, links: LinksPlace) -> bool:
        """Count a visit of an earlier process as done, unless it is not to be trusted."""
        begun, visit = self._begun.get(ended.host), ended.visited.visit
        if begun is None:
            return False
        is_own = visit.kind in (VisitKind.ROBOTS, VisitKind.NOTICE)
        if not is_own:
            coming = next(iter(self._queues[ended.host][begun.visits : begun.visits + 1]), None)
            if coming is None or (coming.url, coming.kind) != (visit.url, visit.kind):
                return False
            visit = coming
        if not _are_whole(self._paths[ended.host], ended.captures, begun.spool_bytes):
            return False
        begun.done.append(SpooledVisit(replace(ended.visited, visit=visit), ended.captures, links))
        begun.visits += not is_own
        begun.captures += len(ended.captures)
        begun.spool_bytes = ended.captures[-1].end if ended.captures else begun.spool_bytes
        begun.used = ended.used
        if is_own and 0 <= self._now - ended.ended_at < MAX_ROBOTS_AGE_S:
            begun.said[visit.url] = ended.said
        return True


def open_spools(kept: Kept | None, temporary: Path, queues: Mapping[str, Sequence[Visit]]) -> GroupSpools:
    """The folder that is kept, with what an earlier process did; else, or if another one holds it, ``temporary``.

    Waits a few seconds for another process to end.
    """
    if kept is not None:
        claimed = _claimed(kept.folder / _JOURNAL)
        if claimed is not None:
            return GroupSpools(kept.folder, claimed, kept, queues)
    temporary.mkdir()
    return GroupSpools(temporary, io.FileIO(temporary / _JOURNAL, "a+"), None, queues)


def _claimed(path: Path) -> io.FileIO | None:
    """The file, created or as it is, that no other process opens thus as long as it is open here; None if one has it.

    None, too, where the file system has no locks.
    """
    ends_at = time.monotonic() + _CLAIM_S
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = NamingFile(path, "a+", str(path.parent))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        except (BlockingIOError, FileNotFoundError):  # held, or removed by the one that held it
            pass
        except OSError:
            file.close()
            return None
        file.close()
        if time.monotonic() >= ends_at:
            return None
        time.sleep(0.05)


def _are_whole(path: Path, captures: Sequence[SpooledCapture], start: int) -> bool:
    """Whether captures follow each other in a spool, from ``start`` on, as they were written."""
    if not captures:
        return True
    try:
        with path.open("rb") as spool:
            spool.seek(start)
            for capture in captures:
                if not spool.tell() == capture.start < capture.response < capture.end:
                    return False
                if _checksum(spool, capture.end - capture.start) != capture.checksum:
                    return False
    except OSError:
        return False
    return True


def _checksum(file: IO[bytes], length: int) -> int | None:
    """CRC-32 of the next bytes; None where there are fewer."""
    value = 0
    while length:
        data = file.read(min(length, _READ_BYTES))
        if not data:
            return None
        value = zlib_ng.crc32(data, value)
        length -= len(data)
    return value
