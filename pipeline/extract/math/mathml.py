"""Presentation MathML to LaTeX: https://www.w3.org/TR/mathml4/, chapter 3.

A formula is read within bounds of depth, elements and characters. One that passes them, or that holds Content MathML,
has no LaTeX: half a formula is another formula.
"""

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from .fences import MATRIX, MATRIX_END, STACKED, Item, fenced, grouped, operator
from .symbols import FUNCTIONS, TAKES_LIMITS, TALL, as_text, in_font, joined, symbol

_MAX_DEPTH = 64
_MAX_NODES = 20_000
_MAX_CHARACTERS = 1 << 16
_CONTENT_MATHML = frozenset(
    ["apply", "reln", "lambda", "bind", "ci", "cn", "csymbol", "matrix", "vector", "piecewise", "set", "list"]
)
_SINGLE = re.compile(r"[^\\]|\d+(?:[.,]\d+)*|\\(?:[A-Za-z]+|[{}|])|\\[A-Za-z]+\*?\{[^{}]*\}")
"""What scripts can be set at without braces around it."""
_SHORT = re.compile(r"[^\\]|\\[A-Za-z]+")
"""What can be a script without braces around it."""
_ACCENTS = {
    **dict.fromkeys("¯‾ˉ―─_-−\u0304\u0305", ("bar", "overline")),
    **dict.fromkeys("^ˆ\u0302", ("hat", "widehat")),
    **dict.fromkeys("~˜∼\u0303", ("tilde", "widetilde")),
    **dict.fromkeys("→⇀⟶\u20d7", ("vec", "overrightarrow")),
    **dict.fromkeys("˙.\u0307", ("dot", "dot")),
    **dict.fromkeys("¨\u0308", ("ddot", "ddot")),
    **dict.fromkeys("ˇ\u030c", ("check", "check")),
    **dict.fromkeys("˘\u0306", ("breve", "breve")),
    **dict.fromkeys("°˚\u030a", ("mathring", "mathring")),
    "\u20db": ("dddot", "dddot"),
    "´": ("acute", "acute"),
    "`": ("grave", "grave"),
    "⏞": ("overbrace", "overbrace"),
    "←": ("overleftarrow",) * 2,
    "↔": ("overleftrightarrow",) * 2,
}
"""What a character over one sign is called, and over several."""
_UNDER = {
    **dict.fromkeys("_¯‾ˍ―─\u0332\u0331", "underline"),
    "⏟": "underbrace",
    "→": "underrightarrow",
    "←": "underleftarrow",
}
_LABELLED_ARROWS = {
    **dict.fromkeys(("\\rightarrow", "\\longrightarrow"), "\\xrightarrow"),
    **dict.fromkeys(("\\leftarrow", "\\longleftarrow"), "\\xleftarrow"),
}
_ENCLOSURES = {
    **dict.fromkeys(("box", "roundedbox", "circle"), "boxed"),
    **dict.fromkeys(("updiagonalstrike", "downdiagonalstrike", "horizontalstrike"), "cancel"),
    "radical": "sqrt",
    "top": "overline",
    "bottom": "underline",
}
_NARROW_EM, _WIDE_EM = 0.25, 0.8
_EMS = re.compile(r"\s*(\d*\.?\d+)\s*em\s*")


def presentation_latex(math: LexborNode) -> str:
    """LaTeX of a ``math`` element's presentation, annotations aside; empty where it can't be told."""
    try:
        return _Formula().row(math, 0).strip("~ ")
    except _UntoldError:
        return ""


class _UntoldError(Exception):
    """The formula is too large, or says what it means and not how it looks."""


class _Formula:
    """One formula's elements to LaTeX."""

    def __init__(self) -> None:
        self._nodes = 0
        self._characters = 0

    def row(self, node: LexborNode, depth: int) -> str:
        """The children of an element beside each other."""
        return joined(item.latex for item in self._items(node, depth))

    def _node(self, node: LexborNode, depth: int) -> str:
        self._nodes += 1
        tag = _name(node)
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES or tag in _CONTENT_MATHML:
            raise _UntoldError
        read = _READERS.get(tag)
        return read(self, node, depth + 1) if read is not None else self.row(node, depth + 1)

    def _children(self, node: LexborNode, count: int, depth: int) -> list[str]:
        """LaTeX of the first children; empty for those that are not there."""
        latex = [self._node(child, depth) for child in list(_elements(node))[:count]]
        return latex + [""] * (count - len(latex))

    def _items(self, node: LexborNode, depth: int) -> list[Item]:
        items: list[Item] = []
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                latex = joined(map(symbol, self._words(child).strip()))
            elif (child.tag or "-").startswith("-"):
                continue
            else:
                latex = self._node(child, depth)
                if latex and _name(child) == "mo":
                    stretches = child.attributes.get("stretchy") != "false"
                    items.append(operator(latex, _sign(child), stretches=stretches))
                    continue
                if _name(child) == "mo" and items and items[-1].latex.startswith("\\mathrm{"):
                    items[-1] = Item(items[-1].latex.replace("\\mathrm", "\\operatorname", 1))
            if latex:
                items.append(Item(latex, is_tall=TALL.search(latex) is not None))
        return grouped(items)

    def _words(self, node: LexborNode) -> str:
        words = (node.text_content if node.tag == "-text" else node.text()) or ""
        self._characters += len(words)
        if self._characters > _MAX_CHARACTERS:
            raise _UntoldError
        return words

    # tokens

    def identifier(self, node: LexborNode, depth: int) -> str:
        words = self._words(node).strip()
        variant = (node.attributes.get("mathvariant") or "").lower()
        if words in FUNCTIONS:
            return f"\\{words}"
        latex = joined(map(symbol, words))
        if latex != words:
            return in_font(latex, variant)
        if len(words) == 1:
            return in_font(words, variant) if words.isalpha() else words
        return as_text(words) if " " in words else in_font(words, variant or "normal")

    def number(self, node: LexborNode, depth: int) -> str:
        latex = joined("\\," if character.isspace() else symbol(character) for character in self._words(node).strip())
        return in_font(latex, node.attributes.get("mathvariant") or "") if latex.isalnum() else latex

    def operator(self, node: LexborNode, depth: int) -> str:
        words = self._words(node).strip()
        if words in FUNCTIONS:
            return f"\\{words}"
        if len(words) > 1 and words.isalpha() and words.isascii():
            return "\\bmod" if words == "mod" else f"\\operatorname{{{words}}}"
        return {"||": "\\|", "...": "\\ldots"}.get(words) or joined(map(symbol, words))

    def text(self, node: LexborNode, depth: int) -> str:
        return as_text(self._words(node))

    def string(self, node: LexborNode, depth: int) -> str:
        return as_text(f'"{self._words(node)}"')

    def space(self, node: LexborNode, depth: int) -> str:
        if node.attributes.get("linebreak") == "newline":
            return "\\quad"
        match = _EMS.fullmatch(node.attributes.get("width") or "")
        width_em = float(match[1]) if match else 0.0
        if not width_em:
            return ""
        return "\\," if width_em < _NARROW_EM else "\\quad" if width_em >= _WIDE_EM else "\\;"

    # layout

    def nothing(self, node: LexborNode, depth: int) -> str:
        return ""

    def first(self, node: LexborNode, depth: int) -> str:
        return self._children(node, 1, depth)[0]

    def style(self, node: LexborNode, depth: int) -> str:
        latex = self.row(node, depth)
        return in_font(latex, "bold") if (node.attributes.get("mathvariant") or "") == "bold" else latex

    def fraction(self, node: LexborNode, depth: int) -> str:
        above, below = self._children(node, 2, depth)
        if re.fullmatch(r"0+(?:\.0*)?[a-z]*", (node.attributes.get("linethickness") or "").strip()):
            return f"{STACKED}{{{above}}}{{{below}}}"
        if node.attributes.get("bevelled") == "true":
            return f"{_braced(above)}/{_braced(below)}"
        return f"\\frac{{{above}}}{{{below}}}"

    def square_root(self, node: LexborNode, depth: int) -> str:
        return f"\\sqrt{{{self.row(node, depth)}}}"

    def root(self, node: LexborNode, depth: int) -> str:
        radicand, index = self._children(node, 2, depth)
        return f"\\sqrt[{f'{{{index}}}' if ']' in index else index}]{{{radicand}}}"

    def phantom(self, node: LexborNode, depth: int) -> str:
        latex = self.row(node, depth)
        return f"\\phantom{{{latex}}}" if latex else ""

    def enclosure(self, node: LexborNode, depth: int) -> str:
        latex = self.row(node, depth)
        for notation in (node.attributes.get("notation") or "").split():
            if notation in _ENCLOSURES:
                latex = f"\\{_ENCLOSURES[notation]}{{{latex}}}"
        return latex

    def fenced(self, node: LexborNode, depth: int) -> str:
        given = node.attributes
        marks = [joined(map(symbol, (given.get(name, default) or "").strip())) for name, default in _FENCES]
        opening, closing = marks
        separators = "".join((given.get("separators", ",") or "").split())
        inner: list[Item] = []
        for index, child in enumerate(_elements(node)):
            if index and separators:
                inner.append(Item(symbol(separators[min(index, len(separators)) - 1])))
            latex = self._node(child, depth)
            inner.append(Item(latex, is_tall=TALL.search(latex) is not None))
        return fenced(opening, inner, closing, stretches=True).latex

    def table(self, node: LexborNode, depth: int) -> str:
        rows = []
        for row in _elements(node):
            cells = list(_elements(row))[1 if _name(row) == "mlabeledtr" else 0 :]
            rows.append(" & ".join(self._node(cell, depth) for cell in cells))
            self._nodes += 1
        body = " \\\\ ".join(rows)
        sides = (node.attributes.get("columnalign") or "").split()
        if sides[:1] == ["right"] and "left" in sides:
            return f"\\begin{{aligned}}{body}\\end{{aligned}}"
        return f"{MATRIX}{body}{MATRIX_END}"

    # scripts

    def subscript(self, node: LexborNode, depth: int) -> str:
        base, below = self._base_and_scripts(node, 1, depth)
        return _scripted(base, below, "")

    def superscript(self, node: LexborNode, depth: int) -> str:
        base, above = self._base_and_scripts(node, 1, depth)
        return _scripted(base, "", above)

    def both_scripts(self, node: LexborNode, depth: int) -> str:
        return _scripted(*self._base_and_scripts(node, 2, depth))

    def _base_and_scripts(self, node: LexborNode, count: int, depth: int) -> list[str]:
        base, *scripts = [*_elements(node), *[None] * (count + 1)][: count + 1]
        return [
            self._base(base, depth) if base is not None else "{}",
            *(self._node(script, depth) if script is not None else "" for script in scripts),
        ]

    def _base(self, node: LexborNode, depth: int) -> str:
        """What scripts are set at: in braces, where they would else be taken to belong to its last sign."""
        if depth > _MAX_DEPTH:
            raise _UntoldError
        if _name(node) in _ROWS:
            items = self._items(node, depth + 1)
            latex = joined(item.latex for item in items)
            return latex if len(items) == 1 and items[0].is_group else _braced(latex)
        latex = self._node(node, depth)
        return latex if _name(node) == "mfenced" else _braced(latex)

    def prescripts(self, node: LexborNode, depth: int) -> str:
        children = list(_elements(node))
        latex = self._base(children[0], depth) if children else "{}"
        scripts = children[1:]
        before = next((at for at, script in enumerate(scripts) if _name(script) == "mprescripts"), len(scripts))
        for pair in _pairs(scripts[:before]):
            below, above = [self._node(script, depth) for script in pair] + [""] * (2 - len(pair))
            latex = _scripted(latex if latex.count("_") + latex.count("^") == 0 else f"{latex}{{}}", below, above)
        for pair in _pairs(scripts[before + 1 :]):
            below, above = [self._node(script, depth) for script in pair] + [""] * (2 - len(pair))
            latex = joined([_scripted("{}", below, above), latex])
        return latex

    def under(self, node: LexborNode, depth: int) -> str:
        return self._stacked(node, below=1, above=0, depth=depth)

    def over(self, node: LexborNode, depth: int) -> str:
        return self._stacked(node, below=0, above=1, depth=depth)

    def under_and_over(self, node: LexborNode, depth: int) -> str:
        return self._stacked(node, below=1, above=2, depth=depth)

    def _stacked(self, node: LexborNode, *, below: int, above: int, depth: int) -> str:
        """A base with what its children at these places show below and above it; 0: nothing."""
        count = max(below, above) + 1
        latex = self._children(node, count, depth)
        signs = [_sign(child) for child in list(_elements(node))[:count]] + [""] * count
        base, under, over = latex[0], latex[below] if below else "", latex[above] if above else ""
        if (
            base.startswith(("\\operatorname{", "\\mathrm{"))
            and base.count("{") == 1
            and len(base) > len("\\mathrm{a}")
        ):
            base = f"\\operatorname*{base[base.index('{') :]}"
        if base in TAKES_LIMITS or base.startswith(("\\operatorname*{", "\\underbrace{", "\\overbrace{")):
            return _scripted(base, under, over)
        if base in _LABELLED_ARROWS:
            return f"{_LABELLED_ARROWS[base]}{f'[{under}]' if under else ''}{{{over}}}"
        if under:
            mark = _UNDER.get(signs[below])
            base = f"\\{mark}{{{base}}}" if mark else f"\\underset{{{under}}}{{{base}}}"
        if over:
            marks = _ACCENTS.get(signs[above])
            mark = marks[0 if _SINGLE.fullmatch(base) else 1] if marks else ""
            base = f"\\{mark}{{{base}}}" if mark else f"\\overset{{{over}}}{{{base}}}"
        return base


_FENCES = (("open", "("), ("close", ")"))
_ROWS = frozenset({"mrow", "mstyle", "mpadded"})
_READERS: dict[str, Callable[[_Formula, LexborNode, int], str]] = {
    **dict.fromkeys(("mprescripts", "none", "annotation", "annotation-xml"), _Formula.nothing),
    **dict.fromkeys(("semantics", "maction"), _Formula.first),
    "mi": _Formula.identifier,
    "mn": _Formula.number,
    "mo": _Formula.operator,
    "mtext": _Formula.text,
    "ms": _Formula.string,
    "mspace": _Formula.space,
    "mstyle": _Formula.style,
    "mfrac": _Formula.fraction,
    "msqrt": _Formula.square_root,
    "mroot": _Formula.root,
    "mphantom": _Formula.phantom,
    "menclose": _Formula.enclosure,
    "mfenced": _Formula.fenced,
    "mtable": _Formula.table,
    "msub": _Formula.subscript,
    "msup": _Formula.superscript,
    "msubsup": _Formula.both_scripts,
    "mmultiscripts": _Formula.prescripts,
    "munder": _Formula.under,
    "mover": _Formula.over,
    "munderover": _Formula.under_and_over,
}
"""Elements by their names; others are rows of their children."""


def _name(node: LexborNode) -> str:
    """Of an element, without the prefix that XHTML may give it."""
    return (node.tag or "").rpartition(":")[2]


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (child for child in node.iter() if not (child.tag or "-").startswith("-"))


def _sign(node: LexborNode) -> str:
    """The one character that an element shows; empty where it shows none or more."""
    words = node.text().strip()
    return words if len(words) == 1 else ""


def _pairs(scripts: list[LexborNode]) -> Iterator[list[LexborNode]]:
    return (scripts[at : at + 2] for at in range(0, len(scripts), 2))


def _braced(latex: str) -> str:
    return latex if _SINGLE.fullmatch(latex) else f"{{{latex}}}"


def _script(latex: str) -> str:
    return latex if _SHORT.fullmatch(latex) else f"{{{latex}}}"


def _scripted(base: str, below: str, above: str) -> str:
    latex = f"{base}_{_script(below)}" if below else base
    if above and not above.strip("'"):
        return latex + above
    return f"{latex}^{_script(above)}" if above else latex
