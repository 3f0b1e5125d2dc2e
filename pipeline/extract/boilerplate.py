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

from .media import Attributes

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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ascii_words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


SKIPPED_TAGS = _words(
    """
    -comment script style template svg nav select textarea input canvas map datalist dialog progress meter head
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
_SHOWN_BY_A_CLICK = frozenset({"tabpanel", "region"})
"""Roles of the panels that tabs and accordions show one at a time."""
_COMMENTS_WORDS = _ascii_words(
    """
    comments commentlist commentform disqus respond replies trackback trackbacks pingback pingbacks
    usercomments leserkommentare commentaires comentarios commenti komentarze reacties yorumlar kommentarii pinglun
    """
)
_COMMENT_WORDS = _ascii_words(
    "comment commenttree reply kommentar kommentare comentario commentaire commento komentarz reactie yorum"
)
_REVIEWS_WORDS = _ascii_words(
    """
    reviewsand andreviews reviewsratings ratingsreviews customerreviews productreviews productreview userreviews
    reviewslist reviewlist reviewsmedley reviewswidget
    reviewwidget detailreview reviewssection kundenbewertungen produktbewertungen kundenrezensionen
    avisclients avisclient
    """
)
_SUSPECT_WORDS = _ascii_words(
    """
    ad ads adv advert adverts advertisement advertisements advertising adsense adslot sponsor sponsored sponsors
    promo promos promoted promotion promotions banner outbrain taboola cookie cookies gdpr consent
    share shares sharing sharer sharedaddy addthis addtoany social socials socialmedia follow followus
    related relatedlinks relatedposts relatedarticles recommended recommendation recommendations recirculation
    readmore seealso similar popular trending mostread mostpopular mostviewed morefrom
    sidebar sidebars aside widget widgets breadcrumb breadcrumbs crumbs crumb
    menu menus submenu nav navbar navigation navi topnav subnav pagination pager paginator paging pagenav prevnext
    newsletter newsletters subscribe subscription subscriptions signup login signin register paywall
    popup modal overlay toolbar toolbox tooltip dropdown footer masthead copyright colophon topbar
    byline author authors bio vcard dateline timestamp pubdate published postdate postmeta meta metadata utility
    credit credits disclosure disclaimer tags tagcloud keywords categories
    rating ratings vote votes voting poll print printable skip screenreader noprint
    teilen kommentieren werbung anzeige anzeigen verwandt verwandte empfehlung empfehlungen
    weiterlesen autor autoren autorin schlagworte merkliste bewertung newsletteranmeldung
    compartir relacionado relacionados relacionadas etiquetas publicidad
    publicite partager partage auteur auteurs condividi condivisione correlati pubblicita autore reklama reklamy
    compartilhar relacionadas publicidade anuncio anuncios suscripcion boletin lireaussi filariane briciole udostepnij
    powiazane polecane okruszki gerelateerd delen advertentie kruimelpad paylas ilgili reklam etiketler yazar
    xiangguan tuijian fenxiang guanggao
    dialog flyout placeholder cta teasers supplement affiliate search searchform rss
    donate donation donations rewardcontainer postreward tipjar spenden abo mailchimp subnavi mainnav metanav servicenav
    authorbox profilecard
    reactions date datum fecha
    tableofcontents inhaltsverzeichnis editpage editlink editsection readnext upnext alsoread morestories moreposts
    postprofile userinfo userdetails usercard usercell celluser usertitle username userextras userblock
    messageattribution memberinfo bigusername signature signatures actionbar postbuttons postcontrols keyinfo
    moderatorbar taglist votecell likes onlinelist jumpbox pagelinks backtop totop postmenu replylink
    comhead pagetop subtext docnav navheader navfooter linkbar topicmap postterms
    sku addtocart minicart cart basket wishlist buybox quantity crosssell crosssells upsell upsells alsobought alsolike
    recentlyviewed pricebox productprice producttax availability
    citebacklink headerlink hashlink navbox sns buttons onsale availabilities
    taxshipping ordernumber productreference productflags deliveryinformation mediaattribution timeago
    editthis lastupdated versionbadge deliverytime deliverystatus deliveryinfo shippinginfo shippingcosts stockstatus
    stocklevel lieferzeit versandkosten
    shippingsimulator shippingcalculator whoisviewing whoisonline visuallyhidden ipshide
    offscreen elementinvisible tabbedlabels eqno viewcodelink catlinks responsivehide productform
    kicker eyebrow overline topline roofline supertitle overtitle pretitle preheadline dachzeile spitzmarke surtitre
    volanta antetitulo cintillo occhiello chapeu
    readingtime readtime timetoread shortlink reporter reporters journalist journalists journalistcard columnist
    likeit reactionmodule feedback speechifyignore instapaperignore
    mailinglist ckform convertkit mcwp optin leadmagnet regwall pianocontainer tpcontainer appdownload downloadapp
    whatsappchannel telegramchannel pushnotification pushnotifications essb simplesocialbuttons ssba sharedcounts
    readalso moreon nextarticle youmaylike youmightlike mgbox teads dfpslot adsbygoogle googleauto quadslocation advads
    filedunder abhbox saboxplugin thishelpful helpfulbox copylink readingprogress likebutton viewcounter postviews
    lastmodified updatedon reporterror orphus bookmarkbutton savearticle giftarticle toccontainer eztoc lwptoc mathtoc
    ofcontents latestnews newsticker partnerlinks leggianche leesook lesogsa czytajtakze zobacztez bacajuga
    annonse annonser annons annonce relaterte relaterade relateret nyhetsbrev nyhedsbrev mestlest mainos uutiskirje
    luetuimmat ajanlo kapcsolodo hirdetes megosztas szerzo cimkek hirlevel tinlienquan binhluan quangcao chiase
    docnhieu xemnhieu terkait terpopuler iklan souvisejici sdilet stitky etichete distribuie bulten
    masleidas masleido meistgelesen piuletti maislidas
    """
)
_CONSENT_WORDS = _ascii_words(
    """
    cookiebanner cookieconsent cookienotice cookiebar cookiebox cookielaw cookiepopup cookiemodal cookiedialog
    cookiehint cookieinfo cookiemessage cookiewarning cookieoverlay consentbanner consentmodal consentpopup
    gdprbanner gdprconsent gdprmodal onetrust cookiebot usercentrics didomi cmplz iubenda borlabscookie cookieyes
    eucookie trustarc qccmp fcconsent
    """
)
_HIDDEN_CLASSES = _words(
    """
    slick-cloned swiper-slide-duplicate bx-clone cloned owl-cloned flex-clone splide__slide--clone glide__slide--clone
    MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display
    """
)
"""Copies that a script makes: slides of carousels that run in a circle, formulas beside their LaTeX source."""
_BOILERPLATE_WORDS = _CONSENT_WORDS | _REVIEWS_WORDS | _COMMENTS_WORDS | _COMMENT_WORDS | _SUSPECT_WORDS
_SUSPECT_NAMES = _words(
    """
    toc poster stock in-stock price prices price-box product-price message-user pls authi favatar pob pgt sign sig
    elementor-posts-container side wprm-call-to-action
    demo_store guestbox
    """
)
"""Whole names, of which the words say nothing by themselves: tables of contents, prices, a post's surroundings."""
_REVIEWS_NAMES = _words(
    "reviews tab-reviews ratings-and-reviews bewertungen avis recensioni opiniones avaliacoes otzyvy"
)
_SUSPECT_PROPERTIES = _words(
    """
    author creator publisher datePublished dateModified dateCreated interactionStatistic commentCount upvoteCount
    aggregateRating breadcrumb keywords offers
    """
)
"""Microdata properties (schema.org) whose elements say something about the content."""
_SUSPECT_TYPES = _words("BreadcrumbList SiteNavigationElement WPHeader WPFooter WPSideBar WPAdBlock InteractionCounter")
_STATE_WORDS = _ascii_words(
    """
    has no with without is not type tag category cat format status enable enabled js u open closed hide hidden show
    """
)
"""First words of names that tell an element's state or its page's taxonomy, not what it holds."""

_OF_OTHERS = _ascii_words("with without has no")
"""Words behind which a name tells of other elements: ``anchorWithStickyNavbar``, ``content-no-sidebar``."""
_EXCUSED = {
    b"jobad": b"ad",
    b"hideplaceholder": b"placeholder",
    b"inlineplaceholder": b"placeholder",
    b"imagemetadata": b"metadata",
    b"photometadata": b"metadata",
}
"""Words that say nothing in these pairs: an advert the page is for, a place that is filled, a caption of a picture."""
_CONTENT_NAMES = _words(
    """
    infobox sig-object member-signature type-signature gallery-placeholder et_post_meta_wrapper article_body
    article-body article__body article-content article__content entry-content post-content post-body story-body
    article-subheading container-widget container-widget-content
    AnswersNavWrapper CopyrightRichText-richText deprecation-comment CommentsWrap DataBox-Comments MessageList
    """
)
"""Names of content, whatever others of its class say: infoboxes are ``vcard`` as well, functions in Sphinx ``sig``.

Javadoc calls the head of a method a signature, which on forums stands below a post, and what to use instead of it a
comment; Magento calls a product's picture a placeholder. Vanilla's threads have their answers in boxes of comments.
Subheadings may be set in a type called utility, and a story stand in a container for widgets.
"""
_NEVER_CAPTIONS = _words("product__tax")
"""Shopify's themes call small print a caption."""
_CAPTION_NAMES = _words("wp-caption-text thumbcaption gallerytext imagetext bildunterschrift bildtext")
_CAPTION_WORDS = _ascii_words(
    """
    caption figcaption imagedescription imagedesc imgdescription imgdescr imgdesc photodescription photodesc
    mediadescription picturedescription imagelegend photolegend
    """
)
"""Last words of names of captions, one or two: ``articleCaption``, ``image-description``."""
_PAGE_BUILDER = re.compile(r"(?:^|\s)(?:elementor-|so-panel\b|so-widget-|widget_sow-|siteorigin-widget-|tgme_widget_)")
"""Page builders, and Telegram, call each piece of a page's content a widget, and then say of what kind."""
_PAGE_BUILDER_WIDGET = re.compile(
    r"^(?:elementor-widget|so-widget|siteorigin-widget|tgme_widget|widget_sow|widget)(?=$|[-_])"
)
_PART_NAMES = ("data-component", "data-testid", "data-area", "data-module", "data-role")
"""Attributes by which components are told apart where classes are hashes."""
_OUTRANKING = frozenset({"role", "style", "hidden", "aria-hidden", "itemprop", "itemtype"})
_LOOKED_AT = _OUTRANKING.union(_PART_NAMES)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNSHOWN = _words("hidden hide d-none sr-only visually-hidden screen-reader-text")
_SHOWN_LATER = re.compile(r"(?:^|\s)(?:[a-z]+:(?:block|flex|grid|inline)|d-[a-z]+-(?:block|flex|grid|inline))")
"""Class names that show an element again on wider screens."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_BETWEEN_DIGITS = re.compile(r"\d(?!x\d)[A-Za-z]+\d")
"""Letters between digits, as in ``sc-f98b1ad2``, where style sheets are named by machines; not ``ad728x90``."""
_HASH = re.compile(rf"(?<![^\W_])[^\W_]*{_BETWEEN_DIGITS.pattern}[^\W_]*")
"""The letters and digits around them. Looked for where such begin, else a long name takes the square of its length."""
_LETTERS = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in range(256))


def label(attributes: Attributes) -> Label | None:
    """What the attributes of an element say about it; None where they say nothing."""
    has_more = not _LOOKED_AT.isdisjoint(attributes)
    if has_more:
        verdict = label_states(attributes)
        if verdict is not None:
            return verdict
    class_ = attributes.get("class")
    if class_:
        verdict = _label_class(class_)
        if verdict is not None:
            return verdict
    id_ = attributes.get("id")
    verdict = _label_id(id_) if id_ else None
    return _label_part(attributes) if verdict is None and has_more else verdict


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
    if property_ in _SUSPECT_PROPERTIES or type_.rpartition("/")[2] in _SUSPECT_TYPES:
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
    if not _HIDDEN_CLASSES.isdisjoint(names):
        return HIDDEN
    if not _CONTENT_NAMES.isdisjoint(names):
        return None
    if not _NEVER_CAPTIONS.isdisjoint(names):
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


@lru_cache(maxsize=1 << 15)
def _label_id(id_: str) -> Label | None:
    return None if _says_nothing(id_) else _label_name(id_)


def _says_nothing(names: str) -> bool:
    """Whether nothing in a class or id is looked for, as in most: one look at all its names, not one at each."""
    words = _words_of(names)
    return _TELLING_WORDS.isdisjoint(words) and _TELLING_WORDS.isdisjoint(map(add, words, words[1:]))


def _is_of_element(word: bytes) -> bool:
    return word not in _OF_OTHERS


def _words_of(name: str) -> list[bytes]:
    lower = name.lower()
    if lower != name:
        lower = " ".join(_WORD.findall(name)).lower()
    return lower.encode("ascii", "replace").translate(_LETTERS).split()


@lru_cache(maxsize=1 << 15)
def _label_name(name: str) -> Label | None:
    lower = name.lower()
    if lower in _CAPTION_NAMES:
        return CAPTION
    if lower in _SUSPECT_NAMES:
        return SUSPECT
    if lower in _REVIEWS_NAMES:
        return REVIEWS
    words = _words_of(name)
    pairs = list(map(add, words, words[1:]))
    if _TELLING_WORDS.isdisjoint(words) and _TELLING_WORDS.isdisjoint(pairs):
        return None
    if _BETWEEN_DIGITS.search(name):
        return _label_name(_HASH.sub(" ", name))
    if words[0] in _STATE_WORDS:
        return None if _CONSENT_WORDS.isdisjoint(pairs) else HIDDEN
    if words[-1] in _CAPTION_WORDS or (pairs and pairs[-1] in _CAPTION_WORDS):
        return CAPTION
    if words[0] == b"accordion":
        return None
    excused = _EXCUSED.keys() & pairs
    if excused or b"opener" in words or not _OF_OTHERS.isdisjoint(words):
        words = _words_of_its_own([word for word in words if word not in map(_EXCUSED.get, excused)])
        pairs = list(map(add, words, words[1:]))
    said = _BOILERPLATE_WORDS.intersection(words + pairs)
    if not said:
        return None
    if not _CONSENT_WORDS.isdisjoint(said):
        return HIDDEN
    if not _REVIEWS_WORDS.isdisjoint(said):
        return REVIEWS
    if not _COMMENTS_WORDS.isdisjoint(said):
        return COMMENTS
    return COMMENT if _SUSPECT_WORDS.isdisjoint(said) else SUSPECT


def _words_of_its_own(words: list[bytes]) -> list[bytes]:
    """The words of a name that tell of its own element."""
    if b"opener" in words:  # what it opens is elsewhere
        words = words[words.index(b"opener") + 1 :]
    return list(takewhile(_is_of_element, words))


_WHOLE_NAMES = _CAPTION_NAMES | _REVIEWS_NAMES | _SUSPECT_NAMES | _UNSHOWN | _HIDDEN_CLASSES
_TELLING_WORDS = frozenset(
    [*_BOILERPLATE_WORDS, *_CAPTION_WORDS, *(b"".join(_words_of(name)[:2]) for name in _WHOLE_NAMES)]
)
"""Words, and pairs of them as one, of which a class or id that says anything holds at least one."""
