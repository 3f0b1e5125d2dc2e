"""Pictures that stand for a character in running text: emoji, and the smilies of forums."""

import re
import unicodedata

from .media import Attributes, is_small

_SMILEY_CLASS = re.compile(r"(?i)\b(?:tw)?emoji|\bemoticon|\bsmil(?:ey|ie)s?\b")
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
    stands_in_line = _EMOJI_FOLDER.search(attributes.get("src") or "") or is_small(attributes)
    return alt if stands_in_line and _is_emoji(alt) else ""


def _is_emoji(text: str) -> bool:
    categories = {unicodedata.category(character) for character in text[: _MAX_EMOJI_CHARACTERS + 1]}
    return len(text) <= _MAX_EMOJI_CHARACTERS and "So" in categories and categories <= _EMOJI_CATEGORIES
