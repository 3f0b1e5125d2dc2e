"""A site of a few pages with pictures, a film and a sound."""

import subprocess
from pathlib import Path

from weft.pipeline.media.transcode import executable

from .conftest import prose

SITE = "https://lamps.example"
PAGES = 6


def page(number: int) -> bytes:
    media = {
        0: '<video src="/film.mp4" controls><track src="/film.vtt" kind="subtitles" srclang="en"></video>',
        1: '<audio src="/bell.wav" controls></audio>',
    }.get(number, "")
    return f"""<!doctype html><html lang="en"><head><title>Page {number}</title></head><body><main><article>
      <h1>Chapter {number}</h1><p>{prose(number)}</p>
      <figure><img src="/photo-{number}.png" alt="a photo"><figcaption>Photo of lamp {number}</figcaption></figure>
      <h2>More</h2><p>{prose(100 + number)}</p>{media}</article></main></body></html>""".encode()


def page_text(number: int) -> str:
    """What a reader of page ``number`` sees, as Markdown."""
    parts = [f"# Chapter {number}", prose(number), f"Photo of lamp {number}", "## More", prose(100 + number)]
    return "\n\n".join(parts)


def film(folder: Path) -> bytes:
    """3 s of 64 × 48 pixels with a tone."""
    command = [executable(), "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=3"]
    command += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=16000:duration=3"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(folder / "film.mp4")], check=True)
    subprocess.run([*command[:5], *command[9:], str(folder / "bell.wav")], check=True)
    return (folder / "film.mp4").read_bytes()
