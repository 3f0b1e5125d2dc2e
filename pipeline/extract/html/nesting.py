"""A bound on how deep and how wide a page's markup may grow before a parser sees it.

The HTML standard makes parsers look through all open elements at most tags, and re-open every unclosed
formatting element in each new paragraph. Deep nesting is therefore quadratic (200,000 nested ``div`` take
minutes), and 29 kB of unclosed ``<b id=…>`` before ``<p>`` grow to gigabytes of nodes. Browsers cap the depth
at 512 elements; so does this.
"""

import re

import numpy as np
from numpy.typing import NDArray

MAX_DEPTH = 512
MAX_OPEN_FORMATTING = 32
_SCANNED_TAGS = 1 << 14
_SCANNED_REOPENINGS = 1 << 19
"""Pages with fewer tags, and fewer formatting tags times tags, are quick to parse however they nest."""
_QUICK_TAGS = 1448
"""Of so many tags, half formatting and half paragraphs, no more are re-opened: a square of half the tags."""
_MAX_REOPENINGS = 1 << 19

_FORMATTING_NAMES = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_FORMATTING_START = re.compile(rb"<[bcefinstu](?:ig|ode|m|ont|obr|mall|trike|trong|t)?[\s/]", re.IGNORECASE)
_VOID = b"area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_SIBLINGS = b"html head body p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup"
_NEVER_DEEP = frozenset((_VOID + b" " + _CLOSED_BY_SIBLINGS).split())
"""Void elements, elements that exist once, and those a sibling closes: their depth is that of what holds them."""

_MARKUP = re.compile(
    rb"<!--(?:>|->|.*?(?:--!?>|\Z))"
    rb"|<(?P<raw>script|style|textarea|title|xmp)\b.*?(?:</(?P=raw)|\Z)"
    rb"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>?",
    re.IGNORECASE | re.DOTALL,
)


def bounded(html: bytes) -> bytes:
    """``html``, in UTF-8, without the tags of elements nested deeper than ``MAX_DEPTH``; their text stays."""
    characters = np.frombuffer(html, np.uint8)
    is_tag = characters == ord("<")
    tags = int(np.count_nonzero(is_tag))
    if tags <= _QUICK_TAGS:
        return html
    if tags <= _SCANNED_TAGS:
        names = np.flatnonzero(is_tag[:-2]) + 1
        names = names[_FIRST[characters[names]]]
        likely = int(np.count_nonzero(_SECOND[characters[names + 1]]))
        if likely * tags <= _SCANNED_REOPENINGS or len(_FORMATTING_START.findall(html)) * tags <= _SCANNED_REOPENINGS:
            return html
    return _Bound(min(MAX_OPEN_FORMATTING, max(2, _MAX_REOPENINGS // tags))).apply(html)


def _among(characters: bytes) -> NDArray[np.bool_]:
    """Which of the 256 bytes are among those given."""
    return np.isin(np.arange(256), np.frombuffer(characters, np.uint8))


_FIRST = _among(b"bcefinstuBCEFINSTU")
_SECOND = _among(b"imotIMOT/ \t\n\r\f\v")
"""First bytes of all that ``_FORMATTING_START`` finds: few tags begin so, and they are counted many times faster."""


class _Bound:
    """Counts of open elements by name, and of those whose start tag was left out."""

    def __init__(self, max_open_formatting: int) -> None:
        self.max_open_formatting = max_open_formatting
        self.open: dict[bytes, int] = {}
        self.left_out: dict[bytes, int] = {}
        self.depth = 0
        self.formatting = 0

    def apply(self, html: bytes) -> bytes:
        pieces = []
        position = 0
        for match in _MARKUP.finditer(html):
            name = match["name"]
            if name is None or name in _NEVER_DEEP or self.keeps(name.lower(), closing=bool(match["close"])):
                continue
            pieces.append(html[position : match.start()])
            position = match.end()
        if not pieces:
            return html
        pieces.append(html[position:])
        return b"".join(pieces)

    def keeps(self, name: bytes, *, closing: bool) -> bool:
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

    def _closes(self, name: bytes) -> bool:
        if self.left_out.get(name):
            self.left_out[name] -= 1
            return False
        if self.open.get(name):
            self.open[name] -= 1
            self.depth -= 1
            self.formatting -= name in _FORMATTING_NAMES
        return True
