"""Days as pages and files spell them. A spelling that leaves the day open gives none."""

import re
from datetime import date

FIRST_YEAR = 1990
"""Nothing on the web is older; an earlier date is a default of some software, or the age of a work, not of a page."""
LAST_YEAR = 2100
_MAX_CHARACTERS = 64

_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name: month for month, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTHS |= {name[:3]: month for name, month in _MONTHS.items()} | {"sept": 9}
_YEAR_FIRST = re.compile(
    r"(?:D:)?(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]|(\d\d)(\d\d)(?=\d{4}|T|Z|\D|$))(?!\d{1,3}(?!\d))"
)
_DAY_FIRST = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")
_OPEN_ORDER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)")
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\s+)?"
_NAMED_DAY_FIRST = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})(?!\d)"
)
_NAMED_MONTH_FIRST = re.compile(_WEEKDAY + r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")

_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=/|$)|-(\d\d)-(\d\d)(?=[/_.-]|$)|(\d\d)(\d\d)(?=/|$))"
)


def parse_date(text: str) -> date | None:
    """The day that ``text`` begins with, as it is written: no time zone is converted.

    ISO 8601 with a day, ``2024/5/17``, ``17.5.2024``, RFC 5322, English names of months, 年月日, and the ``D:20240517``
    of PDF. None for two numbers that may both be the month, years of two digits, and what is outside
    ``FIRST_YEAR`` to ``LAST_YEAR``.
    """
    text = text[:_MAX_CHARACTERS].strip()
    if match := _YEAR_FIRST.match(text):
        month, day = (number for number in match.groups()[1:] if number is not None)
        return plausible(match[1], month, day)
    if match := _DAY_FIRST.match(text):
        return plausible(match[3], match[2], match[1])
    if match := _OPEN_ORDER.match(text):
        first, second = int(match[1]), int(match[3])
        if first != second and max(first, second) <= 12:
            return None
        return plausible(match[4], min(first, second), max(first, second))
    if match := _NAMED_DAY_FIRST.match(text):
        return plausible(match[3], _MONTHS.get(match[2].lower(), 0), match[1])
    if match := _NAMED_MONTH_FIRST.match(text):
        return plausible(match[3], _MONTHS.get(match[1].lower(), 0), match[2])
    return None


def date_in_path(path: str) -> date | None:
    """The day that folders of a url's path spell: ``/2024/05/17/``, ``/2024/may/17/``, ``/2024-05-17-title``."""
    found = set()
    for match in _IN_PATH.finditer(path.lower()):
        month, day = (number for number in match.groups()[1:] if number is not None)
        found.add(plausible(match[1], _MONTHS.get(month, month if month.isdigit() else 0), day))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def plausible(year: str | int, month: str | int, day: str | int) -> date | None:
    """The day, where there is such a day and a page may be of it."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
