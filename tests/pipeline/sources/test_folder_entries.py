import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from weft.pipeline.sources.folder_entries import FolderEntry, folder_entries


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "good.txt").write_bytes(b"words")
    (tmp_path / "in" / "sub" / "a.txt").write_bytes(b"more")
    return tmp_path / "in"


def reasons(folder: Path) -> dict[str, str]:
    return {name: entry.reason for name, entry in folder_entries(LocalFileSystem(), str(folder)).items()}


def test_files_of_all_folders_by_name_but_hidden_ones(folder: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".hidden", ".git/x.txt", "sub/.x"):
        (folder / name).write_bytes(b"x")
    (folder / ".#lock").symlink_to("nowhere")
    os.utime(folder / "good.txt", (3, 3))
    os.utime(folder / "sub" / "a.txt", (4, 4.5))
    assert folder_entries(LocalFileSystem(), str(folder)) == {
        "good.txt": FolderEntry(5, "3.0"),
        "sub/a.txt": FolderEntry(4, "4.5"),
    }


def test_a_link_to_a_file_is_that_file(folder: Path) -> None:
    (folder / "link.txt").symlink_to("sub/a.txt")
    os.utime(folder / "sub" / "a.txt", (4, 4))
    assert folder_entries(LocalFileSystem(), str(folder))["link.txt"] == FolderEntry(4, "4.0")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere", "broken_link"),
        ("link", "broken_link"),
        ("good.txt/x", "broken_link"),
        ("sub", "link_to_folder"),
        (".", "link_to_folder"),
        ("/dev/zero", "no_regular_file"),
    ],
)
def test_any_other_link_has_a_reason(folder: Path, target: str, reason: str) -> None:
    (folder / "link").symlink_to(target)
    assert reasons(folder) == {"good.txt": "", "link": reason, "sub/a.txt": ""}


def test_pipes_and_sockets_are_no_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "p.txt")
    monkeypatch.chdir(folder)  # the whole path may be too long for a socket
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        assert reasons(folder) == {
            "good.txt": "",
            "p.txt": "no_regular_file",
            "s.txt": "no_regular_file",
            "sub/a.txt": "",
        }


def test_names_that_are_not_utf_8_have_a_reason(folder: Path) -> None:
    (folder / os.fsdecode(b"d\xff")).mkdir()
    (folder / os.fsdecode(b"d\xff/b.txt")).write_bytes(b"x")
    assert reasons(folder) == {"d\udcff/b.txt": "no_utf8_name", "good.txt": "", "sub/a.txt": ""}


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Paths that this user may not read, which root, whom tests may run as, could."""
    paths: set[str] = set()
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if path.rstrip("/") in paths:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "access", lambda path, mode: path not in paths)
    monkeypatch.setattr(os, "scandir", refuse)
    yield paths


def test_what_may_not_be_read_has_a_reason(folder: Path, forbidden: set[str]) -> None:
    forbidden |= {f"{folder}/good.txt", f"{folder}/sub"}
    assert reasons(folder) == {"good.txt": "no_permission", "sub": "no_permission"}
    forbidden.add(str(folder))
    with pytest.raises(PermissionError):
        reasons(folder)


def test_folders_in_other_places_are_listed_too() -> None:
    memory = MemoryFileSystem()
    memory.pipe({"/folder-entries/a.txt": b"abc", "/folder-entries/.x/b.txt": b"", "/folder-entries/c/d.txt": b"d"})
    found = folder_entries(memory, "/folder-entries")
    assert {name: (entry.size_bytes, entry.reason) for name, entry in found.items()} == {
        "a.txt": (3, ""),
        "c/d.txt": (1, ""),
    }
