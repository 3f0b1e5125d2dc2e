"""What many tests share: the example site, served, and a corpus built from it once for all test processes."""

import fcntl
import hashlib
import importlib
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Generic, TypeVar

import hypothesis
import pytest
import yaml

# The same examples in every run, and no judgement on speed: a busy machine is no fault of the code.
hypothesis.settings.register_profile(
    "weft", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("weft")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, help="broken files of each format in tests/fuzz; a few unless given")
    parser.addoption("--first-mutant", type=int, default=0, help="number of the first; mutants of one number are one")


@dataclass(frozen=True)
class Demo:
    """The demo's corpus, built for real: crawled from a local server by the command line."""

    recipe: Path
    corpus: Path
    site: Path
    port: int
    output: str
    """What ``weft build`` printed."""


def example(name: str) -> ModuleType:
    """A script of ``examples/`` as a module."""
    spec = importlib.util.spec_from_file_location(f"weft_example_{name}", ROOT / "examples" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def weft(
    *arguments: str | Path, cwd: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, with some environment variables of his."""
    command = [sys.executable, "-m", "weft", *map(str, arguments)]
    environment = {**os.environ, "PYTHONSAFEPATH": "1", "COLUMNS": "160", **(variables or {})}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)


def write_recipe(folder: Path, port: int) -> Path:
    """The demo's recipe for this port, with its corpus in ``folder``."""
    recipe = yaml.safe_load((ROOT / "examples" / "demo.yaml").read_text())
    recipe["corpus"] = str(folder / "corpus")
    recipe["sources"][0]["seeds"] = [f"http://127.0.0.1:{port}/"]
    recipe["evaluations"][0]["path"] = str(ROOT / "examples" / "evaluation" / "questions.jsonl")
    recipe["vocabulary"] |= {"text_pieces": 2000, "image_codes": 256, "image_training_patches": 20_000, "iterations": 4}
    recipe["vocabulary"] |= {"audio_codes": 64}
    path = folder / "demo.yaml"
    path.write_text(yaml.safe_dump(recipe, sort_keys=False))
    return path


@contextmanager
def served(site: Path, port: int) -> Iterator[str]:
    """The site on its port, for as long as the block lasts; waits while another test process holds the port."""
    with (site.parent / "port.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with example("serve").serve(site, port) as url:
            yield url


def shard_digests(corpus: Path) -> dict[str, str]:
    """sha256 of every file of the shard set."""
    files = sorted(path for path in (corpus / "shards").rglob("*") if path.is_file() and path.name != "_SUCCESS.json")
    return {str(path.relative_to(corpus)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Built by whichever test process comes first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    shared.mkdir(exist_ok=True)
    output = shared / "output.txt"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not output.exists():
            example("make_site").make_site(shared / "site")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            recipe = write_recipe(shared, port)
            with served(shared / "site", port):
                result = weft("build", recipe, "--workers", "1")
            assert result.returncode == 0, result.stdout + result.stderr
            (shared / "port.txt").write_text(str(port))
            output.write_text(result.stdout)
    port = int((shared / "port.txt").read_text())
    return Demo(shared / "demo.yaml", shared / "corpus", shared / "site", port, output.read_text())


_T = TypeVar("_T")


class _Dataset(Generic[_T]):
    """What wids subclasses: torch's Dataset has no behaviour of its own."""


@pytest.fixture
def wids(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """wids imports torch for two empty base classes and a distributed sampler; a stand-in gives it the first."""
    data = ModuleType("torch.utils.data")
    vars(data).update(Dataset=_Dataset, Sampler=_Dataset)
    stand_ins = {name: ModuleType(name) for name in ("torch", "torch.utils", "torch.distributed")}
    vars(stand_ins["torch"])["distributed"] = stand_ins["torch.distributed"]
    for name, module in {**stand_ins, "torch.utils.data": data}.items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in [name for name in sys.modules if name.split(".")[0] == "wids"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("wids")
