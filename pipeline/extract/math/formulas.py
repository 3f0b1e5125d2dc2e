"""Formulas as LaTeX: MathML annotations, ``alttext``, MathJax scripts, images whose ``alt`` is the source."""

import re

from selectolax.lexbor import LexborNode

from ..attributes import Attributes
from .mathml import presentation_latex

_TEX_ENCODINGS = frozenset({"application/x-tex", "application/x-latex", "tex", "latex", "text/x-tex"})
_FORMULA_CLASSES = frozenset(
    {"latex", "tex", "math", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"}
)

_TEX = re.compile(r"\\[A-Za-z]|[_^=]|^\w$")
"""What a formula holds and the brackets of a regular expression in prose seldom do."""
_DISPLAYED = (("\\[", "\\]"), ("$$", "$$"))


def mathml_latex(math: LexborNode) -> str:
    """LaTeX of a ``math`` element: its TeX annotation, else ``alttext``, else what its presentation shows."""
    for annotation in math.css("annotation,m\\:annotation,mml\\:annotation"):
        if (annotation.attributes.get("encoding") or "").lower() in _TEX_ENCODINGS:
            return _bare(annotation.text())
    alttext = math.attributes.get("alttext")
    if alttext:
        return _bare(alttext)
    return _bare(presentation_latex(math))


def script_latex(attributes: Attributes, script: LexborNode) -> tuple[str, bool] | None:
    """LaTeX of a MathJax ``script`` and whether it stands on its own line; None for any other script."""
    type_, _, mode = (attributes.get("type") or "").lower().partition(";")
    return (_bare(script.text()), "display" in mode) if type_.strip() == "math/tex" else None


def display_latex(text: str) -> str:
    """LaTeX of a paragraph that is one displayed formula in the delimiters of TeX; empty for any other."""
    for opening, closing in _DISPLAYED:
        if text.startswith(opening) and text.endswith(closing) and closing not in text[len(opening) : -len(closing)]:
            return _bare(text)
    return ""


def with_inline_latex(text: str) -> str:
    """``text`` with formulas between ``\\(`` and ``\\)`` between dollar signs instead; other brackets stay."""
    pieces: list[str] = []
    end = 0
    while (close := text.find("\\)", end)) >= 0:
        start = text.rfind("\\(", end, close)
        latex = text[start + 2 : close].strip()
        if start >= 0 and _TEX.search(latex):
            pieces += (text[end:start], f"${latex}$")
        else:
            pieces.append(text[end : close + 2])
        end = close + 2
    return "".join([*pieces, text[end:]])


def image_latex(attributes: Attributes) -> str:
    """LaTeX in the ``alt`` of an image that renders a formula; empty for any other image."""
    class_ = attributes.get("class")
    if not class_ or _FORMULA_CLASSES.isdisjoint(class_.lower().split()):
        return ""
    return _bare(attributes.get("alt") or "")


def _bare(latex: str) -> str:
    """One line, without the dollar signs, ``\\(`` or ``{\\displaystyle …}`` that renderers wrap around it."""
    latex = " ".join(latex.split())
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("{\\displaystyle", "}")):
        if len(latex) >= len(opening) + len(closing) and latex.startswith(opening) and latex.endswith(closing):
            latex = latex[len(opening) : -len(closing)].strip()
    return latex
