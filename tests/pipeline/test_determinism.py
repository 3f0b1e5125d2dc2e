"""The same recipe and captures give the same bytes: with any number of workers, after any kill."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from weft.pipeline.build import past_runs
from weft.pipeline.stages import ORDER
from weft.pipeline.storage import Corpus

from ..conftest import Demo, served, shard_digests, weft, write_recipe

STAGES = [stage.name for stage in ORDER]


def test_two_worker_processes_write_the_same_shards_as_one(demo: Demo, tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, demo.port)
    for folder in ("captures", "frontier", "crawl"):
        shutil.copytree(demo.corpus / folder, tmp_path / "corpus" / folder)
    shutil.rmtree(tmp_path / "corpus" / "captures" / "index")

    result = weft("build", recipe, "--workers", "2")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "crawl" in result.stdout and "done before" in result.stdout.splitlines()[0]
    assert {run.workers for run in past_runs(Corpus(str(tmp_path / "corpus")))[1:]} == {2}
    assert shard_digests(tmp_path / "corpus") == shard_digests(demo.corpus)


def test_a_run_killed_in_every_stage_and_started_again_writes_the_same_shards(demo: Demo, tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, demo.port)
    seconds = {run.stage: run.seconds for run in past_runs(Corpus(str(demo.corpus)))}
    seed = int.from_bytes(os.urandom(4))
    moments = random.Random(seed)

    with served(demo.site, demo.port):
        for stage in STAGES:
            kill_in_stage(recipe, stage, moments.uniform(0, seconds[stage]))
        result = weft("build", recipe, "--workers", "1")

    assert result.returncode == 0, result.stdout + result.stderr
    assert shard_digests(tmp_path / "corpus") == shard_digests(demo.corpus), f"kill moments of seed {seed}"
    assert not list((tmp_path / "corpus").rglob(".*.tmp")), "unfinished files are swept up"


def kill_in_stage(recipe: Path, stage: str, after_s: float) -> None:
    """Start a build and SIGKILL its whole process group ``after_s`` into the stage."""
    command = [sys.executable, "-m", "weft", "build", str(recipe), "--workers", "1"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stdout is not None
    before = STAGES.index(stage)
    for line in process.stdout:
        done = next((name for name in STAGES if name in line.split()), None)
        if before == 0 or (done is not None and STAGES.index(done) == before - 1):
            break
    time.sleep(after_s)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_killing_the_driver_leaves_no_process_behind(demo: Demo, tmp_path: Path, workers: int) -> None:
    recipe = write_recipe(tmp_path, demo.port)
    shutil.copytree(demo.corpus / "captures", tmp_path / "corpus" / "captures")
    shutil.copytree(demo.corpus / "frontier", tmp_path / "corpus" / "frontier")
    shutil.copytree(demo.corpus / "crawl", tmp_path / "corpus" / "crawl")
    shutil.rmtree(tmp_path / "corpus" / "captures" / "index")
    command = [sys.executable, "-m", "weft", "build", str(recipe), "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "extract" in line:  # media, with its decoding child, comes next
            break
    deadline = time.monotonic() + 60
    while not (children := descendants(process.pid)):
        assert process.poll() is None and time.monotonic() < deadline, "the decoder runs in a child"
        time.sleep(0.01)

    process.kill()
    process.wait()
    process.stdout.close()

    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() and not is_zombie(child) for child in children):
        assert time.monotonic() < deadline, "a child outlived its driver"
        time.sleep(0.1)


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = task.read_text().split()
            except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
                continue
            for child in map(int, children):
                found.add(child)
                waiting.append(child)
    return found


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
