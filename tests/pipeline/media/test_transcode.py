import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from weft.pipeline.media import transcode
from weft.pipeline.media.transcode import Source


def test_ffmpeg_that_fails_for_want_of_room_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(tmp_path / "captured", "mov", tmp_path, max_duration_s=1, max_pixels=100)
    source.path.write_bytes(b"no film")
    output = source.input().output(str(tmp_path / "out.nut"), codec="copy")
    assert transcode.run(output, source).code != 0
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(1 << 30, (1 << 30) - 4096, 4096))
    with pytest.raises(OSError, match="No space left on device"):
        transcode.run(output, source)


def test_an_ffmpeg_of_the_machine_is_not_used(tmp_path, monkeypatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 5.1.9\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    transcode.executable.cache_clear()
    assert transcode.executable() != str(program)
