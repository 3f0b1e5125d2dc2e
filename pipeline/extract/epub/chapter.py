"""A chapter: read as an HTML page, but as part of a book, where all that stands is meant to be read.

Pages of the web are searched for their content, by names of classes and by where the prose is. In a book a section
called ``copyright`` or ``related`` is a section. What is left out says so by its type (EPUB Structural Semantics
Vocabulary, and the roles of DPUB-ARIA) or is nothing but links: navigation, and marks of the pages in print.
"""

import re
from itertools import groupby

from selectolax.lexbor import LexborHTMLParser

from ....schemas.document import Role, Segment
from ..attributes import Attributes
from ..data_urls import DataMedia
from ..decode import decode
from ..html.blocks import Block
from ..html.content.boilerplate import Label, label_states
from ..html.elements import page_elements
from ..html.links import Resolver, base_url
from ..html.nesting import bounded
from ..html.read import MAX_CHARACTERS, without_repeats
from ..html.walk import Walk

_APPARATUS_TYPES = frozenset({"pagebreak", "page-list", "toc", "landmarks", "loi", "lot", "loa", "lov", "index"})
_APPARATUS_ROLES = frozenset(
    {"doc-pagebreak", "doc-pagelist", "doc-toc", "doc-index", "navigation", "contentinfo", "search"}
)
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w-]*)((?:\s[^<>]*)?)/>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_MAX_FRAMES = 1_000
_ALL_LINKS = 0.8
"""Of a block's characters."""
_MIN_CONTENTS_LINES = 5
"""So many lines of links one after the other are a table of contents."""
_CAPTION_CLASSES = frozenset({"caption", "figcaption"})


def read_chapter(payload: bytes, url: str, data: DataMedia | None = None) -> list[Segment]:
    """Its segments in reading order; urls of media start at ``url``, ``data`` takes those of ``data:`` urls.

    Never raises on any bytes.
    """
    text = _SELF_CLOSED.sub(_closed, decode(payload, "")[:MAX_CHARACTERS])
    tree = LexborHTMLParser(bounded(text.encode()))
    if tree.body is None:
        return []
    _show_framed_images(tree)
    page = _BookWalk(Resolver(base_url(page_elements(tree), url)), data=data).run(tree.body)
    return without_repeats([block.segment for block in _without_contents(page.blocks)])


def _closed(tag: re.Match[str]) -> str:
    """An element that XHTML ends in its own tag, as HTML spells it: there ``<title/>`` would swallow the chapter."""
    return tag[0] if tag[1].lower() in _VOID else f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _show_framed_images(tree: LexborHTMLParser) -> None:
    """Put ``img`` in the place of an ``svg`` that only scales a picture, as covers and pages of a fixed layout do."""
    for frame in tree.css("svg")[:_MAX_FRAMES]:
        image = frame.css_first("image")
        if image is None or frame.css_first("text,path") is not None:
            continue
        shown = tree.create_node("img")
        shown.attrs["src"] = image.attributes.get("href") or image.attributes.get("xlink:href") or ""
        frame.insert_before(shown)


class _BookWalk(Walk):
    """A walk that takes no part of a chapter for the frame of a web site."""

    @staticmethod
    def judge(attributes: Attributes) -> Label | None:
        types = set((attributes.get("epub:type") or "").split())
        if types & _APPARATUS_TYPES or attributes.get("role") in _APPARATUS_ROLES:
            return Label.HIDDEN
        state = label_states(attributes)
        if state is not None:
            return state if state is Label.HIDDEN else None
        is_caption = not _CAPTION_CLASSES.isdisjoint((attributes.get("class") or "").lower().split())
        return Label.CAPTION if is_caption else None

    def is_convicted(self, suspect: object, group: str = "") -> bool:
        return False


def _without_contents(blocks: list[Block]) -> list[Block]:
    """The blocks without runs of links."""
    kept: list[Block] = []
    for is_links, group in groupby(blocks, key=_is_links):
        run = list(group)
        if not is_links or sum(block.segment.text.count("\n") + 1 for block in run) < _MIN_CONTENTS_LINES:
            kept += run
    return kept


def _is_links(block: Block) -> bool:
    return block.segment.role in (Role.LIST, Role.PARAGRAPH, Role.TABLE) and block.link_density > _ALL_LINKS
