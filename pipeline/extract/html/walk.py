"""One pass over a page's tree, in reading order, to blocks. Iterative: depth costs no call stack."""

import re
from functools import partial

from selectolax.lexbor import LexborNode

from ....schemas.document import Role
from ..attributes import Attributes
from ..data_urls import DataMedia
from .blocks import Blocks, begins_title, is_title
from .boxes import has_form, holds_picture_of_text, is_in_main, is_prose, is_set_in_text
from .content.boilerplate import (
    ACQUITTED_SHARE,
    CAPTION,
    COMMENT,
    COMMENTS,
    HIDDEN,
    REVIEWS,
    SKIPPED_TAGS,
    SUSPECT,
    Label,
    is_frame,
    is_panel,
    label,
    label_states,
    suspect_names,
)
from .element_reader import HANDLERS, SECTIONS, ElementReader
from .folds import holds_folds, is_veiled, is_worth_unfolding, may_be_folded
from .headed_sections import is_named_by_heading
from .links import Resolver
from .media import is_lazy, is_small
from .offers import is_of_product, says_buy
from .page_end import holds_most
from .prose_reader import HAS_LETTER, HEADINGS, Handler, Leave, leaf
from .writer import Section

_QUOTE = Role.QUOTE
_SUSPECT_SECTIONS = frozenset({"footer", "aside", "form"})
_MAY_HOLD_PAGE = SECTIONS | _SUSPECT_SECTIONS | {"p", "td"}
"""Elements that may hold most of a page although their names call them boilerplate."""
_NEVER_JUDGED = frozenset({"main", "article", "pre", "code", "listing"})
_PARTS_OF_PARAGRAPHS = frozenset(["a", "span", "b", "i", "em", "strong", "font", "small", "cite", "q", "abbr"])
_MEDIA = frozenset(["figure", "picture", "img", "audio", "video"])
_CREDIT = re.compile("credit|copyright|source|author|attribution|byline|photograph|share|hid", re.IGNORECASE)
"""In the class of a caption that is none."""
_MAX_LOOKS_BEHIND = 8
"""At the rest of the page, each of which may read all of it."""
_SPACING = 1.25
"""Bound on how much longer a text is with its spaces than without those between its elements."""


class Walk(ElementReader):
    """One pass over one page.

    ``links`` resolves its urls, ``title`` is what it calls itself, ``author`` who wrote it, ``data`` takes the media
    that it holds itself, ``own_urls`` are its canonical urls. The comments of a discussion are its content.
    """

    judge = staticmethod(label)
    """What the attributes of an element say about it."""

    def __init__(
        self,
        links: Resolver,
        title: str = "",
        data: DataMedia | None = None,
        own_urls: frozenset[str] = frozenset(),
        *,
        author: str = "",
        is_discussion: bool = False,
        seeks_cart: bool = False,
    ) -> None:
        super().__init__(links, data, own_urls, is_discussion=is_discussion)
        self._seeks_cart = seeks_cart
        self._to.page.title = title
        self._to.page.author = author
        self._to.page.is_discussion = is_discussion
        self._group_characters: dict[str, int] = {}
        """Of all suspects of one class so far, as far as they were looked at."""
        self._in_article = False
        """Whether an element that the page marks as its content is open, other than ``main``."""
        self._closed_content = 0
        """Characters of prose in the one that was closed last, until it was asked whether the page ends there."""
        self._looks_behind = 0
        self._box_depth = 0
        """How many boxes of prose are open, in which all is read."""
        self._root: LexborNode | None = None
        self._page_characters: int | None = None
        """Characters of all text below the root, once it was asked for."""

    def run(self, root: LexborNode) -> Blocks:
        """Blocks of everything under ``root``."""
        to, handler_of, skip, script, judge = self._to, _HANDLERS.get, Walk._skip, Walk._script, self.judge
        self._root = root
        words = to.words
        stack: list[tuple[LexborNode | None, Leave | None]] = []
        node = root.first_child
        while True:
            if node is None:
                if not stack:
                    break
                node, leave = stack.pop()
                if leave is not None:
                    leave()
                    if self._closed_content and self._ends_here(node, stack):
                        stack = [(None, outer) for _, outer in stack]
                        node = None
                continue
            if node.is_text_node:
                text = node.text_content or ""
                if words or not text.isspace():
                    self._text(text)
                elif to.joint is not None:
                    to.joint = " "
                node = node.next
                continue
            tag = node.tag or ""
            handler = handler_of(tag)
            if handler is skip:
                node = node.next
                continue
            attributes = node.attributes
            if attributes and handler is not script:
                verdict = judge(attributes)
                if verdict is not None:
                    if verdict is HIDDEN and not self._is_read_though_hidden(node):
                        node = node.next
                        continue
                    handler = self._judged(verdict, tag, node, attributes, handler)
            leave = handler(self, node, attributes) if handler is not None else None
            if leave is leaf:
                node = node.next
                continue
            child = node.first_child
            if child is not None:
                stack.append((node.next, leave))
                node = child
                continue
            if leave is not None:
                leave()
            node = node.next
        to.flush()
        return to.page

    def _ends_here(self, node: LexborNode | None, stack: list[tuple[LexborNode | None, Leave | None]]) -> bool:
        """Whether what is behind the content that was just closed need not be read."""
        characters, self._closed_content = self._closed_content, 0
        self._looks_behind += 1
        if self._looks_behind > _MAX_LOOKS_BEHIND:
            return False
        return holds_most(characters, [node, *(outer for outer, _ in reversed(stack))])

    def _content_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """Of articles in others the outermost counts, and in ``main`` each: it is preferred to that."""
        if self._is_discussion or self._in_article:
            return super()._content_section(node, attributes)
        super()._content_section(node, attributes)
        self._in_article = node.tag != "main"
        return partial(self._leave_content, self._to.prose_characters)

    def _leave_content(self, characters_before: int) -> None:
        self._close_section()
        self._in_article = False
        self._closed_content = self._to.prose_characters - characters_before

    def _judged(
        self, verdict: Label, tag: str, node: LexborNode, attributes: Attributes, handler: Handler | None
    ) -> Handler | None:
        """The handler for an element whose attributes say something; names in data tables say nothing."""
        if verdict is HIDDEN or tag in _NEVER_JUDGED or self._to.grid is not None:
            return handler
        if "id" in attributes and tag in SECTIONS and is_named_by_heading(node, attributes):
            return handler
        if verdict is SUSPECT or verdict is COMMENT:
            if self._seeks_cart and says_buy(_names(attributes)):
                self._to.page.has_cart_button = True
            if tag in HEADINGS:
                says_title = begins_title if tag == "h1" else is_title
                if says_title(" ".join(node.text().split()), self._to.page.title):
                    return handler
            if verdict is COMMENT and self._is_discussion:
                return handler
            if tag in SECTIONS and (self._box_depth or self._to.in_figure or holds_folds(node, attributes)):
                return handler
            if tag in _MAY_HOLD_PAGE:
                return Walk._form if tag == "form" else Walk._suspect_section
            if tag in HEADINGS:
                return Walk._suspect_heading
            if tag == "figcaption" and not _CREDIT.search(attributes.get("class") or ""):
                return handler
            if tag in _PARTS_OF_PARAGRAPHS and _is_part_of_paragraph(node):
                return handler
            if tag == "img" and is_small(attributes):
                return Walk._skip
            is_linked_medium = tag == "a" and node.css_first("img,video") is not None
            return handler if is_linked_medium or tag in _MEDIA else Walk._skip
        if verdict is COMMENTS:
            if not self._is_discussion:
                return Walk._skip
            return Walk._suspect_section if tag in _MAY_HOLD_PAGE else handler
        if verdict is REVIEWS:
            return Walk._reviews if tag in _MAY_HOLD_PAGE else handler
        if verdict is CAPTION:
            return handler if tag in _MEDIA or tag == "table" else Walk._caption
        return Walk._content_section if tag in SECTIONS else handler

    def _skip(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        return leaf

    def _suspect_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        tag = node.tag or ""
        if self._to.role is _QUOTE and tag == "footer":
            return self._paragraph(node, attributes)
        if tag == "aside" and "infobox" in (attributes.get("class") or ""):
            return self._section(node, attributes)
        if tag == "p":
            self._to.open_section(Section("p", is_suspect=True, group=_group(attributes)))
            return self._close_section
        if self._is_discussion and tag == "aside" and node.css_first("blockquote") is not None:
            return self._section(node, attributes)  # what a post answers to
        if self._is_discussion and tag == "form" and node.css_first("p") is not None:
            return self._section(node, attributes)  # a post that its author can edit
        if self._is_box(node, attributes):
            self._box_depth += 1
            self._to.open_section(Section(tag))
            return self._leave_box
        names = _names(attributes)
        if is_frame(names) and (self._is_panel(node, names) or self._is_frame(node)):
            return self._section(node, attributes)
        group = "" if self.judge(attributes) is COMMENT else suspect_names(attributes.get("class") or "")
        if self.is_convicted(node, group):
            return leaf
        self._to.open_section(Section(tag, is_suspect=True, group=group))
        return self._close_section

    def _form(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """A shop may tell of a product in the form that buys it."""
        text = self._peek(node) if is_of_product(attributes) else None
        if text is not None and is_worth_unfolding(node, text):
            return self._section(node, attributes)
        return self._suspect_section(node, attributes)

    def _leave_box(self) -> None:
        self._box_depth -= 1
        self._close_section()

    def _suspect_heading(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """Judged with the paragraphs that are called as it is."""
        self._to.open_section(Section(node.tag or "", is_suspect=True, group=_group(attributes)))
        leave = self._heading(node, attributes)
        if leave is leaf:
            self._close_section()
            return leaf
        return partial(self._leave_suspect_heading, leave)

    def _leave_suspect_heading(self, leave: Leave | None) -> None:
        if leave is not None:
            leave()
        self._close_section()

    def _reviews(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.open_section(Section(node.tag or "", is_suspect=True, is_reviews=True))
        return self._close_section

    def _is_box(self, suspect: LexborNode, attributes: Attributes) -> bool:
        """Whether a suspect is a box of prose in the text, which is read with the rest."""
        text = self._peek(suspect) if is_set_in_text(suspect, attributes) else None
        return text is not None and is_prose(suspect, text)

    def _is_panel(self, suspect: LexborNode, names: str) -> bool:
        """Whether a suspect of these names is a part of what is told that opens over it: in ``main``, and as prose."""
        text = self._peek(suspect) if is_panel(names) and is_in_main(suspect) else None
        return text is not None and is_worth_unfolding(suspect, text) and not has_form(suspect)

    def _is_frame(self, suspect: LexborNode) -> bool:
        """Whether a suspect, whose names tell of no more, is what frames a picture in the text."""
        text = self._peek(suspect, separator="")
        return text is not None and holds_picture_of_text(suspect, text)

    def _is_read_though_hidden(self, node: LexborNode) -> bool:
        """Whether it is the readable twin of a formula that is shown as an image, or a script shows it later.

        Or a caption that is hidden from screen readers alone, for which the picture has an ``alt``.
        """
        if node.tag == "img":
            return is_lazy(node.attributes)
        if node.tag == "figcaption":
            return label_states({**node.attributes, "aria-hidden": None}) is not HIDDEN
        child = node.first_child
        if node.tag == "mjx-container" or (node.tag == "span" and child is not None and child.tag == "math"):
            return True
        if "spoiler" in (node.attributes.get("class") or "").lower():
            return True
        is_folded = may_be_folded(node)
        text = self._peek(node) if is_folded or is_veiled(node) else None
        return text is not None and is_worth_unfolding(node, text) and (is_folded or self._is_most_of_page(text))

    def _is_most_of_page(self, text: str) -> bool:
        if self._page_characters is None and self._root is not None:
            unread = sum(len(node.text()) for node in self._root.css("script,style"))
            self._page_characters = len(self._root.text()) - unread
        return 2 * len(text) > (self._page_characters or 0)

    def is_convicted(self, suspect: LexborNode, group: str = "") -> bool:
        """Whether a suspect holds too little text to be acquitted, given the prose before it: then none is read.

        Those of one ``group`` count as one, such as what is around each post of a blog.
        """
        enough = ACQUITTED_SHARE * self._to.prose_characters
        text = self._peek(suspect, separator="", strip=True) if enough else None
        if text is None:
            return False
        characters = len(text)
        together = [characters]
        for name in group.split():
            self._group_characters[name] = self._group_characters.get(name, 0) + characters
            together.append(self._group_characters[name])
        return _SPACING * max(together) < enough


def _is_part_of_paragraph(node: LexborNode) -> bool:
    """Whether a phrase stands in a paragraph right beside bare words: then it is a part of them, as a dateline is.

    So is a link between words; one at the end of them often leads on to the rest of a text.
    """
    if node.parent is None or node.parent.tag != "p":
        return False
    beside = (node.prev, node.next)
    suffices = all if node.tag == "a" else any
    return suffices(
        one is not None and one.tag == "-text" and HAS_LETTER.search(one.text_content or "") for one in beside
    )


def _names(attributes: Attributes) -> str:
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def _group(attributes: Attributes) -> str:
    """What marks all paragraphs of a text alike: a name that a script looks for says nothing against them."""
    class_ = attributes.get("class") or ""
    return suspect_names(class_) or class_ or attributes.get("itemprop") or ""


_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(SKIPPED_TAGS, Walk._skip),
    **HANDLERS,
    **dict.fromkeys(_SUSPECT_SECTIONS, Walk._suspect_section),
    "form": Walk._form,
    **dict.fromkeys(("main", "article"), Walk._content_section),
}
