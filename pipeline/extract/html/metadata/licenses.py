"""The licence that a page names."""

from itertools import chain

from ..elements import PageElements
from .json_ld import JsonLd

_CC = ("creativecommons.org/licenses/", "creativecommons.org/publicdomain/")
_METAS = frozenset({"license", "licence", "dc.license", "dcterms.license", "dc.rights.license", "cc:license"})


def license_of(elements: PageElements, json_ld: JsonLd) -> str:
    """The licence as the page names it: ``rel=license``, JSON-LD, ``meta``, else a Creative Commons link."""
    by_rel = (
        (attributes.get("href") or "").strip()
        for attributes in (*elements.anchors, *elements.links)
        if (rel := attributes.get("rel")) and "license" in rel.lower().split()
    )
    by_json_ld = filter(None, map(_stated, json_ld.nodes_of("license")))
    by_meta = (_line(content) for name, content in elements.named_metas() if name in _METAS)
    by_link = (href.strip() for a in elements.anchors if _is_creative_commons(href := a["href"] or ""))
    return next(filter(None, chain(by_rel, by_json_ld, by_meta, by_link)), "")


def _is_creative_commons(href: str) -> bool:
    lower = href.lower()
    return "creativecommons" in lower and any(path in lower for path in _CC)


def _stated(node: dict[str, object]) -> str:
    stated = node.get("license")
    if isinstance(stated, dict):
        stated = stated.get("@id") or stated.get("url")
    return _line(stated) if isinstance(stated, str) else ""


def _line(text: str) -> str:
    return " ".join(text.split())
