"""The demo's corpus on several Beam runners, which must give the same bytes: this machine, Prism and Flink.

    make engines        (or .venv/bin/python benchmarks/engines.py [--only NAME …])

Prism is Beam's portable runner in Go, in the version of the installed Beam; it is built with ``go install``. Flink is
version 1.19, embedded in Beam's own job server, which Maven fetches (``flink_job_server.xml``). Both need a network the
first time, and stay in ``build/engines``. Workers are started by weft's process (``LOOPBACK``). Printed are seconds and
the fingerprint of the shards; the exit code is 1 if two fingerprints differ, 2 if an engine can't be had.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path("build", "engines").absolute()
_OPENED = ("java.lang", "java.lang.invoke", "java.nio", "java.time", "java.util")
"""Packages of the JDK that Flink's serialisers look into."""
_START_S = 60


@contextmanager
def local(workers: int) -> Iterator[list[str]]:
    """Processes of this machine."""
    yield ["--workers", str(workers)]


@contextmanager
def prism() -> Iterator[list[str]]:
    """Beam starts the binary itself."""
    binary = KEPT / "prism"
    if not binary.exists():
        module = f"github.com/apache/beam/sdks/v2/go/cmd/prism@v{version('apache-beam')}"
        subprocess.run([_tool("go"), "install", module], env={**os.environ, "GOBIN": str(KEPT)}, check=True)
    yield ["--runner", "PrismRunner", "--", f"--prism_location={binary}", "--environment_type=LOOPBACK"]


@contextmanager
def flink() -> Iterator[list[str]]:
    """A job server that runs until the build is done."""
    classes = KEPT / "flink.classpath"
    if not classes.exists():
        pom = Path(__file__).with_name("flink_job_server.xml")
        wanted = f"-Dmdep.outputFile={classes}"
        command = [_tool("mvn"), "-q", "-B", "-f", str(pom), "dependency:build-classpath", wanted]
        subprocess.run(command, check=True)
    ports = {name: _free_port() for name in ("job", "artifact", "expansion")}
    command = [_tool("java"), *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED)]
    command += ["-cp", classes.read_text().strip(), "org.apache.beam.runners.flink.FlinkJobServerDriver"]
    command += ["--job-host=localhost", "--flink-master=[local]"]
    command += [f"--{name}-port={port}" for name, port in ports.items()]
    with (KEPT / "flink.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(ports["job"], server)
        endpoint = f"--job_endpoint=localhost:{ports['job']}"
        yield ["--runner", "PortableRunner", "--", endpoint, "--environment_type=LOOPBACK", "--parallelism=2"]
    finally:
        server.terminate()
        server.wait()


ENGINES = {"local, 1 worker": lambda: local(1), "local, 2 workers": lambda: local(2), "prism": prism, "flink": flink}


def demo(options: list[str]) -> tuple[float, str]:
    """Seconds of the demo's build on an engine, and the fingerprint of its shards."""
    weft = Path(sys.executable).with_name("weft")
    with tempfile.TemporaryDirectory(prefix="weft-engines-") as folder:
        shutil.copytree(ROOT / "examples", Path(folder, "examples"))
        start = time.perf_counter()
        command = [sys.executable, str(Path(folder, "examples", "run_demo.py")), *options]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        seconds = time.perf_counter() - start
        verified = [str(weft), "verify", str(Path(folder, "build", "demo", "shards"))]
        said = subprocess.run(verified, capture_output=True, text=True, check=True).stdout
    return seconds, said.split()[-1]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        print(f"{name} is not on PATH", file=sys.stderr)
        raise SystemExit(2)
    return found


def _free_port() -> int:
    with socket.create_server(("", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                return
        time.sleep(0.2)
    print(f"the job server of Flink did not start; see {KEPT / 'flink.log'}", file=sys.stderr)
    raise SystemExit(2)


def main() -> int:
    """Build the demo on every engine and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    KEPT.mkdir(parents=True, exist_ok=True)
    prints = set()
    for name in parser.parse_args().only:
        with ENGINES[name]() as options:
            seconds, fingerprint = demo(options)
        prints.add(fingerprint)
        print(f"{name:18}{seconds:7.1f} s  fingerprint {fingerprint}", flush=True)
    return 0 if len(prints) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
