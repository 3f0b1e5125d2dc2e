import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from weft.pipeline import temporary
from weft.pipeline.media.decoder import Decoder
from weft.pipeline.temporary import outer_folder, sweep, temporary_folder
from weft.schemas.recipe import MediaSettings, Recipe

from .conftest import build_here

_AT_WORK = """
import tempfile
from weft.pipeline.media.decoder import Decoder
from weft.pipeline.temporary import temporary_folder
with temporary_folder():
    open(tempfile.mkdtemp() + "/rows", "w").write("x")
    print(tempfile.gettempdir(), flush=True)
    input()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process and of those that it starts."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def at_work() -> tuple["subprocess.Popen[bytes]", Path]:
    """A process that holds its temporary folder, and the folder."""
    process = subprocess.Popen([sys.executable, "-c", _AT_WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().decode().rstrip("\n"))


def end(process: "subprocess.Popen[bytes]", how: signal.Signals | None = None) -> None:
    if how is not None:
        process.send_signal(how)
    process.communicate(b"\n")


def test_temporary_files_lie_in_one_folder_that_goes_at_the_end(folder: Path) -> None:
    with temporary_folder():
        assert outer_folder() == str(folder)
        (own,) = folder.iterdir()
        assert Path(tempfile.mkdtemp()).parent == own
    assert tempfile.gettempdir() == str(folder)
    assert list(folder.iterdir()) == []


def test_what_a_killed_build_left_goes_with_the_next_and_what_a_live_one_holds_stays(folder: Path) -> None:
    killed, left = at_work()
    live, held = at_work()
    end(killed, signal.SIGKILL)
    assert left.parent == held.parent == folder
    with temporary_folder():
        assert not left.exists()
        assert [path.read_text() for path in held.glob("*/rows")] == ["x"]
    end(live)
    assert list(folder.iterdir()) == []


def test_a_build_begins_with_what_killed_ones_left(folder: Path) -> None:
    process, left = at_work()
    end(process, signal.SIGKILL)
    assert left.exists()
    (folder / "texts.jsonl").write_text('{"text": "Some words."}')
    source = {"kind": "jsonl", "paths": [str(folder / "texts.jsonl")]}
    build_here(Recipe.model_validate({"sources": [source], "corpus": str(folder / "corpus")}), "extract")
    assert sorted(path.name for path in folder.iterdir()) == ["corpus", "texts.jsonl"]


def test_a_child_whose_folder_went_with_its_build_is_started_anew(folder: Path) -> None:
    film = b"\0\0\0\x18ftypisom" + bytes(1000)
    with Decoder(MediaSettings()) as decoder:
        with temporary_folder():
            assert decoder.decode(film).error == "broken_video"
        assert decoder.decode(film).error == "broken_video"


def test_what_is_not_left_by_a_build_of_this_user_and_machine_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, left = at_work()
    end(process, signal.SIGKILL)
    unmarked = folder / "weft-of-mine"
    unmarked.mkdir()
    (folder / "weft-link").symlink_to(left)
    kept = sorted(folder.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: os.getuid() + 1)
        sweep(str(folder))
    assert sorted(folder.iterdir()) == kept
    with monkeypatch.context() as patched:
        patched.setattr(temporary.socket, "gethostname", lambda: "elsewhere")
        sweep(str(folder))
    assert sorted(folder.iterdir()) == kept
    sweep(str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["weft-link", "weft-of-mine"]
