"""Superscripts and subscripts in prose: exponents, ordinals, marks of notes, chemistry."""

import re

from selectolax.lexbor import LexborNode

from ..attributes import Attributes

_NOTE_NAMES = re.compile(r"(?:^|[\s_-])(?:foot-?note|end-?note|note-?ref|fn-?ref|reference)(?![a-z])", re.IGNORECASE)
_NOTE_TYPES = frozenset({"noteref", "doc-noteref"})
_BRACKETED = re.compile(r"\[[^\[\]]{1,12}\]")
_MAX_MARK_CHARACTERS = 10
_MAX_SCRIPT_CHARACTERS = 40
_MAX_TAIL_CHARACTERS = 40
_ORDINALS = frozenset(
    [
        *("st", "nd", "rd", "th", "e", "er", "re", "es", "ère", "ème", "eme"),
        *("nde", "o", "a", "os", "as", "r", "ro", "ra", "te", "ste"),
    ]
)
_NUMBER = re.compile(r"[-+−–]?\d+(?:[.,/]\d+)?|\d*[-+−–]")
"""A power, or a charge."""
_EXPRESSION = re.compile(r"(?=.*[\d+−–*/-])[\w+−–*/(),. ^-]+")
_VARIABLE = re.compile(r"[^\W\d_]|[*′]")
_WORD = re.compile(r"[^\W_]+\Z")
_UNIT_CHARACTERS = 3
"""A longer word is no variable and no unit: a number above it is the mark of a note."""
_SUM = re.compile(r"[(\[](?:[^\W\d_]{1,3}|[^\w\s()\[\]]|[\d\s_])+[)\]]\Z")
"""Brackets around signs and short names."""
_ITALICS = frozenset({"i", "em", "var"})
_OPERATORS = frozenset({"log", "lim", "max", "min"})


def is_note_mark(sup: LexborNode, attributes: Attributes, words: str) -> bool:
    """Whether a ``sup``, which shows ``words``, leads to a note: by a link in or around it, its names or brackets."""
    if _BRACKETED.fullmatch(words) or _names_note(attributes):
        return True
    if len(words) > _MAX_SCRIPT_CHARACTERS:
        return False
    around = [sup.parent] if sup.parent is not None and _is_alone(sup) else []
    return any(
        _names_note(node.attributes)
        or (node.tag == "a" and "href" in node.attributes and len(words) <= _MAX_MARK_CHARACTERS)
        for node in [*around, *sup.css("a,[role],[class]")]
    )


def _is_alone(node: LexborNode) -> bool:
    """Whether nothing but blanks stands beside it."""
    return all(
        beside is None or (beside.tag == "-text" and not (beside.text_content or "").strip())
        for beside in (node.prev, node.next)
    )


def _names_note(attributes: Attributes) -> bool:
    if attributes.get("role") in _NOTE_TYPES or attributes.get("epub:type") in _NOTE_TYPES:
        return True
    class_ = attributes.get("class")
    return bool(class_ and _NOTE_NAMES.search(class_))


def tail(words: list[str]) -> str:
    """The end of the words gathered so far, as far as a script can belong to it."""
    return "".join(piece[-_MAX_TAIL_CHARACTERS:] for piece in words[-6:])[-_MAX_TAIL_CHARACTERS:]


def is_exponent(before: str, script: str) -> bool:
    """Whether what stands above the end of ``before`` is its exponent, not an ordinal's ending or a mark."""
    if not script or len(script) > _MAX_SCRIPT_CHARACTERS:
        return False
    word_at_end = _WORD.search(before)
    word = word_at_end[0] if word_at_end else ""
    if script in _ORDINALS and (word[-1:].isdigit() or word in ("n", "N", "M", "C", "D", "S")):
        return False
    is_short = len(word) <= _UNIT_CHARACTERS or word[-1].isdigit()
    is_base = (bool(word) and is_short) or _SUM.search(before) is not None
    if _NUMBER.fullmatch(script):
        return is_base
    is_variable = len(word) == 1 or word.isdigit() or (not word and is_base)
    return is_variable and bool(_VARIABLE.fullmatch(script) or _EXPRESSION.fullmatch(script))


def is_index(sub: LexborNode, words: str, before: str) -> bool:
    """Whether a ``sub``, which shows ``words``, is the index of a variable in italics; in chemistry it is glued."""
    word = _WORD.search(before)
    if word is None or not words:
        return False
    if word[0] in _OPERATORS:
        return True
    beside, around = sub.prev, sub.parent
    in_italics = (beside is not None and beside.tag in _ITALICS) or (around is not None and around.tag in _ITALICS)
    return len(word[0]) == 1 and word[0].isalpha() and in_italics


def with_mark(mark: str, script: str) -> str:
    """``^2`` or ``_{ij}``."""
    return f"{mark}{script}" if len(script) == 1 else f"{mark}{{{script}}}" if not script.isdigit() else mark + script
