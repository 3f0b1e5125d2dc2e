"""What an element shows itself to be beyond its name: code, a figure, a mark that only leads somewhere."""

from selectolax.lexbor import LexborNode

from ..attributes import Attributes

_FIGURES = frozenset({"figure", "imageblock", "videoblock", "audioblock"})
"""Classes of the ``div`` that DocBook and AsciiDoc write for a figure."""
_SPECIAL = _FIGURES | {"bbcode_quote", "fragment", "syntaxhighlighter", "codeblock", "memproto"}
_TABS = frozenset({"tab", "pill"})
_MARKS_OF_LINKS = frozenset("↩↵⏎⤴↑^§¶#🔗◆")
"""Texts of links inside a page: from a footnote back to where it was named, from a heading to itself."""

_MIN_FACTS = 3
_MAX_LINKS_OF_FACT = 1.5


def may_be_special(class_: str) -> bool:
    """Whether a ``div`` of this class is worth a look as a figure, a quote or code."""
    return not _SPECIAL.isdisjoint(class_.split())


def is_quote(class_: str) -> bool:
    """Whether a ``div`` is what a post of vBulletin answers to."""
    return "bbcode_quote" in class_.split()


def is_code(class_: str, node: LexborNode) -> bool:
    """Whether a ``div`` is set as code: by Doxygen, or by SyntaxHighlighter."""
    return (class_ == "fragment" and node.css_first("div.line") is not None) or "syntaxhighlighter" in class_.split()


def code_in(class_: str, node: LexborNode) -> LexborNode | None:
    """The code in a ``div`` that MyBB sets around it and a line that says ``Code:``; None where it is no such one."""
    is_box = "codeblock" in class_.split() and node.css_first("pre") is None
    return node.css_first("code") if is_box else None


def signature_in(class_: str, node: LexborNode) -> str:
    """The declaration of a function that Doxygen lays out in a table, on one line; empty where it is no such."""
    table = node.css_first("table.memname") if "memproto" in class_.split() else None
    return " ".join(table.text().split()) if table is not None else ""


def is_mark(text: str, attributes: Attributes) -> bool:
    """Whether a link inside the page is a mark: of a footnote, of the way back from it, or of a heading to itself."""
    return text.strip("\ufe0e\ufe0f") in _MARKS_OF_LINKS or (
        text.isdecimal() and "footnote" in (attributes.get("class") or "")
    )


def is_switch(attributes: Attributes) -> bool:
    """Whether a link inside the page shows one of several panels: a tab."""
    toggled = attributes.get("data-toggle") or attributes.get("data-bs-toggle")
    return attributes.get("role") == "tab" or toggled in _TABS or "switch" in (attributes.get("class") or "").split()


def is_figure(class_: str, node: LexborNode) -> bool:
    """Whether a ``div`` is a figure of DocBook or AsciiDoc."""
    return not _FIGURES.isdisjoint(class_.split()) and _has_titled_medium(node)


def _has_titled_medium(figure: LexborNode) -> bool:
    """Whether a ``div`` holds a medium and, as a child, its title; then the title is marked as the caption it is."""
    title = next((child for child in figure.iter() if child.attributes.get("class") == "title"), None)
    if title is None or figure.css_first("img,video,audio,iframe,object") is None:
        return False
    title.attrs["class"] = "figcaption"
    return True


def are_linked_facts(terms: LexborNode) -> bool:
    """Whether a ``dl`` says one thing of each term, and links it, as shops do to find more of the kind."""
    names, values = len(terms.css("dt")), len(terms.css("dd"))
    if not _MIN_FACTS <= names == values or terms.css_first("dt a") is not None:
        return False
    return len(terms.css("dd a")) <= _MAX_LINKS_OF_FACT * values
