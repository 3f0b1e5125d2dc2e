"""Urls on one page: resolving them fast, and the page's links for a crawler."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from ...urls import canonical, resolve
from ..attributes import Attributes
from ..media_kinds import kind_of_url
from .elements import PageElements

_REST = r"[A-Za-z0-9_.~,+=@!%/()*;$-]*(?:\?[A-Za-z0-9_.~=&/,+@!:%()*;$?-]+)?)(?:#[!-~]*)?"
_PLAIN_PATH = re.compile(r"(/" + _REST)
_PLAIN_RELATIVE = re.compile(r"([A-Za-z0-9_~-]" + _REST)
_HOST = r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_PLAIN_URL = re.compile(rf"({_HOST}/" + _REST.replace("$-]", "$:-]", 1))
_PLAIN_HOST = re.compile(_HOST)
_OTHER_SCHEME = re.compile(r"(?!https?:)[A-Za-z][A-Za-z0-9+-]*:")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MAX_PLAIN_CHARACTERS = 1024


class Resolver:
    """``urls.resolve`` for one page, without its cost for urls that are canonical as they stand.

    Most urls are plain (``/a/b.html``, ``b.html``, ``https://host.tld/a?b=c``): resolving them is adding the
    origin or the directory of the page and leaving out the fragment.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        root = canonical(base)
        parts = urlsplit(root) if root else None
        self._origin = f"{parts.scheme}://{parts.netloc}" if parts else ""
        self._scheme = f"{parts.scheme}:" if parts else ""
        directory = parts.path[: parts.path.rindex("/") + 1] if parts else ""
        self._directory = self._origin + directory if _PLAIN_PATH.fullmatch(directory) and _is_plain(directory) else ""

    def resolve(self, href: str) -> str | None:
        """Absolute canonical http(s) url, or None, as ``urls.resolve`` gives it."""
        if href.startswith("//") and self._scheme:
            return self.resolve(self._scheme + href)
        if href.startswith("http"):
            if len(href) <= _MAX_PLAIN_CHARACTERS and not ("%" in href and _STRAY_PERCENT.search(href)):
                if match := _PLAIN_URL.fullmatch(href):
                    return match[1]
                if _PLAIN_HOST.fullmatch(href):
                    return href + "/"
        elif _is_plain(href):
            if self._origin and (match := _PLAIN_PATH.fullmatch(href)):
                return self._origin + match[1]
            if self._directory and (match := _PLAIN_RELATIVE.fullmatch(href)):
                return self._directory + match[1]
        elif href.startswith("../") and self._directory:
            directory, rest = self._above(href)
            if rest and _is_plain(rest) and (match := _PLAIN_RELATIVE.fullmatch(rest)):
                return directory + match[1]
        return None if _OTHER_SCHEME.match(href) else resolve(self.base, href)

    def _above(self, href: str) -> tuple[str, str]:
        """The directory that the leading ``../`` of ``href`` lead to, and what follows them."""
        directory = self._directory
        while href.startswith("../"):
            href = href[3:]
            if len(directory) > len(self._origin) + 1:
                directory = directory[: directory.rindex("/", 0, -1) + 1]
        return directory, href


def _is_plain(href: str) -> bool:
    """Whether a relative url has no empty or dot segment and no stray percent sign."""
    if len(href) > _MAX_PLAIN_CHARACTERS or "/." in href or "//" in href:
        return False
    return "%" not in href or not _STRAY_PERCENT.search(href)


def base_url(elements: PageElements, url: str) -> str:
    """What relative urls of the page at ``url`` are relative to: its first ``base href``, else ``url``."""
    href = next((attributes["href"] for attributes in elements.bases if "href" in attributes), None)
    if href is None:
        return url
    try:
        base = urljoin(url, href.strip())
    except ValueError:
        return url
    return base if base.startswith(("http://", "https://")) else url


def page_links(anchors: Iterable[Attributes], links: Resolver) -> list[str]:
    """Canonical urls of ``a`` and ``area`` in page order, each once; no media files, no ``rel=nofollow``."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for attributes in anchors:
        href = attributes["href"]
        if not href or href[0] == "#" or href in seen:
            continue
        if "rel" in attributes and "nofollow" in (attributes["rel"] or "").lower().split():
            continue
        seen.add(href)
        url = links.resolve(href)
        if url is not None and kind_of_url(url) is None:
            found[url] = None
    return list(found)
