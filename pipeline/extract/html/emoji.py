"""Pictures that stand for a character in running text: emoji, and the smilies of forums."""

import re
import unicodedata

from ..attributes import Attributes
from .media import is_small

_SMILEY_CLASS = re.compile(r"(?i)\b(?:tw)?emoji|\bemoticon|\bsmil(?:ey|ie)s?\b")
_SMILEY_FOLDER = re.compile(r"(?i)/(?:smil(?:ies|eys?|es?)|emoticons?)/")
_MAX_SPELLED_CHARACTERS = 4
"""Of a smiley that is spelled, as ``:-)``; others are called by a word."""
_EMOJI_FOLDER = re.compile(r"(?i)/(?:tw)?emojis?[/.]")
_MAX_SMILEY_CHARACTERS = 32
_MAX_EMOJI_CHARACTERS = 12
"""A family of four and its joiners is eleven code points."""
_EMOJI_CATEGORIES = frozenset({"So", "Sk", "Cf", "Mn", "Me"})


def emoji_text(attributes: Attributes) -> str:
    """What an ``img`` is read as when it stands for a character: its ``alt``; empty for a picture."""
    alt = (attributes.get("alt") or "").strip()
    if not alt or len(alt) > _MAX_SMILEY_CHARACTERS or " " in alt:
        return ""
    if _SMILEY_CLASS.search(attributes.get("class") or ""):
        return alt
    source = attributes.get("src") or ""
    if len(alt) <= _MAX_SPELLED_CHARACTERS and not alt.isalpha() and is_smiley(source):
        return alt
    stands_in_line = _EMOJI_FOLDER.search(source) or is_small(attributes)
    return alt if stands_in_line and _is_emoji(alt) else ""


def is_smiley(source: str) -> bool:
    """Whether a picture lies where forums keep their smilies."""
    return ("smil" in source or "emoticon" in source) and _SMILEY_FOLDER.search(source) is not None


def _is_emoji(text: str) -> bool:
    categories = {unicodedata.category(character) for character in text[: _MAX_EMOJI_CHARACTERS + 1]}
    return len(text) <= _MAX_EMOJI_CHARACTERS and "So" in categories and categories <= _EMOJI_CATEGORIES
