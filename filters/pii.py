"""Personal data in text: e-mail addresses, public IP addresses and phone numbers, and their replacement.

Spans are found with patterns and checked (address ranges, the national number plans of ``phonenumbers``). The
aim is precision: a number that may as well be a date, a version, an ISBN or a price is left alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .addresses import find_emails, find_ip_addresses
from .phones import find_phone_numbers

REPLACEMENTS: Mapping[str, str] = {"email": "[email]", "ip": "[ip]", "phone": "[phone]"}
"""What stands for a span of each kind. A text with these in it gives no new span."""

_MAX_ROUNDS = 8
"""Texts need two or three; the bound keeps a hostile one from costing a round for each of its numbers."""


@dataclass(frozen=True, slots=True, order=True)
class PiiSpan:
    """Code points ``start`` to ``end`` (exclusive) of a text."""

    start: int
    end: int
    kind: str
    """``email``, ``ip`` or ``phone``: a key of ``REPLACEMENTS``."""


def pii_spans(text: str, language: str = "und") -> list[PiiSpan]:
    """The personal data in ``text``: spans in order, none overlapping another.

    ``language`` (ISO 639) says whose national phone numbers to look for; numbers with a country code are found
    in any. The search is repeated around what it found, so that replacing the spans leaves nothing to find.
    """
    spans: list[PiiSpan] = []
    for _ in range(_MAX_ROUNDS):
        found = _search(text, language)
        if not found:
            break
        spans += found
        text = apply_edits(text, [(span.start, span.end, f"[{'x' * (span.end - span.start - 2)}]") for span in found])
    return sorted(spans)


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """``text`` with each (start, end, replacement) applied; offsets are code points of the text as it was.

    Raises ValueError for edits that overlap or reach outside the text.
    """
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(edits):
        if not position <= start <= end <= len(text):
            raise ValueError(f"edit {start}..{end} overlaps the one before it or ends after {len(text)}")
        pieces += (text[position:start], replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _search(text: str, language: str) -> list[PiiSpan]:
    found = [PiiSpan(start, end, "email") for start, end in find_emails(text)]
    found += [PiiSpan(start, end, "ip") for start, end in find_ip_addresses(text)]
    found += [PiiSpan(start, end, "phone") for start, end in find_phone_numbers(text, language)]
    apart: list[PiiSpan] = []
    for span in sorted(found):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
        elif span.end > apart[-1].end:
            apart[-1] = PiiSpan(apart[-1].start, span.end, apart[-1].kind)
    return apart
