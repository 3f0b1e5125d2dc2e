"""Words in the names of elements that say what they hold, by what they speak for: comments, reviews, anything else.

Words of ASCII letters are bytes, as names are compared.
"""


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ascii_words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


COMMENTS_WORDS = _ascii_words(
    """
    comments webmentions commentlist commentform disqus respond replies trackback trackbacks pingback pingbacks
    usercomments leserkommentare commentaires comentarios commenti komentarze reacties yorumlar kommentarii pinglun
    """
)
COMMENT_WORDS = _ascii_words(
    "comment commenttree reply kommentar kommentare comentario commentaire commento komentarz reactie yorum"
)
REVIEWS_WORDS = _ascii_words(
    """
    reviewsand andreviews reviewsratings ratingsreviews customerreviews productreviews productreview userreviews
    reviewslist reviewlist reviewsmedley reviewswidget
    revrvw reviewwidget detailreview reviewssection kundenbewertungen produktbewertungen kundenrezensionen
    avisclients avisclient
    """
)
SUSPECT_WORDS = _ascii_words(
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
    postsignature postleft eventpost
    leftnavi rightnavi leftnav rightnav sidenavi gnavi lnavi tabshipping shippingtab tabdelivery tabversand
    deliverieslist deliveriesitem
    safetytips securitytips loancalculator mortgagecalculator creditcalculator salarycalculator jobalert jobalerts
    mailalert mailalerts emailalerts pricealert pricealerts pricematch reassurance couponbox shopinfo downloadschart
    propertyqna productqna listingsignupbar fiksferdig
    """
)
CONSENT_WORDS = _ascii_words(
    """
    cookiebanner cookieconsent cookienotice cookiebar cookiebox cookielaw cookiepopup cookiemodal cookiedialog
    cookiehint cookieinfo cookiemessage cookiewarning cookieoverlay consentbanner consentmodal consentpopup
    gdprbanner gdprconsent gdprmodal onetrust cookiebot usercentrics didomi cmplz iubenda borlabscookie cookieyes
    eucookie trustarc qccmp fcconsent
    """
)
PANEL_WORDS = _ascii_words("modal popup overlay dialog flyout")
"""Of the words above: what lies over a page when it is asked for, be it an offer or the details of a product."""
FRAME_WORDS = _ascii_words("share shares sharing sharer social widget widgets pinterest") | PANEL_WORDS
"""And what a picture in a text may be framed by: what shares it, what shows it in full, a piece of an editor."""
HIDDEN_CLASSES = word_set(
    """
    slick-cloned swiper-slide-duplicate bx-clone cloned owl-cloned flex-clone splide__slide--clone glide__slide--clone
    MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display
    """
)
"""Copies that a script makes: slides of carousels that run in a circle, formulas beside their LaTeX source."""
BOILERPLATE_WORDS = CONSENT_WORDS | REVIEWS_WORDS | COMMENTS_WORDS | COMMENT_WORDS | SUSPECT_WORDS
SUSPECT_NAMES = word_set(
    """
    article__article appendQr_wrap another_category guide_categorization react-directory-row portable-archive-post
    toc poster stock in-stock price prices price-box product-price message-user pls authi favatar pob pgt sign sig
    postauthor
    elementor-posts-container side wprm-call-to-action
    demo_store guestbox rhf rhf-frame rules outdated announce
    """
)
"""Whole names, of which the words say nothing by themselves: tables of contents, prices, a post's surroundings."""
REVIEWS_NAMES = word_set(
    "reviews tab-reviews ratings-and-reviews bewertungen avis recensioni opiniones avaliacoes otzyvy"
)
SUSPECT_PROPERTIES = word_set(
    """
    author creator publisher datePublished dateModified dateCreated interactionStatistic commentCount upvoteCount
    aggregateRating breadcrumb keywords offers
    """
)
"""Microdata properties (schema.org) whose elements say something about the content."""
SUSPECT_TYPES = word_set(
    "BreadcrumbList SiteNavigationElement WPHeader WPFooter WPSideBar WPAdBlock InteractionCounter"
)
STATE_WORDS = _ascii_words(
    """
    has no with without is not type tag category cat format status enable enabled js u open closed hide hidden show
    """
)
"""First words of names that tell an element's state or its page's taxonomy, not what it holds."""

OF_OTHERS = _ascii_words("with without has no")
"""Words behind which a name tells of other elements: ``anchorWithStickyNavbar``, ``content-no-sidebar``."""
EXCUSED = {
    b"addesc": b"ad",
    b"addescription": b"ad",
    b"jobad": b"ad",
    b"skuname": b"sku",
    b"hideplaceholder": b"placeholder",
    b"inlineplaceholder": b"placeholder",
    b"imagemetadata": b"metadata",
    b"photometadata": b"metadata",
    b"popularfacilities": b"popular",
}
"""Words that say nothing in these pairs: an advert a page is for, a place that is filled, what a hotel has."""
CONTENT_NAMES = word_set(
    """
    infobox sig-object member-signature type-signature gallery-placeholder et_post_meta_wrapper article_body
    article-body article__body article-content article__content entry-content post-content post-body story-body
    article-subheading container-widget container-widget-content
    admonition related_images
    AnswersNavWrapper CopyrightRichText-richText deprecation-comment CommentsWrap DataBox-Comments MessageList
    """
)
"""Names of content, whatever others of its class say: infoboxes are ``vcard`` as well, functions in Sphinx ``sig``.

Javadoc calls the head of a method a signature, which on forums stands below a post, and what to use instead of it a
comment; Magento calls a product's picture a placeholder. Vanilla's threads have their answers in boxes of comments.
Subheadings may be set in a type called utility, and a story stand in a container for widgets. In manuals made with
Sphinx a note may be a "see also".
"""
NEVER_CAPTIONS = word_set("product__tax")
"""Shopify's themes call small print a caption."""
CAPTION_NAMES = word_set("wp-caption-text thumbcaption gallerytext imagetext bildunterschrift bildtext")
CAPTION_WORDS = _ascii_words(
    """
    caption figcaption imagedescription imagedesc imgdescription imgdescr imgdesc photodescription photodesc
    mediadescription picturedescription imagelegend photolegend
    """
)
"""Last words of names of captions, one or two: ``articleCaption``, ``image-description``."""
