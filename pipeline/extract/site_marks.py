"""Pictures that belong to a site and not to what it tells: smilies, the buttons of forums, logos that lead home."""

import re

from .media import Attributes, is_small

_SMILEY = re.compile(r"(?i)/(?:smil(?:ies|eys?|es?)|emoticons?)/")
_OF_FORUM = re.compile(r"(?i)/(?:(?:buttons|statusicon|misc|icons)/[^/?]+|icon_\w+)\.(?:gif|png|svg)(?:\?|$)")
_LOGO = re.compile(r"(?i)(?:^|[/_-])logo(?:[_-][^/]*)?\.\w{2,4}(?:\?|$)")
_MAX_SMILEY_CHARACTERS = 4


def smiley_text(attributes: Attributes) -> str:
    """What a smiley of a forum stands for, as ``:-)``; empty where it is none, or is called by a word."""
    alt = (attributes.get("alt") or "").strip()
    is_spelled = 0 < len(alt) <= _MAX_SMILEY_CHARACTERS and not alt.isalpha()
    return alt if is_spelled and _is_smiley(attributes.get("src") or "") else ""


def is_of_site(attributes: Attributes, *, in_link: bool, is_discussion: bool) -> bool:
    """Whether an ``img`` shows none of the content."""
    source = attributes.get("src") or ""
    if _is_smiley(source) or (is_discussion and _OF_FORUM.search(source)):
        return True
    return in_link and (is_small(attributes) or _LOGO.search(source) is not None)


def _is_smiley(source: str) -> bool:
    return ("smil" in source or "emoticon" in source) and _SMILEY.search(source) is not None
