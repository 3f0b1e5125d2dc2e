"""Peak resident memory of every stage on a corpus and on ten times as much: what grows, and by how many bytes a row.

    python -m weft.benchmarks.memory --megabytes 50
    python -m weft.benchmarks.memory --megabytes 50 --fetch

Makes WARC files, five and fifty of one size (pages of English sentences in random order, each with two photographs of
its own), builds from them stage by stage, each stage in a process of its own, and reads the kernel's high-water mark
(VmHWM) of the driver, of the largest worker, and of the largest decoding child. Prints both sizes and their ratio, and
what a further page costs the driver: with small files mostly what a further part costs. Workers are forks of one
process; what they share with it counts in each. With ``--fetch`` the photographs lie on a local nginx instead, as eight
hosts, and the stages up to ``links`` are measured. Linux only.
"""

import argparse
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from weft.benchmarks.served_site import served
from weft.pipeline.extract.html.read import read_html

STAGES = (
    "extract", "media", "links", "signals", "duplicates", "contamination", "selection", "vocabulary", "tokens",
    "shards",
)  # fmt: skip
FETCHING_STAGES = ("extract", "fetch", "media", "links")
FILES = 5
IMAGES_PER_PAGE = 2
SENTENCES_PER_PAGE = 60
SEQUENCES_PER_SHARD = 100
"""Few enough for full shards of the small corpus: a worker holds the documents of one."""
_SAMPLE_S = 0.05
_KINDS = {"weft.pipeline.worker_server": "worker", "weft.pipeline.media.child": "decoder"}


@dataclass
class Peaks:
    """Largest high-water mark, in bytes, of any process of a kind: driver, worker, decoder."""

    by_kind: dict[str, int] = field(default_factory=dict)

    def see(self, kind: str, peak_bytes: int) -> None:
        """Take one more reading."""
        self.by_kind[kind] = max(self.by_kind.get(kind, 0), peak_bytes)


def make_corpus(folder: Path, files: int, file_bytes: int, hosts: Sequence[str] = (), seed: int = 5) -> int:
    """Write WARC files of about ``file_bytes`` each; gives the number of pages.

    With ``hosts``, which all serve ``folder / "site"``, photographs are written there and not into the WARC files,
    whose size they count into all the same.
    """
    chance = random.Random(seed)
    sentences, photographs = _sentences(), _photographs(chance)
    pages = 0
    for number in range(files):
        with (folder / f"{number:05d}.warc").open("wb") as out:
            writer = WARCWriter(out, gzip=False)
            outside_bytes = 0
            while out.tell() + outside_bytes < file_bytes:
                page = f"http://site-{pages % 97}.example/{pages}"
                base = f"{hosts[pages % len(hosts)]}/{pages}" if hosts else page
                paragraphs = []
                for image in range(IMAGES_PER_PAGE):
                    text = " ".join(chance.choices(sentences, k=SENTENCES_PER_PAGE // IMAGES_PER_PAGE))
                    paragraphs.append(f'<p>{text}</p><figure><img src="{base}/{image}.jpg"></figure>')
                html = f"<html><body><article><h1>Page {pages}</h1>{''.join(paragraphs)}</article></body></html>"
                _write(writer, page, "text/html; charset=utf-8", html.encode())
                for image in range(IMAGES_PER_PAGE):
                    name = f"{base}/{image}.jpg"
                    photograph = _named(chance.choice(photographs), name)
                    if hosts:
                        path = folder / "site" / str(pages) / f"{image}.jpg"
                        path.parent.mkdir(parents=True, exist_ok=True)
                        outside_bytes += path.write_bytes(photograph)
                    else:
                        _write(writer, name, "image/jpeg", photograph)
                pages += 1
    return pages


def _sentences() -> list[str]:
    """Sentences of the demo's English pages."""
    found: list[str] = []
    for path in sorted(Path(__file__).parent.parent.joinpath("examples/site/en").glob("*.html")):
        document = read_html(path.read_bytes(), f"http://site.example/{path.name}", "utf-8", {}).document
        for segment in document.segments:
            found += [sentence.strip(" .") + "." for sentence in segment.text.split(". ") if len(sentence) > 40]
    return found


def _photographs(chance: random.Random) -> list[bytes]:
    """JPEGs of about 40 kB: noise of every scale."""
    made = []
    for _ in range(16):
        numbers = np.random.default_rng(chance.randrange(1 << 32))
        pixels = np.full((480, 640, 3), 128.0)
        for side in (4, 16, 64, 160):
            noise = numbers.integers(0, 256, (side, side, 3), np.uint8)
            scaled = Image.fromarray(noise).resize((640, 480), Image.Resampling.BICUBIC)
            pixels += (np.asarray(scaled, np.float64) - 128) / side * 8
        file = io.BytesIO()
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
        made.append(file.getvalue())
    return made


def _named(photograph: bytes, name: str) -> bytes:
    """The photograph with a comment: another file of the same picture."""
    comment = name.encode()
    return photograph[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photograph[2:]


def _write(writer: WARCWriter, url: str, mime: str, payload: bytes) -> None:
    headers = StatusAndHeaders(
        "200 OK", [("Content-Type", mime), ("Content-Length", str(len(payload)))], protocol="HTTP/1.1"
    )
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=headers,
        warc_headers_dict={"WARC-Date": "2024-01-01T00:00:00Z"},
    )
    writer.write_record(record)


def peaks_of(command: list[str]) -> Peaks:
    """Run a command to its end, watching it and all that it starts."""
    peaks = Peaks()
    driver = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    family = {driver.pid}
    while driver.poll() is None:
        for process, parent, arguments in _processes():
            if process in family or parent in family:
                family.add(process)
                kind = next((kind for module, kind in _KINDS.items() if module in arguments), "")
                if process == driver.pid:
                    kind = "driver"
                elif kind == "worker" and parent == driver.pid:
                    kind = ""  # the server that workers are forked from; what they share with it counts in them
                if kind:
                    peaks.see(kind, _peak_bytes(process))
        time.sleep(_SAMPLE_S)
    if driver.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return peaks


def _processes() -> list[tuple[int, int, str]]:
    """(process id, parent's id, command line) of every process, parents first."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                found.append((int(path.name), parent, (path / "cmdline").read_text()))
            except (OSError, ValueError):
                continue
    return sorted(found)


def _peak_bytes(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def measure(
    folder: Path, files: int, file_bytes: int, workers: int, stages: Sequence[str]
) -> tuple[int, dict[str, Peaks]]:
    """Pages of the corpus, and the peaks of each stage; with ``fetch`` among them, photographs are fetched."""
    folder.mkdir()
    if "fetch" not in stages:
        return measure_stages(folder, make_corpus(folder, files, file_bytes), workers, stages)
    site = folder / "site"
    site.mkdir()
    with served(site, folder) as hosts:
        return measure_stages(folder, make_corpus(folder, files, file_bytes, hosts), workers, stages)


def measure_stages(folder: Path, pages: int, workers: int, stages: Sequence[str]) -> tuple[int, dict[str, Peaks]]:
    """``pages``, and the peaks of each stage of a corpus made of the WARC files in ``folder``."""
    fetch = {"enabled": True, "contact": "benchmark@localhost", "delay_s": 0, "allow_private_addresses": True}
    recipe = folder / "recipe.yaml"
    recipe.write_text(
        json.dumps(
            {
                "sources": [{"kind": "warc", "paths": ["*.warc"]}],
                "corpus": "corpus",
                "vocabulary": {"text_pieces": 2000, "image_codes": 256, "image_training_patches": 20_000},
                "media": {"image": {"max_side": 256}},
                "shards": {"sequences": SEQUENCES_PER_SHARD},
                **({"fetch": fetch} if "fetch" in stages else {}),
            }
        )
    )
    command = [sys.executable, "-m", "weft", "build", str(recipe), "--workers", str(workers)]
    return pages, {stage: peaks_of([*command, "--until", stage]) for stage in stages}


def main() -> None:
    """Measure both sizes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=50, help="of the small corpus; the large one has ten times")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fetch", action="store_true", help="fetch the photographs; needs nginx")
    arguments = parser.parse_args()
    stages = FETCHING_STAGES if arguments.fetch else STAGES
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name:
        file_bytes = arguments.megabytes * 1_000_000 // FILES
        few, small = measure(Path(name, "small"), FILES, file_bytes, arguments.workers, stages)
        many, large = measure(Path(name, "large"), 10 * FILES, file_bytes, arguments.workers, stages)
    print(f"{few:,} pages and {many:,} pages; peaks in MB, with {arguments.workers} workers\n")
    print(f"{'stage':<14}" + "".join(f"{kind:>9}{'×10':>8}{'ratio':>7}" for kind in ("driver", "worker", "decoder")))
    for stage in stages:
        cells = ""
        for kind in ("driver", "worker", "decoder"):
            one, ten = small[stage].by_kind.get(kind, 0), large[stage].by_kind.get(kind, 0)
            cells += f"{one / 1e6:9.0f}{ten / 1e6:8.0f}{ten / one:7.2f}" if one and ten else f"{'–':>9}{'–':>8}{'–':>7}"
        growth = large[stage].by_kind["driver"] - small[stage].by_kind["driver"]
        print(f"{stage:<14}{cells}   driver {growth / (many - few):+,.0f} bytes a page")


if __name__ == "__main__":
    main()
