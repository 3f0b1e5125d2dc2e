"""Fences in a row of a formula: which belong together, how high they are, and the matrices between them."""

from collections.abc import Iterable
from typing import NamedTuple

from .symbols import TALL, joined

_OPENING = frozenset("([{⟨〈⌊⌈")
_CLOSING = frozenset(")]}⟩〉⌋⌉")
_BARS = frozenset("|‖")
MATRIX, MATRIX_END = "\\begin{matrix}", "\\end{matrix}"
_MATRICES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("\\{", "\\}"): "Bmatrix"} | {
    ("|", "|"): "vmatrix",
    ("\\|", "\\|"): "Vmatrix",
}
STACKED = "\\genfrac{}{}{0pt}{}"
"""A fraction without its rule."""


class Item(NamedTuple):
    """One member of a row."""

    latex: str
    fence: str = ""
    """``(`` where it opens a pair, ``)`` where it closes one, ``|`` where it may do either."""
    stretches: bool = True
    is_group: bool = False
    """Whether it is all that stands between two fences, and they themselves."""
    is_tall: bool = False


def operator(latex: str, sign: str, *, stretches: bool) -> Item:
    """An operator that shows one ``sign``, or none or several (empty)."""
    fence = "(" if sign in _OPENING else ")" if sign in _CLOSING else "|" if sign in _BARS else ""
    return Item(latex, fence if sign else "", stretches, is_tall=TALL.search(latex) is not None)


def grouped(items: Iterable[Item]) -> list[Item]:
    """The items of a row, with those between two fences that match as one."""
    row: list[Item] = []
    opened: list[int] = []
    for item in items:
        if item.fence == "|" and not (opened and row[opened[-1]].fence == "|"):
            opened.append(len(row))
        elif item.fence in (")", "|"):
            while opened and item.fence == ")" and row[opened[-1]].fence == "|":
                opened.pop()
            if opened:
                at = opened.pop()
                opening = row[at]
                stretches = opening.stretches and item.stretches
                row[at:] = [fenced(opening.latex, row[at + 1 :], item.latex, stretches=stretches)]
                continue
        elif item.fence == "(":
            opened.append(len(row))
        row.append(item)
    for at in reversed(opened):
        table = row[at + 1 : at + 2]
        if table and row[at].latex == "\\{" and _is_matrix(table[0].latex):
            row[at : at + 2] = [fenced("\\{", table, "", stretches=True)]
    return row


def fenced(opening: str, inner: list[Item], closing: str, *, stretches: bool) -> Item:
    """A pair of fences, either of which may be missing, and what stands between them."""
    latex = joined(item.latex for item in inner)
    is_tall = any(item.is_tall for item in inner)
    if len(inner) == 1 and _is_matrix(latex):
        body = latex[len(MATRIX) : -len(MATRIX_END)]
        name = "cases" if (opening, closing) == ("\\{", "") else _MATRICES.get((opening, closing))
        if name:
            return Item(f"\\begin{{{name}}}{body}\\end{{{name}}}", is_group=True, is_tall=True)
    if len(inner) == 1 and latex.startswith(STACKED) and (opening, closing) == ("(", ")"):
        return Item(f"\\binom{latex[len(STACKED) :]}", is_group=True, is_tall=True)
    if is_tall and stretches and (opening or closing):
        latex = joined(["\\left", opening or ".", latex, "\\right", closing or "."])
    else:
        latex = joined([opening, latex, closing])
    return Item(latex, is_group=bool(opening and closing), is_tall=is_tall)


def _is_matrix(latex: str) -> bool:
    """Whether this is a table that has no fences yet, and nothing else."""
    return latex.startswith(MATRIX) and latex.endswith(MATRIX_END) and latex.count(MATRIX) == 1
