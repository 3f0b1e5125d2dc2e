"""What an answer points at, whether it came just now or from an earlier corpus."""

import re
from collections.abc import Callable

from ..http_fields import parse_content_type
from .sitemaps import parse_sitemap
from .visit import FoundLinks, LinkFinder

MAX_LINKS = 10_000
"""Links of each kind taken from one page, the first ones."""

_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_HTML_START = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SNIFFED_BYTES = 1024


def links_of_page(read: Callable[[], bytes], url: str, content_type: str, find_links: LinkFinder) -> FoundLinks:
    """The links of a page by its Content-Type; ``read`` gives its body, and is called for HTML or no type at all."""
    media_type, charset = parse_content_type(content_type)
    if media_type and media_type not in _HTML_TYPES:
        return FoundLinks()
    payload = read()
    if not media_type and not _HTML_START.search(payload[:_SNIFFED_BYTES]):
        return FoundLinks()
    found = find_links(payload, url, charset)
    return FoundLinks(found.pages[:MAX_LINKS], found.media[:MAX_LINKS])


def links_of_sitemap(payload: bytes, url: str) -> FoundLinks:
    """The pages and sitemaps that a sitemap names."""
    sitemap = parse_sitemap(payload, url)
    return FoundLinks(sitemap.pages, sitemaps=sitemap.sitemaps)
