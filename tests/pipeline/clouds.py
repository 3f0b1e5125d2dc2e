"""Object stores on this machine: an S3 server (moto) and a Google Cloud Storage server (gcp-storage-emulator)."""

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import fsspec
import pytest


@dataclass
class Store:
    """A bucket of its own; ``variables`` is what a user's environment says of it."""

    bucket: str
    root: str
    variables: dict[str, str]
    log: list[str] = field(default_factory=list)
    """The request line of every request, where the server keeps them."""

    def requests(self, method: str, name: str) -> int:
        """Answered requests for a name in the bucket."""
        return sum(f"{method} /{self.bucket}/{name} " in line for line in self.log)


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=True)
    server.start()
    host, port = server.get_host_and_port()
    access = {"endpoint_url": f"http://{host}:{port}", "key": "a", "secret": "b"}
    bucket = f"weft-{port}"
    store = Store(bucket, f"s3://{bucket}", {"FSSPEC_S3": json.dumps(access), "AWS_DEFAULT_REGION": "us-east-1"})
    monkeypatch.setitem(fsspec.config.conf, "s3", access)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    lines, logger = _Lines(store.log), logging.getLogger("werkzeug")
    logger.addHandler(lines)
    fsspec.filesystem("s3").mkdir(bucket)
    yield store
    logger.removeHandler(lines)
    server.stop()


@pytest.fixture
def gs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    from gcp_storage_emulator.server import create_server

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = create_server("127.0.0.1", port, in_memory=True, default_bucket="weft")
    server.start()
    access = {"endpoint_url": f"http://127.0.0.1:{port}", "token": "anon", "project": "weft"}
    monkeypatch.setitem(fsspec.config.conf, "gs", access)
    # Else gcsfs asks the bucket's type over gRPC, which the emulator does not speak, for a minute.
    variables = {"STORAGE_EMULATOR_HOST": access["endpoint_url"], "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    yield Store("weft", "gs://weft", {"FSSPEC_GS": json.dumps(access), **variables})
    server.stop()
