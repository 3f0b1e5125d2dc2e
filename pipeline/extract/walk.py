"""One pass over a page's tree, in reading order, to blocks. Iterative: depth costs no call stack."""

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from ...schemas.document import Role, Segment, SegmentKind
from .blocks import Blocks
from .boilerplate import ACQUITTED_SHARE, SKIPPED_TAGS, Label, label
from .code import code_text
from .data_urls import DataMedia
from .links import Resolver
from .lists import ListLines
from .math import image_latex, mathml_latex, script_latex
from .media import Attributes
from .media_writer import MediaWriter
from .players import PLAYER_TAGS
from .tables import is_data_table, span
from .writer import BlockWriter

Leave = Callable[[Any], None]
Entered = tuple[Leave, Any] | None
"""What to call with what when an element ends."""
Handler = Callable[["Walk", LexborNode, Attributes], Entered]

_LEAF: tuple[Leave, Any] = (lambda _: None, "leaf")
"""Returned by a handler that has read all of its element."""

_HAS_LETTER = re.compile(r"[^\W\d_]")
_LAYOUT_LIST = "h1,h2,h3,h4,h5,h6,article,section"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPHS = frozenset(["p", "dt", "dd", "address", "summary", "legend", "hr", "hgroup"])
_SECTIONS = frozenset(["div", "section", "article", "main", "header", "fieldset", "dl", "details", "center"])
_SUSPECT_SECTIONS = frozenset({"footer", "aside", "form"})
_MAY_HOLD_PAGE = _SECTIONS | _SUSPECT_SECTIONS | {"p", "td"}
"""Elements that may hold most of a page although their names call them boilerplate."""
_WITHOUT_FALLBACK = frozenset({"embed", "iframe"})
_NEVER_JUDGED = frozenset({"main", "article"})
_PARTS_OF_PARAGRAPHS = frozenset(["a", "span", "b", "i", "em", "strong", "font", "small", "cite", "q", "abbr"])
_MEDIA = frozenset(["figure", "picture", "img", "audio", "video"])
_SPACING = 1.25
"""Bound on how much longer a text is with its spaces than without those between its elements."""
_MAX_PEEKED_CHARACTERS = 1 << 22
_MAX_LIST_START = 10**6


class Walk:
    """One pass over one page.

    ``links`` resolves its urls, ``title`` is what it calls itself, ``data`` takes the media that it holds itself. The
    comments of a discussion are its content.
    """

    judge = staticmethod(label)
    """What the attributes of an element say about it."""

    def __init__(
        self, links: Resolver, title: str = "", data: DataMedia | None = None, *, is_discussion: bool = False
    ) -> None:
        self._is_discussion = is_discussion
        self._to = BlockWriter()
        self._media = MediaWriter(self._to, links, data)
        self._to.page.title = title
        self._to.page.is_discussion = is_discussion
        self._link_depth = 0
        self._emphasis_depth = 0
        self._peeked_characters = 0

    def run(self, root: LexborNode) -> Blocks:
        """Blocks of everything under ``root``."""
        to, enter, skip, judge = self._to, _ENTER, Walk._skip, self.judge
        stack: list[tuple[LexborNode | None, Entered]] = []
        node = root.first_child
        while True:
            if node is None:
                if not stack:
                    break
                node, entered = stack.pop()
                if entered is not None:
                    entered[0](entered[1])
                continue
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if to.words or not text.isspace():
                    self._text(text)
                node = node.next
                continue
            handler = enter.get(tag)
            if handler is skip:
                node = node.next
                continue
            attributes = node.attributes
            verdict = judge(attributes) if attributes else None
            if verdict is not None:
                if verdict is Label.HIDDEN and not _holds_math(node):
                    node = node.next
                    continue
                handler = self._judged(verdict, node, handler)
            entered = handler(self, node, attributes) if handler is not None else None
            if entered is _LEAF:
                node = node.next
                continue
            child = node.first_child
            if child is not None:
                stack.append((node.next, entered))
                node = child
                continue
            if entered is not None:
                entered[0](entered[1])
            node = node.next
        to.flush()
        return to.page

    def _judged(self, verdict: Label, node: LexborNode, handler: Handler | None) -> Handler | None:
        """The handler for an element whose attributes say something; names in data tables say nothing."""
        tag = node.tag or ""
        if verdict in (Label.SUSPECT, Label.COMMENT) and tag in _PARTS_OF_PARAGRAPHS and _is_part_of_paragraph(node):
            return handler
        if tag in _NEVER_JUDGED or self._to.grid is not None or verdict is Label.HIDDEN:
            return handler
        if self._is_discussion and verdict is Label.COMMENT:
            return handler
        if verdict is Label.COMMENTS:
            if not self._is_discussion:
                return Walk._skip
            return Walk._suspect_section if tag in _MAY_HOLD_PAGE else handler
        if verdict is Label.SUSPECT or verdict is Label.COMMENT:
            if tag in _SECTIONS and self._to.in_figure:
                return handler
            if tag in _MAY_HOLD_PAGE:
                return Walk._suspect_section
            is_linked_medium = tag == "a" and node.css_first("img,video") is not None
            return handler if is_linked_medium or tag in _MEDIA else Walk._skip
        if verdict is Label.CAPTION:
            return handler if tag in _MEDIA or tag == "table" else Walk._caption
        return Walk._content_section if tag in _SECTIONS else handler

    def _skip(self, node: LexborNode, attributes: Attributes) -> Entered:
        return _LEAF

    # prose

    def _text(self, text: str) -> None:
        to = self._to
        to.words.append(text)
        if self._link_depth:
            to.link_words.append(text)
        if (to.after_break or not to.has_plain_words) and not text.isspace():
            to.after_break = False
            to.has_plain_words = to.has_plain_words or not self._emphasis_depth

    def _paragraph(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._to.flush()
        return self._leave_paragraph, None

    def _leave_paragraph(self, _: None) -> None:
        self._to.flush()

    def _section(self, node: LexborNode, attributes: Attributes) -> Entered:
        return self._to.close_container, self._to.open_container("div")

    def _main(self, node: LexborNode, attributes: Attributes) -> Entered:
        return self._to.close_container, self._to.open_container(node.tag or "", is_content=True)

    def _content_section(self, node: LexborNode, attributes: Attributes) -> Entered:
        return self._to.close_container, self._to.open_container(node.tag or "", is_content=True)

    def _suspect_section(self, node: LexborNode, attributes: Attributes) -> Entered:
        if self._to.role is Role.QUOTE and node.tag == "footer":
            return self._paragraph(node, attributes)
        if node.tag == "p":
            return self._to.close_container, self._to.open_container("p", is_suspect=True, group=_group(attributes))
        if self.is_convicted(node):
            return _LEAF
        return self._to.close_container, self._to.open_container(node.tag or "", is_suspect=True)

    def is_convicted(self, suspect: LexborNode) -> bool:
        """Whether a suspect holds too little text to be acquitted, given the prose before it: then none is read."""
        enough = ACQUITTED_SHARE * self._to.prose_characters
        if not enough or self._peeked_characters > _MAX_PEEKED_CHARACTERS:
            return False
        characters = len(suspect.text(strip=True))
        self._peeked_characters += characters
        return _SPACING * characters < enough

    def _heading(self, node: LexborNode, attributes: Attributes) -> Entered:
        to = self._to
        to.flush()
        if to.list is not None or to.role is Role.QUOTE or not to.takes_blocks:
            return self._leave_paragraph, None
        outer = to.role, to.level
        to.role, to.level = Role.HEADING, _HEADINGS[node.tag or ""]
        return self._leave_role, outer

    def _blockquote(self, node: LexborNode, attributes: Attributes) -> Entered:
        to = self._to
        to.flush()
        outer = to.role, to.level
        to.role, to.level = Role.QUOTE, 0
        return self._leave_role, outer

    def _leave_role(self, outer: tuple[Role, int]) -> None:
        self._to.flush()
        self._to.role, self._to.level = outer

    def _a(self, node: LexborNode, attributes: Attributes) -> Entered:
        if "href" not in attributes:
            return None
        self._link_depth += 1
        return self._leave_a, None

    def _leave_a(self, _: None) -> None:
        self._link_depth -= 1

    def _emphasis(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._emphasis_depth += 1
        return self._leave_emphasis, None

    def _leave_emphasis(self, _: None) -> None:
        self._emphasis_depth -= 1

    def _br(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._to.line_break()
        return _LEAF

    def _pre(self, node: LexborNode, attributes: Attributes) -> Entered:
        if not self._to.takes_blocks:
            return self._paragraph(node, attributes)
        code = code_text(node)
        if _HAS_LETTER.search(code):
            self._to.put(Segment(SegmentKind.TEXT, code, Role.CODE))
        return _LEAF

    # lists and tables

    def _list(self, node: LexborNode, attributes: Attributes) -> Entered:
        to = self._to
        to.flush()
        if not to.takes_blocks:
            return self._leave_paragraph, None
        if to.list is None:
            if node.css_first(_LAYOUT_LIST) is not None or (
                self._is_discussion and node.css_first("li div") is not None
            ):
                return to.close_container, to.open_container("ul")
            to.list = ListLines()
        start = attributes.get("start") or "1"
        ordinal = min(int(start), _MAX_LIST_START) if start.isascii() and start.isdigit() and len(start) < 10 else 1
        to.list.open(ordinal if node.tag == "ol" else None)
        return self._leave_list, None

    def _leave_list(self, _: None) -> None:
        self._to.close_list()

    def _li(self, node: LexborNode, attributes: Attributes) -> Entered:
        to = self._to
        to.flush()
        if to.list is not None and to.takes_blocks:
            to.list.start_item()
            return self._leave_paragraph, None
        return to.close_container, to.open_container("li")

    def _table(self, node: LexborNode, attributes: Attributes) -> Entered:
        if not self._to.takes_blocks:
            return self._paragraph(node, attributes)
        if not is_data_table(node):
            return self._to.close_container, self._to.open_container("table")
        return self._to.close_table, self._to.open_table()

    def _table_caption(self, node: LexborNode, attributes: Attributes) -> Entered:
        return self._to.close_table_caption, self._to.open_table_caption()

    def _tr(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._to.flush()
        if self._to.grid is not None:
            self._to.grid.start_row()
        return self._leave_paragraph, None

    def _cell(self, node: LexborNode, attributes: Attributes) -> Entered:
        to = self._to
        to.flush()
        if to.grid is None:
            return to.close_container, to.open_container("td")
        to.grid.start_cell(span(attributes.get("colspan")), span(attributes.get("rowspan")))
        return self._leave_paragraph, None

    # formulas

    def _math(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._formula(mathml_latex(node), stands_alone=attributes.get("display") == "block")
        return _LEAF

    def _script(self, node: LexborNode, attributes: Attributes) -> Entered:
        if "type" in attributes and (formula := script_latex(attributes, node)):
            self._formula(formula[0], stands_alone=formula[1])
        return _LEAF

    def _formula(self, latex: str, *, stands_alone: bool) -> None:
        if not latex:
            return
        if stands_alone and self._to.list is None and self._to.takes_blocks:
            self._to.put(Segment(SegmentKind.TEXT, latex, Role.MATH))
        else:
            self._text(f"${latex}$")

    # media

    def _img(self, node: LexborNode, attributes: Attributes) -> Entered:
        latex = image_latex(attributes)
        if latex:
            if not any(latex in words for words in self._to.words[-3:]):
                self._text(f"${latex}$")
            return _LEAF
        self._media.image(node, attributes)
        return _LEAF

    def _noscript(self, node: LexborNode, attributes: Attributes) -> Entered:
        if len(node.css("p")) > 1:
            return self._to.close_container, self._to.open_container("div")
        images = node.css("img")
        if len(images) == 1 and self._media.knows_image_of(node):
            return _LEAF
        for image in images:
            self._img(image, image.attributes)
        return _LEAF

    def _player(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._media.player(node, attributes)
        return _LEAF

    def _embedded(self, node: LexborNode, attributes: Attributes) -> Entered:
        is_shown = self._media.embedded(node, attributes)
        return _LEAF if is_shown or node.tag in _WITHOUT_FALLBACK else None

    # figures

    def _figure(self, node: LexborNode, attributes: Attributes) -> Entered:
        self._to.open_figure()
        return self._leave_figure, None

    def _leave_figure(self, _: None) -> None:
        self._to.close_figure()

    def _caption(self, node: LexborNode, attributes: Attributes) -> Entered:
        return self._to.close_caption, self._to.open_caption()


def _is_part_of_paragraph(node: LexborNode) -> bool:
    """Whether a phrase stands in a paragraph right beside bare words: then it is a part of them, as a dateline is.

    So is a link between words; one at the end of them often leads on to the rest of a text.
    """
    if node.parent is None or node.parent.tag != "p":
        return False
    beside = (node.prev, node.next)
    suffices = all if node.tag == "a" else any
    return suffices(
        one is not None and one.tag == "-text" and _HAS_LETTER.search(one.text_content or "") for one in beside
    )


def _group(attributes: Attributes) -> str:
    """What marks all paragraphs of a text alike: a class that a script looks for says nothing against them."""
    return attributes.get("class") or attributes.get("itemprop") or ""


def _holds_math(node: LexborNode) -> bool:
    """Whether a hidden element is the readable twin of a formula that is shown as an image."""
    child = node.first_child
    return node.tag == "mjx-container" or (node.tag == "span" and child is not None and child.tag == "math")


_ENTER: dict[str, Handler] = {
    **dict.fromkeys(SKIPPED_TAGS, Walk._skip),
    **dict.fromkeys(_PARAGRAPHS, Walk._paragraph),
    **dict.fromkeys(_SECTIONS, Walk._section),
    **dict.fromkeys(_NEVER_JUDGED, Walk._main),
    **dict.fromkeys(_SUSPECT_SECTIONS, Walk._suspect_section),
    **dict.fromkeys(_HEADINGS, Walk._heading),
    **dict.fromkeys(("pre", "listing", "xmp"), Walk._pre),
    **dict.fromkeys(("ul", "ol", "menu"), Walk._list),
    **dict.fromkeys(("td", "th"), Walk._cell),
    **dict.fromkeys(("audio", "video"), Walk._player),
    **dict.fromkeys(("embed", "object", "iframe", "amp-iframe", *PLAYER_TAGS), Walk._embedded),
    "a": Walk._a,
    **dict.fromkeys(("em", "i"), Walk._emphasis),
    "br": Walk._br,
    "blockquote": Walk._blockquote,
    "li": Walk._li,
    "table": Walk._table,
    "tr": Walk._tr,
    "script": Walk._script,
    "math": Walk._math,
    "img": Walk._img,
    "noscript": Walk._noscript,
    "figure": Walk._figure,
    "figcaption": Walk._caption,
    "caption": Walk._table_caption,
    **dict.fromkeys(("amp-img", "amp-anim"), Walk._img),
    **dict.fromkeys(("amp-audio", "amp-video"), Walk._player),
}
"""What is called where an element of a name begins."""
