"""Ligatures of TeX's fonts that say no more than a code: bitmap fonts (Type 3) carry no names of signs.

PDFium then gives the code itself, a control character. The tables are those of TeX's text encodings, OT1 (Knuth's) and
T1 (Cork's).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

_LIGATURES = (0xFB00, 0xFB01, 0xFB02, 0xFB03, 0xFB04)
"""ff, fi, fl, ffi, ffl."""
_T1 = dict(zip(range(0x1B, 0x20), _LIGATURES, strict=True))
_OT1 = dict(zip(range(0x0B, 0x10), _LIGATURES, strict=True))
_T1_SIGNS = {0x10: 0x201C, 0x11: 0x201D, 0x12: 0x201E, 0x13: 0xAB, 0x14: 0xBB, 0x15: 0x2013, 0x16: 0x2014}
_OT1_SIGNS = {0x19: 0xDF, 0x1A: 0xE6, 0x1B: 0x153, 0x1C: 0xF8, 0x22: 0x201D, 0x5C: 0x201C, 0x7B: 0x2013, 0x7C: 0x2014}
_TS1_BULLET = 0x88
_BULLET = 0x2022
_RETURN, _NEWLINE = 0x0D, 0x0A
_CANDIDATES = frozenset([*_T1, *_OT1, _TS1_BULLET]) - {_RETURN}
_STRANGE = frozenset(range(1, 0x20)) - frozenset([*_T1, *_OT1, *_T1_SIGNS, 0x02, 0x09, _NEWLINE])
"""Controls that are neither PDFium's own nor signs of TeX's."""
_MIN_LETTERS = 3
"""In the text object of a ligature: a formula's have fewer, and their codes are Greek."""


def with_ligatures(codes: Sequence[int], drawn: Sequence[int | None]) -> Sequence[int]:
    """The codes of a page, those of TeX's ligatures, dashes and bullets as Unicode has them.

    ``drawn`` is the text object of each. A code is a ligature where its object has letters and one stands beside it;
    PDFium's own ends of lines, a return and a newline, are left alone. Where other controls are as many, the codes
    of the font are its own.
    """
    if _CANDIDATES.isdisjoint(codes):
        return codes
    found = list(codes)
    words = _word_objects(codes, drawn)
    ligatures = [number for number in _ligatures(codes) if _is_in_word(number, codes, drawn, words)]
    if len(ligatures) > sum(code in _STRANGE for code in codes):
        of_ot1 = [number for number in ligatures if codes[number] in _OT1]
        if len(of_ot1) * 2 > len(ligatures):
            _replace(found, drawn, {drawn[number] for number in of_ot1}, _OT1_SIGNS)
            encoding = _OT1
        else:
            _replace(found, drawn, words, _T1_SIGNS)
            encoding = _T1
        for number in ligatures:
            found[number] = encoding.get(codes[number], found[number])
    for number, code in enumerate(codes):
        if code == _TS1_BULLET and _is_alone(number, codes):
            found[number] = _BULLET
    return found


def _word_objects(codes: Sequence[int], drawn: Sequence[int | None]) -> set[int | None]:
    """The text objects with as many letters as words have."""
    letters: dict[int, int] = defaultdict(int)
    for code, address in zip(codes, drawn, strict=True):
        if address and _is_letter(code):
            letters[address] += 1
    return {address for address, count in letters.items() if count >= _MIN_LETTERS}


def _ligatures(codes: Sequence[int]) -> list[int]:
    """Where codes stand that may be ligatures."""
    return [
        number
        for number, code in enumerate(codes)
        if code in _T1 or (code in _OT1 and (code != _RETURN or codes[number + 1 : number + 2] != [_NEWLINE]))
    ]


def _is_in_word(number: int, codes: Sequence[int], drawn: Sequence[int | None], words: set[int | None]) -> bool:
    """Whether a letter of the same object stands beside it."""
    beside = [other for other in (number - 1, number + 1) if 0 <= other < len(codes)]
    return drawn[number] in words and any(
        drawn[other] == drawn[number] and _is_letter(codes[other]) for other in beside
    )


def _replace(found: list[int], drawn: Sequence[int | None], objects: set[int | None], signs: Mapping[int, int]) -> None:
    """Put in the signs of an encoding, in these text objects."""
    for number, address in enumerate(drawn):
        if found[number] in signs and address in objects:
            found[number] = signs[found[number]]


def _is_letter(code: int) -> bool:
    return 0x61 <= (code | 0x20) <= 0x7A or 0xC0 <= code < 0x250


def _is_alone(number: int, codes: Sequence[int]) -> bool:
    """Whether it stands between spaces and ends of lines."""
    before, behind = codes[number - 1] if number else _NEWLINE, codes[number + 1 : number + 2] or [_NEWLINE]
    return before in (0x20, _NEWLINE) and behind[0] in (0x20, _RETURN, _NEWLINE)
