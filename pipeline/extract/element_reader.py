"""What each element of HTML adds to a page's blocks."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from selectolax.lexbor import LexborNode

from ...schemas.document import Role, Segment, SegmentKind
from .blocks import MAX_TITLE_LEVEL
from .code import code_text
from .data_urls import DataMedia
from .emoji import emoji_text
from .kickers import headline_below_kicker
from .links import Resolver
from .lists import ListLines
from .math import image_latex, mathml_latex, script_latex
from .media import Attributes
from .media_writer import MediaWriter
from .players import PLAYER_TAGS
from .scripts import is_exponent, is_index, is_note_mark, tail, with_mark
from .self_links import leads_to_heading, leads_to_page
from .tables import column_of, is_data_table, span
from .traits import is_code, is_figure, is_mark, is_quote, may_be_special
from .writer import BlockWriter, Section

Leave = Callable[[], None]
"""Called where an element ends."""
Handler = Callable[[Any, LexborNode, Attributes], Leave | None]
"""Called where an element begins: a method of ``ElementReader``, or of a class that extends it."""

HAS_LETTER = re.compile(r"[^\W\d_]")
SECTIONS = frozenset(["div", "section", "article", "main", "header", "fieldset", "dl", "details", "center"])
_PARAGRAPHS = ("p", "dd", "address", "summary", "legend", "hr", "hgroup")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT_LIST = "h1,h2,h3,h4,h5,h6,article,section"
_WITHOUT_FALLBACK = frozenset({"embed", "iframe"})
_MAX_SCRIPT_DEPTH = 2
"""Scripts inside scripts that are looked at; each look reads all that is in one."""
_MAX_LIST_START = 10**6
_ENDS_OF_PICTURES = frozenset([".jpg", "jpeg", ".png", "webp", ".gif", "avif", ".JPG", ".PNG"])
"""Last four characters of a url: asked of every link, so no look at the whole."""
_SPELLED_URL = ("http://", "https://", "www.")
"""The text of a link that a forum made of a url in a post: words of the post."""
_SENTENCE_ENDS = frozenset(".!?")
_QUOTE, _HEADING = Role.QUOTE, Role.HEADING
_DIV, _UL, _LI, _TABLE, _CELL = (Section(tag) for tag in ("div", "ul", "li", "table", "td"))
_FOLDING = re.compile("accordion|faq|question", re.IGNORECASE)
"""In the class of a button, or of what is right around it: the button heads what is folded away."""


@lru_cache(maxsize=1 << 15)
def _section_of(class_: str) -> Section | None:
    """The section that a ``div`` of this class is; None where it may be something else."""
    return None if may_be_special(class_) else Section("div", class_=class_)


def leaf() -> None:
    """What a handler returns that has read all of its element: what is inside is passed over."""


class ElementReader:
    """One page's elements to ``to``: ``links`` resolves urls, ``data`` takes the media that the page holds itself.

    ``own_urls`` are the canonical urls of the page.
    """

    def __init__(
        self, links: Resolver, data: DataMedia | None, own_urls: frozenset[str], *, is_discussion: bool
    ) -> None:
        self._links = links
        self._own_urls = own_urls
        self._is_discussion = is_discussion
        self._to = BlockWriter()
        self._media = MediaWriter(self._to, links, data)
        self._link_depth = 0
        self._emphasis_depth = 0
        self._script_depth = 0
        self._flush: Leave = self._to.flush
        self._close_section: Leave = self._to.close_section

    # prose

    def _text(self, text: str) -> None:
        to = self._to
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
        """A term of a glossary: Sphinx writes the kind of a parameter behind it, and the sign between by CSS."""
        if node.css_first(".classifier-delimiter") is None:
            for classifier in node.css("span.classifier"):
                before = classifier.prev.text_content if classifier.prev is not None else ""
                if not (before or "").rstrip().endswith(":"):  # by hand, or by an earlier pass over the same tree
                    classifier.insert_before(" : ")
        return self._paragraph(node, attributes)

    def _section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        class_ = attributes.get("class")
        section = _section_of(class_) if class_ else _DIV
        if section is None:
            return self._special_section(node, attributes)
        self._to.open_section(section)
        return self._close_section

    def _special_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        class_ = attributes["class"] or ""
        if is_figure(class_, node):
            return self._figure(node, attributes)
        if is_quote(class_):
            return self._blockquote(node, attributes)
        if is_code(class_, node):
            return self._pre(node, attributes)
        self._to.open_section(Section("div", class_=class_))
        return self._close_section

    def _fieldset(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """Options to choose from are no text."""
        asks = node.css_first("input[type=radio],input[type=checkbox],select") is not None
        return leaf if asks else self._section(node, attributes)

    def _content_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.open_section(Section(node.tag or "", is_content=True))
        return self._close_section

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
        around = node.parent
        if self._to.role is _HEADING and around is not None and around.text(strip=True) == node.text(strip=True):
            return None
        is_folding = _FOLDING.search(attributes.get("class") or "")
        if not is_folding and "aria-expanded" in attributes and around is not None:
            is_folding = _FOLDING.search(around.attributes.get("class") or "")
        return self._paragraph(node, attributes) if is_folding else leaf

    def _blockquote(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if "postcontent" in (attributes.get("class") or "").split():  # how vBulletin sets every post
            return self._section(node, attributes)
        to = self._to
        to.flush()
        if cited := attributes.get("cite"):
            self._media.cited(cited)
        leave = partial(self._leave_role, to.role, to.level)
        to.role, to.level = _QUOTE, 0
        return leave

    def _leave_role(self, outer: Role, outer_level: int) -> None:
        self._to.flush()
        self._to.role, self._to.level = outer, outer_level

    def _a(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if "href" not in attributes:
            return None
        href = attributes["href"] or ""
        if href.startswith("#") and is_mark(node.text(strip=True), attributes):
            return leaf
        if self._is_no_link(node, attributes, href):
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
            return leads_to_heading(href, node)
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

    # lists and tables

    def _list(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        to = self._to
        to.flush()
        if not to.takes_blocks:
            return self._flush
        if to.list is None:
            if node.css_first(_LAYOUT_LIST) is not None or (
                self._is_discussion and node.css_first("li div") is not None
            ):
                to.open_section(_UL)
                return self._close_section
            to.list = ListLines()
        start = attributes.get("start") or "1"
        ordinal = min(int(start), _MAX_LIST_START) if start.isascii() and start.isdigit() and len(start) < 10 else 1
        to.list.open(ordinal if node.tag == "ol" else None)
        return self._to.close_list

    def _li(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        to = self._to
        to.flush()
        if to.list is not None and to.takes_blocks:
            to.list.start_item()
            return self._flush
        to.open_section(_LI)
        return self._close_section

    def _table(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if not self._to.takes_blocks:
            return self._paragraph(node, attributes)
        if node.css_first("td.blob-code") is not None:  # files on GitHub, and gists elsewhere
            return self._pre(node, attributes)
        if not is_data_table(node):
            self._to.open_section(_TABLE)
            return self._close_section
        return partial(self._to.close_table, self._to.open_table())

    def _table_caption(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        return partial(self._to.close_table_caption, self._to.open_table_caption())

    def _tr(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.flush()
        if self._to.grid is not None:
            self._to.grid.start_row()
        return self._flush

    def _cell(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        to = self._to
        to.flush()
        if to.grid is None:
            to.open_section(Section(node.tag or "", column=column_of(node)) if self._is_discussion else _CELL)
            return self._close_section
        to.grid.start_cell(span(attributes.get("colspan")), span(attributes.get("rowspan")))
        return self._flush

    # formulas

    def _math(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._formula(mathml_latex(node), stands_alone=attributes.get("display") == "block")
        return leaf

    def _script(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if "type" in attributes and (formula := script_latex(attributes, node)):
            self._formula(formula[0], stands_alone=formula[1])
        return leaf

    def _formula(self, latex: str, *, stands_alone: bool) -> None:
        if not latex:
            return
        if stands_alone and self._to.list is None and self._to.takes_blocks:
            self._to.put(Segment(SegmentKind.TEXT, latex, Role.MATH))
        else:
            self._text(f"${latex}$")

    # media

    def _img(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        latex = image_latex(attributes)
        if latex:
            if not any(latex in words for words in self._to.words[-3:]):
                self._text(f"${latex}$")
            return leaf
        emoji = emoji_text(attributes)
        if emoji:
            self._text(emoji)
        else:
            self._media.image(node, attributes)
        return leaf

    def _noscript(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        if len(node.css("p")) > 1:
            self._to.open_section(_DIV)
            return self._close_section
        for player in node.css("iframe"):
            self._embedded(player, player.attributes)
        images = node.css("img")
        if len(images) == 1 and self._media.knows_image_of(node):
            return leaf
        for image in images:
            self._img(image, image.attributes)
        return leaf

    def _player(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._media.player(node, attributes)
        return leaf

    def _embedded(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        is_shown = self._media.embedded(node, attributes)
        return leaf if is_shown or node.tag in _WITHOUT_FALLBACK else None

    # figures

    def _figure(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.open_figure()
        return self._to.close_figure

    def _caption(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        return partial(self._to.close_caption, self._to.open_caption())


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_PARAGRAPHS, ElementReader._paragraph),
    **dict.fromkeys(SECTIONS, ElementReader._section),
    "fieldset": ElementReader._fieldset,
    **dict.fromkeys(("main", "article"), ElementReader._content_section),
    **dict.fromkeys(HEADINGS, ElementReader._heading),
    **dict.fromkeys(("pre", "listing", "xmp"), ElementReader._pre),
    **dict.fromkeys(("ul", "ol", "menu"), ElementReader._list),
    **dict.fromkeys(("td", "th"), ElementReader._cell),
    **dict.fromkeys(("audio", "video", "amp-audio", "amp-video"), ElementReader._player),
    **dict.fromkeys(("embed", "object", "iframe", "amp-iframe", *PLAYER_TAGS), ElementReader._embedded),
    **dict.fromkeys(("img", "amp-img", "amp-anim"), ElementReader._img),
    **dict.fromkeys(("em", "i"), ElementReader._emphasis),
    **dict.fromkeys(("math", "m:math", "mml:math"), ElementReader._math),
    "a": ElementReader._a,
    "sup": ElementReader._sup,
    "sub": ElementReader._sub,
    "br": ElementReader._br,
    "dt": ElementReader._term,
    "cite": ElementReader._cite,
    "blockquote": ElementReader._blockquote,
    "button": ElementReader._button,
    "li": ElementReader._li,
    "table": ElementReader._table,
    "tr": ElementReader._tr,
    "script": ElementReader._script,
    "noscript": ElementReader._noscript,
    "figure": ElementReader._figure,
    "figcaption": ElementReader._caption,
    "caption": ElementReader._table_caption,
}
"""What is called where an element of a name begins; elements of other names are their contents."""
