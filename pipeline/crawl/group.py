"""The fetch engine of a crawl round: queues of groups of hosts in, WARC files and outcomes out."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
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
from .context import GroupContext
from .earlier import EarlierCaptures
from .host import HostCrawl
from .journal import LinksPlace, SpooledVisit, VisitsWithLinks
from .politeness import Patience, Turnstile
from .scope import page_refusal
from .spools import GroupSpools, Kept, open_spools
from .threads import Threads
from .visit import LinkFinder, Visit, Visited
from .warc import CaptureSpool

MAX_OPEN_HOSTS = 64
"""Hosts that are visited at the same time."""
_DISK_THREADS = 16
"""Spooling, sitemaps, earlier captures, and the files of finished groups."""
_TELL_EVERY_S = 2.0


@dataclass(frozen=True)
class GroupQueue:
    """The work of one group of hosts in one round."""

    queue: Sequence[Visit]
    files: CaptureFiles
    finish: Callable[[Sequence[Visited]], None]
    """Told what became of the visits, in a thread, when the group's files are in place; links are read as each visit
    is taken, until it returns."""
    earlier: EarlierCaptures | None = None
    """What an earlier corpus holds of the queue's urls."""
    kept: Kept | None = None
    """Where its unfinished files lie, so that a run after one that was killed goes on; removed when it is finished."""


def crawl_group(
    queue: Sequence[Visit],
    settings: HttpSettings,
    files: CaptureFiles,
    find_links: LinkFinder,
    *,
    earlier: EarlierCaptures | None = None,
    kept: Kept | None = None,
    patience: Patience | None = None,
    resolver: Callable[[], AbstractResolver] | None = None,
    spool_folder: Path | None = None,
) -> list[Visited]:
    """What became of the visits of one group: ``crawl_groups`` for a group alone."""
    visited: list[Visited] = []
    group = GroupQueue(queue, files, visited.extend, earlier, kept)
    crawl_groups([group], settings, find_links, patience=patience, resolver=resolver, spool_folder=spool_folder)
    return visited


def crawl_groups(
    groups: Iterable[GroupQueue],
    settings: HttpSettings,
    find_links: LinkFinder,
    *,
    tell: Callable[[int], None] | None = None,
    patience: Patience | None = None,
    resolver: Callable[[], AbstractResolver] | None = None,
    spool_folder: Path | None = None,
) -> None:
    """Visits every url of every group and publishes the captures of each as WARC files.

    Up to ``MAX_OPEN_HOSTS`` hosts are visited at the same time, each one strictly in queue order with one request at
    a time; a group is taken from ``groups`` when a host of it can begin. The result and the records of a group's files
    come in one order whatever the network does: hosts sorted by name, and for each host its robots.txt visits and the
    visits of the queue, in the order they were made. No file of a group is published before every visit of it is
    done; a visit is never lost: there are as many results as visits in the queue, and one more for every robots.txt.

    Visits that an earlier process finished in the same ``kept`` folder count as they were made, with their answers of
    then; the one that it had begun is made again.

    ``resolver`` makes a stand-in for the system's name resolution (inside the event loop); ``spool_folder`` is
    where the unfinished files of other groups lie (default: the system's temporary folder). There has to be room for
    the captures of the groups under way twice, and for their links. In memory are one response a host, up to 1 MB
    each, the payload of one page, and of each visit of these groups its outcome. ``find_links`` runs in the event
    loop, one page at a time, and must not raise. ``tell`` is told every few seconds, in a thread, how many visits of
    the groups under way are done.
    """
    with (
        tempfile.TemporaryDirectory(prefix="weft-crawl-", dir=spool_folder) as name,
        Threads(_DISK_THREADS, "disk") as on_disk,
    ):
        crawl = _Crawl(Path(name), settings, find_links, patience or Patience(), tell, on_disk)
        asyncio.run(crawl.run(groups, resolver))


@dataclass(frozen=True)
class _Crawl:
    folder: Path
    settings: HttpSettings
    find_links: LinkFinder
    patience: Patience
    tell: Callable[[int], None] | None
    on_disk: Threads
    done: Counter[int] = field(default_factory=Counter)
    """Visits of each group under way."""

    async def run(self, groups: Iterable[GroupQueue], resolver: Callable[[], AbstractResolver] | None) -> None:
        """Visit and publish all of them."""
        loop = asyncio.get_running_loop()
        # The loop looks names up in its default threads, and nothing else of a crawl runs there: as many as hosts, so
        # that hosts whose name servers are dead keep nobody waiting.
        loop.set_default_executor(ThreadPoolExecutor(MAX_OPEN_HOSTS, thread_name_prefix="resolve"))
        guard = AddressGuard(allow_private=self.settings.allow_private_addresses)
        turnstiles: dict[str, Turnstile] = {}

        def turnstile(host: str) -> Turnstile:
            return turnstiles.setdefault(host, Turnstile(self.settings.delay_s))

        open_hosts = asyncio.Semaphore(MAX_OPEN_HOSTS)
        async with Client(self.settings, guard, resolver() if resolver else None) as client:
            context = partial(
                GroupContext,
                settings=self.settings,
                page_refusal=page_refusal(self.settings),
                asks_notices=isinstance(self.settings, CrawlSource) and self.settings.opt_out_files == "ask",
                client=client,
                guard=guard,
                patience=self.patience,
                find_links=self.find_links,
                on_disk=self.on_disk,
                turnstile=turnstile,
            )
            telling = asyncio.create_task(self._tell_on())
            async with asyncio.TaskGroup() as tasks:
                coming = enumerate(groups)
                while taken := await self.on_disk(next, coming, None):  # may read a remote file
                    number, group = taken
                    queues: dict[str, list[Visit]] = {}
                    for visit in group.queue:
                        queues.setdefault(host_of(visit.url), []).append(visit)
                    spools = await self.on_disk(open_spools, group.kept, self.folder / f"{number:06d}", queues)
                    own = context(
                        earlier=group.earlier,
                        count_visit=partial(self.done.update, [number]),
                        journal=spools.journal,
                    )
                    await self._begin(number, group, queues, spools, own, open_hosts, tasks)
            telling.cancel()

    async def _tell_on(self) -> None:
        while self.tell is not None:
            await asyncio.sleep(_TELL_EVERY_S)
            await self.on_disk(self.tell, self.done.total())

    async def _begin(
        self,
        number: int,
        group: GroupQueue,
        queues: Mapping[str, Sequence[Visit]],
        spools: GroupSpools,
        context: GroupContext,
        open_hosts: asyncio.Semaphore,
        tasks: asyncio.TaskGroup,
    ) -> None:
        """Start each host of the group as soon as there is room; returns when all are under way."""
        running: dict[str, asyncio.Task[list[SpooledVisit]]] = {}
        try:
            # The longest queues start first, since they end last.
            for host in sorted(queues, key=lambda host: (-len(queues[host]), host)):
                await open_hosts.acquire()
                crawl = _crawl_host(host, queues[host], context, spools, group.files.namespace, open_hosts)
                running[host] = tasks.create_task(crawl)
        except asyncio.CancelledError:
            spools.close()
            raise
        tasks.create_task(self._publish(number, group, spools, running))

    async def _publish(
        self,
        number: int,
        group: GroupQueue,
        spools: GroupSpools,
        running: Mapping[str, asyncio.Task[list[SpooledVisit]]],
    ) -> None:
        with closing(spools):
            done = {host: await task for host, task in running.items()}
            await self.on_disk(_join, group, spools, done, _warcinfo(self.settings))
        del self.done[number]


async def _crawl_host(
    host: str,
    queue: Sequence[Visit],
    context: GroupContext,
    spools: GroupSpools,
    namespace: UUID,
    open_hosts: asyncio.Semaphore,
) -> list[SpooledVisit]:
    try:
        begun = spools.begun(host)
        with spools.spool(host) as out:
            spool = CaptureSpool(out, uuid5(namespace, host), begun.captures if begun else 0)
            return await HostCrawl(host, context, spool, begun).run(queue)
    finally:
        open_hosts.release()


def _join(group: GroupQueue, spools: GroupSpools, done: Mapping[str, list[SpooledVisit]], info: dict[str, str]) -> None:
    """Join the spools of a group's hosts to its files, put these in place, hand over the results, and tidy up."""
    writer = CaptureWriter(group.files, spools.folder, info)
    visited: list[Visited] = []
    places: list[LinksPlace] = []
    with spools.naming(), closing(writer):
        for host in sorted(done):
            with spools.read(host) as spool:
                visited.extend(_place(spooled, spool, writer) for spooled in done[host])
            places.extend(spooled.links for spooled in done[host])
        writer.publish()
    group.finish(VisitsWithLinks(visited, places, spools.journal))
    spools.remove()


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
