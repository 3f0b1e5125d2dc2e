"""Images a second from a local nginx into a dataset, beside img2dataset, in one run.

    python -m weft.benchmarks.images PICTURES --img2dataset-python PATH

PICTURES is a folder of large photographs (Debian's mate-backgrounds, plasma-workspace-wallpapers and gnome-backgrounds
unpacked will do). Out of them come ``--number`` different pictures of web sizes, nine tenths JPEG of quality 75 to 95,
the rest WebP and PNG. Sizes are those that LAION published of its 413 M pictures, of which 51.1 % have at least 256
pixels on the shorter side, 16.2 % 512, and 2.3 % 1,024: log-normal with a median of 260 (``--sizes laion``); or large
ones, 300 to 1,600 pixels on the longer side (``--sizes large``). The peer lives in a throw-away environment:

    python3 -m venv /tmp/i2d && /tmp/i2d/bin/pip install img2dataset 'setuptools<81'

Both fetch the same urls from the same nginx with two processes, decode, take the SHA-256, scale the longer side down to
256 pixels (never up), and write JPEG of quality 92 into tars. img2dataset is told so by ``keep_ratio_largest``: its
``keep_ratio`` scales the *shorter* side. weft reads robots.txt, keeps every response in a WARC file, reads it back, and
takes a perceptual hash as well. Times are those of whole commands, interpreters' starts included; runs alternate, and
the medians count.

``pixels alone`` reads the same files from the disk, and decodes, scales, hashes and writes them in two processes, with
the function that weft's media stage calls: no web, no archive, no tables. No pipeline with these pixels is faster.
"""

import argparse
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from weft.benchmarks.served_site import served
from weft.pipeline.media.images import decode_image
from weft.pipeline.media.sniff import sniff
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import ImageSettings

HOSTS = 200
"""Pictures of the web lie on many hosts, and weft asks each for one at a time."""
MAX_SIDE = 256
JPEG_QUALITY = 92
IMAGES_PER_PAGE = 20
SIZES = ("laion", "large")
_LAION_MEDIAN, _LAION_SIGMA = 260, 0.69
_LAION_SIDES = (64, 2400)
_LARGE_SIDES = (300, 1600)
_ASPECTS = (4 / 3, 3 / 2, 1.0, 16 / 9, 3 / 4, 2 / 3)
_FORMATS = ("jpg",) * 18 + ("webp", "png")
_PEER = """
import sys
from img2dataset import download
if __name__ == "__main__":
    download(url_list=sys.argv[1], output_folder=sys.argv[2], input_format="txt", output_format="webdataset",
             processes_count=2, thread_count=32, image_size={side}, resize_mode="keep_ratio_largest",
             resize_only_if_bigger=True, encode_quality={quality}, enable_wandb=False, number_sample_per_shard=250)
"""


def make_pictures(sources: Path, folder: Path, number: int, sizes: str = "laion", seed: int = 7) -> None:
    """Write ``number`` different pictures of web sizes into ``folder``."""
    suffixes = (".jpg", ".jpeg", ".png", ".webp")
    paths = sorted(path for path in sources.rglob("*") if path.suffix in suffixes and path.stat().st_size > 100_000)
    if not paths:
        raise SystemExit(f"{sources}: no picture of more than 100 kB")
    chance = random.Random(seed)
    made = 0
    for index, path in enumerate(paths):
        with Image.open(path) as opened:
            source = opened.convert("RGB")
        for _ in range(len(range(index, number, len(paths)))):
            name = f"{made:05d}.{chance.choice(_FORMATS)}"
            _cut(source, sizes, chance).save(folder / name, quality=chance.randint(75, 95))
            made += 1


def _cut(source: Image.Image, sizes: str, chance: random.Random) -> Image.Image:
    """A piece of a photograph, scaled to a size of the web."""
    aspect = chance.choice(_ASPECTS)
    longer = _longer_side(sizes, aspect, chance)
    width, height = (longer, round(longer / aspect)) if aspect >= 1 else (round(longer * aspect), longer)
    room = min(source.width / width, source.height / height)
    zoom = room * chance.uniform(0.4, 1.0)
    box_width, box_height = width * zoom, height * zoom
    left, top = chance.uniform(0, source.width - box_width), chance.uniform(0, source.height - box_height)
    box = (left, top, left + box_width, top + box_height)
    return source.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _longer_side(sizes: str, aspect: float, chance: random.Random) -> int:
    """Pixels of the longer side."""
    if sizes == "large":  # log-uniform
        low, high = _LARGE_SIDES
        return round(low * (high / low) ** chance.random())
    low, high = _LAION_SIDES
    shorter = min(max(chance.lognormvariate(math.log(_LAION_MEDIAN), _LAION_SIGMA), low), high)
    return round(shorter * max(aspect, 1 / aspect))


def weft(urls: list[str], folder: Path, workers: int) -> tuple[int, float, dict[str, float]]:
    """Pictures with a normal form, seconds of the command, and of its stages."""
    pages = [urls[start : start + IMAGES_PER_PAGE] for start in range(0, len(urls), IMAGES_PER_PAGE)]
    texts = [f"Page {number}." for number in range(len(pages))]
    pq.write_table(pa.table({"text": texts, "image": pages}), folder / "pages.parquet")
    recipe = folder / "recipe.yaml"
    recipe.write_text(
        json.dumps(
            {
                "sources": [{"kind": "parquet", "paths": ["pages.parquet"], "text": "text", "image": "image"}],
                "corpus": "corpus",
                "fetch": {
                    "enabled": True,
                    "contact": "benchmark@localhost",
                    "delay_s": 0,
                    "allow_private_addresses": True,
                },
                "media": {"image": {"max_side": MAX_SIDE, "jpeg_quality": JPEG_QUALITY}},
            }
        )
    )
    command = [sys.executable, "-m", "weft", "build", str(recipe), "--until", "media", "--workers", str(workers)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    corpus = Corpus(str(folder / "corpus"))
    done = {stage: corpus.read_json(f"{stage}/_SUCCESS.json") for stage in ("extract", "fetch", "media")}
    return (
        done["media"]["ledger"]["flows"]["media"]["kept"],
        seconds,
        {stage: run["seconds"] for stage, run in done.items()},
    )


def img2dataset(urls: list[str], folder: Path, python: Path) -> tuple[int, float, dict[str, float]]:
    """Pictures stored, and seconds of the command."""
    listed, script, target = folder / "urls.txt", folder / "peer.py", folder / "img2dataset"
    listed.write_text("\n".join(urls))
    script.write_text(_PEER.format(side=MAX_SIDE, quality=JPEG_QUALITY))
    start = time.perf_counter()
    subprocess.run([str(python), str(script), str(listed), str(target)], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    stored = sum(json.loads(path.read_text())["successes"] for path in target.glob("*_stats.json"))
    return stored, seconds, {}


def pixels_alone(pictures: list[Path], workers: int) -> tuple[int, float, dict[str, float]]:
    """Pictures brought to their normal form, and seconds with the start of the processes."""
    start = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        number = sum(pool.map(_normal_form, pictures, chunksize=50))
    return number, time.perf_counter() - start, {}


def _normal_form(picture: Path) -> bool:
    payload = picture.read_bytes()
    settings = ImageSettings(max_side=MAX_SIDE, jpeg_quality=JPEG_QUALITY)
    return bool(decode_image(payload, sniff(payload), settings).blob)


def main() -> None:
    """Make the pictures, run both in turn, print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--img2dataset-python", type=Path)
    parser.add_argument("--site", type=Path, help="where the pictures lie from an earlier run, or are to stay")
    parser.add_argument("--sizes", choices=SIZES, default="laion")
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    runners: dict[str, Callable[[list[str], Path], tuple[int, float, dict[str, float]]]] = {
        "weft": lambda urls, folder: weft(urls, folder, arguments.workers)
    }
    if arguments.img2dataset_python:
        runners["img2dataset"] = lambda urls, folder: img2dataset(urls, folder, arguments.img2dataset_python)
    runners["pixels alone"] = lambda urls, _: pixels_alone(
        [site / url.rpartition("/")[2] for url in urls], arguments.workers
    )
    rates: dict[str, list[float]] = {name: [] for name in runners}
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name:
        site = arguments.site or Path(name, "site")
        if not site.exists():
            site.mkdir()
            make_pictures(arguments.pictures, site, arguments.number, arguments.sizes)
        names = sorted(path.name for path in site.iterdir())
        random.Random(0).shuffle(names)
        megabytes = sum(path.stat().st_size for path in site.iterdir()) / 1e6
        print(f"{len(names):,} pictures, {megabytes:.0f} MB")
        with served(site, Path(name), HOSTS) as bases:
            urls = [f"{bases[index % HOSTS]}/{picture}" for index, picture in enumerate(names)]
            for run in range(arguments.runs):
                for label, runner in runners.items():
                    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
                        number, seconds, stages = runner(urls, Path(folder))
                    rates[label].append(number / seconds)
                    told = "".join(f", {stage} {took:.1f} s" for stage, took in stages.items())
                    print(f"run {run + 1}  {label:12}{number:7,} in {seconds:6.1f} s{rates[label][-1]:8.1f}/s{told}")
    medians = {label: statistics.median(values) for label, values in rates.items()}
    for label, rate in medians.items():
        print(f"median {label:12}{rate:8.1f}/s")
    if "img2dataset" in medians:
        print(f"weft is {medians['weft'] / medians['img2dataset']:.2f} times as fast")


if __name__ == "__main__":
    main()
