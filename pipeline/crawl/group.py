"""The fetch engine of a crawl round: the queue of one group of hosts in, WARC files and outcomes out."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from uuid import UUID, uuid5

from aiohttp.abc import AbstractResolver

from ... import __version__
from ...schemas.recipe import CrawlSource, HttpSettings
from ..urls import host_of
from .addresses import AddressGuard
from .captures import CaptureFiles, CaptureWriter
from .client import Client, user_agent
from .host import GroupContext, HostCrawl, SpooledVisit
from .politeness import Patience, Turnstile
from .scope import page_refusal
from .visit import LinkFinder, Visit, Visited
from .warc import CaptureSpool

MAX_OPEN_HOSTS = 64
"""Hosts that are visited at the same time."""
_RESOLVER_THREADS = 16


def crawl_group(
    queue: Sequence[Visit],
    settings: HttpSettings,
    files: CaptureFiles,
    find_links: LinkFinder,
    *,
    patience: Patience | None = None,
    resolver: Callable[[], AbstractResolver] | None = None,
    spool_folder: Path | None = None,
) -> list[Visited]:
    """Visits every url of ``queue`` and publishes the captures as WARC files.

    Hosts are visited at the same time, each one strictly in queue order with one request at a time. The result and
    the records of the files come in one order whatever the network does: hosts sorted by name, and for each host
    its robots.txt visits and the visits of the queue, in the order they were made. No file is published before
    every visit is done; a visit is never lost: there are as many results as visits in the queue, and one more for
    every robots.txt.

    ``resolver`` makes a stand-in for the system's name resolution (inside the event loop); ``spool_folder`` is
    where unfinished files lie (default: the system's temporary folder), which needs room for the captures of the
    group twice. In memory are one response a host, up to 1 MB each, and the payload of one page. ``find_links``
    runs in the event loop, one page at a time, and must not raise.
    """
    hosts: dict[str, list[Visit]] = {}
    for visit in queue:
        hosts.setdefault(host_of(visit.url), []).append(visit)
    with tempfile.TemporaryDirectory(prefix="weft-crawl-", dir=spool_folder) as name:
        folder = Path(name)
        spools = {host: folder / f"{number:06d}.spool" for number, host in enumerate(sorted(hosts))}
        crawl = _GroupCrawl(hosts, spools, files.namespace, settings, find_links, patience or Patience())
        done = asyncio.run(crawl.run(resolver))
        writer = CaptureWriter(files, folder, _warcinfo(settings))
        visited: list[Visited] = []
        try:
            for host in sorted(hosts):
                with spools[host].open("rb") as spool:
                    visited.extend(_place(spooled, spool, writer) for spooled in done[host])
                spools[host].unlink()
            writer.publish()
        finally:
            writer.close()
    return visited


@dataclass(frozen=True)
class _GroupCrawl:
    hosts: Mapping[str, Sequence[Visit]]
    spools: Mapping[str, Path]
    namespace: UUID
    settings: HttpSettings
    find_links: LinkFinder
    patience: Patience

    async def run(self, resolver: Callable[[], AbstractResolver] | None) -> dict[str, list[SpooledVisit]]:
        """The finished visits of every host."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix="resolve"))
        guard = AddressGuard(allow_private=self.settings.allow_private_addresses)
        turnstiles: dict[str, Turnstile] = {}

        def turnstile(host: str) -> Turnstile:
            return turnstiles.setdefault(host, Turnstile(self.settings.delay_s))

        open_hosts = asyncio.Semaphore(MAX_OPEN_HOSTS)
        async with Client(self.settings, guard, resolver() if resolver else None) as client:
            context = GroupContext(
                settings=self.settings,
                page_refusal=page_refusal(self.settings),
                asks_notices=isinstance(self.settings, CrawlSource) and self.settings.opt_out_files == "ask",
                client=client,
                guard=guard,
                patience=self.patience,
                find_links=self.find_links,
                turnstile=turnstile,
            )
            # The longest queues start first, since they end last.
            order = sorted(self.hosts, key=lambda host: (-len(self.hosts[host]), host))
            async with asyncio.TaskGroup() as tasks:
                running = {host: tasks.create_task(self._crawl_host(host, context, open_hosts)) for host in order}
        return {host: task.result() for host, task in running.items()}

    async def _crawl_host(self, host: str, context: GroupContext, open_hosts: asyncio.Semaphore) -> list[SpooledVisit]:
        async with open_hosts:
            with self.spools[host].open("wb") as out:
                spool = CaptureSpool(out, uuid5(self.namespace, host))
                return await HostCrawl(host, context, spool).run(self.hosts[host])


def _warcinfo(settings: HttpSettings) -> dict[str, str]:
    return {
        "software": f"weft/{__version__}",
        "format": "WARC File Format 1.0",
        "robots": "rfc9309",
        "http-header-user-agent": user_agent(settings),
        "operator": settings.contact,
    }


def _place(spooled: SpooledVisit, spool: IO[bytes], writer: CaptureWriter) -> Visited:
    captures = tuple(writer.add(spool, capture) for capture in spooled.captures)
    return replace(spooled.visited, captures=captures)
