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
_AGENCIES = word_set(
    """
    pixabay istock istockphoto stockphoto shutterstock shutterstock.com gettyimages adobestock unsplash pexels dpa afp
    reuters ap apphoto imago imagoimages picturealliance picture-alliance epa epa-efe efe keystone alamy alamystockphoto
    fotolia depositphotos 123rf dreamstime xinhua sipa sipapress ansa belga ritzau ritzauscanpix scanpix ntb lehtikuva
    eastnews yonhap kyodo freepik flickr wikimediacommons instagram facebook youtube screenshot privat twitter
    """
)
"""Written as one word."""
_BETWEEN = re.compile(r"[/|–]|\svia\s")
_MAX_PARTS = 3
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
    parts = [part.replace(" ", "").strip("()[].") for part in _BETWEEN.split(text.lower())]
    return len(parts) <= _MAX_PARTS and not _AGENCIES.isdisjoint(parts)
