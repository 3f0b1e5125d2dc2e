"""Captions without the credit that ends them: who took the picture, and for which agency."""

import re

_NOUNS = (
    "photos?|fotos?|pictures?|images?|credits?|sources?|bild(?:er)?|titelbild|(?:bild|foto)?quelle|bildnachweis|bildrechte|grafik|copyright|photographie"
    "|photograph(?:y|s)?|crédits?(?: photo)?|illustration|imagen|imágenes|fuente|fotograf[íi]a|immagine|fonte|imagem"
    "|zdjęci[ea]|fot\\.|źródło|kuvat?|bilde|billede|фото|источник|写真|图片来源|图片|사진"
)
_CREDIT = re.compile(
    rf"""(?:^|(?<=[\s.!?。…)\]"”»|/(–—-]))
    \(?(?:(?:{_NOUNS.replace(" ", "[ ]")})\s*
    (?:(?:by|von|via|courtesy\ of)\s+(?=(?-i:[A-ZÀ-Þ@]))|[:：©=…]|\.{{3}})|[©ⓒ]|\(c\)\s)
    [^.!?。]{{1,70}}\)?\.?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = re.compile(r"[:：©ⓒ=]|\(c\)|credit(?:…|\.{3})|\b(?:by|von|via|courtesy)\s", re.IGNORECASE)
"""What every credit holds, and few captions that end in none."""
_DANGLING = " \t|/(–—-,;·•"


def without_credit(caption: str) -> str:
    """``caption`` up to a credit such as ``Foto: Agency/Name`` or ``© Name`` at its end; may become empty."""
    match = _CREDIT.search(caption) if _MARKS.search(caption) else None
    return caption[: match.start()].rstrip(_DANGLING) if match else caption
