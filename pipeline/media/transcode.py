"""Running ffmpeg on one untrusted file: which executable, which limits, what its end means."""

import errno
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import ffmpeg

from ..sandbox.parent_death import die_with_parent
from .decoded import UndecodableError

_MAX_STREAMS = 64
_LOG_HEAD_BYTES = 1 << 18
_LOG_TAIL_BYTES = 8192
_NO_ROOM_BYTES = 1 << 16
"""So little is left on a disk that was full a moment ago."""
BIT_EXACT: dict[str, Any] = {"fflags": "+bitexact", "flags": "+bitexact", "map_metadata": -1, "threads": 1}
"""Output options under which the same input gives the same bytes, without tags."""


@dataclass(frozen=True, slots=True)
class Source:
    """One captured file on disk, and the folder beside it for what ffmpeg makes of it."""

    path: Path
    demuxer: str
    """The one demuxer that may open the file. Playlists and scripts, which name other files, are none of them."""
    folder: Path
    max_duration_s: float
    max_pixels: int

    def input(self, *, is_cut: bool = True, **options: Any) -> Any:
        """The file as an ffmpeg-python input: local, one demuxer, one thread; cut a little over the time limit."""
        if is_cut:
            options["t"] = self.max_duration_s + 1
        return ffmpeg.input(
            str(self.path),
            f=self.demuxer,
            format_whitelist=self.demuxer,
            protocol_whitelist="file,pipe",
            max_streams=_MAX_STREAMS,
            max_pixels=self.max_pixels,
            threads=1,
            flags="+bitexact",
            **options,
        )


_NO_DECODER = re.compile(r"no decoder found for|Decoder \(codec [^)]*\) not found")


@dataclass(frozen=True, slots=True)
class FfmpegExit:
    """How ffmpeg ended: its exit code, and the beginning and the end of what it said."""

    code: int
    head: str
    log: str

    @property
    def lacks_decoder(self) -> bool:
        """Whether this build of ffmpeg has no decoder for what it was to decode."""
        return _NO_DECODER.search(self.log) is not None


@lru_cache(maxsize=1)
def executable() -> str:
    """The ffmpeg that imageio-ffmpeg carries, or the one that ``IMAGEIO_FFMPEG_EXE`` names.

    One on PATH is another on every machine: what 5.1 makes of a film differs in frame rates and times of subtitles.
    """
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@lru_cache(maxsize=1)
def decoder_versions() -> dict[str, str]:
    """What the normalised bytes depend on beside the captured ones: the versions of Pillow and ffmpeg."""
    import PIL

    said = subprocess.run([executable(), "-version"], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return {"pillow": PIL.__version__, "ffmpeg": said.stdout.decode("utf-8", "replace").partition("\n")[0]}


def run(output: Any, source: Source, *global_arguments: str, log_level: str = "error") -> FfmpegExit:
    """Run an ffmpeg-python graph to its end.

    Raises ``UndecodableError`` when memory ran out or ffmpeg was killed, ``OSError`` when the disk is full.

    A non-zero exit code is no error here: a file cut short ends with one, and what came out before counts.
    At ``log_level`` ``info`` ffmpeg also says what streams there are.
    """
    arguments = output.global_args("-nostdin", "-nostats", "-hide_banner", "-loglevel", log_level, *global_arguments)
    arguments = arguments.compile(cmd=executable(), overwrite_output=True)
    log = source.folder / "log"
    with log.open("wb") as log_file:
        code = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log_file,
            cwd=source.folder,
            preexec_fn=partial(die_with_parent, os.getpid()),
            check=False,
        ).returncode
    with log.open("rb") as log_file:
        head = log_file.read(_LOG_HEAD_BYTES).decode("utf-8", "replace")
        log_file.seek(max(0, log.stat().st_size - _LOG_TAIL_BYTES))
        tail = log_file.read().decode("utf-8", "replace")
    if code and shutil.disk_usage(source.folder).free < _NO_ROOM_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # no fault of the item: the parent ends the build
    if "Cannot allocate memory" in tail:
        raise UndecodableError("out_of_memory")
    if code < 0:
        raise UndecodableError("decoder_crashed")
    return FfmpegExit(code, head, tail)
