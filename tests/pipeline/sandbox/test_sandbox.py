"""Where no child can be started: a fault of the machine is never one of an item."""

import errno
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from weft.pipeline.documents.reader import FileReader
from weft.pipeline.sandbox.sandbox import Sandbox, SandboxStartError, Workshop
from weft.pipeline.sources.capture import Capture
from weft.pipeline.stages.extract import read_document
from weft.schemas.errors import WeftError
from weft.schemas.recipe import ExtractSettings, FileSettings

WORKSHOP = Workshop("weft.pipeline.documents.child", "file reader", "reader_crashed", b"{}", 20.0, "raise the limit")


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail


def sandbox_threads() -> int:
    return [thread.name for thread in threading.enumerate()].count("weft-sandbox")


@pytest.mark.parametrize(
    ("place", "name", "error", "said"),
    [
        (tempfile, "mkdtemp", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"),
        (tempfile, "TemporaryFile", OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "Too many open files"),
        (threading.Thread, "start", RuntimeError("can't start new thread"), "can't start new thread"),
        (subprocess, "Popen", BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "temporarily unavailable"),
        (subprocess, "Popen", MemoryError(), "MemoryError"),
        (subprocess, "Popen", subprocess.SubprocessError("no child"), "no child"),
    ],
)
def test_a_fault_of_the_machine_at_the_start_says_what_it_is_and_leaves_nothing(
    place: Any, name: str, error: BaseException, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    threads_before = sandbox_threads()  # of children that earlier tests keep for later ones
    with Sandbox(WORKSHOP) as sandbox:
        with monkeypatch.context() as patched:
            patched.setattr(place, name, raising(error))
            with pytest.raises(
                SandboxStartError, match=f"^the file reader did not start: .*{said}.*--workers$"
            ) as caught:
                sandbox.ask(b"", b"")
        assert isinstance(caught.value, WeftError)
        assert list(tmp_path.iterdir()) == []
        assert sandbox_threads() == threads_before


def test_a_missing_temporary_folder_ends_the_build_and_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    capture = Capture(url="http://a.example/a.pdf", offset=0, mime="application/pdf", payload=b"%PDF-1.7\n")
    with FileReader(FileSettings()) as reader, pytest.raises(SandboxStartError, match="No such file"):
        read_document(capture, ExtractSettings(), reader)
