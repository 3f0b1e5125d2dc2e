"""JSON-LD of a page, parsed once: what it says of the page, and of everything else.

https://www.w3.org/TR/json-ld11/, in the form that search engines read: objects with ``@type`` of schema.org, alone,
in lists or in ``@graph``, that name each other by ``@id``.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...authors import author_names

_MAX_CHARACTERS = 1 << 20
"""Of all scripts of a page together; those after them are not read."""
_MAX_ROOTS = 1000
_MAX_NESTING = 4
"""Lists and objects around a name."""
_SOUGHT = ("license", "articleBody")
"""Looked for in objects inside others, too."""
_READ_FOR = ('"license"', '"author"', '"creator"', '"datePublished"', '"dateCreated"')
DISCUSSION_TYPES = ("DiscussionForumPosting", "QAPage")
_PRODUCT_TYPES = ('"Product"', '"ProductGroup"', '"Vehicle"', '"Car"', '"RealEstateListing"', '"Apartment"', '"House"')
_OFFERED_TYPES = ('"Offer"', '"AggregateOffer"', '"Hotel"', '"Book"')
"""Types that articles speak of as well."""
_ARTICLE_ENDINGS = ("Article", "Posting")
_ARTICLE_TYPES = frozenset({"Report", "Recipe", "HowTo", "Book", "CreativeWork", "PodcastEpisode", "LearningResource"})
_PAGE_TYPES = frozenset({"WebPage", "ItemPage", "AboutPage", "FAQPage", "QAPage", "MedicalWebPage"})

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JsonLd:
    """``roots`` are the objects of a page that are not inside another one, in their order."""

    roots: list[Node] = field(default_factory=list)
    speaking: dict[str, list[Any]] = field(default_factory=dict)
    """Values of the scripts that speak anywhere of a ``license`` or an ``articleBody``; most pages have none."""
    is_of_discussion: bool = False
    """Whether a script names one of ``DISCUSSION_TYPES``."""
    is_of_product: bool = False
    """Whether a script names the type of a product."""
    speaks_of_offers: bool = False
    """Whether a script names an offer, or a type of what is offered, that articles speak of as well."""

    def nodes_of(self, name: str) -> Iterator[Node]:
        """Every object of the scripts that speak of ``name``, those inside others too, in page order."""
        pending = list(reversed(self.speaking.get(name, ())))
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending += reversed(value)
            elif isinstance(value, dict):
                yield value
                pending += reversed(list(value.values()))

    @property
    def has_articles(self) -> bool:
        """Whether the page calls anything on it an article."""
        return any(map(_is_article, self.roots))

    @property
    def has_stories(self) -> bool:
        """Whether the page calls anything on it an article of a newspaper or a blog."""
        return any(type_.endswith(_ARTICLE_ENDINGS) for root in self.roots for type_ in _types(root))

    def articles(self, url: str) -> list[Node]:
        """Objects for what the page at ``url`` shows: articles, those of this url where they say it; else the page."""
        articles = [node for node in self.roots if _is_article(node)]
        if len(articles) > 1:
            articles = [node for node in articles if url in _urls(node)] or articles
        return articles or [node for node in self.roots if not _PAGE_TYPES.isdisjoint(_types(node))]

    def names(self, author: Any) -> list[str]:
        """Names of the persons or organisations that an ``author`` holds: texts, objects, references, or lists."""
        return list(self._names(author, 0))

    def _names(self, author: Any, depth: int) -> Iterator[str]:
        if depth > _MAX_NESTING:
            return
        match author:
            case str():
                yield from author_names(author)
            case list():
                for one in author[:_MAX_ROOTS]:
                    yield from self._names(one, depth + 1)
            case {"name": name}:
                yield from self._names(name, depth + 1)
            case {"@value": name}:
                yield from self._names(name, depth + 1)
            case {"@id": str(reference)}:
                known = (node for node in self.roots if node.get("@id") == reference and "name" in node)
                yield from self._names(next(known, None), depth + 1)
            case _:
                return


def read_json_ld(scripts: Iterable[str]) -> JsonLd:
    """What the scripts hold; one that is broken, or says nothing that is read here, is passed over."""
    roots: list[Node] = []
    characters = 0
    speaking: dict[str, list[Any]] = {}
    is_of_discussion = is_of_product = speaks_of_offers = False
    for source in scripts:
        characters += len(source)
        if characters > _MAX_CHARACTERS:
            break
        is_of_discussion = is_of_discussion or any(type_ in source for type_ in DISCUSSION_TYPES)
        is_of_product = is_of_product or any(type_ in source for type_ in _PRODUCT_TYPES)
        speaks_of_offers = speaks_of_offers or any(type_ in source for type_ in _OFFERED_TYPES)
        names = [name for name in _SOUGHT if f'"{name}"' in source]
        is_read = any(word in source for word in _READ_FOR)
        if names or is_read:
            value = _parsed(source)
            for name in names:
                speaking.setdefault(name, []).append(value)
            if is_read:
                _gather(value, roots)
    return JsonLd(roots, speaking, is_of_discussion, is_of_product, speaks_of_offers)


def _parsed(source: str) -> Any:
    """The value; what stands around it (comments, CDATA, a semicolon) does not count."""
    for text in (source, source[source.find("{") : source.rfind("}") + 1]):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _gather(value: Any, roots: list[Node]) -> None:
    pending = [value]
    while pending and len(roots) < _MAX_ROOTS:
        value = pending.pop()
        if isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, dict):
            roots.append(value)
            pending += [value[name] for name in ("mainEntity", "mainEntityOfPage", "@graph") if name in value]


def _types(node: Node) -> list[str]:
    types = node.get("@type")
    return [type_ for type_ in (types if isinstance(types, list) else [types]) if isinstance(type_, str)]


def _is_article(node: Node) -> bool:
    return any(type_.endswith(_ARTICLE_ENDINGS) or type_ in _ARTICLE_TYPES for type_ in _types(node))


def _urls(node: Node) -> set[str]:
    """Urls that an object is said to be at."""
    said = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    said += [value.get("@id") for value in said if isinstance(value, dict)]
    return {value.partition("#")[0] for value in said if isinstance(value, str)}
