"""What each element of HTML adds to a page's blocks: running text by ``prose_reader``, the rest here."""

from collections.abc import Iterator
from functools import lru_cache, partial

from selectolax.lexbor import LexborNode

from ....schemas.document import Role, Segment, SegmentKind
from ..attributes import Attributes
from ..data_urls import DataMedia
from ..lists import ListLines
from ..math.formulas import image_latex, mathml_latex, script_latex
from .boxes import tells
from .emoji import emoji_text
from .links import Resolver
from .media_writer import MediaWriter
from .players import PLAYER_TAGS
from .prose_reader import HEADINGS, Handler, Leave, ProseReader, leaf
from .site_marks import is_of_site
from .tables import column_of, is_data_table, span
from .traits import are_linked_facts, code_in, is_code, is_figure, is_quote, may_be_special, signature_in
from .writer import Section

SECTIONS = frozenset(["div", "section", "article", "main", "header", "fieldset", "dl", "details", "center"])
_PARAGRAPHS = ("p", "dd", "address", "summary", "legend", "hr", "hgroup")
_LAYOUT_LIST = "h1,h2,h3,h4,h5,h6,article,section"
_WITHOUT_FALLBACK = frozenset({"embed", "iframe"})
_JAVADOC_TERMS = "notes"
"""What a method takes, returns and throws, each linked to its type."""
_MAX_LIST_START = 10**6
_MAX_PEEKED_CHARACTERS = 1 << 22
_MAX_FIGURE_DEPTH = 8
"""Figures inside figures; each is looked through where it ends."""
_QUOTE = Role.QUOTE
_DIV, _SECTION, _UL, _LI, _TABLE, _CELL = (Section(tag) for tag in ("div", "section", "ul", "li", "table", "td"))


@lru_cache(maxsize=1 << 15)
def _section_of(class_: str) -> Section | None:
    """The section that a ``div`` of this class is; None where it may be something else."""
    return None if may_be_special(class_) else Section("div", class_=class_)


def _by_tag(node: LexborNode, *tags: str) -> Iterator[list[LexborNode]]:
    """The elements of each name in a node, found in one walk."""
    found = node.css(",".join(tags))
    return ([element for element in found if element.tag == tag] for tag in tags)


class ElementReader(ProseReader):
    """One page's elements to ``to``: ``links`` resolves urls, ``data`` takes the media that the page holds itself.

    ``own_urls`` are the canonical urls of the page.
    """

    def __init__(
        self, links: Resolver, data: DataMedia | None, own_urls: frozenset[str], *, is_discussion: bool
    ) -> None:
        super().__init__(links, own_urls, is_discussion=is_discussion)
        self._media = MediaWriter(self._to, links, data)
        self._close_section: Leave = self._to.close_section
        self._in_terms = False
        self._peeked_characters = 0

    def _peek(self, node: LexborNode, *, separator: str = " ", strip: bool = False) -> str | None:
        """The text in an element, ahead of what is read; None once too much of the page was looked at twice."""
        if self._peeked_characters > _MAX_PEEKED_CHARACTERS:
            return None
        text = node.text(separator=separator, strip=strip)
        self._peeked_characters += len(text)
        return text

    # sections

    def _section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        class_ = attributes.get("class")
        section = _section_of(class_) if class_ else _SECTION if node.tag == "section" else _DIV
        if section is None:
            return self._special_section(node, attributes)
        self._to.open_section(section)
        return self._close_section

    def _terms(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.open_section(Section("dl", class_=attributes.get("class") or ""))
        if self._in_terms:
            return self._close_section
        is_of_javadoc = attributes.get("class") == _JAVADOC_TERMS
        self._in_terms, self._reads_links = True, is_of_javadoc or are_linked_facts(node)
        return self._leave_terms

    def _leave_terms(self) -> None:
        self._in_terms = self._reads_links = False
        self._close_section()

    def _special_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        class_ = attributes["class"] or ""
        if is_figure(class_, node):
            return self._figure(node, attributes)
        if is_quote(class_):
            return self._blockquote(node, attributes)
        if is_code(class_, node):
            return self._pre(node, attributes)
        if (code := code_in(class_, node)) is not None:
            return self._pre(code, attributes)
        if signature := signature_in(class_, node):
            self._to.put(Segment(SegmentKind.TEXT, signature, Role.CODE))
            return leaf
        self._to.open_section(Section("div", class_=class_))
        return self._close_section

    def _fieldset(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        """Options to choose from are no text; terms to agree to are."""
        asks = node.css_first("input[type=radio],input[type=checkbox],select") is not None
        text = self._peek(node) if asks else None
        return leaf if asks and not (text and tells(text)) else self._section(node, attributes)

    def _content_section(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        self._to.open_section(Section(node.tag or "", is_content=True))
        return self._close_section

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
            to.open_section(self._cell_of_posts(node, attributes) if self._is_discussion else _CELL)
            return self._close_section
        to.grid.start_cell(span(attributes.get("colspan")), span(attributes.get("rowspan")))
        return self._flush

    def _cell_of_posts(self, node: LexborNode, attributes: Attributes) -> Section:
        """One that phpBB calls a profile says who wrote the post beside it."""
        if attributes.get("class") == "profile":
            return Section(node.tag or "", is_suspect=True)
        return Section(node.tag or "", column=column_of(node))

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
        elif not is_of_site(attributes, in_link=self._link_depth > 0, is_discussion=self._is_discussion):
            self._media.image(node, attributes)
        return leaf

    def _noscript(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        paragraphs, players, images = _by_tag(node, "p", "iframe", "img")
        if len(paragraphs) > 1:
            self._to.open_section(_DIV)
            return self._close_section
        for player in players:
            self._embedded(player, player.attributes)
        if len(images) == 1 and (self._media.shows_in_full(images[0]) or self._media.knows_image_of(node)):
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
        if self._to.figure_depth >= _MAX_FIGURE_DEPTH:
            return None
        self._to.open_figure()
        return self._to.close_figure

    def _caption(self, node: LexborNode, attributes: Attributes) -> Leave | None:
        return partial(self._to.close_caption, self._to.open_caption())


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_PARAGRAPHS, ElementReader._paragraph),
    **dict.fromkeys(SECTIONS, ElementReader._section),
    "dl": ElementReader._terms,
    "fieldset": ElementReader._fieldset,
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
