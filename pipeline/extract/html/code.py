"""Code blocks: the characters of a ``pre``, without what highlighters put beside them."""

import re

from selectolax.lexbor import LexborNode

_LINE_NUMBERS = ", ".join(
    f".{name}"
    for name in (
        *("lineno", "linenos", "line-number", "line-numbers", "line-numbers-rows", "linenumber", "linenumbers"),
        *("hljs-ln-numbers", "blob-num", "gutter", "lnt"),
    )
)
"""Class names under which highlighters (Pygments, Prism, highlight.js, Chroma, Rouge) write line numbers."""
_BLOCKS = "div, p, tr, li"
"""Elements of which a browser begins each on a line of its own, inside ``pre`` too."""

_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")


def code_text(pre: LexborNode) -> str:
    """Characters of a code block: a line break for each ``br`` and between blocks, no line numbers.

    No-break spaces, by which some highlighters indent, are spaces. Empty lines around the code are none of it.
    """
    for number in pre.css(_LINE_NUMBERS):
        if number.mem_id != pre.mem_id and not any(map(str.isalpha, number.text())):  # Prism names the block so, too
            number.decompose()
    for line_break in pre.css("br"):
        line_break.replace_with("\n")
    for block in pre.css(_BLOCKS):
        if block.next is not None and not block.text().endswith("\n"):
            block.insert_after("\n")
    code = pre.text().replace("\xa0", " ").rstrip()
    above = _EMPTY_LINES.match(code)
    return code[above.end() :] if above else code
