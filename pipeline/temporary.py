"""The temporary folder of a build: all that it leaves lying about, gone with it or at the latest with the next build.

A build that is killed can't tidy up. Its folder holds a file that it has locked for as long as it lives; the next
build of the same user on the same machine removes the folders whose lock it can take.
"""

import fcntl
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from .full_disk import full_disk_named

PREFIX = "weft-"
_MARK = ".weft-owner"
"""Holds the name of the machine: locks may not reach another one that has the folder mounted, too."""


@contextmanager
def temporary_folder() -> Iterator[None]:
    """Let temporary files of this process lie in a folder of its own, and remove those of builds that were killed."""
    outer = outer_folder()
    sweep(outer)
    own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=outer))
    before = tempfile.tempdir
    with full_disk_named(outer):
        mark = owned(own)
    with closing(mark):
        try:
            tempfile.tempdir = str(own)
            yield
        finally:
            tempfile.tempdir = before
            shutil.rmtree(own, ignore_errors=True)


def outer_folder() -> str:
    """The folder for temporary files, of the system or as ``TMPDIR`` says, around those of a build and its workers."""
    folder = Path(tempfile.gettempdir())
    while (folder / _MARK).exists():
        folder = folder.parent
    return str(folder)


def owned(folder: Path) -> IO[str]:
    """Mark ``folder`` as this process's; it is nobody's when the file is closed, or the process has ended."""
    unfinished = folder / f"{_MARK}.new"  # locked before it has the name that is looked for
    mark = unfinished.open("w")
    mark.write(socket.gethostname())
    mark.flush()
    fcntl.flock(mark, fcntl.LOCK_EX)
    unfinished.rename(folder / _MARK)
    return mark


def sweep(folder: str) -> None:
    """Remove what builds of this user on this machine have left in ``folder``, if they are gone."""
    for left in sorted(Path(folder).glob(f"{PREFIX}*")):
        try:
            if stat.S_ISDIR(left.lstat().st_mode) and left.lstat().st_uid == os.geteuid():
                _sweep_one(left)
        except OSError:  # locked, without a mark, or another build was faster
            continue


def _sweep_one(left: Path) -> None:
    with (left / _MARK).open("r+") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if mark.read() == socket.gethostname():
            shutil.rmtree(left, ignore_errors=True)
