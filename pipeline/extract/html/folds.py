"""Text that a page folds away until its reader asks for it: accordions, answers, panels of tabs."""

import re

from selectolax.lexbor import LexborNode

from ..attributes import Attributes
from .blocks import width
from .boxes import SENTENCE_END, linked_characters, shown_before
from .content.boilerplate import label

_FOLDED = re.compile(
    r"accordion|collaps|toggle|faq|answer|^data item content$|^(?:more|full)[-_]?(?:text)?$", re.IGNORECASE
)
"""In the class of a panel that a script unfolds, or the whole of it; ``data item content`` is Magento's."""
_TABS = re.compile(r"(?:^|[\s_-])tabs?(?:$|[\s_-])", re.IGNORECASE)
_VEILED = frozenset({"div", "section", "article", "main"})
_UNSHOWN = frozenset({"hide", "hidden"})
_MIN_CHARACTERS = 40
_MAX_LINK_SHARE = 0.3


def holds_folds(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an element that its names speak against is a box of tabs, or a panel of one, or unfolds to paragraphs."""
    names = (attributes.get("class") or "").split()
    if not _UNSHOWN.isdisjoint(names) and node.parent is not None:
        is_panel = _TABS.search(node.parent.attributes.get("class") or "") is not None
        return is_panel and label({"class": " ".join(name for name in names if name not in _UNSHOWN)}) is None
    if node.tag == "details":
        return node.css_first("p") is not None
    return attributes.get("role") == "tablist" and node.css_first('[role="tabpanel"]') is not None


def may_be_folded(node: LexborNode) -> bool:
    """Whether an element that is not shown stands behind a button that opens it, or its names say that it unfolds."""
    if not _FOLDED.search(node.attributes.get("class") or "") and not _follows_button(node):
        return False
    return label({name: node.attributes.get(name) for name in ("class", "id")}) is None


def is_veiled(node: LexborNode) -> bool:
    """Whether an element takes its place on the page, but is not seen before a script has set its pictures."""
    return node.tag in _VEILED and "visibility" in (node.attributes.get("style") or "").lower()


def is_worth_unfolding(node: LexborNode, text: str) -> bool:
    """Whether what is folded away, whose ``text`` is given, is more than a form, a word, or links."""
    if width(text) < _MIN_CHARACTERS:
        return False
    if SENTENCE_END.search(text) is None and node.css_first("table,li") is None:
        return False
    return linked_characters(node) <= _MAX_LINK_SHARE * len(text)


def _follows_button(node: LexborNode) -> bool:
    """Whether a button that says whether it is open stands right before an element, by itself or in a heading."""
    before = shown_before(node)
    if before is None or before.tag not in ("button", "h2", "h3", "h4", "h5", "h6", "dt"):
        return False
    return "aria-expanded" in before.attributes or before.css_first("[aria-expanded]") is not None
