"""A real web server on a port of this machine that keeps the times of its requests."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Seen:
    path: str
    start_s: float
    end_s: float
    headers: dict[str, str]


@dataclass
class Site:
    """Answers from ``pages``; a path that is not there gives 404. ``log`` has every request."""

    name: str = "127.0.0.1"
    pages: dict[str, Handler] = field(default_factory=dict)
    log: list[Seen] = field(default_factory=list)
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://{self.name}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.log]

    def add(self, path: str, body: bytes | str = "", status: int = 200, **headers: str) -> None:
        """A fixed answer; ``Content_Type`` spells a header's name."""
        payload = body.encode() if isinstance(body, str) else body
        names = {"Content-Type": "text/html"} | {name.replace("_", "-"): text for name, text in headers.items()}

        async def answer(request: web.Request) -> web.Response:
            return web.Response(body=payload, status=status, headers=names)

        self.pages[path] = answer

    def add_versioned(self, path: str, body: bytes | str, **headers: str) -> None:
        """An answer with validators in ``headers``, and 304 without a body for a request that gives one of them."""
        self.add(path, body, **headers)
        in_full = self.pages[path]

        async def answer(request: web.Request) -> web.StreamResponse:
            asked = request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since")
            if asked is None or asked not in (headers.get("ETag"), headers.get("Last_Modified")):
                return await in_full(request)
            names = {name: headers[name] for name in ("ETag", "Vary", "X_Robots_Tag") if name in headers}
            return web.Response(status=304, headers={name.replace("_", "-"): text for name, text in names.items()})

        self.pages[path] = answer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        seen = Seen(request.path_qs, time.monotonic(), 0.0, dict(request.headers))
        self.log.append(seen)
        try:
            page = self.pages.get(request.path_qs)
            return await page(request) if page else web.Response(status=404, text="none")
        finally:
            seen.end_s = time.monotonic()


@pytest.fixture
def start_site() -> Iterator[Callable[[str], Site]]:
    """Starts a Site under a host name of the loopback interface."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runners = []

    async def serve(site: Site) -> None:
        app = web.Application()
        app.router.add_route("GET", "/{path:.*}", site.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]

    def start(name: str = "127.0.0.1") -> Site:
        site = Site(name)
        asyncio.run_coroutine_threadsafe(serve(site), loop).result()
        return site

    yield start
    for runner in runners:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def site(start_site: Callable[[], Site]) -> Site:
    return start_site()
