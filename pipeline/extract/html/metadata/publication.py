"""Who wrote a page, and on which day it was published, as the page says it.

Asked in order: JSON-LD, ``meta``, microdata, ``rel=author`` or a marked ``time``, the url, and any ``time``. Where
one of them gives several answers that exclude each other, the next one is asked; who agrees on nothing has none.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from ...authors import author_names, joined
from ...dates import date_in_path, parse_date
from ..elements import PageElements
from .json_ld import JsonLd

_AUTHOR_METAS_WORDS = """
citation_author author article:author og:article:author dc.creator dcterms.creator dc.contributor.author parsely-author
sailthru.author byl article.author book:author rbauthors
"""
_AUTHOR_METAS = tuple(_AUTHOR_METAS_WORDS.split())
_DATE_METAS_WORDS = """
article:published_time datepublished citation_publication_date citation_online_date citation_date
parsely-pub-date dcterms.issued dc.date.issued dcterms.created dc.date.created dc.date dcterms.date
sailthru.date og:published_time og:article:published_time article:published
article.published published_time publish_date publish-date
publication_date publication-date publishdate pubdate article_date_original originalpublicationdate
cxenseparse:recs:publishtime rnews:datepublished bt:pubdate release_date date.created pdate ptime date
"""
_DATE_METAS = tuple(_DATE_METAS_WORDS.split())
_MAX_MARKED_AUTHORS = 3
"""A page that marks more names in its text lists articles, or comments."""
_MAX_NODES = 200
_MAX_ANCESTORS = 64
_OTHER_SCOPES = ("Comment", "UserComments", "Review", "Rating", "Offer", "Question", "Answer", "VideoObject")
_PUBLISHED_WORDS = frozenset({"published", "entry-date", "pubdate", "post-date", "date-published", "dt-published"})
_UPDATED_WORDS = frozenset({"updated", "modified", "dt-updated"})


def author_of(elements: PageElements, json_ld: JsonLd, url: str) -> str:
    """Names joined by ``; ``; empty where the page names none, or different ones at once."""
    said = {tuple(names) for node in json_ld.articles(url) if (names := json_ld.names(node.get("author")))}
    if len(said) == 1:
        return joined(said.pop())
    metas = elements.contents
    for meta in _AUTHOR_METAS:
        if meta in metas and (names := [name for content in metas[meta] for name in author_names(content)]):
            return joined(names)
    for marked in (_microdata_authors, _linked_authors):
        names = list(dict.fromkeys(marked(elements)))
        if 0 < len(names) <= _MAX_MARKED_AUTHORS:
            return joined(names)
    return ""


def published_on(elements: PageElements, json_ld: JsonLd, url: str) -> date | None:
    """The day, as the page spells it; None where it gives none, or several."""
    articles = json_ld.articles(url)
    for name in ("datePublished", "dateCreated"):
        said = [value for node in articles if isinstance(value := node.get(name), str)]
        if found := _only_day(said):
            return found
    metas = elements.contents
    for meta in _DATE_METAS:
        if meta in metas and (found := _only_day(metas[meta])):
            return found
    for marked in (_microdata_dates, _marked_times):
        if found := _only_day(marked(elements)):
            return found
    return date_in_path(urlsplit(url).path) or _only_day(_all_times(elements))


def _only_day(spelled: Iterable[str]) -> date | None:
    days = {day for text in spelled if (day := parse_date(text))}
    return days.pop() if len(days) == 1 else None


def _microdata_authors(elements: PageElements) -> Iterator[str]:
    for node in _of_page(elements, "author"):
        content = node.attributes.get("content")
        if content is None:
            name = node.css_first("[itemprop=name]")
            content = (name or node).text(separator=" ")
        yield from author_names(content)


def _microdata_dates(elements: PageElements) -> Iterator[str]:
    for node in _of_page(elements, "datePublished"):
        attributes = node.attributes
        yield attributes.get("content") or attributes.get("datetime") or attributes.get("title") or node.text()


def _of_page(elements: PageElements, name: str) -> Iterator[LexborNode]:
    """Elements of an ``itemprop`` that are not about a comment, an offer or the like."""
    for node in elements.items[:_MAX_NODES]:
        if name in (node.attributes.get("itemprop") or "").split() and not _scope(node).endswith(_OTHER_SCOPES):
            yield node


def _scope(node: LexborNode) -> str:
    """``itemtype`` of the item that a property belongs to."""
    around = node.parent
    for _ in range(_MAX_ANCESTORS):
        if around is None:
            break
        attributes = around.attributes
        if "itemscope" in attributes:
            return (attributes.get("itemtype") or "").rstrip("/")
        around = around.parent
    return ""


def _linked_authors(elements: PageElements) -> Iterator[str]:
    for node in elements.authors[:_MAX_NODES]:
        yield from author_names(node.text(separator=" "))


def _marked_times(elements: PageElements) -> Iterator[str]:
    """``datetime`` of the ``time`` elements that say they are of the publication."""
    return (day for day, words in _times(elements) if words & _PUBLISHED_WORDS)


def _all_times(elements: PageElements) -> Iterator[str]:
    """``datetime`` of the ``time`` elements that do not say they are of a change."""
    return (day for day, words in _times(elements) if not words & _UPDATED_WORDS)


def _times(elements: PageElements) -> Iterator[tuple[str, set[str]]]:
    for attributes in elements.times[:_MAX_NODES]:
        words = set((attributes.get("class") or "").lower().split())
        yield attributes.get("datetime") or "", words | ({"pubdate"} if "pubdate" in attributes else set())
