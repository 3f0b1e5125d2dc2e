"""Corpora and captures in object stores, spoken to over HTTP as a user's would be."""

import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest
import yaml

from weft.pipeline.sources.capture import PayloadLimits
from weft.pipeline.sources.locations import LocationReader
from weft.pipeline.sources.warc import read_warc
from weft.pipeline.storage import Corpus

from ..conftest import shard_digests, weft
from .clouds import Store, gs, s3
from .conftest import SMALL, Record, encoded, photo, prose, write_record, write_warc
from .website import Site

__all__ = ["gs", "s3"]

LIMITS = PayloadLimits(1 << 20, 1 << 20)


def put(root: str, name: str, payload: bytes) -> str:
    url = f"{root}/{name}"
    with fsspec.open(url, "wb") as stream:
        stream.write(payload)
    return url


def inputs(folder: Path, files: int = 2) -> None:
    """A few WARCs of pages with a picture each, and JSON lines."""
    folder.mkdir()
    for number in range(files):
        records = []
        for page in range(number * 6, number * 6 + 6):
            url = f"https://a.example/{page}"
            body = f"<p>{prose(page)}</p><img src='{url}.png'><p>{prose(page + 100)}</p>"
            records += [Record(url, body.encode()), Record(f"{url}.png", encoded(photo(page)), "image/png")]
        write_warc(folder / f"{number}.warc.gz", records)
    lines = [json.dumps({"text": prose(200 + number), "url": f"https://b.example/{number}"}) for number in range(12)]
    (folder / "texts.jsonl").write_text("\n".join(lines))


def recipes(store: Store, tmp_path: Path) -> tuple[Path, Path]:
    """Of one corpus on disk and in the store, from the same files."""
    inputs(tmp_path / "in")
    for file in sorted((tmp_path / "in").iterdir()):
        put(store.root, f"in/{file.name}", file.read_bytes())
    home = recipe(tmp_path / "home.yaml", str(tmp_path / "in"), str(tmp_path / "corpus"))
    return home, recipe(tmp_path / "away.yaml", f"{store.root}/in", f"{store.root}/corpus")


def recipe(path: Path, root: str, corpus: str) -> Path:
    said: dict[str, Any] = {
        "sources": [
            {"kind": "warc", "paths": [f"{root}/*.warc.gz"]},
            {"kind": "jsonl", "paths": [f"{root}/texts.jsonl"]},
        ],
        "corpus": corpus,
        "rules": {},
        "vocabulary": {**SMALL, "image_training_patches": 2000},
        "sequences": {"length": 512, "image_tokens": 64, "frame_tokens": 16},
        "shards": {"sequences": 8},
    }
    path.write_text(yaml.safe_dump(said))
    return path


def test_a_corpus_on_s3_survives_a_kill_and_is_the_same_as_on_disk(s3: Store, tmp_path: Path) -> None:
    home, away = recipes(s3, tmp_path)
    local = weft("build", home, "--workers", "1")
    assert local.returncode == 0, local.stdout + local.stderr
    command = [sys.executable, "-m", "weft", "build", str(away), "--workers", "1"]
    environment = {**os.environ, "PYTHONSAFEPATH": "1", **s3.variables}
    build = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while build.poll() is None and not s3.requests("PUT", "corpus/media/items/part-00001-of-00003.parquet"):
        time.sleep(0.02)
    build.send_signal(signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL
    assert not s3.requests("PUT", "corpus/media/_SUCCESS.json")

    resumed = weft("build", away, "--workers", "1", variables=s3.variables)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    for part in ("documents/part-00000-of-00003.parquet", "media/items/part-00001-of-00003.parquet"):
        assert s3.requests("PUT", f"corpus/{part}") == 1, part
    verified = weft("verify", f"{s3.root}/corpus/shards", variables=s3.variables)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    fsspec.filesystem("s3").get(f"{s3.root}/corpus/shards", str(tmp_path / "away" / "shards"), recursive=True)
    digests = shard_digests(tmp_path / "corpus")
    assert "shards/train-000000.tar" in digests
    assert shard_digests(tmp_path / "away") == digests


def test_tables_on_google_cloud_storage_are_the_same_as_on_disk(gs: Store, tmp_path: Path) -> None:
    home, away = recipes(gs, tmp_path)
    for path, variables in ((home, {}), (away, gs.variables)):
        built = weft("build", path, "--until", "links", "--workers", "1", variables=variables)
        assert built.returncode == 0, built.stdout + built.stderr
    there = Corpus(f"{gs.root}/corpus")
    for table in ("documents", "captures/index", "media/items", "links"):
        here = sorted((tmp_path / "corpus" / table).glob("*.parquet"))
        assert len(here) == len(there.parts(table)) > 0, table
        for part in here:
            rows = there.table(f"{table}/{part.name}")
            assert without_places(rows) == without_places(
                Corpus(str(tmp_path / "corpus")).table(f"{table}/{part.name}")
            )


def without_places(table: pa.Table) -> list[dict[str, Any]]:
    """Rows, with places of captures spelled from the folder of the inputs on."""
    return json.loads(re.sub(r"(gs://weft|/[^\"]*?)/in/", "/in/", json.dumps(table.to_pylist(), default=repr)))


@pytest.mark.parametrize("name", ["s3", "gs"])
def test_what_other_processes_wrote_after_a_listing_is_seen(name: str, request: pytest.FixtureRequest) -> None:
    root = f"{request.getfixturevalue(name).root}/corpus"
    corpus = Corpus(root)
    numbers = pa.table({"number": [1, 2, 3]})

    def write_elsewhere(part: str, key: str) -> None:
        """As another process does: this one's file systems hear nothing of it."""
        with Corpus("memory://elsewhere").writing(part, numbers.schema, key) as out:
            out.batch(numbers)
        payload = fsspec.filesystem("memory").cat_file(f"/elsewhere/{part}")
        fsspec.filesystem(name, skip_instance_cache=True).pipe_file(f"{root}/{part}", payload)

    assert corpus.names("t") == []
    write_elsewhere("t/first.parquet", "one")
    assert corpus.names("t") == ["t/first.parquet"]
    assert not corpus.exists("t/second.parquet")
    write_elsewhere("t/second.parquet", "one")
    assert corpus.exists("t/second.parquet")
    assert corpus.table("t/second.parquet") == numbers
    assert corpus.names("t") == ["t/first.parquet", "t/second.parquet"]
    numbers = pa.table({"number": list(range(5000))})
    write_elsewhere("t/first.parquet", "two")
    info = corpus.info("t/first.parquet")
    assert info is not None
    assert (info.rows, info.key) == (5000, "two")


def test_several_rounds_of_fetches_by_several_processes_on_s3_bring_what_they_bring_on_disk(
    s3: Store, start_site: Callable[[str], Site], tmp_path: Path
) -> None:
    """Pages of two files on two hosts; a round has room for one url of a group."""
    sites = [start_site("127.0.0.1"), start_site("localhost")]
    places = [(site, f"/{number}.png") for number in range(2) for site in sites]
    for number, (site, path) in enumerate(places):
        site.add(path, encoded(photo(number)), Content_Type="image/png")
    for half in (0, 1):
        pages = [
            Record(
                f"https://a.example/{number}",
                f"<p>{prose(number)}</p><img src='{site.base}{path}'><p>{prose(number + 50)}</p>".encode(),
            )
            for number, (site, path) in enumerate(places)
            if number % 2 == half
        ]
        write_warc(tmp_path / f"{half}.warc.gz", pages)
    outcomes = []
    for root, workers, variables in ((str(tmp_path), "1", {}), (s3.root, "2", s3.variables)):
        said = {
            "sources": [{"kind": "warc", "paths": [f"{tmp_path}/*.warc.gz"]}],
            "corpus": f"{root}/corpus",
            "fetch": {
                "enabled": True,
                "contact": "owner@example.org",
                "delay_s": 0,
                "groups": 4,
                "max_urls_per_round": 4,
                "allow_private_addresses": True,
            },
        }
        (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(said))
        for site in sites:
            site.log.clear()
        built = weft("build", tmp_path / "recipe.yaml", "--until", "fetch", "--workers", workers, variables=variables)
        assert built.returncode == 0, built.stdout + built.stderr
        asked = sorted(path for site in sites for path in site.paths if path != "/robots.txt")
        assert asked == sorted(path for _, path in places)
        corpus = Corpus(f"{root}/corpus")
        rounds = [round_["groups"] for round_ in corpus.read_json("frontier/fetched.json")["rounds"]]
        outcomes.append((rounds, [corpus.table(name).to_pylist() for name in corpus.parts("media/urls")]))
    (rounds, urls), away = outcomes
    assert len(rounds) >= 2
    assert sum(row["outcome"] == "captured" for part in urls for row in part) == 4
    assert away == (rounds, urls)


def captured(s3: Store, pages: int) -> tuple[str, int, list[dict[str, Any]]]:
    """A WARC in the bucket: its url, its size, and the places of its pictures, each of some 30 KB after a page."""
    sink = io.BytesIO()
    for page in range(pages):
        write_record(sink, Record(f"https://a.example/{page}", prose(page).encode()))
        write_record(sink, Record(f"https://a.example/{page}.png", random.Random(page).randbytes(30_000), "image/png"))
    url = put(s3.root, "a.warc.gz", sink.getvalue())
    captures = [c for c in read_warc(io.BytesIO(sink.getvalue()), LIMITS) if c.mime == "image/png"]
    places = [{"file": url, "offset": c.offset, "length": c.length} for c in captures]
    assert len(places) == pages
    return url, len(sink.getvalue()), places


def test_a_warc_on_s3_is_extracted_with_few_requests(s3: Store, tmp_path: Path) -> None:
    url, size, _ = captured(s3, 300)
    assert 9_000_000 < size < 10_000_000
    with closing(Corpus(str(tmp_path)).open(url)) as stream:
        assert sum(1 for _ in read_warc(stream, LIMITS)) == 600
    # 256 KB, 512 KB, 1, 2, 4 and the rest
    assert s3.requests("GET", "a.warc.gz") == 6


def test_records_of_a_warc_on_s3_are_read_with_few_requests(s3: Store, tmp_path: Path) -> None:
    _, _, places = captured(s3, 300)
    with LocationReader(Corpus(str(tmp_path))) as reader:
        for number, place in enumerate(places):
            assert reader.read(place, LIMITS) == random.Random(number).randbytes(30_000)
    assert s3.requests("GET", "a.warc.gz") == 6


def test_a_few_records_of_a_warc_on_s3_cost_a_request_each(s3: Store, tmp_path: Path) -> None:
    _, _, places = captured(s3, 300)
    with LocationReader(Corpus(str(tmp_path))) as reader:
        for number in (40, 100, 160, 299):
            assert reader.read(places[number], LIMITS) == random.Random(number).randbytes(30_000)
    assert s3.requests("GET", "a.warc.gz") == 4
