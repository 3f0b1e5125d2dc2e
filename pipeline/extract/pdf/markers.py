"""What the beginning of a line says it is: an item of a list, or a caption."""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"^[•‣⁃◦▪▫●○◉■□◆◇❖▶►▸▷▹➤➢➔✓✔∗*·–—-]\s+(?=\S)")
_ORDINAL = re.compile(r"^(?:(\()?(\d{1,3}|[a-z]|[ivx]{1,4}|[A-H](?=\)))(?(1)\)|[.)]))\s+(?=\S)")
"""A bracket that opens is closed: ``(p. 12)`` is none."""
_LABEL = re.compile(
    r"^(?:supplementary |extended data )?"
    r"(?:fig(?:ure|ura|uur|ur)?|abb(?:ildung)?|tab(?:le|elle|la|leau|ela|el|ell|ella|ulka|elul|lo)?|image|photo|plate|"
    r"scheme|chart|map|box|exhibit|illustration|quadro|gráfico|cuadro|rys(?:unek)?|obr(?:ázek)?|kuva|taulukko|"
    r"şekil|gambar|hình|bảng|σχήμα|εικόνα|πίνακας|рис(?:унок)?|табл(?:ица|иця)?|그림|표|चित्र|तालिका|"
    r"(?:ال)?شكل|(?:ال)?جدول|(?:ال)?صورة|شکل|تصویر|نمودار|איור|תרשים|תמונה|טבלה|לוח)"
    r"\.?\s*(?:(?:[a-z]\.?)?\d++(?:[.–-]\d+)*+[a-z]?+(?!\w)|[ivxlc]++(?=[.:]))",
    re.IGNORECASE,
)
"""What a figure or table is called: its whole number, so that nothing of ``2.1`` is left to be punctuation."""
_DELIMITER = re.compile(r"\s*(?:[.:|：。–—]|-\s|$)")
_CJK_CAPTION = re.compile(r"^[图圖図表]\s*[A-Z]?\d++(?:[.–-]\d+)*+\s*(?:[.:：。、 \u3000]|$)")
_TABLES = (
    "tab",
    "табл",
    "表",
    "quadro",
    "cuadro",
    "taulukko",
    "bảng",
    "πίνακας",
    "표",
    "तालिका",
    "جدول",
    "الجدول",
    "טבלה",
)


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
    return Marker(ordinal.end(), f"{ordinal[2]}." if ordinal[2].isdigit() else f"- ({ordinal[2]})")


def is_caption(text: str) -> bool:
    """Whether it begins like ``Figure 3:``, ``Table II.`` or ``Table 2 Ships``; "Figure 3.1 shows" is prose."""
    label = _LABEL.match(text)
    if label is None:
        return _CJK_CAPTION.match(text) is not None
    title = text[label.end() :]
    begins_large = title[:1].isspace() and title[1:2].isupper() and title[2:3].isalpha()
    return begins_large or _DELIMITER.match(title) is not None


def is_labelled(text: str) -> bool:
    """Whether it begins with the name of a figure or table, whatever comes behind it."""
    return _LABEL.match(text) is not None or _CJK_CAPTION.match(text) is not None


def is_table_caption(text: str) -> bool:
    """Whether a caption speaks of a table."""
    return text.casefold().startswith(_TABLES)
