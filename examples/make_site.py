"""Makes the example site: the pages committed in `examples/site`, and the pictures, sounds and films they show.

    python examples/make_site.py OUT_DIR

Everything is drawn from fixed seeds, and ffmpeg runs bit-exact on one thread, so the same ffmpeg, numpy and Pillow
give the same bytes. A folder that is complete and up to date is left alone.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import PIL

sys.path.insert(0, str(Path(__file__).parent))  # not there under PYTHONSAFEPATH

from site_media.broken import broken_images
from site_media.drawings import charts, drawings, page_furniture
from site_media.ffmpeg import Encoder, find_ffmpeg
from site_media.films import films
from site_media.landscapes import photographs
from site_media.sounds import sounds

SITE = Path(__file__).with_name("site")
MEDIA = Path(__file__).with_name("site_media")
STAMP = ".made.json"
MTIME_S = 1_714_557_600  # 2024-05-01T10:00:00Z on every file, so that Last-Modified is the same for everyone


def inputs_digest(ffmpeg: str) -> str:
    """sha256 over the committed pages, the program, and the versions of what draws and encodes."""
    version = subprocess.run([ffmpeg, "-version"], capture_output=True, check=True, timeout=30).stdout.splitlines()[0]
    digest = hashlib.sha256(f"{np.__version__} {PIL.__version__} {version!r}".encode())
    for path in [Path(__file__), *sorted(MEDIA.glob("*.py")), *sorted(p for p in SITE.rglob("*") if p.is_file())]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_up_to_date(out: Path, inputs: str) -> bool:
    """Whether `out` was made from these inputs and every file in it is still what was made."""
    try:
        stamp = json.loads((out / STAMP).read_text(encoding="utf-8"))
        made = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in stamp["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(stamp["inputs"] == inputs and stamp["files"] == made)


def make_site(out: Path) -> str:
    """Makes the site in `out` unless it is there already; gives a line that says what was done."""
    out = out.resolve()
    if out.is_relative_to(SITE) or SITE.is_relative_to(out):
        raise SystemExit(f"make_site: {out} holds the site's sources; name another folder")
    ffmpeg = find_ffmpeg()
    inputs = inputs_digest(ffmpeg)
    if is_up_to_date(out, inputs):
        return f"{out} is up to date"
    (out / STAMP).unlink(missing_ok=True)
    pages = {path.relative_to(SITE).as_posix(): path.read_bytes() for path in sorted(SITE.rglob("*")) if path.is_file()}
    with tempfile.TemporaryDirectory() as scratch:
        encoder = Encoder(ffmpeg, Path(scratch))
        drawn = (photographs(), charts(), drawings(), page_furniture(), broken_images())
        media = {name: data for made in (*drawn, sounds(encoder), films(encoder)) for name, data in made}
    for name, data in (pages | media).items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (MTIME_S, MTIME_S))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted((pages | media).items())}
    (out / STAMP).write_text(json.dumps({"inputs": inputs, "files": hashes}, indent=1), encoding="utf-8")
    html = sum(name.endswith(".html") for name in pages)
    size_mb = sum(map(len, (pages | media).values())) / 1e6
    return f"{html} pages, {len(media)} media files, {size_mb:.1f} MB in {out}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the example site with its media.")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    print(make_site(parser.parse_args().out))


if __name__ == "__main__":
    main()
