"""What lies in a folder that a source names: its files, and why what is none, or can't be read, is not read."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

import fsspec
from fsspec.implementations.local import LocalFileSystem

from ..extract.decode import scalar_text

_MARKS = ("ETag", "mtime", "LastModified", "Last-Modified")
"""What file systems call the mark of a file's version."""
_LEADS_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


@dataclass(frozen=True)
class FolderEntry:
    """A file in a folder, or in one inside it; a link counts as what it leads to."""

    size_bytes: int = 0
    changed: str = ""
    """Modification time or etag where the file system knows one."""
    reason: str = ""
    """Why it is not read: ``broken_link``, ``link_to_folder``, ``no_regular_file``, ``no_permission`` or
    ``no_utf8_name``; empty when it is.
    """


def folder_entries(filesystem: fsspec.AbstractFileSystem, folder: str) -> dict[str, FolderEntry]:
    """Every file below ``folder`` by its path there, and every folder that may not be read; hidden ones are left out.

    Links to files are followed, links to folders are not, since they may lead back. Raises PermissionError where
    ``folder`` itself may not be read.
    """
    if isinstance(filesystem, LocalFileSystem):
        found = dict(_local_entries(folder))
    else:
        found = {
            name: FolderEntry(int(facts["size"] or 0), version_mark(facts))
            for path, facts in filesystem.find(folder, detail=True).items()
            if not _is_hidden(name := path.removeprefix(folder).lstrip("/"))
        }
    return {name: entry if name == scalar_text(name) else _NO_NAME for name, entry in sorted(found.items())}


def version_mark(facts: dict[str, object]) -> str:
    """What a file system says changes with a file; empty where it says nothing."""
    return str(next((facts[mark] for mark in _MARKS if facts.get(mark)), ""))


_NO_NAME = FolderEntry(reason="no_utf8_name")
_NO_PERMISSION = FolderEntry(reason="no_permission")


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _local_entries(folder: str) -> Iterator[tuple[str, FolderEntry]]:
    insides = [""]
    while insides:
        inside = insides.pop()
        try:
            listed = os.scandir(f"{folder}/{inside}")
        except PermissionError:
            if not inside:
                raise
            yield inside.rstrip("/"), _NO_PERMISSION
            continue
        with listed:
            for found in listed:
                name = inside + found.name
                if found.name.startswith("."):
                    continue
                if found.is_dir(follow_symlinks=False):
                    insides.append(f"{name}/")
                else:
                    yield name, _local_entry(found)


def _local_entry(found: os.DirEntry[str]) -> FolderEntry:
    try:
        facts = found.stat()
    except PermissionError:
        return _NO_PERMISSION
    except OSError as error:
        if error.errno in _LEADS_NOWHERE and found.is_symlink():
            return FolderEntry(reason="broken_link")
        raise
    if stat.S_ISDIR(facts.st_mode):
        return FolderEntry(reason="link_to_folder")
    if not stat.S_ISREG(facts.st_mode):
        return FolderEntry(reason="no_regular_file")
    if not os.access(found.path, os.R_OK):
        return _NO_PERMISSION
    return FolderEntry(facts.st_size, str(facts.st_mtime))
