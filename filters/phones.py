"""Phone numbers in text: a cheap search for runs of digits, then the number plans of ``phonenumbers``."""

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

_SEPARATORS = " \u00a0\u2009\u202f().\\-\u2010\u2011\u2012\u2013/"
_DIGITS = re.compile(rf"\d(?:[{_SEPARATORS}]{{0,3}}\d){{6,}}")
"""7 digits or more (a subscriber number) with the separators of written numbers between them."""
_INTERNATIONAL = re.compile(rf"\d(?:[{_SEPARATORS}]{{0,3}}\d){{6,16}}")
"""As much of such a run as a number with its country code and extension may fill."""
_GROUPS = re.compile(r"\d+")
_PREFIX = re.compile(r"[+＋(]{1,2}\s?\Z")
_CUE = re.compile(
    r"(?:\b(?:tele)?(?:phone|fono|fon|fone|foon|phon)\w{0,4}|\btel\b|\btél\b|\bfax|\bmobile?|\bmobil|\bcell(?:ular)?|"
    r"\bcall(?: us)?(?: (?:at|on))?|\bwhatsapp|\bsms|\bhandy|\bportable|\bmóvil|\bcelular|тел(?:ефон)?|факс|"
    r"电话|電話|전화|โทร|هاتف)(?:[\s-]?(?:numbers?|nummer|no|nr|n°))?[\s.:()#-]{0,4}\Z",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:\bisbn(?:-1[03])?|\bissn|\bdoi|\barxiv|\bean|\bupc|\biban|\bid|\bpatent|\bno|\bnr|\border|\bref|"
    r"[#$€£¥₹₽₩=/@_:]|\b(?:usd|eur|gbp|chf))[\s.:#-]{0,3}\Z",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"\s{0,2}(?:[€$£¥₹₽₩%°@=]|(?:usd|eur|gbp|chf|km|kg|people|dollars|euros?)\b)", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)(?:(?:1[5-9]|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:1[5-9]|20)?\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .\u00a0\u2009\u202f]\d{3})+")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?\(?\d{3}\)?[ .\u2011-]{1,2}\d{3}[ .\u2011-]\d{4}")
_CONTEXT_CHARACTERS = 24
_LONGEST = 40
"""Characters of a written national number; a longer run is a table or a list of figures."""

REGIONS: dict[str, tuple[str, ...]] = {
    "ar": ("EG", "SA"), "bg": ("BG",), "ca": ("ES",), "cs": ("CZ",), "da": ("DK",), "de": ("DE", "AT", "CH"),
    "el": ("GR",), "en": ("US", "GB"), "es": ("ES", "MX", "AR"), "et": ("EE",), "fa": ("IR",), "fi": ("FI",),
    "fr": ("FR", "BE", "CH"), "he": ("IL",), "hi": ("IN",), "hr": ("HR",), "hu": ("HU",), "id": ("ID",),
    "it": ("IT",), "ja": ("JP",), "ko": ("KR",), "lt": ("LT",), "lv": ("LV",), "ms": ("MY",), "nl": ("NL", "BE"),
    "no": ("NO",), "pl": ("PL",), "pt": ("BR", "PT"), "ro": ("RO",), "ru": ("RU",), "sk": ("SK",), "sl": ("SI",),
    "sr": ("RS",), "sv": ("SE",), "th": ("TH",), "tr": ("TR",), "uk": ("UA",), "vi": ("VN",), "zh": ("CN", "TW"),
}  # fmt: skip
"""Language to the countries whose national numbers are looked for in its texts."""


def find_phone_numbers(text: str, language: str = "und") -> Iterator[tuple[int, int]]:
    """(start, end) of each valid phone number.

    With a country code (``+``) a number counts wherever it stands. A national number needs a country that goes
    with ``language`` and a sign that it is one: a word such as "Tel" before it, a leading 0 or parenthesis with
    groups, or the North American 3-3-4 grouping.
    """
    regions = REGIONS.get(language, ())
    for match in _DIGITS.finditer(text):
        before = text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
        prefix = _PREFIX.search(before)
        start = match.start() - (len(prefix[0]) if prefix else 0)
        before = before[: len(before) - (match.start() - start)]
        after = text[match.end() : match.end() + _CONTEXT_CHARACTERS]
        if after and (after[0].isalnum() or after[0] == "_"):
            continue
        if prefix and ("+" in prefix[0] or "＋" in prefix[0]):
            run = _INTERNATIONAL.match(text, match.start())
            if run:
                yield from _matches(text[start : run.end()], start, (None,))
        elif regions and not (before and _joins(before[-1])) and match.end() - start <= _LONGEST:
            written = text[start : match.end()]
            if _looks_national(written, before, after):
                yield from _matches(written, start, regions)


def _joins(character: str) -> bool:
    return (character.isalnum() and character.isascii()) or character in "_.-,=/#&%"


def _looks_national(written: str, before: str, after: str) -> bool:
    digits = "".join(_GROUPS.findall(written))
    if len(digits) > 15 or (_OTHER_NUMBER.search(before) and not _CUE.search(before)):
        return False
    if _UNIT_AFTER.match(after) or _DATE.search(written) or _is_isbn(written, digits):
        return False
    groups = _GROUPS.findall(written)
    if all(_YEAR.fullmatch(group) for group in groups):
        return False
    if _CUE.search(before):
        return True
    if _THOUSANDS.fullmatch(written) or not 2 <= len(groups) <= 6:
        return False
    return written.lstrip("(").startswith("0") or bool(_NORTH_AMERICAN.fullmatch(written))


def _is_isbn(written: str, digits: str) -> bool:
    if len(digits) == 13 and digits.startswith(("978", "979")):
        return True
    weighted = sum((10 - place) * int(digit) for place, digit in enumerate(digits))
    return len(digits) == 10 and written.count("-") == 3 and weighted % 11 == 0


def _matches(written: str, start: int, regions: tuple[str | None, ...]) -> Iterator[tuple[int, int]]:
    """Numbers inside ``written`` that are valid in the first of the regions in which any is."""
    for region in regions:
        found = [(match.start, match.end) for match in PhoneNumberMatcher(written, region, Leniency.VALID, max_tries=8)]
        if found:
            for begin, end in found:
                yield start + begin, start + end
            return
