"""Credits of pictures: at the end of captions, and in lines of their own."""

import re

from .telling_names import word_set

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
_AGENCIES = (
    "pixabay|i?stock(?:photo)?|shutterstock(?:\\.com)?|getty ?images|adobe ?stock|unsplash|pexels|dpa|afp|reuters"
    "|ap(?: photo)?|imago(?: images)?|picture[ -]alliance|epa(?:-efe)?|efe|keystone|alamy(?: stock photo)?|fotolia"
    "|depositphotos|123rf|dreamstime|xinhua|sipa(?: press)?|ansa|belga|ritzau(?: scanpix)?|scanpix|ntb|lehtikuva"
    "|east news|yonhap|kyodo|freepik|flickr|wikimedia commons|instagram|facebook|youtube|screenshot|privat|twitter"
)
_CREDIT_LINE = re.compile(
    rf"\W*(?:[^/|–]{{2,40}}\s?[/|–]\s?){{0,2}}(?:{_AGENCIES})(?:(?:\s?[/|–]\s?|\svia\s)[^/|–.]{{2,40}}){{0,2}}\W*"
)
_WORDS = re.compile(r"[a-z0-9]+")
_AGENCY_WORDS = word_set(
    """
    pixabay istock istockphoto stock stockphoto shutterstock getty gettyimages adobe adobestock unsplash pexels dpa
    afp reuters ap imago picture epa efe keystone alamy fotolia depositphotos 123rf dreamstime xinhua sipa ansa belga
    ritzau scanpix ntb lehtikuva east yonhap kyodo freepik flickr wikimedia instagram facebook youtube screenshot
    privat twitter
    """
)
"""First words of them: a line without any is none, and is not looked at further."""
_MAX_LINE_CHARACTERS = 80
_DANGLING = " \t|/(–—-,;·•"


def without_credit(caption: str) -> str:
    """``caption`` up to a credit such as ``Foto: Agency/Name`` or ``© Name`` at its end; may become empty."""
    match = _CREDIT.search(caption) if _MARKS.search(caption) else None
    return caption[: match.start()].rstrip(_DANGLING) if match else caption


def is_credit_line(text: str) -> bool:
    """Whether a line names a picture agency, and at most a photographer beside it."""
    if len(text) > _MAX_LINE_CHARACTERS:
        return False
    line = text.lower()
    return not _AGENCY_WORDS.isdisjoint(_WORDS.findall(line)) and _CREDIT_LINE.fullmatch(line) is not None
