"""Boxes in the text: notes, warnings and digressions that a page sets apart but means to be read with the rest."""

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from ..attributes import Attributes
from .blocks import width
from .media import is_small

_TAGS = frozenset({"aside", "div", "section"})
_NAMES = frozenset(
    {"sidebar", "aside", "note", "notes", "callout", "admonition", "box", "infobox", "textbox", "factbox", "fakta"}
)
_NOTE = re.compile(
    r"(?:^|[\s_-])(?:tip|note|warning|caution|danger|important|hint|topic|admonition|callout|alert|starlight-aside"
    r"|message|fact-?(?:s|box)|fakta(?:box|boks|ruta|rute)?|info-?box|infokasten|key-?(?:points|facts|takeaways))"
    r"(?:$|[\s_-])",
    re.I,
)
"""Names under which documentation sets notes apart, and news sites facts, however short."""
_BESIDE = frozenset({"p", "ul", "ol", "dl", "pre", "blockquote", "figure", "table", "h2", "h3", "h4"})
"""What text is made of; columns of a layout stand beside other columns."""
_MAX_WRAPPERS = 4
_UNSEEN = frozenset({"-comment", "script", "style", "br"})
_ANCHORS = frozenset({"-text", "a", "span"})
_MIN_CHARACTERS = 120
_BLOCKS = frozenset({"div", "p", "ul", "ol", "dl", "table", "section", "article", "aside", "nav", "h1", "h2", "h3"})
_MIN_PARAGRAPH_CHARACTERS = 40
_MAX_LINK_SHARE = 0.15
SENTENCE_END = re.compile(r"[.!?…](?:[\s\"'»”)]|$)|[。！？।؟]")
_FIELDS = "form,input,iframe,textarea,select"
_ASKING = f"{_FIELDS},button,[role=button]"
"""What a box that wants something of its reader holds: an address, a click."""
_MAX_DEPTH_IN_MAIN = 12
_MAX_CAPTION_CHARACTERS = 400


def is_set_in_text(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an element that its name calls a sidebar or a note stands beside a paragraph, and not as a column."""
    tag = node.tag
    is_alert = attributes.get("role") == "alert"
    if tag not in _TAGS or not (is_alert or tag == "aside" or _is_named_so(attributes)):
        return False
    if "signature" in (attributes.get("class") or ""):  # what the author of a post says below each of them
        return False
    if is_alert:
        node = _outermost(node)
    besides = [beside for beside in (shown_before(node), shown_after(node)) if beside is not None]
    return any(_is_of_text(beside) or (is_alert and beside.css_first("p") is not None) for beside in besides)


def is_prose(node: LexborNode, text: str) -> bool:
    """Whether a box, whose ``text`` is given, tells something, and neither leads away nor asks for anything."""
    is_note = _NOTE.search(node.attributes.get("class") or "") is not None
    if not (is_note or tells(text, sentences=2) or _is_quote(node)):
        return False
    return linked_characters(node) <= _MAX_LINK_SHARE * len(text) and node.css_first(_ASKING) is None


def tells(text: str, *, sentences: int = 4) -> bool:
    """Whether a text is of some length and has so many sentences."""
    ends = islice(SENTENCE_END.finditer(text), sentences)
    return width(text) >= _MIN_CHARACTERS and sum(1 for _ in ends) == sentences


def holds_picture_of_text(node: LexborNode, text: str) -> bool:
    """Whether an element between paragraphs, whose ``text`` is given, holds one picture that leads nowhere."""
    if len(text) > _MAX_CAPTION_CHARACTERS:
        return False
    images = node.css("img")
    if len(images) != 1 or is_small(images[0].attributes) or node.css_first(f"a,{_FIELDS}") is not None:
        return False
    return any(beside is not None and _is_of_text(beside) for beside in (shown_before(node), shown_after(node)))


def has_form(node: LexborNode) -> bool:
    """Whether an element is for its reader to fill in."""
    return node.css_first(_FIELDS) is not None


def is_in_main(node: LexborNode) -> bool:
    """Whether an element stands in ``main``, not too deep."""
    for _ in range(_MAX_DEPTH_IN_MAIN):
        around = node.parent
        if around is None:
            break
        if around.tag == "main":
            return True
        node = around
    return False


def _is_quote(node: LexborNode) -> bool:
    """Whether an ``aside`` holds a quote and nothing else."""
    shown = [child for child in node.iter() if child.tag not in _UNSEEN] if node.tag == "aside" else []
    return len(shown) == 1 and shown[0].tag in ("blockquote", "q")


def linked_characters(node: LexborNode) -> int:
    """Characters of the links in an element."""
    return sum(len(link.text()) for link in node.css("a"))


def shown_before(node: LexborNode) -> LexborNode | None:
    """What stands right before an element, passing over what shows nothing."""
    before = node.prev
    while before is not None and _is_nothing(before):
        before = before.prev
    return before


def shown_after(node: LexborNode) -> LexborNode | None:
    """What stands right behind an element, passing over what shows nothing."""
    after = node.next
    while after is not None and _is_nothing(after):
        after = after.next
    return after


def _is_named_so(attributes: Attributes) -> bool:
    names = (attributes.get("class") or "").lower().replace("_", " ").replace("-", " ")
    return not _NAMES.isdisjoint(names.split())


def _outermost(node: LexborNode) -> LexborNode:
    """The element around a box and nothing else: page builders wrap each of a page's pieces in several."""
    for _ in range(_MAX_WRAPPERS):
        around = node.parent
        if around is None or around.tag != "div" or any(child.mem_id != node.mem_id for child in around.iter()):
            break
        node = around
    return node


def _is_of_text(beside: LexborNode) -> bool:
    """Whether an element is a paragraph or the like; DocBook makes paragraphs of ``div``."""
    if beside.tag != "div":
        return beside.tag in _BESIDE
    return len(beside.text()) >= _MIN_PARAGRAPH_CHARACTERS and all(child.tag not in _BLOCKS for child in beside.iter())


def _is_nothing(node: LexborNode) -> bool:
    """Whether a node between two elements shows nothing: blanks, a comment, an anchor to jump to."""
    return node.tag in _UNSEEN or (node.tag in _ANCHORS and not (node.text_content or "").strip())
