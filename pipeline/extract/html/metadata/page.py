"""What a page says of itself: title, language, its own url, and what its owner opts out of."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from ...robots_directives import addresses_robots, directives, header_opt_outs
from ..elements import PageElements
from ..links import Resolver

_SITE_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|touch)\.")
_FRONT_PATHS = frozenset({"", "/", "/index.html", "/index.htm", "/index.php", "/index"})


def title(tree: LexborHTMLParser, elements: PageElements) -> str:
    """The page's ``title``, else ``og:title``, else its first ``h1``; one line.

    Where ``og:title`` is how the ``title`` begins, it is the title without the name of the site.
    """
    node = tree.css_first("title")
    if node is not None and node.parent is not None and node.parent.tag == "svg":
        node = tree.css_first("head > title")
    text = _line(node.text() if node else "")
    shared = _line(next((content for name, content in elements.named_metas("property") if name == "og:title"), ""))
    if not text or (shared and text.startswith(shared)):
        text = shared
    if not text:
        heading = tree.css_first("h1")
        text = _line(heading.text() if heading else "")
    return text


def language(tree: LexborHTMLParser, elements: PageElements) -> str:
    """BCP 47 tag of ``html lang``, else of ``meta http-equiv=content-language``; empty when neither is one."""
    root = tree.css_first("html")
    attributes = root.attributes if root else {}
    tag = attributes.get("lang") or attributes.get("xml:lang") or ""
    if not tag.strip():
        declared = (content for name, content in elements.named_metas("http-equiv") if name == "content-language")
        tag = next(declared, "").partition(",")[0]
    tag = tag.strip().replace("_", "-")
    return tag if tag.replace("-", "").isalnum() and tag.isascii() and len(tag) <= 35 else ""


def canonical_url(elements: PageElements, links: Resolver, url: str) -> str:
    """The url that ``rel=canonical`` gives the page at ``url``; empty where there is none, or several, or one too odd.

    Odd is one of another site, and the front page for a page that is none: both are mistakes more often than not.
    """
    said = {
        resolved
        for attributes in elements.links
        if (rel := attributes.get("rel"))
        and "canonical" in rel.lower().split()
        and (resolved := links.resolve(attributes.get("href") or ""))
    }
    if len(said) != 1:
        return ""
    found = urlsplit(said.pop())
    page = urlsplit(url)
    if not _same_site(found.hostname or "", page.hostname or ""):
        return ""
    is_front = (found.path, found.query) == ("/", "")
    return "" if is_front and page.path not in _FRONT_PATHS else found.geturl()


def _same_site(host: str, other: str) -> bool:
    """Whether two hosts are one, but for ``www`` and the like, or one lies below the other."""
    host, other = (_SITE_PREFIX.sub("", name) for name in (host, other))
    return host == other or host.endswith("." + other) or other.endswith("." + host)


def opt_outs(elements: PageElements, headers: Mapping[str, str]) -> list[str]:
    """Opt-out signals as ``meta:<directive>`` and ``header:<directive>``, each once, in that order.

    Directives are those of robots metas and X-Robots-Tag (noai, noimageai, noml, noindex, noimageindex, none,
    nofollow), to all robots or to a named crawler, the TDM reservation protocol's ``tdm-reservation``, and the
    refusals of Content-Usage and Content-Signal (``train-ai=n``, ``ai-train=no``). A header that came more than once
    has a line for each.
    """
    found: dict[str, None] = {}
    for name, content in elements.named_metas():
        if name == "tdm-reservation":
            if content.strip() == "1":
                found["meta:tdm-reservation"] = None
        elif addresses_robots(name):
            for directive in directives(content):
                found[f"meta:{directive}"] = None
    found |= dict.fromkeys(header_opt_outs(headers))
    return list(found)


def _line(text: str) -> str:
    return " ".join(text.split())
