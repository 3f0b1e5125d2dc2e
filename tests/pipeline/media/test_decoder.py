import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from weft.pipeline.media.decoder import Decoder
from weft.pipeline.sandbox.sandbox import SandboxStartError
from weft.schemas.recipe import MediaSettings

HANGING_FFMPEG = """#!/bin/sh
sleep 1000 &
echo $$ $! $PPID > {pids}.new
mv {pids}.new {pids}
wait
"""


def is_running(pid: int) -> bool:
    """Whether the process exists and has not ended; a zombie that waits for its parent has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(condition, timeout_s: float = 10) -> bool:
    deadline_s = time.monotonic() + timeout_s
    while time.monotonic() < deadline_s:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def hanging_ffmpeg(tmp_path, monkeypatch) -> Path:
    """An ``ffmpeg`` that starts a process of its own and waits for ever; the file with their ids."""
    pids = tmp_path / "pids"
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(HANGING_FFMPEG.format(pids=pids))
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    return pids


@pytest.fixture
def png(encode) -> bytes:
    return encode(Image.new("RGB", (8, 8), (200, 0, 0)), "PNG")


def test_items_of_every_kind_pass_through_one_child(decoder, png, mp4, wav) -> None:
    kinds = [decoder.decode(payload).kind for payload in (png, mp4, wav, b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")]
    assert kinds == ["image", "video", "audio", "subtitle"]


def test_child_and_this_process_give_the_same(decoder, decode, png, mp4, wav) -> None:
    for payload in (png, mp4, wav, b"", b"<html>"):
        assert decoder.decode(payload, "image/png") == decode(payload, "image/png")


def test_another_decoder_gives_the_same_bytes(decoder, mp4, wav) -> None:
    with Decoder(MediaSettings()) as other:
        for payload in (mp4, wav):
            assert other.decode(payload) == decoder.decode(payload)


def test_empty_and_too_large_items_have_a_reason(decoder, png) -> None:
    assert decoder.decode(b"").error == "empty"
    tiny = {"max_bytes": 10}
    settings = MediaSettings.model_validate({"image": tiny, "audio": tiny, "video": tiny})
    with Decoder(settings) as strict:
        assert strict.decode(png).error == "too_many_bytes"


def test_timeout_kills_the_group_and_the_next_item_decodes(hanging_ffmpeg, png, mp4) -> None:
    with Decoder(MediaSettings(timeout_s=1.5)) as decoder:
        assert decoder.decode(png).error is None
        started_s = time.monotonic()
        decoded = decoder.decode(mp4)
        assert time.monotonic() - started_s < 5
        assert (decoded.error, decoded.kind, decoded.bytes) == ("timeout", "video", len(mp4))
        pids = [int(pid) for pid in hanging_ffmpeg.read_text().split()]
        assert len(pids) == 3  # ffmpeg, what it started, our child
        assert wait_until(lambda: not any(map(is_running, pids)))
        assert decoder.decode(png).error is None


def test_nothing_outlives_a_parent_that_is_killed(hanging_ffmpeg, mp4, tmp_path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4)
    script = (
        "import sys; from pathlib import Path; from weft.pipeline.media.decoder import Decoder;"
        "from weft.schemas.recipe import MediaSettings;"
        "Decoder(MediaSettings()).decode(Path(sys.argv[1]).read_bytes())"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "a.mp4")], env=environment)
    assert wait_until(hanging_ffmpeg.exists, timeout_s=30)
    pids = [int(pid) for pid in hanging_ffmpeg.read_text().split()]
    assert all(map(is_running, pids[::2]))
    parent.kill()
    parent.wait()
    # the child and ffmpeg go with it; what a real ffmpeg never starts ends with the group when the child is reaped
    assert wait_until(lambda: not any(map(is_running, pids[::2])))
    if is_running(pids[1]):
        os.kill(pids[1], signal.SIGKILL)


def test_crash_has_a_reason_and_the_next_item_decodes(png) -> None:
    with Decoder(MediaSettings()) as decoder:
        assert decoder.decode(png).error is None
        child = decoder._child._process.pid
        killer = threading.Timer(0.3, os.kill, (child, signal.SIGSEGV))
        os.kill(child, signal.SIGSTOP)
        killer.start()
        threading.Timer(0.4, os.kill, (child, signal.SIGCONT)).start()
        assert decoder.decode(png).error == "decoder_crashed"
        assert decoder.decode(png).error is None


def test_child_that_died_between_items_is_no_fault_of_the_next(png) -> None:
    with Decoder(MediaSettings()) as decoder:
        decoder.decode(png)
        os.kill(decoder._child._process.pid, signal.SIGKILL)
        decoder._child._process.wait()
        assert decoder.decode(png).error is None


def test_picture_larger_than_the_memory_limit_has_a_reason(encode, png) -> None:
    with Decoder(MediaSettings(max_memory_bytes=420 << 20)) as decoder:
        bomb = encode(Image.new("RGB", (6000, 6000)), "PNG", compress_level=1)
        assert decoder.decode(bomb).error == "out_of_memory"
        assert decoder.decode(png).error is None


def test_item_larger_than_the_memory_limit_has_a_reason(png) -> None:
    with Decoder(MediaSettings(max_memory_bytes=420 << 20)) as decoder:
        assert decoder.decode(b"\xff\xd8\xff" + bytes(250 << 20)).error == "out_of_memory"
        assert decoder.decode(png).error is None


def test_child_outlives_the_thread_that_started_it(png) -> None:
    with Decoder(MediaSettings()) as decoder:
        thread = threading.Thread(target=decoder.decode, args=(png,))
        thread.start()
        thread.join()
        child = decoder._child._process.pid
        time.sleep(0.2)
        assert decoder.decode(png).error is None
        assert decoder._child._process.pid == child


def test_close_and_loss_leave_no_process_and_no_folder(png, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    closed, lost = Decoder(MediaSettings()), Decoder(MediaSettings())
    children = []
    for decoder in (closed, lost):
        decoder.decode(png)
        children.append(decoder._child._process.pid)
    closed.close()
    del lost, decoder
    assert wait_until(lambda: not any(map(is_running, children)))
    assert list(tmp_path.glob("weft-*")) == []


def test_limit_too_small_for_anything_gives_a_reason(png) -> None:
    with Decoder(MediaSettings(max_memory_bytes=1 << 20)) as decoder:
        assert decoder.decode(png).error == "out_of_memory"


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
def test_child_that_cannot_start_is_an_error_of_the_run(png, monkeypatch, program: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with Decoder(MediaSettings()) as decoder, pytest.raises(SandboxStartError, match="did not start"):
        decoder.decode(png)
