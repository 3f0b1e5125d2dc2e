"""Pictures that belong to a site and not to what it tells: smilies, the buttons of forums, logos that lead home."""

import re

from ..attributes import Attributes
from .emoji import is_smiley
from .media import is_small

_OF_FORUM = re.compile(r"(?i)/(?:(?:buttons|statusicon|misc|icons)/[^/?]+|icon_\w+)\.(?:gif|png|svg)(?:\?|$)")
_LOGO = re.compile(r"(?i)(?:^|[/_-])logo(?:[_-][^/]*)?\.\w{2,4}(?:\?|$)")


def is_of_site(attributes: Attributes, *, in_link: bool, is_discussion: bool) -> bool:
    """Whether an ``img`` shows none of the content."""
    source = attributes.get("src") or ""
    if is_smiley(source) or (is_discussion and _OF_FORUM.search(source)):
        return True
    return in_link and (is_small(attributes) or ("logo" in source.lower() and _LOGO.search(source) is not None))
