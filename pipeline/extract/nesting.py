"""A bound on how deep and how wide a page's markup may grow before a parser sees it.

The HTML standard makes parsers look through all open elements at most tags, and re-open every unclosed
formatting element in each new paragraph. Deep nesting is therefore quadratic (200,000 nested ``div`` take
minutes), and 29 kB of unclosed ``<b id=…>`` before ``<p>`` grow to gigabytes of nodes. Browsers cap the depth
at 512 elements; so does this.
"""

import re

MAX_DEPTH = 512
MAX_OPEN_FORMATTING = 32
_QUICK_TAGS = 1 << 10
_SCANNED_TAGS = 1 << 14
_SCANNED_REOPENINGS = 1 << 19
"""Pages with fewer tags, and fewer formatting tags times tags, are quick to parse however they nest."""
_MAX_REOPENINGS = 1 << 19

_FORMATTING_NAMES = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_FORMATTING_START = re.compile(r"<[bcefinstu](?:ig|ode|m|ont|obr|mall|trike|trong|t)?[\s/]", re.IGNORECASE)
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_SIBLINGS = "html head body p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup"
_NEVER_DEEP = frozenset(f"{_VOID} {_CLOSED_BY_SIBLINGS}".split())
"""Void elements, elements that exist once, and those a sibling closes: their depth is that of what holds them."""

_MARKUP = re.compile(
    r"<!--(?:>|->|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp)\b.*?(?:</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>?",
    re.IGNORECASE | re.DOTALL,
)


def bounded(html: str) -> str:
    """``html`` without the tags of elements nested deeper than ``MAX_DEPTH``; their text stays."""
    tags = html.count("<")
    if tags <= _QUICK_TAGS:
        return html
    if tags <= _SCANNED_TAGS and len(_FORMATTING_START.findall(html)) * tags <= _SCANNED_REOPENINGS:
        return html
    return _Bound(min(MAX_OPEN_FORMATTING, max(2, _MAX_REOPENINGS // tags))).apply(html)


class _Bound:
    """Counts of open elements by name, and of those whose start tag was left out."""

    def __init__(self, max_open_formatting: int) -> None:
        self.max_open_formatting = max_open_formatting
        self.open: dict[str, int] = {}
        self.left_out: dict[str, int] = {}
        self.depth = 0
        self.formatting = 0

    def apply(self, html: str) -> str:
        pieces = []
        position = 0
        for match in _MARKUP.finditer(html):
            name = match["name"]
            if name is None or self.keeps(name.lower(), closing=bool(match["close"])):
                continue
            pieces.append(html[position : match.start()])
            position = match.end()
        if not pieces:
            return html
        pieces.append(html[position:])
        return "".join(pieces)

    def keeps(self, name: str, *, closing: bool) -> bool:
        if name in _NEVER_DEEP:
            return True
        if closing:
            return self._closes(name)
        is_formatting = name in _FORMATTING_NAMES
        if self.depth >= MAX_DEPTH or (is_formatting and self.formatting >= self.max_open_formatting):
            self.left_out[name] = self.left_out.get(name, 0) + 1
            return False
        self.open[name] = self.open.get(name, 0) + 1
        self.depth += 1
        self.formatting += is_formatting
        return True

    def _closes(self, name: str) -> bool:
        if self.left_out.get(name):
            self.left_out[name] -= 1
            return False
        if self.open.get(name):
            self.open[name] -= 1
            self.depth -= 1
            self.formatting -= name in _FORMATTING_NAMES
        return True
