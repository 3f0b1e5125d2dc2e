"""What a cell says it is: a number with its unit, a mark of a list, the number of a formula."""

import re
from collections.abc import Sequence

_MARK = re.compile(r"(?:[•‣⁃◦▪▫●○■□◆➢✓∗*·–—-]|\d{1,3}[.):]|\(?[a-z][.)]|\[\w{1,12}\]|\(\w{1,4}\))$")
_EMPTY = re.compile(r"(?:[-–—−.…]+|n/?a|k\. ?A\.)$", re.IGNORECASE)
_QUANTITY = re.compile(
    r"(?:[^\W\d_]{1,3}\.?\s*(?=[\d(])|[$€£¥₹%<>≤≥≈~±+−–-]\s*)?[<>≤≥≈~±+−–-]?\(?\d[\d.,:' \u2009\u202f×/±()–−%*†‡-]*\s*"
    r"(?:%|‰|°\s?[CF]?|[$€£¥₹]|[^\W\d_²³/]{1,4}[²³]?(?:/[^\W\d_]{1,3}[²³]?)?)?$"
)
_FORMULA = re.compile(r"[=≔≡∑∏∫∂∇∈∀∃⇒⇔→↦≤≥⊂⊆]")
_COUNT = re.compile(r"\(?[NnPp]\s*=\s*[\d.,]+\)?$")
_PROSE_WORDS = 5


def is_mark(cell: str) -> bool:
    """Whether it is no more than the mark of a list item, of a reference or of a formula."""
    return _MARK.match(cell) is not None


def is_empty(cell: str) -> bool:
    """Whether it says that there is nothing to say: a dash."""
    return _EMPTY.match(cell) is not None


def is_quantity(cell: str) -> bool:
    """Whether it is one number, with its unit, error or currency: ``£ 4``, ``12.7 ± 0.9``, ``33:12``."""
    return len(cell) <= 40 and _QUANTITY.match(cell) is not None


def is_numeric(cell: str) -> bool:
    """Whether digits say most of it: quantities, dates, codes."""
    digits = sum(map(str.isdigit, cell))
    return digits > 0 and 2 * digits >= sum(map(str.isalnum, cell))


def is_formula(cell: str) -> bool:
    """Whether it holds a sign of an equation; ``n = 12`` is the head of a column."""
    return _FORMULA.search(cell) is not None and _COUNT.match(cell) is None


def names_something(cell: str) -> bool:
    """Whether it holds a word: three letters or two signs of a script without alphabet."""
    return sum(map(str.isalpha, cell)) >= 3 or (len(cell) >= 2 and cell[0] > "\u2e7f")


def is_prose(cells: Sequence[str]) -> bool:
    """Whether a column holds sentences rather than entries: five words a cell, on average."""
    return bool(cells) and sum(len(cell.split()) for cell in cells) >= _PROSE_WORDS * len(cells)
