"""What a page says of itself: title, language, licence, and what its owner opts out of."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from .elements import PageElements
from .notices import usage_directives

_AI_DIRECTIVES = frozenset({"noai", "noimageai", "noml"})
_INDEX_DIRECTIVES = frozenset({"noindex", "noimageindex", "none"})
_DIRECTIVES = _AI_DIRECTIVES | _INDEX_DIRECTIVES | {"nofollow"}
_CC = ("creativecommons.org/licenses/", "creativecommons.org/publicdomain/")
_LICENSE_META = frozenset({"license", "licence", "dc.license", "dcterms.license", "dc.rights.license", "cc:license"})
_MAX_JSON_LD_CHARACTERS = 1 << 20


def title(tree: LexborHTMLParser) -> str:
    """The page's ``title``, else ``og:title``, else its first ``h1``; one line."""
    node = tree.css_first("title")
    if node is not None and node.parent is not None and node.parent.tag == "svg":
        node = tree.css_first("head > title")
    text = _line(node.text() if node else "")
    if not text:
        meta = tree.css_first('meta[property="og:title"]')
        text = _line((meta.attributes.get("content") or "") if meta else "")
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


def license_of(elements: PageElements) -> str:
    """The licence as the page names it: ``rel=license``, JSON-LD, ``meta``, else a Creative Commons link."""
    by_rel = (
        (attributes.get("href") or "").strip()
        for attributes in (*elements.anchors, *elements.links)
        if "rel" in attributes and "license" in (attributes.get("rel") or "").lower().split()
    )
    by_json_ld = (_json_ld_license(script.text()) for script in elements.json_ld)
    by_meta = (_line(content) for name, content in elements.named_metas() if name in _LICENSE_META)
    by_link = (href.strip() for a in elements.anchors if _is_creative_commons(href := a["href"] or ""))
    return next(filter(None, chain(by_rel, by_json_ld, by_meta, by_link)), "")


def _is_creative_commons(href: str) -> bool:
    return "creativecommons" in href.lower() and any(path in href.lower() for path in _CC)


def _json_ld_license(source: str) -> str:
    if '"license"' not in source or len(source) > _MAX_JSON_LD_CHARACTERS:
        return ""
    try:
        pending: list[Any] = [json.loads(source)]
    except (ValueError, RecursionError):
        return ""
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, dict):
            license_ = value.get("license")
            if isinstance(license_, dict):
                license_ = license_.get("@id") or license_.get("url")
            if isinstance(license_, str) and license_.strip():
                return _line(license_)
            pending += reversed(list(value.values()))
    return ""


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
        elif _addresses_robots(name):
            for directive in _directives(content):
                found[f"meta:{directive}"] = None
    found |= dict.fromkeys(header_opt_outs(headers))
    return list(found)


def header_opt_outs(headers: Mapping[str, str]) -> list[str]:
    """What HTTP headers opt out of, as ``header:<directive>``: all that a file which is no page can say."""
    found: dict[str, None] = {}
    for name, value in headers.items():
        if name.lower() == "x-robots-tag":
            for line in value.splitlines():
                for directive in _directives(line):
                    found[f"header:{directive}"] = None
        elif name.lower() in ("content-usage", "content-signal"):
            for line in value.splitlines():
                for directive in usage_directives(line):
                    found[f"header:{directive}"] = None
        elif name.lower() == "tdm-reservation" and value.strip() == "1":
            found["header:tdm-reservation"] = None
    return list(found)


def _addresses_robots(name: str) -> bool:
    """``robots`` or a crawler of whole sites; a vertical such as ``googlebot-news`` says nothing of a corpus."""
    return name in {"robots", "robot"} or name.endswith(("bot", "-extended", "crawler"))


def _directives(value: str) -> Iterator[str]:
    addressed = True
    for piece in value.lower().split(","):
        agent, colon, directive = piece.partition(":")
        if colon and agent.strip() not in {
            "unavailable_after",
            "max-snippet",
            "max-image-preview",
            "max-video-preview",
        }:
            addressed = _addresses_robots(agent.strip())
        else:
            directive = agent
        if addressed and directive.strip() in _DIRECTIVES:
            yield directive.strip()


def _line(text: str) -> str:
    return " ".join(text.split())
