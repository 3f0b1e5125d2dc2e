"""A real web server of files in memory: with or without ranges, and with faults that a network has."""

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class FileServer:
    """``files`` by path. ``faults`` of a path are used up one a GET: a status, or ``cut`` for half an answer."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[int | str]] = field(default_factory=dict)
    head_faults: dict[str, list[int]] = field(default_factory=dict)
    ranges: bool = True
    says_length: bool = True
    log: list[tuple[str, str, int]] = field(default_factory=list)
    """(method and path, range asked for, bytes sent) of every request."""
    base: str = ""

    def gets(self, path: str) -> list[tuple[str, int]]:
        return [(asked, sent) for request, asked, sent in self.log if request == f"GET {path}"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shared: FileServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 its name in the base class
        pass

    def do_HEAD(self) -> None:
        faults = self.shared.head_faults.get(self.path, [])
        self.answer(faults.pop(0) if faults else None)

    def do_GET(self) -> None:
        faults = self.shared.faults.get(self.path, [])
        self.answer(faults.pop(0) if faults else None)

    def answer(self, fault: int | str | None) -> None:
        body = self.shared.files.get(self.path)
        asked = self.headers.get("Range") or ""
        if isinstance(fault, int) or body is None:
            self.shared.log.append((f"{self.command} {self.path}", asked, 0))
            self.send_response(fault if isinstance(fault, int) else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", asked) if self.shared.ranges else None
        if match:
            start, end = int(match[1]), min(int(match[2]) + 1, len(body))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(body)}")
            body = body[start:end]
        else:
            self.send_response(200)
        if self.shared.says_length or match:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "GET":
            sent = body[: len(body) // 2] if fault == "cut" else body
            self.shared.log.append((f"GET {self.path}", asked, len(sent)))
            with suppress(OSError):  # the client has read enough
                self.wfile.write(sent)
        else:
            self.shared.log.append((f"HEAD {self.path}", asked, 0))
        if fault == "cut" or not self.shared.says_length:
            self.close_connection = True


@pytest.fixture
def file_server() -> Iterator[FileServer]:
    shared = FileServer()
    handler = type("Handler", (_Handler,), {"shared": shared})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    shared.base = f"http://127.0.0.1:{server.server_address[1]}"
    yield shared
    server.shutdown()
    server.server_close()
