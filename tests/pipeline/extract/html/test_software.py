# ruff: noqa: E501 - a page is easier to read on one line
"""Markup that widely used software writes: forums, shops, documentation, page builders."""

import pytest

from weft.schemas.document import Role

from .expected import caption, image, segments, text

CASES = {
    "footnotes without the way back": (
        '<p>a<ol><li id="fn:1"><p>The oil <a href="#oil">is</a> not.&#160;<a class="footnote-backref" href="#fnref:1">&#8617;</a></p><li>b <a href="#r2">↩︎</a></ol>',
        [text("a"), text("1. The oil is not.\n2. b", Role.LIST)],
    ),
    "a picture in a link to itself in full, whose name and size the link tells": (
        '<main><div><h1>a</h1><div><p>The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind.</p><div class="lightbox-wrapper"><a href="/full.jpeg"><img src="i.jpeg"><div class="meta"><span>first layer</span> <span>1920×1080 210 KB</span></div></a></div></div></div></main>',
        [
            text("a", Role.HEADING, 1),
            text("The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."),
            image("i.jpeg"),
        ],
    ),
    "labels of tabs beside each other": (
        '<p>The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind.<div class="tabbed-set"><div class="tabbed-labels"><label>Linux</label><label>Windows</label></div><div class="tabbed-content"><p>b</p></div></div>',
        [
            text("The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."),
            text("b"),
        ],
    ),
    "an image that a script shows later": (
        '<p>a <img data-src="i.png" style="display: none"><p>b <img src="j.png" style="display: none"> c <iframe data-src="t.mp4" style="display:none"></iframe>',
        [text("a"), image("i.png"), text("b c")],
    ),
    "previews of pictures that a script replaces, and the badge of a licence": (
        '<figure><img src="max/60/1-wick.png?q=20" width="60"><noscript><img src="max/2288/1-wick.png"></noscript></figure><p>a<img src="https://i.creativecommons.org/l/by/4.0/88x31.png">',
        [image("max/2288/1-wick.png"), text("a")],
    ),
    "numbers of footnotes": (
        '<p>It burns.<a class="footnote-anchor" href="#footnote-1">1</a> See <a href="#c2">2</a>.',
        [text("It burns. See 2.")],
    ),
    "marks by which headings and terms lead to themselves": (
        '<p>a<h2><a class="doc-anchor" href="#e">§</a>Examples<a href="#e">¶</a></h2><dl><dt id="b"><a href="#b">brightness</a> <span>any</span></dt><dd>b</dd></dl>',
        [text("a"), text("Examples", Role.HEADING, 2), text("brightness any"), text("b")],
    ),
    "code whose element is named after its line numbers": (
        '<p>a<pre class="line-numbers language-js"><code>x();\ny();<span aria-hidden="true" class="line-numbers-rows"><span></span></span></code></pre><pre class="brush: js; toolbar: false"><code class="js line-numbers">z();</code></pre><p>b',
        [text("a"), text("x();\ny();", Role.CODE), text("z();", Role.CODE), text("b")],
    ),
    "panels that a click shows": (
        '<p>a<div role="tabpanel"><pre>npm i</pre></div><div role="tabpanel" hidden><pre>yarn add</pre></div><div class="accordion-item"><button aria-expanded="false">May I?</button><div role="region" aria-hidden="true" class="accordion-item__dropdown"><p>b</p></div></div><figure><img src="i.png"><figcaption aria-hidden="true">c</figcaption></figure><div hidden><p>d</p></div>',
        [
            text("a"),
            text("npm i", Role.CODE),
            text("yarn add", Role.CODE),
            text("May I?"),
            text("b"),
            image("i.png"),
            caption("c"),
        ],
    ),
    "options of a form": (
        '<p>a<fieldset><legend>Color</legend><input type="radio" id="r"><label for="r">Red</label></fieldset><fieldset><legend>Oil</legend><p>b</fieldset>',
        [text("a"), text("Oil"), text("b")],
    ),
    "posts of vBulletin, which are set as quotes": (
        '<blockquote class="postcontent restore">a</blockquote><blockquote class="postcontent"><div class="bbcode_quote"><div class="message">b</div></div>c</blockquote>',
        [text("a"), text("b", Role.QUOTE), text("c")],
    ),
    "the picture beside a title in a wrapper named after the byline": (
        '<article><div class="et_post_meta_wrapper"><h1>a</h1><img src="i.png" width="1080"></div><p>The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind.</p></article>',
        [
            text("a", Role.HEADING, 1),
            image("i.png"),
            text("The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."),
        ],
    ),
    "code of SyntaxHighlighter and of a gist": (
        '<p>a<div class="syntaxhighlighter python"><table><tr><td class="gutter"><div class="line">1</div><div class="line">2</div></td><td class="code"><div class="container"><div class="line"><code>if a:</code></div><div class="line"><code>&nbsp;&nbsp;</code><code>b()</code></div></div></td></tr></table></div><table class="highlight"><tr><td class="blob-num" data-line-number="1"></td><td class="blob-code">c = 1</td></tr><tr><td class="blob-num"></td><td class="blob-code">    d = 2</td></tr></table>',
        [text("a"), text("if a:\n  b()", Role.CODE), text("c = 1\n    d = 2", Role.CODE)],
    ),
    "cards under a heading that leads away": (
        '<p>a<h2>Customers who viewed this item also viewed</h2><ol><li><a href="/p1"><img src="o.jpg"></a></ol><p>b<p><img src="i.png">',
        [text("a"), text("b"), image("i.png")],
    ),
    "a blurred preview of Wix": (
        '<p>a<img src="m~mv2.jpg/v1/fill/w_49,h_33,q_80,blur_2/m.jpg" data-pin-media="m~mv2.jpg/v1/fill/w_900,h_600/m.jpg">',
        [text("a"), image("m~mv2.jpg/v1/fill/w_900,h_600/m.jpg")],
    ),
    "pictures of shops": (
        '<p>a<div class="product media"><div class="gallery-placeholder"><img src="m.jpg"></div></div><p>b<img src="s.jpg" data-old-hires="l.jpg"><p>c<img src="t.jpg" data-image-large-src="l2.jpg">',
        [text("a"), image("m.jpg"), text("b"), image("l.jpg"), text("c"), image("l2.jpg")],
    ),
    "code of Doxygen": (
        '<p>a<div class="fragment"><div class="line"><a class="code" href="x">Lamp</a> lamp;</div><div class="line">  lamp.<a href="y">light</a>(2.0);</div></div>',
        [text("a"), text("Lamp lamp;\n  lamp.light(2.0);", Role.CODE)],
    ),
    "a small picture with a name of boilerplate": (
        '<p>a <img class="author" src="u.png" width="44" height="44"> b <img class="author" src="v.png" width="440" height="44">',
        [text("a b"), image("v.png")],
    ),
    "portraits of those who wrote": (
        '<p>a<p><img class="avatar" src="u.png"> b<p><img src="https://secure.gravatar.com/avatar/0?s=96"> c',
        [text("a"), text("b"), text("c")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_markup(name: str) -> None:
    html, expected = CASES[name]
    assert segments(html) == expected
