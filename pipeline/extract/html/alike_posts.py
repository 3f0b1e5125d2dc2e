"""Whether comments stand in elements of the class that holds the text above them: then they are posts of a thread.

Forums that name their software nowhere have one template for every post, the first included; below an article,
comments have another than the article itself.
"""

import re
from collections import Counter

MIN_ALIKE = 2
"""Comments like the text above them."""
_NEAR_BYTES = 1500
"""Of markup between the start of a comment and its text."""
_CLASS = re.compile(
    rb"""class=(?<=\sclass=)(?:"([^"]{1,300})"|'([^']{1,300})')[^<>]{0,300}>"""
    rb"""(\s{0,99}(?:<(?:p|div|span)>\s{0,99})?[^<\s][^<]{39,})?"""
)
"""A class, and the text that its element begins with."""
_MAX_LOOKS = 500
_ATTRIBUTE_BYTES = 200
"""In which a name stands."""
_SEARCHED_BYTES = 10 << 10
"""Before the first comment, and twice as many from there on."""
_MIN_NAME_CHARACTERS = 8


def are_posts(markup: bytes) -> bool:
    """Whether the comments in a page's markup are as the text above them is."""
    first = _first_comment(markup)
    if first < 0:
        return False
    above: set[bytes] = set()
    alike: Counter[bytes] = Counter()
    comment_at = -_NEAR_BYTES
    start, end = max(0, first - _SEARCHED_BYTES), first + 2 * _SEARCHED_BYTES
    for found in _CLASS.finditer(markup, start, end):
        class_ = found[1] or found[2]
        if b"omment" in class_ or b"eply" in class_ or b"eplies" in class_:  # however they begin
            comment_at = found.start()
        if found[3] is None:
            continue
        names = set(filter(_is_telling, class_.split()))
        if found.start() - comment_at >= _NEAR_BYTES:
            if not alike:
                above |= names
        else:
            alike.update(names & above)
    return max(alike.values(), default=0) >= MIN_ALIKE


def _is_telling(name: bytes) -> bool:
    """Whether a name has two words at least: ``content`` and ``text`` are called all kinds of things."""
    inside = name.strip(b"-_")
    return len(name) >= _MIN_NAME_CHARACTERS and (b"-" in inside or b"_" in inside)


def _first_comment(markup: bytes) -> int:
    """Where the first class stands that tells of comments; -1 where none of the first mentions is in a class."""
    at = -1
    for _ in range(_MAX_LOOKS):
        at = markup.find(b"comment", at + 1)
        if at < 0:
            break
        class_at = class_around(markup, at)
        if class_at >= 0:
            return class_at
    return -1


def class_around(markup: bytes, at: int) -> int:
    """Where the class begins in which what is at ``at`` stands; -1 where it stands elsewhere."""
    class_at = markup.rfind(b" class=", max(0, at - _ATTRIBUTE_BYTES), at)
    is_inside = markup.count(b'"', class_at, at) <= 1 and markup.find(b">", class_at, at) < 0
    return class_at if class_at >= 0 and is_inside else -1
