"""Sections whose id was made of the words of their heading, as tools that make documentation name them.

``id="search"`` or ``id="related-work"`` is then a topic of the text and says nothing about the section.
"""

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from ..attributes import Attributes
from .content.boilerplate import label, says_against
from .content.sections import is_section_class

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER_IN_HEADINGS = "div,section,article"
"""A heading that was never closed holds the rest of the page: it is not looked through."""
_MAX_LOOKS = 6
"""Elements before the heading, such as targets of links and, in Texinfo, a line of navigation."""
_OF_TEXINFO = re.compile(r"_00[0-9a-f]{2}")
"""How it writes signs in an id."""


def is_named_by_heading(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an element begins with a heading that its id spells or that links to it; a class may speak against it."""
    id_ = attributes["id"]
    if not id_ or not says_against(id_):
        return False
    if label({name: value for name, value in attributes.items() if name != "id"}) is not None:
        return False
    heading = _heading_of(node)
    if heading is None or heading.css_first(_NEVER_IN_HEADINGS) is not None:
        return False
    anchor = heading.css_first('a[href^="#"]')
    target = unquote((anchor.attributes.get("href") or "")[1:]) if anchor is not None else ""
    if target and (id_ == target or id_.endswith(f"-{target}")):  # Django's documentation sets s- before it
        return True
    return is_section_class(attributes.get("class") or "") and _letters(heading.text()).endswith(
        _letters(_OF_TEXINFO.sub("", id_))
    )


def _heading_of(node: LexborNode) -> LexborNode | None:
    """The heading among the first children of an element."""
    looks = 0
    child = node.first_child
    while child is not None and looks < _MAX_LOOKS:
        if child.tag in _HEADINGS:
            return child
        looks += child.tag != "-text"
        child = child.next
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
