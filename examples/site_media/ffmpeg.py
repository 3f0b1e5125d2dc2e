"""ffmpeg, found and run so that the same input gives the same bytes."""

import io
import shutil
import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from .making import Floats

RATE = 24_000  # samples a second


def find_ffmpeg() -> str:
    """The ffmpeg that imageio-ffmpeg carries, so that everyone gets the same bytes; else the system's."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # none for this platform
        if found := shutil.which("ffmpeg"):
            return found
        raise SystemExit("make_site: no ffmpeg; install one") from None


class Encoder:
    """ffmpeg, run bit-exact, on one thread and in plain code, in a scratch folder of its own.

    What a processor adds to plain code (AVX2, AVX-512) rounds sound and picture another way.
    """

    def __init__(self, exe: str, scratch: Path) -> None:
        self.exe = exe
        self.scratch = scratch
        self.known = set(self._run("-encoders").decode().split())

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        command = [self.exe, "-nostdin", "-hide_banner", "-v", "error", "-cpuflags", "0", "-y", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
        if done.returncode:
            raise SystemExit(f"make_site: {' '.join(command)} failed: {done.stderr.decode(errors='replace')[-500:]}")
        return done.stdout

    def first(self, *names: str) -> str:
        """The first of these encoders that this ffmpeg was built with."""
        for name in names:
            if name in self.known:
                return name
        raise SystemExit(f"make_site: {self.exe} has none of the encoders {', '.join(names)}; install a full ffmpeg")

    def encode(self, suffix: str, sound: Floats, *options: str, frames: bytes = b"") -> bytes:
        """The file ffmpeg makes of the sound, and of the frames when there are any."""
        audio, made = self.scratch / "sound.wav", self.scratch / f"made{suffix}"
        audio.write_bytes(wav(sound))
        raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "320x240", "-r", "25", "-i", "pipe:0") if frames else ()
        exact = ("-threads", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
        self._run(*raw, "-i", str(audio), *exact, *options, str(made), stdin=frames)
        return made.read_bytes()


def wav(sound: Floats) -> bytes:
    """The sound as a 16-bit mono WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()
