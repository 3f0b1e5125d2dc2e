"""The elements of a page that say something about it, gathered in one pass over its tree.

Every selector costs a walk over all nodes, about a tenth of parsing; one for all costs little more than one for each.
Elements that are looked at cost more: a page has hundreds of links that say nothing.
"""

from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..attributes import Attributes

_RELATIONS = 'link[rel~="canonical" i],[rel~="license" i],[rel~="author" i],[href*="creativecommons" i]'
_NAMES = f'base,meta,time,{_RELATIONS},[itemprop],[itemtype],script[type*="ld+json" i]'
_ANCHORS = "a[href],area[href]"
_ITEM_PROPERTIES = ("author", "datePublished")


@dataclass(frozen=True)
class PageElements:
    """Elements by what they are for, each list in page order."""

    anchors: list[Attributes] = field(default_factory=list)
    """``a`` and ``area`` with an ``href`` that name an author or a licence, or lead to Creative Commons."""
    bases: list[Attributes] = field(default_factory=list)
    links: list[Attributes] = field(default_factory=list)
    """``link`` elements that name a licence, an author or the page's own url."""
    metas: list[Attributes] = field(default_factory=list)
    json_ld: list[LexborNode] = field(default_factory=list)
    """``script`` elements that hold JSON-LD."""
    authors: list[LexborNode] = field(default_factory=list)
    """``a`` elements with ``rel=author``."""
    times: list[Attributes] = field(default_factory=list)
    items: list[LexborNode] = field(default_factory=list)
    """Elements of any name whose ``itemprop`` tells an author or a day of publication."""
    item_types: list[str] = field(default_factory=list)
    """``itemtype`` of all elements that have one."""

    def named_metas(self, attribute: str = "name") -> list[tuple[str, str]]:
        """Name in lower case and content of each ``meta`` that has both."""
        return self._named.get(attribute, [])

    @cached_property
    def contents(self) -> dict[str, list[str]]:
        """Contents of ``meta`` elements by their ``name`` and ``property``."""
        found: dict[str, list[str]] = {}
        for attribute in ("name", "property"):
            for name, content in self.named_metas(attribute):
                found.setdefault(name, []).append(content)
        return found

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, str]]]:
        named: dict[str, list[tuple[str, str]]] = {}
        for attributes in self.metas:
            content = attributes.get("content")
            if content is not None:
                for attribute, name in attributes.items():
                    if name and attribute in _NAMING:
                        named.setdefault(attribute, []).append((name.strip().lower(), content))
        return named


_NAMING = frozenset({"name", "property", "http-equiv"})


def page_elements(tree: LexborHTMLParser) -> PageElements:
    """What the page's tree holds of them."""
    found = PageElements()
    for node in tree.css(_NAMES):
        attributes = node.attributes
        if type_ := attributes.get("itemtype"):
            found.item_types.append(type_)
        property_ = attributes.get("itemprop")
        if property_ and any(map(property_.__contains__, _ITEM_PROPERTIES)):
            found.items.append(node)
        match node.tag:
            case "a" | "area":
                if attributes.get("href"):
                    found.anchors.append(attributes)
                    rel = attributes.get("rel")
                    if rel and "author" in rel.lower().split():
                        found.authors.append(node)
            case "script":
                if (attributes.get("type") or "").strip().lower() == "application/ld+json":
                    found.json_ld.append(node)
            case "meta":
                found.metas.append(attributes)
            case "link":
                found.links.append(attributes)
            case "time":
                found.times.append(attributes)
            case "base":
                found.bases.append(attributes)
    return found


def anchors(tree: LexborHTMLParser) -> list[Attributes]:
    """Attributes of ``a`` and ``area`` with an ``href``, in page order."""
    return [node.attributes for node in tree.css(_ANCHORS)]
