"""What the elements of running text add to a page's blocks: paragraphs, headings, links, scripts, code."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from selectolax.lexbor import LexborNode

from ....schemas.document import Role, Segment, SegmentKind
from ..attributes import Attributes
from .blocks import MAX_TITLE_LEVEL
from .code import code_text
from .headlines import headline_below_kicker
from .links import Resolver
from .offers import buys
from .scripts import is_exponent, is_index, is_note_mark, tail, with_mark
from .self_links import leads_to_heading, leads_to_page
from .traits import is_mark, is_switch
from .writer import BlockWriter

Leave = Callable[[], None]
"""Called where an element ends."""
Handler = Callable[[Any, LexborNode, Attributes], Leave | None]
"""Called where an element begins: a method of ``ProseReader``, or of a class that extends it."""

HAS_LETTER = re.compile(r"[^\W\d_]")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAX_SCRIPT_DEPTH = 2
"""Scripts inside scripts that are looked at; each look reads all that is in one."""
_ENDS_OF_PICTURES = frozenset([".jpg", "jpeg", ".png", "webp", ".gif", "avif", ".JPG", ".PNG"])
"""Last four characters of a url: asked of every link, so no look at the whole."""
_SPELLED_URL = ("http://", "https://", "www.")
"""The text of a link that a forum made of a url in a post: words of the post."""
_BLANK_LINES = re.compile(r"(?<=\S)[ \t]*\n[ \t]*\n+(?=\S)")
"""Between paragraphs of a text that is shown with its line breaks, by a style sheet that nobody reads here."""
_SENTENCE_ENDS = frozenset(".!?")
_OF_DOCUTILS = "toc-backref"
"""A heading that is linked to its line in the table of contents."""
_QUOTE, _HEADING = Role.QUOTE, Role.HEADING
_FOLDING = re.compile("accordion|faq|question", re.IGNORECASE)
"""In the class of a button, or of what is right around it: the button heads what is folded away."""


def leaf() -> None:
    """What a handler returns that has read all of its element: what is inside is passed over."""


class ProseReader:
    """Running text of one page to ``_to``: ``links`` resolves urls, ``own_urls`` are the canonical ones of the page."""

    def __init__(self, links: Resolver, own_urls: frozenset[str], *, is_discussion: bool) -> None:
        self._links = links
        self._own_urls = own_urls
        self._is_discussion = is_discussion
        self._to = BlockWriter()
        self._seeks_cart = False
        """Whether a button that buys something says what the page is."""
        self._link_depth = 0
        self._reads_links = False
        """Whether links are words as others are."""
        self._emphasis_depth = 0
        self._script_depth = 0
        self._flush: Leave = self._to.flush

    def _text(self, text: str) -> None:
        to = self._to
        if "\n\n" in text and to.takes_lines and not self._link_depth:
            *paragraphs, text = _BLANK_LINES.split(text)
            for paragraph in paragraphs:
                self._text(paragraph)
                to.flush()
        words = to.words
        if words and words[-1][-1:] in _SENTENCE_ENDS and text[:1].isupper() and words[-1][-2:-1].islower():
            words.append(" ")  # set apart by style
        words.append(text)
        if self._link_depth:
            to.link_words.append(text)
        if not text.isspace():
            to.has_text = True
            to.after_break = False
            if not self._emphasis_depth:
                to.has_plain_words = True

    def _paragraph(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.flush()
        return self._flush

    def _term(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """A term of a glossary: Sphinx writes the kind of a parameter behind it, and the sign between by CSS.

        One that others can link to is defined here, and its links are words, such as the types of a function.
        """
        if node.css_first(".classifier-delimiter") is None:
            for classifier in node.css("span.classifier"):
                before = classifier.prev.text_content if classifier.prev is not None else ""
                if not (before or "").rstrip().endswith(":"):  # by hand, or by an earlier pass over the same tree
                    classifier.insert_before(" : ")
        if "id" not in attributes or self._reads_links:
            return self._paragraph(node, attributes)
        self._to.flush()
        self._reads_links = True
        return self._leave_defined_term

    def _leave_defined_term(self) -> None:
        self._to.flush()
        self._reads_links = False

    def _heading(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        to = self._to
        to.flush()
        if to.list is not None or to.role is _QUOTE or not to.takes_blocks:
            return self._flush
        leave = partial(self._leave_role, to.role, to.level)
        to.role, to.level = _HEADING, HEADINGS[node.tag or ""]
        if to.level <= MAX_TITLE_LEVEL and (headline := headline_below_kicker(node, to.page.title)):
            self._text(headline)
            leave()
            return leaf
        return leave

    def _button(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """The heading of what is folded away is often a button; what others say is no text."""
        if self._seeks_cart and buys(attributes):
            self._to.page.has_cart_button = True
        around = node.parent
        if self._to.role is _HEADING and around is not None and around.text(strip=True) == node.text(strip=True):
            return None
        is_folding = _FOLDING.search(attributes.get("class") or "")
        if not is_folding and "aria-expanded" in attributes and around is not None:
            is_folding = _FOLDING.search(around.attributes.get("class") or "")
        return self._paragraph(node, attributes) if is_folding else leaf

    def _leave_role(self, outer: Role, outer_level: int) -> None:
        self._to.flush()
        self._to.role, self._to.level = outer, outer_level

    def _a(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if "href" not in attributes:
            return None
        href = attributes["href"] or ""
        if href.startswith("#"):
            if is_mark(node.text(strip=True), attributes):
                return leaf
            if is_switch(attributes):
                return None if self._to.role is _HEADING else leaf
        if self._reads_links or self._is_no_link(node, attributes, href):
            return None
        self._link_depth += 1
        return self._leave_a

    def _is_no_link(self, node: LexborNode, attributes: Attributes, href: str) -> bool:
        """Whether the words in an ``a`` are words of the text as others are, and no way to another place."""
        if self._to.role is _HEADING and self._leads_nowhere_else(node, attributes):
            return True
        if href.startswith("#"):  # a term that leads to itself
            return node.parent is not None and node.parent.id == href[1:]
        if href[-4:] in _ENDS_OF_PICTURES and node.css_first("img") is not None:  # the picture in full
            return True
        return self._is_discussion and node.text(strip=True).startswith(_SPELLED_URL)

    def _leads_nowhere_else(self, node: LexborNode, attributes: Attributes) -> bool:
        """Whether the link in a heading leads to the heading, or to the page whose title the heading is."""
        href = attributes["href"] or ""
        if href.startswith("#"):
            return attributes.get("class") == _OF_DOCUTILS or leads_to_heading(href, node)
        if self._to.level > MAX_TITLE_LEVEL or not href:
            return False
        return leads_to_page(self._links.resolve(href) or "", node, self._own_urls, self._to.page.title)

    def _leave_a(self) -> None:
        self._link_depth -= 1

    def _emphasis(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._emphasis_depth += 1
        return self._leave_emphasis

    def _leave_emphasis(self) -> None:
        self._emphasis_depth -= 1

    def _sup(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if self._script_depth >= _MAX_SCRIPT_DEPTH:
            return None
        words = " ".join(node.text().split())
        if is_note_mark(node, attributes, words):
            return leaf
        return self._script_of("^" if is_exponent(tail(self._to.words), words) else "", words, node)

    def _sub(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if self._script_depth >= _MAX_SCRIPT_DEPTH:
            return None
        words = " ".join(node.text().split())
        return self._script_of("_" if is_index(node, words, tail(self._to.words)) else "", words, node)

    def _script_of(self, mark: str, words: str, node: LexborNode) -> Leave:
        """A script behind its ``mark``; without one it is glued to what stands before it."""
        if mark and all(inner.mem_id == node.mem_id for inner in node.css("sup,sub,img,math")):
            self._text(with_mark(mark, words))
            return leaf
        if mark:
            self._text(f"{mark}{{")
        self._script_depth += 1
        return partial(self._leave_script, "}" if mark else "")

    def _leave_script(self, closing: str) -> None:
        self._script_depth -= 1
        if closing:
            self._text(closing)

    def _cite(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """Who is quoted, as forums set it before a quote: on a line of its own."""
        return self._flush if self._to.role is _QUOTE and node.text(strip=True).endswith((":", "：")) else None

    def _br(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.line_break()
        return leaf

    def _pre(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if not self._to.takes_blocks:
            return self._paragraph(node, attributes)
        code = code_text(node)
        if HAS_LETTER.search(code):
            self._to.put(Segment(SegmentKind.TEXT, code, Role.CODE))
        return leaf
