"""Pages a second from a local nginx, beside Scrapy and ``wget -r``, in one run.

    python -m weft.benchmarks.crawl FOLDER --scrapy-python PATH

FOLDER is a site: HTML pages that link to each other. It is served on eight loopback addresses, each a host of its own,
since weft asks one host for one thing at a time and lives off many hosts. Everybody fetches the same urls and nobody
waits between requests (weft: ``delay_s: 0``). Everybody runs ``--times`` times, in turns; printed are the medians.
Scrapy lives in a throw-away environment:

    uv venv /tmp/scrapy && uv pip install --python /tmp/scrapy/bin/python scrapy

What is done for a page: weft parses it, extracts its main text for the media in it, and writes request and response to
compressed WARC; Scrapy (its defaults) extracts links; wget extracts links and writes the file.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from weft.benchmarks.served_site import served
from weft.pipeline.beam import Engine
from weft.pipeline.build import StageRun, build
from weft.pipeline.stage import Job, Stage
from weft.pipeline.stages.crawl import visited_names
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

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


class Quiet:
    """Progress that nobody watches."""

    def watching(self, stage: Stage, job: Job) -> Any:
        return nullcontext()

    def done(self, run: StageRun) -> None:
        return


def weft_pages(bases: list[str], folder: Path, workers: int) -> int:
    """Pages captured."""
    crawl = {
        "kind": "crawl",
        "seeds": [f"{base}/" for base in bases],
        "contact": "benchmark@localhost",
        "delay_s": 0,
        "media": "none",
        "allow_private_addresses": True,
    }
    recipe = Recipe.model_validate({"sources": [crawl], "corpus": str(folder / "weft")})
    build(recipe, Engine(workers=workers), "crawl", Quiet())
    corpus = Corpus(recipe.corpus)
    tables = (corpus.table(name, ["kind", "outcome"]) for name in visited_names(corpus))
    rows = (row for table in tables for row in table.to_pylist())
    return sum(row == {"kind": "page", "outcome": "captured"} for row in rows)


def scrapy_pages(bases: list[str], folder: Path, python: Path) -> int:
    """Pages parsed; the interpreter's start is in the time."""
    spider = folder / "spider.py"
    hosts = [base.removeprefix("http://").partition(":")[0] for base in bases]
    spider.write_text(SPIDER.format(seeds=[f"{base}/" for base in bases], hosts=hosts))
    command = [str(python), "-m", "scrapy", "runspider", str(spider)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return int(said.stdout.split()[-1]) + len(bases)


def wget_pages(bases: list[str], folder: Path) -> int:
    """Pages written."""
    seeds = [f"{base}/" for base in bases]
    command = ["wget", "-r", "-l", "inf", "-q", "-A", "html,htm", "-P", str(folder), *seeds]
    subprocess.run(command, check=False)  # a missing page makes wget's status 8
    return sum(1 for _ in folder.rglob("*.html"))


def timed(crawl: Callable[[Path], int]) -> tuple[int, float]:
    """Pages, and seconds taken, of a crawl into an empty folder."""
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name:
        start = time.perf_counter()
        pages = crawl(Path(name))
        return pages, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scrapy-python", type=Path)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    runs: dict[str, list[tuple[int, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name, served(arguments.folder, Path(name)) as bases:
        crawls: dict[str, Callable[[Path], int]] = {
            "weft, 1 worker": lambda folder: weft_pages(bases, folder, 1),
            "weft, 2 workers": lambda folder: weft_pages(bases, folder, 2),
            "wget -r": lambda folder: wget_pages(bases, folder),
        }
        if arguments.scrapy_python:
            crawls["Scrapy"] = lambda folder: scrapy_pages(bases, folder, arguments.scrapy_python)
        for _ in range(arguments.times):
            for label, crawl in crawls.items():
                runs.setdefault(label, []).append(timed(crawl))
    medians = {label: statistics.median(pages / seconds for pages, seconds in of) for label, of in runs.items()}
    reference = medians.get("Scrapy", medians["wget -r"])
    print(f"{'':20}{'pages':>8}{'a second':>10}{'ratio':>8}")
    for label, rate in medians.items():
        print(f"{label:20}{runs[label][0][0]:8}{rate:10.1f}{rate / reference:8.2f}")


if __name__ == "__main__":
    main()
