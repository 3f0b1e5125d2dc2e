"""Which url a media element really shows: sources, srcset, lazy loading, placeholders.

Srcset is parsed by the algorithm of the HTML standard ("parse a srcset attribute"), so urls that hold commas
or encoded spaces survive.
"""

import re
from collections.abc import Sequence
from operator import itemgetter

from selectolax.lexbor import LexborNode

from ..attributes import Attributes

_CANDIDATE = re.compile(r"([^ \t\n\f\r,][^ \t\n\f\r]*)(?:(?<=,)|([^,(]*(?:\([^)]*(?:\)|\Z)[^,(]*)*))")
"""A url, which may hold commas, and its descriptors; a comma at its end says that it has none."""
_LAZY_SRC_NAMES = """
data-src data-lazy-src data-original data-lazy data-lazyload data-lazy-load data-actualsrc data-src-fg data-img-src
data-image-src data-image data-img data-full-src data-hi-res-src data-large-file data-orig-file data-scroll-image
data-lateloadsrc data-gt-lazy-src data-echo data-defer-src data-pagespeed-lazy-src data-cfsrc data-runner-src
data-old-hires data-image-large-src zoomfile data-native-src data-default-src data-flickity-lazyload data-url lazy-src
src2
"""
LAZY_SRC = tuple(_LAZY_SRC_NAMES.split())
"""Attributes that lazy-loading scripts read an image's url from; the first present wins."""
LAZY_SRCSET = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-flickity-lazyload-srcset", "lazy-srcset")
_by_size = itemgetter(1)
_MIN_WIDTH = re.compile(r"\(\s*min-width\s*:\s*(\d{1,5})(?:\.\d+)?px")
_QUERY_WIDTH = re.compile(r"[?&](?:w|width)=(\d{1,5})(?:&|$)")
_MAX_WIDTH_PX = 100_000
_MAX_DENSITY = 10
"""What is more in a srcset is a width."""
_LAZY_SRC = frozenset(LAZY_SRC)
_SRCSETS = (*LAZY_SRCSET, "srcset")
_ALL_SRCSETS = frozenset(_SRCSETS)

_PLACEHOLDER_NAMES = """
blank spacer placeholder pixel transparent trans clear empty dummy loading loader lazy lazyload grey gray 1x1 1px shim
dot noimage
"""
_PLACEHOLDER_WORDS = frozenset(_PLACEHOLDER_NAMES.split())
"""Last words of the names of files that stand for images not loaded yet."""
_PLACEHOLDER_TYPES = frozenset({"gif", "png", "svg", "jpg", "jpeg", "webp"})
_DIGITS = "0123456789"
_MAX_ICON_PX = 64
_AVATAR_FOLDER = re.compile(
    r"(?i)gravatar\.com/avatar|//avatars?\d*\.|(?:/|%2F)avatars?(?:userpic)?(?:/|%2F)|[_-]avatar\.\w{3,4}(?:\?|$)|/avatar\.php\?"
)
_AVATAR_CLASS = re.compile(r"(?i)\b(?:user-?)?avatar\b|\bgravatar\b")
_BADGE = re.compile(
    r"/badge\.svg|\.shields\.io/|//badgen\.net/|//badge\.fury\.io/|/badges?/[^?]*\.svg|//codecov\.io/.*/graph/"
    r"|creativecommons\.org/l/|licensebuttons\.net/"
    r"|736869656c64732e696f"  # shields.io in the urls of PyPI's own proxy, which spell the source's in hexadecimal
)
_BADGE_WORDS = ("badge", "shields.io", "codecov.io", "736869656c64732e696f", "creativecommons.org/l/", "licensebuttons")
"""One of which every url of a badge holds."""
_BADGE_ALT = re.compile(
    r"(?:build|ci|tests?|pipeline|coverage|docs|documentation) status|(?:pypi|npm|gem) version", re.I
)
_ONE_PIXEL, _NO_PIXEL = "1", "0"
_NO_FILE = ("data:", "about:", "javascript:", "blob:", "#")
_BLURRED = ",blur_"
"""In the urls of Wix: a preview of some pixels, beside which the picture is named for Pinterest."""
_LOOKS_LIKE_URL = re.compile(r"^(?:https?:)?//|^\.{0,2}/|\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:[?#]|$)", re.I)

_SPOKEN = frozenset({"subtitles", "captions"})
"""Kinds of track that hold what is said; chapters and metadata do not."""


def srcset_candidates(srcset: str) -> list[tuple[str, float]]:
    """``(url, size)`` of each candidate in order; size is the width in pixels, or the density, 1 when absent.

    HTML standard, 4.8.4.2.1 "Parsing a srcset attribute". Heights are read and not used.
    """
    return [(url.rstrip(","), _size(descriptors)) for url, descriptors in _CANDIDATE.findall(srcset)]


def _size(descriptors: str) -> float:
    for descriptor in descriptors.split():
        if descriptor[-1] in "wx":
            try:
                return float(descriptor[:-1])
            except ValueError:
                continue
    return 1.0


def is_placeholder(src: str) -> bool:
    """Whether a source only holds the place of an image that a script loads later.

    So does every ``data:`` image beside another source; ``inline_source`` gives those that stand alone.
    """
    if not src or src.startswith(_NO_FILE):
        return True
    stem, _, extension = src.partition("?")[0].rpartition("/")[2].lower().rpartition(".")
    if extension not in _PLACEHOLDER_TYPES:
        return False
    if len(stem) == 1 and extension == "gif":  # such as t.gif and o.gif
        return True
    words = stem.replace("no-image", "noimage").replace("_", "-").replace(".", "-")
    return (
        _last_word(words) in _PLACEHOLDER_WORDS or _last_word(words.rstrip(_DIGITS).rstrip("-")) in _PLACEHOLDER_WORDS
    )


def _last_word(words: str) -> str:
    return words.rpartition("-")[2]


def is_tracking_pixel(attributes: Attributes) -> bool:
    """Whether the element says it is one pixel wide or high; no height of a wide picture is one not known yet."""
    sides = [(attributes.get(name) or "").strip(" px") for name in ("width", "height")]
    return _ONE_PIXEL in sides or (_NO_PIXEL in sides and all(map(_is_short, sides)))


def is_lazy(attributes: Attributes) -> bool:
    """Whether a script is to load the element's image."""
    return not _LAZY_SRC.isdisjoint(attributes)


def is_small(attributes: Attributes) -> bool:
    """Whether the element says that no side is longer than an icon's."""
    width, height = attributes.get("width"), attributes.get("height")
    sides = (width or "").removesuffix("px"), (height or "").removesuffix("px")
    return any(sides) and all(map(_is_short, sides))


def _is_short(side: str) -> bool:
    """Whether a side is none of a picture longer than an icon; so is one that is not given."""
    return not side or (side.isdecimal() and len(side) < 5 and int(side) <= _MAX_ICON_PX)


def is_badge(attributes: Attributes, source: str) -> bool:
    """Whether a picture shows the state of a project's builds, its version or its licence, as above a README."""
    alt = attributes.get("alt")
    if alt and _BADGE_ALT.fullmatch(alt):
        return True
    source = attributes.get("data-canonical-src") or source
    return any(map(source.__contains__, _BADGE_WORDS)) and _BADGE.search(source) is not None


def is_avatar(attributes: Attributes) -> bool:
    """Whether the element says it is the portrait of a user beside what they wrote."""
    class_, src = attributes.get("class") or "", attributes.get("src") or ""
    return bool(("vatar" in class_ and _AVATAR_CLASS.search(class_)) or ("vatar" in src and _AVATAR_FOLDER.search(src)))


def image_source(attributes: Attributes, sources: Sequence[Attributes] = ()) -> str:
    """The best url as written: widest candidate of srcsets, else a lazy attribute, else ``src``; "" when none.

    Where candidates say no size, that of the ``source`` for the widest window.

    ``sources`` are the attributes of the ``source`` elements of the enclosing ``picture``.
    """
    best, best_size = "", 0.0
    for element in (attributes, *sources):
        if _ALL_SRCSETS.isdisjoint(element):
            continue
        for name in _SRCSETS:
            srcset = element.get(name)
            for url, said in sorted(srcset_candidates(srcset), key=_by_size, reverse=True) if srcset else ():
                size = said if said != 1 else _hinted(max(_min_width_px(element), _width_px(url)))
                if size > best_size and not is_placeholder(url):
                    best, best_size = url, size
    if best_size > 1 and not _is_outdone(attributes, best, best_size):
        return best
    if lazy := _lazy_source(attributes):
        return lazy
    src = (attributes.get("src") or "").strip()
    if _BLURRED in src:
        return attributes.get("data-pin-media") or src
    return best if is_placeholder(src) else src


def _lazy_source(attributes: Attributes) -> str:
    """What a script puts in the place of ``src``; empty where there is none."""
    for name in LAZY_SRC if not _LAZY_SRC.isdisjoint(attributes) else ():
        value = (attributes.get(name) or "").strip()
        if value and _LOOKS_LIKE_URL.search(value) and not is_placeholder(value):
            return value
    return ""


def _is_outdone(attributes: Attributes, best: str, best_size: float) -> bool:
    """Whether ``src``, or what a script puts there, is larger than the best of the candidates beside it."""
    src = (attributes.get("src") or "").strip()
    if best_size <= _hinted(_MAX_WIDTH_PX):  # none says its size
        return not is_placeholder(src) and _hinted(_width_px(src)) >= best_size
    if best_size <= _MAX_DENSITY:
        return False
    shown = _lazy_source(attributes) or src
    width = (attributes.get("width") or "").removesuffix("px")
    is_wider = width.isdecimal() and len(width) < 6 and int(width) > best_size
    return is_wider and shown != best and width in shown  # a small preview does not name the size of the whole


def _hinted(width_px: int) -> float:
    """A size above the 1 of a candidate that says none, and below those that say one."""
    return 1 + width_px / (10 * _MAX_WIDTH_PX)


def _width_px(url: str) -> int:
    """The width that the query of a url asks for; 0 where it asks for none."""
    said = _QUERY_WIDTH.search(url) if "?" in url else None
    return min(int(said[1]), _MAX_WIDTH_PX - 1) if said else 0


def _min_width_px(source: Attributes) -> int:
    """Width of the window from which on a ``source`` is shown; 0 where its ``media`` names none."""
    condition = _MIN_WIDTH.search(source.get("media") or "")
    return min(int(condition[1]), _MAX_WIDTH_PX - 1) if condition else 0


def inline_source(attributes: Attributes) -> str:
    """The ``data:`` url of an image that no script will replace; "" when there is none."""
    src = (attributes.get("src") or "").strip()
    if src[:5].lower() != "data:" or not (_LAZY_SRC | _ALL_SRCSETS).isdisjoint(attributes):
        return ""
    classes = (attributes.get("class") or "").lower().split()
    return "" if any(name.startswith("lazy") for name in classes) else src


def picture_sources(image: LexborNode) -> list[Attributes]:
    """Attributes of the ``source`` siblings of an image in a ``picture``."""
    return [node.attributes for node in _children(image.parent) if node.tag == "source"]


def player_sources(player: LexborNode) -> tuple[str, list[str]]:
    """``src`` of an ``audio`` or ``video``, its own or its first ``source``'s, and of its subtitle tracks."""
    attributes = player.attributes
    src = next((attributes[name] or "" for name in ("src", "data-src") if attributes.get(name)), "")
    tracks = []
    for node in _children(player):
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data-src") or ""
        if node.tag == "source" and not src:
            src = source
        elif node.tag == "track" and source and (attributes.get("kind") or "subtitles").lower() in _SPOKEN:
            tracks.append(source)
    return src, tracks


def _children(node: LexborNode | None) -> list[LexborNode]:
    return [] if node is None else list(node.iter())
