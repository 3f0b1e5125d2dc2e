"""What an element's role, class and id say about it: content, boilerplate, or nothing.

Class names are split into words (``entry-footer``, ``relatedPosts``), and whole words are compared, so that
``header`` says nothing about ``headline`` and ``ad`` nothing about ``shadow``.
"""

import re
from enum import Enum
from functools import lru_cache
from itertools import takewhile
from operator import add
from string import ascii_lowercase

from ...attributes import Attributes
from .telling_names import (
    BOILERPLATE_WORDS,
    CAPTION_NAMES,
    CAPTION_WORDS,
    COMMENTS_WORDS,
    CONSENT_WORDS,
    CONTENT_NAMES,
    EXCUSED,
    FRAME_WORDS,
    HIDDEN_CLASSES,
    NEVER_CAPTIONS,
    OF_OTHERS,
    PANEL_WORDS,
    REVIEWS_NAMES,
    REVIEWS_WORDS,
    STATE_WORDS,
    SUSPECT_NAMES,
    SUSPECT_PROPERTIES,
    SUSPECT_TYPES,
    SUSPECT_WORDS,
    word_set,
)

ACQUITTED_SHARE = 0.3
"""A container that its names call boilerplate is content after all if it holds this share of the page's prose."""


class Label(Enum):
    """The judgement on one element; most have none."""

    CONTENT = 1
    CAPTION = 2
    SUSPECT = 3
    """Boilerplate, unless much of the page's prose is in it."""
    COMMENTS = 4
    """Readers' comments: not content, however long they are, but on a page that is a discussion."""
    COMMENT = 5
    """One comment: as a suspect; on a page that is a discussion, a part of it."""
    REVIEWS = 6
    """Customers' reviews: boilerplate below the prose about what they judge, else as a suspect."""
    HIDDEN = 7
    """Not shown, or a question for consent to cookies: not content, however long."""


CAPTION, SUSPECT, COMMENTS, COMMENT, REVIEWS, HIDDEN = (
    Label.CAPTION,
    Label.SUSPECT,
    Label.COMMENTS,
    Label.COMMENT,
    Label.REVIEWS,
    Label.HIDDEN,
)
"""Bound here, as Python 3.11 calls a function for each member that is named."""


SKIPPED_TAGS = word_set(
    """
    -comment script style template svg nav select textarea input canvas map datalist dialog progress meter head
    frameset noframes applet param source track rt rp link meta title optgroup option
    """
)
"""Nodes that never hold prose or media that a reader sees."""

_SUSPECT_ROLES = word_set(
    """
    navigation banner contentinfo complementary search menu menubar menuitem dialog alertdialog alert toolbar tablist
    tooltip status switch listbox combobox progressbar scrollbar slider spinbutton
    """
)
_SHOWN_BY_A_CLICK = frozenset({"tabpanel", "region"})
"""Roles of the panels that tabs and accordions show one at a time."""
_PAGE_BUILDER = re.compile(r"(?:^|\s)(?:elementor-|so-panel\b|so-widget-|widget_sow-|siteorigin-widget-|tgme_widget_)")
"""Page builders, and Telegram, call each piece of a page's content a widget, and then say of what kind."""
_PAGE_BUILDER_WIDGET = re.compile(
    r"^(?:elementor-widget|so-widget|siteorigin-widget|tgme_widget|widget_sow|widget)(?=$|[-_])"
)
_PART_NAMES = ("data-component", "data-testid", "data-test", "data-area", "data-module", "data-role")
"""Attributes by which components are told apart where classes are hashes."""
_OUTRANKING = frozenset({"role", "style", "hidden", "aria-hidden", "itemprop", "itemtype"})
_LOOKED_AT = _OUTRANKING.union(_PART_NAMES)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNSHOWN = word_set("hidden hide d-none sr-only visually-hidden screen-reader-text")
_SHOWN_LATER = re.compile(r"(?:^|\s)(?:[a-z]+:(?:block|flex|grid|inline)|d-[a-z]+-(?:block|flex|grid|inline))")
"""Class names that show an element again on wider screens."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_BETWEEN_DIGITS = re.compile(r"\d(?!x\d)[A-Za-z]+\d")
"""Letters between digits, as in ``sc-f98b1ad2``, where style sheets are named by machines; not ``ad728x90``."""
_HASH = re.compile(rf"(?<![^\W_])[^\W_]*{_BETWEEN_DIGITS.pattern}[^\W_]*")
"""The letters and digits around them. Looked for where such begin, else a long name takes the square of its length."""
_FOLDS = re.compile(r"read[-_]?more[-_]?(?:wrap|content|text|container|box|section|target|area|inner|body)")
"""A text of which the start is shown, and the rest when it is asked for."""
_LETTERS = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in range(256))


def label(attributes: Attributes) -> Label | None:
    """What the attributes of an element say about it; None where they say nothing."""
    has_more = not _LOOKED_AT.isdisjoint(attributes)
    if has_more:
        verdict = label_states(attributes)
        if verdict is not None:
            return verdict
    class_ = attributes.get("class")
    verdict = _label_class(class_) if class_ else None
    if verdict is None and (id_ := attributes.get("id")):
        verdict = _label_id(id_)
    return _label_part(attributes) if has_more and verdict is None else verdict


def _label_part(attributes: Attributes) -> Label | None:
    """What the name of a component says against it: its captions and comments have names of other kinds as well."""
    for part in _PART_NAMES:
        name = attributes.get(part)
        if name and _label_id(name) is SUSPECT:
            return SUSPECT
    return None


def label_states(attributes: Attributes) -> Label | None:
    """What an element's state and role say, which count for more than its names."""
    role = attributes.get("role")
    if role not in _SHOWN_BY_A_CLICK:
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return HIDDEN
        if attributes.get("aria-hidden") == "true":
            return HIDDEN
        style = attributes.get("style")
        if style and _hides(style):
            return HIDDEN
    if role in _SUSPECT_ROLES:
        return SUSPECT
    property_, type_ = attributes.get("itemprop") or "", attributes.get("itemtype") or ""
    if role == "main" or property_ == "articleBody":
        return Label.CONTENT
    return _label_microdata(property_, type_) if property_ or type_ else None


def _hides(style: str) -> bool:
    """Whether a style has an element not shown; most name neither of the words that do."""
    lower = style.lower()
    return ("none" in lower or "hidden" in lower) and _HIDDEN_STYLE.search(style) is not None


def _label_microdata(property_: str, type_: str) -> Label | None:
    """What schema.org's vocabulary says: https://schema.org/docs/gs.html."""
    if property_ in ("review", "reviews"):
        return REVIEWS
    if property_ == "comment" or type_.endswith(("/Comment", "/UserComments")):
        return COMMENT if property_ else None
    if property_ in SUSPECT_PROPERTIES or type_.rpartition("/")[2] in SUSPECT_TYPES:
        return SUSPECT
    return None


@lru_cache(maxsize=1 << 15)
def _label_class(class_: str) -> Label | None:
    """A caption's class says most: captions also carry names of boilerplate, such as ``credit``."""
    if _says_nothing(class_):
        return None
    names = class_.split()
    if ":" in class_:  # Tailwind's variants, as in nav:block, say when an element looks so
        names = [name for name in names if ":" not in name]
    if not _UNSHOWN.isdisjoint(names) and not _SHOWN_LATER.search(class_):
        return SUSPECT
    if not HIDDEN_CLASSES.isdisjoint(names):
        return HIDDEN
    if not CONTENT_NAMES.isdisjoint(names):
        return None
    if not NEVER_CAPTIONS.isdisjoint(names):
        return SUSPECT
    if "widget" in class_ and _PAGE_BUILDER.search(class_):
        names = [_PAGE_BUILDER_WIDGET.sub("", name) for name in names]
    verdict: Label | None = None
    for said in filter(None, map(_label_name, names)):
        if said is CAPTION or said is HIDDEN:
            return said
        if verdict is None or verdict is COMMENT or said is COMMENTS or said is REVIEWS:
            verdict = said
    return verdict


_AGAINST = (SUSPECT, COMMENT)


@lru_cache(maxsize=1 << 15)
def suspect_names(class_: str) -> str:
    """The names in a class that speak against its element; of parts of a block, such as ``bio__text``, the block's."""
    names = (name for name in class_.split() if _label_name(name) in _AGAINST)
    return " ".join(block if _label_name(block := name.partition("__")[0]) in _AGAINST else name for name in names)


_PANEL, _FRAME = (re.compile(b"|".join(sorted(words)).decode()) for words in (PANEL_WORDS, FRAME_WORDS))


def is_panel(names: str) -> bool:
    """Whether nothing speaks against an element of these names but that it opens over the page."""
    return _says_only(names, PANEL_WORDS, _PANEL)


def is_frame(names: str) -> bool:
    """Whether nothing speaks against an element of these names but what may be around a picture."""
    return _says_only(names, FRAME_WORDS, _FRAME)


def _says_only(names: str, words: frozenset[bytes], any_of_them: re.Pattern[str]) -> bool:
    if not any_of_them.search(names.lower()):  # most names are none, and one look is faster than splitting them
        return False
    said = {word for name in names.split() for word in BOILERPLATE_WORDS.intersection(_words_of(name))}
    return bool(said) and said <= words


@lru_cache(maxsize=1 << 15)
def _label_id(id_: str) -> Label | None:
    return None if _says_nothing(id_) else _label_name(id_)


def says_against(id_: str) -> bool:
    """Whether an ``id`` speaks against its element, as far as it can be content at all."""
    verdict = _label_id(id_)
    return verdict is not None and verdict is not CAPTION and verdict is not HIDDEN


def _says_nothing(names: str) -> bool:
    """Whether nothing in a class or id is looked for, as in most: one look at all its names, not one at each."""
    words = _words_of(names)
    return _TELLING_WORDS.isdisjoint(words) and _TELLING_WORDS.isdisjoint(map(add, words, words[1:]))


def _is_of_element(word: bytes) -> bool:
    return word not in OF_OTHERS


def _words_of(name: str) -> list[bytes]:
    lower = name.lower()
    if lower != name:
        lower = " ".join(_WORD.findall(name)).lower()
    return lower.encode("ascii", "replace").translate(_LETTERS).split()


@lru_cache(maxsize=1 << 15)
def _label_name(name: str) -> Label | None:
    lower = name.lower()
    if lower in CAPTION_NAMES:
        return CAPTION
    if lower in SUSPECT_NAMES:
        return SUSPECT
    if lower in REVIEWS_NAMES:
        return REVIEWS
    words = _words_of(name)
    pairs = list(map(add, words, words[1:]))
    if _TELLING_WORDS.isdisjoint(words) and _TELLING_WORDS.isdisjoint(pairs):
        return None
    if _BETWEEN_DIGITS.search(name):
        return _label_name(_HASH.sub(" ", name))
    if words[0] in STATE_WORDS:
        return None if CONSENT_WORDS.isdisjoint(pairs) else HIDDEN
    if words[-1] in CAPTION_WORDS or (pairs and pairs[-1] in CAPTION_WORDS):
        return CAPTION
    if words[0] == b"accordion":
        return None
    excused = EXCUSED.keys() & pairs
    if _FOLDS.search(lower):
        words = [word for word in words if word not in (b"read", b"more")]
        pairs = list(map(add, words, words[1:]))
    if excused or b"opener" in words or not OF_OTHERS.isdisjoint(words):
        words = _words_of_its_own([word for word in words if word not in map(EXCUSED.get, excused)])
        pairs = list(map(add, words, words[1:]))
    said = BOILERPLATE_WORDS.intersection(words + pairs)
    if not said:
        return None
    if not CONSENT_WORDS.isdisjoint(said):
        return HIDDEN
    if not REVIEWS_WORDS.isdisjoint(said):
        return REVIEWS
    if not COMMENTS_WORDS.isdisjoint(said):
        return COMMENTS
    return COMMENT if SUSPECT_WORDS.isdisjoint(said) else SUSPECT


def _words_of_its_own(words: list[bytes]) -> list[bytes]:
    """The words of a name that tell of its own element."""
    if b"opener" in words:  # what it opens is elsewhere
        words = words[words.index(b"opener") + 1 :]
    return list(takewhile(_is_of_element, words))


_WHOLE_NAMES = CAPTION_NAMES | REVIEWS_NAMES | SUSPECT_NAMES | _UNSHOWN | HIDDEN_CLASSES
_TELLING_WORDS = frozenset(
    [*BOILERPLATE_WORDS, *CAPTION_WORDS, *(b"".join(_words_of(name)[:2]) for name in _WHOLE_NAMES)]
)
"""Words, and pairs of them as one, of which a class or id that says anything holds at least one."""
