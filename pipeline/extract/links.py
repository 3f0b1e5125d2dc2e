"""Urls on one page: resolving them fast, and the page's links for a crawler."""

import re
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonical, resolve
from .media import kind_of_url

_REST = r"[A-Za-z0-9_.~,+=@!%/-]*(?:\?[A-Za-z0-9_.~=&/,+@!:%-]+)?)(?:#[!-~]*)?"
_PLAIN_PATH = re.compile(r"(/" + _REST)
_PLAIN_RELATIVE = re.compile(r"([A-Za-z0-9_~-]" + _REST)
_PLAIN_URL = re.compile(r"(https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}/" + _REST)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MAX_PLAIN_CHARACTERS = 1024
_OTHER_SCHEMES = ("javascript:", "mailto:", "tel:", "data:", "about:", "blob:")


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
        directory = parts.path[: parts.path.rindex("/") + 1] if parts else ""
        self._directory = self._origin + directory if _PLAIN_PATH.fullmatch(directory) and _is_plain(directory) else ""

    def resolve(self, href: str) -> str | None:
        """Absolute canonical http(s) url, or None, as ``urls.resolve`` gives it."""
        if _is_plain(href):
            if href.startswith("http"):
                if match := _PLAIN_URL.fullmatch(href):
                    return match[1]
            elif self._origin and (match := _PLAIN_PATH.fullmatch(href)):
                return self._origin + match[1]
            elif self._directory and (match := _PLAIN_RELATIVE.fullmatch(href)):
                return self._directory + match[1]
        return None if href.startswith(_OTHER_SCHEMES) else resolve(self.base, href)


def _is_plain(href: str) -> bool:
    """Whether a url has no empty or dot segment and no stray percent sign."""
    after_scheme = len("https://") if href.startswith("http") else 0
    if len(href) > _MAX_PLAIN_CHARACTERS or "/." in href or href.find("//", after_scheme) >= 0:
        return False
    return "%" not in href or not _STRAY_PERCENT.search(href)


def base_url(tree: LexborHTMLParser, url: str) -> str:
    """What relative urls of the page at ``url`` are relative to: its first ``base href``, else ``url``."""
    node = tree.css_first("base[href]")
    if node is None:
        return url
    try:
        base = urljoin(url, (node.attributes["href"] or "").strip())
    except ValueError:
        return url
    return base if base.startswith(("http://", "https://")) else url


def page_links(tree: LexborHTMLParser, links: Resolver) -> list[str]:
    """Canonical urls of ``a`` and ``area`` in page order, each once; no media files, no ``rel=nofollow``."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for node in tree.css("a[href],area[href]"):
        attributes = node.attributes
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
