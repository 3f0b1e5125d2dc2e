"""Which urls a crawl follows, and the guards against endless url spaces."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from ...schemas.recipe import CrawlSource, HttpSettings, Scope
from ..urls import canonical, host_of

MAX_URL_CHARACTERS = 2048
MAX_PATH_DEPTH = 20
MAX_PART_REPEATS = 3


def seed_hosts(source: CrawlSource) -> frozenset[str]:
    """Hosts (with explicit ports) of the seeds. Raises ValueError that names a seed which is no http(s) url."""
    hosts = set()
    for seed in source.seeds:
        url = canonical(seed)
        if url is None:
            raise ValueError(f"source {source.name!r}: seed {seed!r} is not an http(s) url")
        hosts.add(host_of(url))
    return frozenset(hosts)


def page_refusal(settings: HttpSettings) -> Callable[[str], str | None]:
    """Why the page at a canonical url is not followed: ``in_scope`` of a crawl; anything goes without one."""
    if not isinstance(settings, CrawlSource):
        return lambda url: None
    hosts = seed_hosts(settings)
    return lambda url: in_scope(url, settings.scope, hosts)


def in_scope(url: str, scope: Scope, seed_hosts: frozenset[str]) -> str | None:
    """Why the canonical ``url`` of a page is not followed; None when it is.

    A host of the scope admits its subdomains, and ``www.example.org`` admits ``example.org`` too, since sites
    redirect from one to the other. A host with a port admits that port alone; one without admits any.

    Reasons: ``out_of_scope`` (host), ``excluded``, ``url_too_long``, ``path_too_deep``, ``path_repeats``.
    """
    if len(url) > MAX_URL_CHARACTERS:
        return "url_too_long"
    parts = urlsplit(url)
    if not _admitted(_canonical_hosts(scope.hosts) if scope.hosts else seed_hosts, parts.netloc):
        return "out_of_scope"
    if any(pattern.search(url) for pattern in _patterns(scope.exclude)):
        return "excluded"
    path = [part for part in parts.path.split("/") if part]
    if len(path) > MAX_PATH_DEPTH:
        return "path_too_deep"
    if path and max(Counter(path).values()) > MAX_PART_REPEATS:
        return "path_repeats"
    return None


@lru_cache(maxsize=1 << 14)
def _admitted(entries: frozenset[str], netloc: str) -> bool:
    hostname = urlsplit(f"//{netloc}").hostname or ""
    return any(_admits(entry, hostname, netloc) for entry in entries)


def _admits(entry: str, hostname: str, netloc: str) -> bool:
    """Whether a host of the scope, ``example.org`` or ``example.org:8080``, admits this host."""
    host = netloc if _has_port(entry) else hostname
    if entry.startswith("["):
        entry, host = entry.strip("[]"), host.strip("[]")
    return host in (entry, entry.removeprefix("www.")) or host.endswith("." + entry)


def _has_port(entry: str) -> bool:
    return re.search(r":\d+$", entry) is not None and not entry.endswith("]")


@lru_cache(maxsize=64)
def _canonical_hosts(hosts: tuple[str, ...]) -> frozenset[str]:
    entries = set()
    for host in hosts:
        url = canonical(f"http://{host}/")
        if url is None:
            raise ValueError(f"scope: {host!r} is not a host name; write it like example.org")
        entries.add(host_of(url))
    return frozenset(entries)


@lru_cache(maxsize=64)
def _patterns(exclude: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression) for expression in exclude)
