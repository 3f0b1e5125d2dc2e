"""What an element's role, class and id say about it: content, boilerplate, or nothing.

Class names are split into words (``entry-footer``, ``relatedPosts``), and whole words are compared, so that
``header`` says nothing about ``headline`` and ``ad`` nothing about ``shadow``.
"""

import re
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from .media import Attributes

ACQUITTED_SHARE = 0.3
"""A container that its names call boilerplate is content after all if it holds this share of the page's prose."""


class Label(Enum):
    """The judgement on one element."""

    NOTHING = 0
    CONTENT = 1
    CAPTION = 2
    SUSPECT = 3
    """Boilerplate, unless much of the page's prose is in it."""
    COMMENTS = 4
    """Readers' comments: not content, however long they are."""
    HIDDEN = 5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SKIPPED_TAGS = _words(
    """
    -comment script style template svg nav select button textarea input canvas map datalist dialog progress meter head
    frameset noframes applet param source track rt rp link meta title optgroup option
    """
)
"""Nodes that never hold prose or media that a reader sees."""

_SUSPECT_ROLES = _words(
    """
    navigation banner contentinfo complementary search menu menubar menuitem dialog alertdialog alert toolbar tablist
    tooltip status switch listbox combobox progressbar scrollbar slider spinbutton
    """
)
_COMMENT_WORDS = _words(
    "comments commentlist commentform disqus respond replies trackback trackbacks pingback pingbacks"
)
_SUSPECT_WORDS = _words(
    """
    ad ads adv advert adverts advertisement advertisements advertising adsense adslot sponsor sponsored sponsors
    promo promos promoted promotion promotions banner outbrain taboola cookie cookies gdpr consent
    share shares sharing sharer sharedaddy addthis addtoany social socials socialmedia follow followus comment
    related relatedlinks relatedposts relatedarticles recommended recommendation recommendations recirculation
    readmore seealso similar popular trending mostread mostpopular mostviewed morefrom
    sidebar sidebars aside widget widgets breadcrumb breadcrumbs crumbs crumb
    menu menus submenu nav navbar navigation navi topnav subnav pagination pager paginator paging pagenav prevnext
    newsletter newsletters subscribe subscription subscriptions signup login signin register paywall
    popup modal overlay toolbar toolbox tooltip dropdown footer masthead copyright colophon topbar
    byline author authors bio vcard dateline timestamp pubdate published postdate postmeta meta metadata utility
    credit credits disclosure disclaimer tags tagcloud keywords categories
    rating ratings vote votes voting poll print printable skip screenreader noprint
    teilen kommentar kommentare kommentieren werbung anzeige anzeigen verwandt verwandte empfehlung empfehlungen
    weiterlesen autor autoren autorin schlagworte merkliste bewertung newsletteranmeldung
    compartir comentarios relacionado relacionados relacionadas etiquetas publicidad
    publicite partager commentaires auteur auteurs condividi commenti correlati pubblicita autore komentarze reklama
    dialog flyout placeholder cta teasers supplement affiliate search searchform rss
    donate donation donations spenden abo mailchimp subnavi mainnav metanav servicenav authorbox
    reactions date datum fecha
    """
)
_HIDDEN_CLASSES = _words(
    """
    slick-cloned swiper-slide-duplicate bx-clone cloned owl-cloned flex-clone splide__slide--clone glide__slide--clone
    MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display
    """
)
"""Copies that a script makes: slides of carousels that run in a circle, formulas beside their LaTeX source."""
_BOILERPLATE_WORDS = _COMMENT_WORDS | _SUSPECT_WORDS
_STATE_WORDS = _words(
    """
    has no with without is not type tag category cat format status enable enabled js u open closed hide hidden show
    """
)
"""First words of names that tell an element's state or its page's taxonomy, not what it holds."""

_CAPTION_NAMES = _words("wp-caption-text thumbcaption gallerytext imagedescription imagetext bildunterschrift bildtext")
_CAPTION_WORDS = _words("caption figcaption")
"""Last words of names of captions: ``image-caption``, ``articleCaption``."""
_OUTRANKING = frozenset({"role", "style", "hidden", "aria-hidden", "itemprop"})
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNSHOWN = _words("hidden hide d-none sr-only visually-hidden screen-reader-text")
_SHOWN_LATER = re.compile(r"(?:^|\s)(?:[a-z]+:(?:block|flex|grid|inline)|d-[a-z]+-(?:block|flex|grid|inline))")
"""Class names that show an element again on wider screens."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LOWER_WORD = re.compile(r"[a-z]+")


def label(attributes: Attributes) -> Label:
    """What the attributes of an element say about it."""
    if not _OUTRANKING.isdisjoint(attributes):
        verdict = label_states(attributes)
        if verdict is not Label.NOTHING:
            return verdict
    class_ = attributes.get("class")
    verdict = _label_class(class_) if class_ else Label.NOTHING
    if verdict is Label.NOTHING:
        id_ = attributes.get("id")
        return _label_name(id_) if id_ else verdict
    return verdict


def label_states(attributes: Attributes) -> Label:
    """What an element's state and role say, which count for more than its names."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return Label.HIDDEN
    if attributes.get("aria-hidden") == "true":
        return Label.HIDDEN
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return Label.HIDDEN
    role = attributes.get("role")
    if role in _SUSPECT_ROLES:
        return Label.SUSPECT
    if role == "main" or attributes.get("itemprop") == "articleBody":
        return Label.CONTENT
    return Label.NOTHING


@lru_cache(maxsize=1 << 15)
def _label_class(class_: str) -> Label:
    """A caption's class says most: captions also carry names of boilerplate, such as ``credit``."""
    verdict = Label.NOTHING
    names = class_.split()
    if not _UNSHOWN.isdisjoint(names) and not _SHOWN_LATER.search(class_):
        return Label.SUSPECT
    if not _HIDDEN_CLASSES.isdisjoint(names):
        return Label.HIDDEN
    for name in names:
        said = _label_name(name)
        if said is Label.CAPTION:
            return said
        if said is Label.COMMENTS or verdict is Label.NOTHING:
            verdict = said
    return verdict


@lru_cache(maxsize=1 << 16)
def _label_name(name: str) -> Label:
    lower = name.lower()
    if lower in _CAPTION_NAMES:
        return Label.CAPTION
    words = _LOWER_WORD.findall(name) if lower == name else [word.lower() for word in _WORD.findall(name)]
    if not words or words[0] in _STATE_WORDS:
        return Label.NOTHING
    if words[-1] in _CAPTION_WORDS:
        return Label.CAPTION
    if len(words) > 1:
        words += [first + second for first, second in pairwise(words)]
    if _BOILERPLATE_WORDS.isdisjoint(words):
        return Label.NOTHING
    return Label.SUSPECT if _COMMENT_WORDS.isdisjoint(words) else Label.COMMENTS
