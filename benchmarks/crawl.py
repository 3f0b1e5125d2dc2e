"""Pages and images a second from a local nginx, beside Scrapy, ``wget -r`` and img2dataset, in one run.

    python -m weft.benchmarks.crawl FOLDER --scrapy-python PATH --img2dataset-python PATH

FOLDER is a site: HTML pages that link to each other, with pictures. It is served on eight loopback addresses, each a
host of its own, since weft asks one host for one thing at a time and lives off many hosts. Everybody fetches the same
urls and nobody waits between requests (weft: ``delay_s: 0``). The peers live in throw-away environments:

    uv venv /tmp/scrapy && uv pip install --python /tmp/scrapy/bin/python scrapy
    uv venv /tmp/img2dataset && uv pip install --python /tmp/img2dataset/bin/python img2dataset 'setuptools<81'

What is done for a page: weft parses it, extracts its main text for the media in it, and writes request and response to
compressed WARC; Scrapy (its defaults) extracts links; wget writes the file. For an image: weft fetches it to WARC, then
decodes, hashes (SHA-256, perceptual) and encodes it at 256 pixels; img2dataset decodes and encodes it at 256 pixels.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from weft.pipeline.beam import Engine
from weft.pipeline.build import StageRun, build
from weft.pipeline.stage import Job, Stage
from weft.pipeline.stages.crawl import visited_names
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

HOSTS = 8
PORT = 8931
NGINX = """worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ include /etc/nginx/mime.types; access_log off; keepalive_requests 100000; charset utf-8;
server {{ {listen} root {root}; autoindex on; }} }}"""
SPIDER = """
import scrapy
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

class Pages(CrawlSpider):
    name = "pages"
    start_urls = {seeds!r}
    allowed_domains = {hosts!r}
    custom_settings = {{"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True}}
    rules = [Rule(LinkExtractor(), callback="parse_page", follow=True)]
    pages = 0

    def parse_page(self, response):
        type(self).pages += 1

    def closed(self, reason):
        print("pages", self.pages)
"""
IMAGES = """
import sys
from img2dataset import download
if __name__ == "__main__":
    download(url_list=sys.argv[1], output_folder=sys.argv[2], input_format="txt", output_format="webdataset",
             processes_count=2, thread_count=32, image_size=256, resize_mode="keep_ratio", resize_only_if_bigger=True,
             enable_wandb=False, number_sample_per_shard=1000)
"""


@contextmanager
def served(root: Path, folder: Path) -> Iterator[list[str]]:
    """``root`` on every host; gives their base urls."""
    hosts = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    listen = " ".join(f"listen {host}:{PORT};" for host in hosts)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, listen=listen, root=root.resolve()))
    nginx = subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")])
    time.sleep(1)
    try:
        yield [f"http://{host}:{PORT}" for host in hosts]
    finally:
        nginx.terminate()
        nginx.wait()


class Quiet:
    """Progress that nobody watches."""

    def watching(self, stage: Stage, job: Job) -> Any:
        return nullcontext()

    def done(self, run: StageRun) -> None:
        return


def weft_pages(bases: list[str], folder: Path, workers: int) -> tuple[int, float]:
    """Pages captured and seconds taken."""
    crawl = {
        "kind": "crawl",
        "seeds": [f"{base}/" for base in bases],
        "contact": "benchmark@localhost",
        "delay_s": 0,
        "media": "none",
        "allow_private_addresses": True,
    }
    recipe = Recipe.model_validate({"sources": [crawl], "corpus": str(folder / f"pages-{workers}")})
    start = time.perf_counter()
    build(recipe, Engine(workers=workers), "crawl", Quiet())
    seconds = time.perf_counter() - start
    corpus = Corpus(recipe.corpus)
    tables = (corpus.table(name, ["kind", "outcome"]) for name in visited_names(corpus))
    rows = (row for table in tables for row in table.to_pylist())
    return sum(row == {"kind": "page", "outcome": "captured"} for row in rows), seconds


def scrapy_pages(bases: list[str], folder: Path, python: Path) -> tuple[int, float]:
    """Pages parsed and seconds taken, the interpreter's start included."""
    spider = folder / "spider.py"
    hosts = [base.removeprefix("http://").partition(":")[0] for base in bases]
    spider.write_text(SPIDER.format(seeds=[f"{base}/" for base in bases], hosts=hosts))
    start = time.perf_counter()
    command = [str(python), "-m", "scrapy", "runspider", str(spider)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return int(said.stdout.split()[-1]) + len(bases), time.perf_counter() - start


def wget_pages(bases: list[str], folder: Path) -> tuple[int, float]:
    """Pages written and seconds taken."""
    target = folder / "wget"
    start = time.perf_counter()
    command = ["wget", "-r", "-l", "inf", "-q", "-A", "html,htm", "-P", str(target), *(f"{base}/" for base in bases)]
    subprocess.run(command, check=False)  # a missing page makes wget's status 8
    return sum(1 for _ in target.rglob("*.html")), time.perf_counter() - start


def weft_images(urls: list[str], folder: Path, workers: int) -> tuple[int, float]:
    """Images stored and seconds taken by the stages fetch and media."""
    figures = "".join(f'<img src="{url}">' for url in urls)
    warc = folder / "page.warc"
    body = f"<html><body><article><p>Pictures of the site.</p>{figures}</article></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    warc.write_bytes(
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://pages.example/\r\n"
        b"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
        % len(http)
        + http
        + b"\r\n\r\n"
    )
    recipe = Recipe.model_validate(
        {
            "sources": [{"kind": "warc", "paths": [str(warc)]}],
            "corpus": str(folder / f"images-{workers}"),
            "fetch": {
                "enabled": True,
                "contact": "benchmark@localhost",
                "delay_s": 0,
                "allow_private_addresses": True,
            },
            "media": {"image": {"max_side": 256}},
        }
    )
    runs = {run.stage: run for run in build(recipe, Engine(workers=workers), "media", Quiet())}
    stored = runs["fetch"].ledger.counts["captures_media"]
    return stored, runs["fetch"].seconds + runs["media"].seconds


def img2dataset_images(urls: list[str], folder: Path, python: Path) -> tuple[int, float]:
    """Images stored and seconds taken, the interpreter's start included."""
    listed, script, target = folder / "urls.txt", folder / "images.py", folder / "img2dataset"
    listed.write_text("\n".join(urls))
    script.write_text(IMAGES)
    start = time.perf_counter()
    subprocess.run([str(python), str(script), str(listed), str(target)], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    return sum(json.loads(path.read_text())["successes"] for path in target.glob("*_stats.json")), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scrapy-python", type=Path)
    parser.add_argument("--img2dataset-python", type=Path)
    arguments = parser.parse_args()
    rows: list[tuple[str, int, float]] = []
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name, served(arguments.folder, Path(name)) as bases:
        folder = Path(name)
        for workers in (1, 2):
            rows.append((f"pages: weft, {workers} worker(s)", *weft_pages(bases, folder, workers)))
        if arguments.scrapy_python:
            rows.append(("pages: Scrapy", *scrapy_pages(bases, folder, arguments.scrapy_python)))
        rows.append(("pages: wget -r", *wget_pages(bases, folder)))
        pictures = sorted(path for path in arguments.folder.rglob("*") if path.suffix in (".png", ".jpg"))
        paths = [str(path.relative_to(arguments.folder)) for path in pictures]
        urls = [f"{base}/{path}" for path in paths for base in bases]
        for workers in (1, 2):
            rows.append((f"images: weft, {workers} worker(s)", *weft_images(urls, folder, workers)))
        if arguments.img2dataset_python:
            rows.append(("images: img2dataset", *img2dataset_images(urls, folder, arguments.img2dataset_python)))
    print(f"{'':32}{'number':>8}{'seconds':>10}{'a second':>10}")
    for label, number, seconds in rows:
        print(f"{label:32}{number:8}{seconds:10.1f}{number / seconds:10.1f}")


if __name__ == "__main__":
    main()
