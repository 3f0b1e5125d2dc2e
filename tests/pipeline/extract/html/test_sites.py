# ruff: noqa: E501 - a page is easier to read on one line
"""Markup of shops, news sites and forums in which content was lost, or something else kept."""

import pytest

from weft.schemas.document import Role

from .expected import caption, image, segments, text

PROSE = "The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."
MORE = "The keeper winds the clockwork every four hours, and counts the ships that pass before dawn."
LONG = f"<p>{PROSE}</p><p>{MORE}</p>"
LONG_TEXTS = [text(PROSE), text(MORE)]

CASES = {
    "a heading whose class is made by a machine": (
        f'<article><h1 class="sc-f98b1ad2-0 dfv">a</h1>{LONG}</article>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "credits and labels in a figure": (
        f'{LONG}<figure><span>Image</span><img src="i.jpg"><span>PA Media</span><figcaption>b</figcaption></figure>',
        [*LONG_TEXTS, image("i.jpg"), caption("b")],
    ),
    "a caption behind a credit": (
        f'<div><h1>a</h1><div class="media"><img src="i.jpg"><div class="media__copyright">© Photo : c</div><div class="media__description">b</div></div></div><div>{LONG}</div>',
        [text("a", Role.HEADING, 1), image("i.jpg"), caption("b"), *LONG_TEXTS],
    ),
    "a figure that is a link": (
        f'<article>{LONG}<div><a href="/i"><figure><img src="i.jpg"><figcaption>The keeper at work</figcaption></figure></a></div></article>',
        [*LONG_TEXTS, image("i.jpg"), caption("The keeper at work")],
    ),
    "the gallery of a product, opened by a click, beside its title and text": (
        f'<main><div><div><modal-opener class="product__modal-opener product__modal-opener--image"><img src="i.jpg"></modal-opener></div><div><p>Lamps</p><h1>a</h1><div>{LONG}</div></div></div></main>',
        [image("i.jpg"), text("a", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "a title in the column at the right": (
        f"<title>a lamp | shop</title><main><div><div>{LONG}</div><div><h1>a lamp</h1></div></div></main>",
        [text("a lamp", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "tabs and their panels": (
        f'<main><div><div><a role="tab" href="#d">Description</a></div><div id="d">{LONG}</div><div><a class="data switch" href="#m">More</a></div><div id="m"><table><tr><th>Oil<td>colza<tr><th>Weight<td>4 kg</table></div></div></main>',
        [*LONG_TEXTS, text("| Oil | colza |\n| --- | --- |\n| Weight | 4 kg |", Role.TABLE)],
    ),
    "what stands in for a film until a reader agrees": (
        f"<p>{PROSE}</p><div>An dieser Stelle finden Sie einen externen Inhalt von YouTube, der den Artikel ergänzt.</div><p>{MORE}</p>",
        LONG_TEXTS,
    ),
    "cards of other products with prices": (
        f'<main><h1>a</h1>{LONG}<h2>Productos relacionados</h2><div><img src="1.jpg"><p>$ 12.300</p><img src="2.jpg"><p>640 ₽ Clamp</p></div><h2>Care</h2><p>b</p></main>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS, text("Care", Role.HEADING, 2), text("b")],
    ),
    "a title in a box of its author, below the name of the site": (
        f'<title>a lamp - shop</title><div><div><h1>shop of lamps</h1></div><div><div><div class="author-box"><h2>a lamp</h2></div></div><div><div>{LONG}</div></div></div></div>',
        [text("a lamp", Role.HEADING, 2), *LONG_TEXTS],
    ),
    "paragraphs and headings that share a name a script looks for, beside others of their own": (
        f'<article><h1>a</h1><p class="lead-in paywall">{PROSE}</p><h2 class="paywall">b</h2><p class="paywall">{MORE}</p><p class="paywall">{PROSE} {MORE}</p><h2 class="related">c</h2></article>',
        [text("a", Role.HEADING, 1), text(PROSE), text("b", Role.HEADING, 2), text(MORE), text(f"{PROSE} {MORE}")],
    ),
    "boxes of one suspect name around each of many posts": (
        "<h1>Blog</h1>" + "".join(f'<div><div class="post-meta"><p>{n}. {PROSE}</p></div></div>' for n in range(12)),
        [text("Blog", Role.HEADING, 1), *(text(f"{n}. {PROSE}") for n in range(12))],
    ),
    "boxes that share one of their suspect names, beside forms that hold as much": (
        f"<h1>Lamps</h1>{LONG}"
        + "".join(
            f'<div class="small-widget {name}-widget"><p>{name}: {PROSE}</p></div>'
            for name in ("job", "news", "docs", "shop")
        )
        + f'<div class="popup">{LONG}{LONG}</div>',
        [
            text("Lamps", Role.HEADING, 1),
            *LONG_TEXTS,
            *(text(f"{name}: {PROSE}") for name in ("job", "news", "docs", "shop")),
        ],
    ),
    "terms to agree to, among options to choose from": (
        f'<h1>a</h1><fieldset><p>{PROSE} {MORE}</p><p>{MORE} {PROSE}</p><input type="checkbox"> I agree.</fieldset><fieldset>Colour. <input type="radio"> Brass. <input type="radio"> Tin.</fieldset>',
        [text("a", Role.HEADING, 1), text(f"{PROSE} {MORE}"), text(f"{MORE} {PROSE}"), text("I agree.")],
    ),
    "comments of one name below an article, longer than it": (
        f"<article><h1>a</h1>{LONG}</article>"
        + "".join(f'<div class="comment"><p>{n}. {PROSE}</p></div>' for n in range(12)),
        [text("a", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "boxes of one suspect name inside each other, which count once": (
        f'<article><h1>a</h1>{LONG}{LONG}</article><div class="widget"><div class="widget"><div class="widget"><p>{MORE}</p></div></div></div>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS, *LONG_TEXTS],
    ),
    "a title in a class of navigation that goes on otherwise than that of its page": (
        f'<title>The keeper of the last lamp | Newtown | news</title><article><h1 class="listing-nav-title">The keeper of the last lamp on this coast</h1>{LONG}</article>',
        [text("The keeper of the last lamp on this coast", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "a description in the form that Magento has around a product": (
        f'<div><form id="product_addtocart_form"><h1>a</h1><p>Brass.</p><div><h2>In short</h2><div>{PROSE}</div></div><div class="add-to-cart"><input name="qty"><button>Add to cart</button></div></form><div><h2>Details</h2>{LONG}{LONG}{LONG}</div></div>',
        [
            text("a", Role.HEADING, 1),
            text("In short", Role.HEADING, 2),
            text(PROSE),
            text("Details", Role.HEADING, 2),
            *LONG_TEXTS * 3,
        ],
    ),
    "a deck below the title, over a heading": (
        f"<article><h1>a</h1><h2>The keeper of the last lamp on this coast hands over his keys after forty years</h2><h2>b</h2>{LONG}<h2>c</h2></article>",
        [
            text("a", Role.HEADING, 1),
            text("The keeper of the last lamp on this coast hands over his keys after forty years", Role.HEADING, 2),
            text("b", Role.HEADING, 2),
            *LONG_TEXTS,
        ],
    ),
    "a deck of few wide characters below the title": (
        f"<main><section><div><h1>a</h1></div><div><h2>灯油は一晩中燃え、灯心がそれを炎へ</h2></div><div><div>{LONG}<p>{PROSE} {MORE}</p></div></div></section></main>",
        [
            text("a", Role.HEADING, 1),
            text("灯油は一晩中燃え、灯心がそれを炎へ", Role.HEADING, 2),
            *LONG_TEXTS,
            text(f"{PROSE} {MORE}"),
        ],
    ),
    "a title that the page goes on from, above a heading of another kind": (
        f"<title>A lamp - Part 1 - keeper - Original Work</title><main><div><h2>A lamp</h2><h3>Summary:</h3></div><div><div><div>{LONG}<p>{PROSE} {MORE}</p></div></div></div></main>",
        [text("A lamp", Role.HEADING, 2), *LONG_TEXTS, text(f"{PROSE} {MORE}")],
    ),
    "what stands in a box of prose, by whatever names": (
        f'<article><h1>a</h1>{LONG}<aside class="sidebar__embed"><div class="sidebar-embed-hed">b</div><div><p>{PROSE} {MORE}</p></div></aside>{LONG}</article>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS, text("b"), text(f"{PROSE} {MORE}"), *LONG_TEXTS],
    ),
    "parts of a block that is called a paywall": (
        f'<article><h1>a</h1><p class="c-paywall__text">{PROSE}</p><h2 class="c-paywall__title">b</h2><p class="c-paywall__text">{MORE}</p><h2 class="bio__title">c</h2><p class="bio__text">d</p></article>',
        [text("a", Role.HEADING, 1), text(PROSE), text("b", Role.HEADING, 2), text(MORE)],
    ),
    "a caption called metadata, and one called a credit": (
        f'<article>{LONG}<figure><img src="i.jpg"><figcaption class="image__meta">b</figcaption><figcaption class="image__credit">c</figcaption></figure></article>',
        [*LONG_TEXTS, image("i.jpg"), caption("b")],
    ),
    "badges above a text": (
        f'<p><img src="https://img.shields.io/crates/v/lamp.svg"> <img src="https://camo.example/1" data-canonical-src="https://img.shields.io/x.svg"></p>{LONG}',
        LONG_TEXTS,
    ),
    "smilies and buttons of a forum": (
        f'<html><head><meta name="generator" content="vBulletin 3.8"></head><body><p>{PROSE} <img src="images/smilies/smile.gif" alt=":)"> <img src="images/smilies/redface.gif" alt="Embarrassment"></p><p>{MORE}</p><img src="images/buttons/quote.gif">',
        [text(f"{PROSE} :)"), text(MORE)],
    ),
    "a logo that leads home, and one that does not": (
        f'<article><a href="/"><img src="/m/shop_logo.png"></a>{LONG}<p><img src="new-logo.png"></p></article>',
        [*LONG_TEXTS, image("new-logo.png")],
    ),
    "a spoiler": (
        f'{LONG}<div class="spoiler"><div class="spoiler_content" style="display: none;">The oil was gone.</div></div>',
        [*LONG_TEXTS, text("The oil was gone.")],
    ),
    "code of MyBB": (
        f'{LONG}<div class="codeblock"><div class="title">Code:</div><div class="body"><code>a = 1\nb = 2</code></div></div>',
        [*LONG_TEXTS, text("a = 1\nb = 2", Role.CODE)],
    ),
    "a second headline behind the byline": (
        f'<div><h1>a</h1><p>by <a href="/k">K</a></p><h2>The keeper of the lamp tells what storms are like</h2></div><div>{LONG}</div>',
        [
            text("a", Role.HEADING, 1),
            text("The keeper of the lamp tells what storms are like", Role.HEADING, 2),
            *LONG_TEXTS,
        ],
    ),
    "an advert for a job": (
        f'<div class="job-ad-display"><h1>a</h1>{LONG}</div>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "the infobox of a wiki": (
        f'{LONG}<aside class="portable-infobox pi-theme"><h3>Height</h3><div>35 m</div></aside>{LONG}',
        [*LONG_TEXTS, text("Height", Role.HEADING, 3), text("35 m"), *LONG_TEXTS],
    ),
    "posts of a channel on Telegram": (
        f'<main><section class="tgme_channel_history"><div class="tgme_widget_message"><div class="tgme_widget_message_text">{PROSE}</div><div class="tgme_widget_message_footer">1.2K views</div></div><div class="tgme_widget_message"><div class="tgme_widget_message_text">{MORE}</div></div></section></main>',
        LONG_TEXTS,
    ),
    "answers to a question": (
        f'<div itemtype="http://schema.org/Question"><h1>a?</h1></div><div class="comments"><div class="comment" itemtype="http://schema.org/Answer"><p>{PROSE}</p></div><div class="comment"><p>{MORE}</p></div></div>',
        [text("a?", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "comments on an issue on GitHub": (
        f'<title>a · Issue #3 · lamps/oil · GitHub</title><h1>a</h1><div class="timeline-comment"><p>{PROSE}</p></div><div class="timeline-comment"><p>{MORE}</p></div>',
        [text("a", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "icons that lead to other sites": (
        f'<article>{LONG}<a href="https://feeds.example/"><img src="rss.png" width="32" height="32"></a></article>',
        LONG_TEXTS,
    ),
    "a notice of cookies": (
        f"<article>{LONG}<p>We use cookies to make this site work for you.</p></article>",
        LONG_TEXTS,
    ),
    "a number that looks like a date": (
        f"<article><p>REGULATION (EU) 2023/2999 OF THE COMMISSION</p>{LONG}</article>",
        [text("REGULATION (EU) 2023/2999 OF THE COMMISSION"), *LONG_TEXTS],
    ),
    "answers in a thread of Vanilla": (
        f'<body id="vanilla_discussion_index"><div class="Discussion"><h1>a</h1><p>{PROSE}</p></div><div class="CommentsWrap"><div class="DataBox DataBox-Comments"><ul class="MessageList DataList Comments"><li class="Item ItemComment" id="Comment_11"><div class="Comment"><p>So it does.</p></div></li></ul></div></div><div class="Box GuestBox"><p>Welcome, stranger! Join in the talk about lamps.</p></div>',
        [text("a", Role.HEADING, 1), text(PROSE), text("So it does.")],
    ),
    "comments on a bug in Bugzilla": (
        f'<body class="bz_bug bz_status_NEW"><form id="changeform"><h1>a</h1><div id="comments"><div id="c0" class="bz_comment"><pre class="bz_comment_text">{PROSE}</pre></div><div id="c1" class="bz_comment"><pre class="bz_comment_text">{MORE}</pre></div></div></form>',
        [text("a", Role.HEADING, 1), text(PROSE, Role.CODE), text(MORE, Role.CODE)],
    ),
    "the signature of a member, named by its role": (
        f'<html><head><meta name="generator" content="Invision Community"></head><body><div class="cPost"><p>{PROSE}</p><div data-role="memberSignature"><p>Light is life.</p></div></div><div class="cPost"><p>{MORE}</p></div>',
        LONG_TEXTS,
    ),
    "the title of a thread behind its kind": (
        f"<title>章鱼钓友清明前后老码头 - 淡水野钓 - Powered by Discuz!</title><article><h1><a href='/k'>[心得]</a><a href='/t'>章鱼钓友清明前后老码头</a></h1>{LONG}</article>",
        [text("[心得]章鱼钓友清明前后老码头", Role.HEADING, 1), *LONG_TEXTS],
    ),
    "urls and numbers of posts that a writer spells out": (
        f'<article>{LONG}<p><a href="#7">&gt;&gt;7</a> no: <a href="https://lamps.example/wick">https://lamps.example/wick</a></p></article>',
        [*LONG_TEXTS, text(">>7 no: https://lamps.example/wick")],
    ),
    "what to use instead of a method of Java": (
        f'<main><section>{LONG}<div class="deprecation-block"><span class="deprecated-label">Deprecated.</span><div class="deprecation-comment">Use a builder.</div></div></section></main>',
        [*LONG_TEXTS, text("Deprecated."), text("Use a builder.")],
    ),
    "a notice of a shop, alms and a call to follow": (
        f'<article>{LONG}<div class="reward-container"><div>Thank you, sirs!</div></div><div class="wprm-call-to-action"><span>Tried this? Tell us!</span></div></article><p class="woocommerce-store-notice demo_store">We are closed until Monday.</p>',
        LONG_TEXTS,
    ),
    "badges that their alt tells, or the proxy of a package index": (
        f'<p><img src="ci.svg" alt="Build Status"> <img src="https://pypi-camo.example/1/68747470733a2f2f696d672e736869656c64732e696f2f78"></p>{LONG}',
        LONG_TEXTS,
    ),
    "portraits of users": (
        f'<article>{LONG}<img src="/person/anna_avatar.jpg"><img src="/uc_server/avatar.php?uid=1"></article>',
        LONG_TEXTS,
    ),
    "the recitals of a law": (
        f"<article><p>visto il trattato, in particolare l'articolo 114,</p>{LONG}</article>",
        [text("visto il trattato, in particolare l'articolo 114,"), *LONG_TEXTS],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_sites(case: str) -> None:
    html, expected = CASES[case]
    assert segments(html) == expected
