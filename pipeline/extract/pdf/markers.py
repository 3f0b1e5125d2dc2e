"""What the beginning of a line says it is: an item of a list, or a caption."""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"^[•‣◦▪▫●○■□◆➢✓∗*·–—-]\s+(?=\S)")
_ORDINAL = re.compile(r"^\(?(\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_CAPTION = re.compile(
    r"^(?:supplementary |extended data )?"
    r"(?:fig(?:ure|ura|uur)?|abb(?:ildung)?|tab(?:le|elle|la|leau|ela)?|image|photo|plate|scheme|chart|map|box|exhibit|"
    r"illustration|рис(?:унок)?|табл(?:ица)?)"
    r"\.?\s*(?:[a-z]?\d+(?:[.–-]\d+)*[a-z]?\s*(?:[.:|：。–—]|$|(?-i:\s[A-ZА-Я][a-zа-я]))|[ivxlc]+[.:])",
    re.IGNORECASE,
)
_CJK_CAPTION = re.compile(r"^[图圖図表]\s*[A-Z]?\d+(?:[.–-]\d+)*\s*(?:[.:：。、 \u3000]|$)")
_TABLES = ("tab", "табл", "表")


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of a list item; ``ordinal`` as a list in Markdown spells it, empty for a bullet."""

    length: int
    """Characters of the mark and the space behind it."""
    ordinal: str


def marker_of(text: str) -> Marker | None:
    """The mark that a line begins with, if it is an item of a list."""
    bullet = _BULLET.match(text)
    if bullet:
        return Marker(bullet.end(), "")
    ordinal = _ORDINAL.match(text)
    if ordinal is None:
        return None
    return Marker(ordinal.end(), f"{ordinal[1]}." if ordinal[1].isdigit() else f"- ({ordinal[1]})")


def is_caption(text: str) -> bool:
    """Whether it begins like ``Figure 3:``, ``Table II.`` or ``Table 2 Ships``; "Figure 3 shows" is prose."""
    return _CAPTION.match(text) is not None or _CJK_CAPTION.match(text) is not None


def is_table_caption(text: str) -> bool:
    """Whether a caption speaks of a table."""
    return text.casefold().startswith(_TABLES)
