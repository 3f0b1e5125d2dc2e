"""Formulas in Markdown: what stands between the delimiters of TeX is no markup, whatever its signs mean there."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_CLOSING = {"$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_MAX_CHARACTERS = 4_000
"""Of a formula in a line of text; bounds the search for its end."""
_MAX_LINES, _MAX_BLOCK_CHARACTERS = 200, 20_000
"""Of a formula on lines of its own."""
_FORMULA = re.compile(r"[\\^_={}+<>]|^\s*[^\W\d_]\s*$")
"""What tells a formula between backslashed brackets from brackets that are no link."""


def keep_formulas(parser: MarkdownIt) -> None:
    """Teach a parser tokens ``formula`` (inline) and ``math_block``; their content has its delimiters."""
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.block.ruler.before(
        "fence", "math_block", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _formula(state: StateInline, silent: bool) -> bool:
    end = _formula_end(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _formula_end(source: str, start: int, stop: int) -> int | None:
    """Where the formula that begins at ``start`` ends; None where none begins."""
    stop = min(stop, start + _MAX_CHARACTERS)
    closing = _CLOSING.get(source[start : start + 2])
    if closing is not None:
        end = source.find(closing, start + 2, stop)
        inner = source[start + 2 : end] if end >= 0 else ""
        is_formula = inner.strip() and (closing == "$$" or _FORMULA.search(inner))
        return end + 2 if is_formula else None
    if source[start] != "$" or source[start + 1 : start + 2].isspace():
        return None
    end = source.find("$", start + 1, stop)
    while end >= 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1, stop)
    if end <= start + 1 or source[end - 1].isspace() or source[end + 1 : end + 2].isdigit():
        return None
    return end + 1


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$`` or ``\\[`` on a line, up to the line that ends with its counterpart."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    closing = _CLOSING.get(first[:2]) if first[:2] != "\\(" else None
    if closing is None or closing in first[2:]:
        return False
    if state.src.find(closing, state.eMarks[start], state.eMarks[start] + _MAX_BLOCK_CHARACTERS) < 0:
        return False
    for line in range(start + 1, min(end, start + _MAX_LINES)):
        words = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if words and state.sCount[line] < state.blkIndent:
            return False
        if closing in words:
            if not words.endswith(closing):
                return False
            if not silent:
                state.push("math_block", "", 0).content = " ".join(
                    state.getLines(start, line + 1, state.blkIndent, False).split()
                )
                state.line = line + 1
            return True
    return False
