"""A full disk: no fault of what was being written, and one line that says which folder has no room."""

import errno
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..schemas.errors import WeftError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_AS_PYTHON_SAYS = re.compile("|".join(re.escape(f"[Errno {number}] {os.strerror(number)}") for number in _FULL))


class FullDiskError(WeftError):
    """A folder has no room left, or its owner's quota has."""


_NAMED = re.compile(FullDiskError.__name__ + r": (no space left .* run the same command again)")


def is_full_disk(error: BaseException) -> bool:
    """Whether the system said that a disk, or a quota, is full."""
    return isinstance(error, OSError) and error.errno in _FULL


@contextmanager
def full_disk_named(folder: str) -> Iterator[None]:
    """Name ``folder`` where what is written into it finds no room."""
    try:
        yield
    except OSError as error:
        if not is_full_disk(error):
            raise
        message = f"no space left in {folder}; free some, and run the same command again"
        raise FullDiskError(message) from error


class NamingFile(io.FileIO):
    """A file that names ``folder`` where the disk is full."""

    def __init__(self, path: Path, mode: str, folder: str) -> None:
        with full_disk_named(folder):
            super().__init__(path, mode)
        self._folder = folder

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            with full_disk_named(self._folder):
                raise


def full_disk_in(said: str, temporary_folder: str) -> FullDiskError | None:
    """The full disk that a process told of, whose error came as text; None if it told of something else.

    What does not name its folder was written into ``temporary_folder``.
    """
    if named := _NAMED.search(said):
        return FullDiskError(named[1])
    if not _AS_PYTHON_SAYS.search(said):
        return None
    return FullDiskError(
        f"no space left in the temporary folder {temporary_folder}; free some, or set TMPDIR to a folder "
        "with more, and run the same command again"
    )
