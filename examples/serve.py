"""Serves a folder over HTTP/1.1 on 127.0.0.1, as a small web host would.

    python examples/serve.py DIR [--port 0]

prints `http://127.0.0.1:PORT/` and serves until SIGTERM or SIGINT. Two files in the folder steer it and are never
served themselves:

`_headers`, a path pattern (`*` matches anything) and below it, indented, the headers that are added or overridden:

    /en/reserved.html
      X-Robots-Tag: noai, noimageai

`_redirects`, one redirect a line:

    /old.html /new.html 301

From Python: `with serve(directory) as url: ...`.
"""

from __future__ import annotations

import argparse
import gzip
import mimetypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml",
    ".vtt": "text/vtt; charset=utf-8",
    ".webp": "image/webp",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
IDLE_TIMEOUT_S = 30.0
NOT_MODIFIED_HEADERS = {"ETag", "Last-Modified", "Vary", "Cache-Control"}  # RFC 9110, 15.4.5


@dataclass(frozen=True)
class HeaderRule:
    """Headers for every path that matches `pattern`."""

    pattern: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Redirect:
    """Where a path has moved to, and the status that says so."""

    target: str
    status: int


def parse_headers(text: str) -> tuple[HeaderRule, ...]:
    """The rules of a `_headers` file, in file order; `ValueError` names a line that cannot be read."""
    rules: list[HeaderRule] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            rules.append(HeaderRule(line.strip(), ()))
            continue
        name, colon, value = line.strip().partition(":")
        if not colon or not rules:
            raise ValueError(f"_headers line {number}: expected 'Name: value' below a path, got {line.strip()!r}")
        rules[-1] = HeaderRule(rules[-1].pattern, (*rules[-1].headers, (name, value.strip())))
    return tuple(rules)


def parse_redirects(text: str) -> dict[str, Redirect]:
    """The redirects of a `_redirects` file by path; `ValueError` names a line that cannot be read."""
    redirects: dict[str, Redirect] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match line.split():
            case [source, target, status] if status in {"301", "302", "303", "307", "308"}:
                redirects[source] = Redirect(target, int(status))
            case _:
                raise ValueError(f"_redirects line {number}: expected '/old /new 301', got {line!r}")
    return redirects


class Site:
    """A folder with its header rules and redirects; maps request paths to files."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise NotADirectoryError(f"{root} is not a folder that can be served")
        self.root = root.resolve()
        self.header_rules = parse_headers(self._steering("_headers"))
        self.redirects = parse_redirects(self._steering("_redirects"))

    def _steering(self, name: str) -> str:
        path = self.root / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def file(self, path: str) -> Path | None:
        """The file behind an unquoted request path; None when there is none or it is not public."""
        if "\0" in path:
            return None
        wanted = self.root / path.lstrip("/")
        resolved = (wanted / "index.html" if path.endswith("/") else wanted).resolve()
        if not resolved.is_relative_to(self.root) or not resolved.is_file():
            return None
        parts = resolved.relative_to(self.root).parts
        if parts in {("_headers",), ("_redirects",)} or any(part.startswith(".") for part in parts):
            return None
        return resolved

    def headers(self, path: str, file: Path) -> dict[str, str]:
        """Content-Type by the file's suffix, then what the rules for `path` add or override."""
        guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Content-Type": CONTENT_TYPES.get(file.suffix, guessed)}
        for rule in self.header_rules:
            if fnmatchcase(path, rule.pattern):
                headers.update(rule.headers)
        return headers


class SiteServer(ThreadingHTTPServer):
    """A thread a connection; threads end with the process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        super().__init__(("127.0.0.1", port), SiteHandler)


class SiteHandler(BaseHTTPRequestHandler):
    """GET and HEAD on one connection; replies leave in one write, so keep-alive meets no delayed ACK."""

    protocol_version = "HTTP/1.1"
    server_version = "ExampleSite"
    sys_version = ""
    timeout = IDLE_TIMEOUT_S
    wbufsize = -1
    disable_nagle_algorithm = True
    server: SiteServer

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Quiet: the url printed at the start is the only output."""

    def _answer(self) -> None:
        site = self.server.site
        path = unquote(urlsplit(self.path).path)
        if redirect := site.redirects.get(path):
            self._send(redirect.status, {"Location": redirect.target}, b"")
            return
        file = site.file(path)
        if file is None:
            page = b"<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>\n"
            self._send(HTTPStatus.NOT_FOUND, {"Content-Type": "text/html; charset=utf-8"}, page)
            return
        self._send_file(path, file)

    def _send_file(self, path: str, file: Path) -> None:
        headers = self.server.site.headers(path, file)
        facts = file.stat()
        tag = f"{int(facts.st_mtime):x}-{facts.st_size:x}"
        body = file.read_bytes()
        if headers["Content-Type"].startswith("text/html"):
            headers["Vary"] = "Accept-Encoding"
            if self._accepts_gzip():
                headers["Content-Encoding"] = "gzip"
                body, tag = gzip.compress(body, mtime=0), f"{tag}-gzip"
        headers["ETag"] = f'"{tag}"'
        headers["Last-Modified"] = formatdate(int(facts.st_mtime), usegmt=True)
        if self._is_unchanged(headers["ETag"], int(facts.st_mtime)):
            kept = {name: value for name, value in headers.items() if name in NOT_MODIFIED_HEADERS}
            self._send(HTTPStatus.NOT_MODIFIED, kept, None)
            return
        self._send(HTTPStatus.OK, headers, body)

    def _accepts_gzip(self) -> bool:
        """Whether Accept-Encoding names gzip and does not give it a weight of zero."""
        for item in self.headers.get("Accept-Encoding", "").split(","):
            coding, _, weight = item.replace(" ", "").partition(";q=")
            if coding.lower() == "gzip":
                return weight.strip("0.") != "" or weight == ""
        return False

    def _is_unchanged(self, etag: str, modified_s: int) -> bool:
        """RFC 9110, 13.2.2: If-None-Match decides when present, otherwise If-Modified-Since."""
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified_s <= parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False

    def _send(self, status: int, headers: dict[str, str], body: bytes | None) -> None:
        """One reply; `body` None means a status that has none, so no Content-Length either."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def serve(directory: str | Path, port: int = 0) -> Iterator[str]:
    """Serves `directory` on a background thread; gives the base url. Port 0 picks a free one."""
    server = SiteServer(Site(Path(directory)), port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Serve a folder over HTTP on 127.0.0.1.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--port", type=int, default=0, help="0 (the default) picks a free port")
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with serve(arguments.directory, arguments.port) as url:
            print(url, flush=True)
            stopped.wait()
    except (OSError, ValueError) as error:
        raise SystemExit(f"serve: {error}") from None


if __name__ == "__main__":
    main()
