# ruff: noqa: E501 - a page is easier to read on one line
"""Whole pages to segments: every construct alone, several mixed, and anything at all."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import Role, Segment, SegmentKind

from .expected import URL, caption, image, segments, text, track

CASES = {
    "heading levels": (
        "<h1>One</h1><p>a</p><h3>Three</h3><p>b</p>",
        [text("One", Role.HEADING, 1), text("a"), text("Three", Role.HEADING, 3), text("b")],
    ),
    "buttons that head what is folded away": (
        '<h2><button aria-expanded="true">When does it open?</button></h2><p>a</p><div class="faq-item"><button aria-expanded="false">Is it free?</button><p>b</p></div><h3>Fees <button>Copy link</button></h3><p>c</p><p>d <button aria-expanded="false">More</button></p><button>Share</button>',
        [
            text("When does it open?", Role.HEADING, 2),
            text("a"),
            text("Is it free?"),
            text("b"),
            text("Fees", Role.HEADING, 3),
            text("c"),
            text("d"),
        ],
    ),
    "headings that link to themselves": (
        '<p>a</p><h2 id="one"><a href="#one">One</a></h2><p>b</p><h2><a id="zw%C3%B6" href="#zw%C3%B6">Two</a></h2><p>c</p><h2><a href="#join">Join us here</a></h2><p>d</p>',
        [text("a"), text("One", Role.HEADING, 2), text("b"), text("Two", Role.HEADING, 2), text("c"), text("d")],
    ),
    "formulas between the delimiters of TeX": (
        r"<div>\[ F = \rho g h \]</div><p>$$a^2$$</p><p>$$a$$ and $$b$$</p><p>In \(x\) alone</p>",
        [text("F = \\rho g h", Role.MATH), text("a^2", Role.MATH), text("$$a$$ and $$b$$"), text("In $x$ alone")],
    ),
    "formulas in the line, and brackets that are none": (
        r"<p>So \( e^{i\pi}+1=0 \), as \(a\) in \(foo\) and \) or \( are, with \(</p><ul><li>\(x_1\)</ul>",
        [text(r"So $e^{i\pi}+1=0$, as $a$ in \(foo\) and \) or \( are, with \("), text("- $x_1$", Role.LIST)],
    ),
    "sentences that only style sets apart": (
        "<p>The mill burned.<span>Ann Lee</span><p>The U.<b>S.</b> and v1.<b>Two</b>",
        [text("The mill burned. Ann Lee"), text("The U.S. and v1.Two")],
    ),
    "lines of a poem": (
        f"<h1>a<br>b<br>c</h1><p>The tide goes out<br>and takes the light,<br>  the gulls\ncome down</p><p>{'A long line of prose. ' * 4}<br>b<br>c",
        [
            text("a b c", Role.HEADING, 1),
            text("The tide goes out\nand takes the light,\nthe gulls come down"),
            text(f"{'A long line of prose. ' * 4}b c"),
        ],
    ),
    "a table under a head of its own with code and quotes": (
        "<p>a<table><thead><tr><th>Depth</th><th>How</th></tr></thead><tr><td>12</td><td><pre>cm --all</pre></td></tr><tr><td>13</td><td><blockquote>in May</blockquote></td></tr></table>",
        [text("a"), text("| Depth | How |\n| --- | --- |\n| 12 | cm --all |\n| 13 | in May |", Role.TABLE)],
    ),
    "a heading said twice": (
        "<h1>The mill</h1><h2>The mill</h2><p>a</p><h2>The mill</h2><p>b",
        [text("The mill", Role.HEADING, 1), text("a"), text("The mill", Role.HEADING, 2), text("b")],
    ),
    "title with a name of boilerplate": (
        '<title>The mill burned - Paper</title><h1 class="title published">The mill burned</h1><p>a</p><h2 class="published">Old</h2><p>b</p>',
        [text("The mill burned", Role.HEADING, 1), text("a"), text("b")],
    ),
    "name before a quote": (
        "<blockquote><div><cite>Ann wrote:</cite>It burned.</div></blockquote><blockquote>So <cite>Moby Dick</cite> ends.</blockquote>",
        [text("Ann wrote:", Role.QUOTE), text("It burned.", Role.QUOTE), text("So Moby Dick ends.", Role.QUOTE)],
    ),
    "inline tags join words as a browser shows them": (
        "<p>H<sub>2</sub>O <b>is</b>\n <i>wet</i></p>",
        [text("H2O is wet")],
    ),
    "no-break spaces and runs collapse": ("<p>\xa0a&nbsp;&nbsp;b \t\n c </p>", [text("a b c")]),
    "bare text in divs": ("<div>a<div>b</div>c</div>", [text("a"), text("b"), text("c")]),
    "one break is a space": ("<p>a<br>b</p>", [text("a b")]),
    "two breaks split": ("<p>a<br> <br/>b</p>", [text("a"), text("b")]),
    "marks alone are dropped": ("<p>***</p><p>a</p><p>|</p>", [text("a")]),
    "adjacent repeats are dropped": ("<p>a</p><p>a</p><p>b</p><p>a</p>", [text("a"), text("b"), text("a")]),
    "blockquote": (
        "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
        [text("a", Role.QUOTE), text("b", Role.QUOTE), text("c")],
    ),
    "pre keeps its characters": (
        "<pre>\n  def f():  \n\treturn  1</pre>",
        [text("  def f():  \n\treturn  1", Role.CODE)],
    ),
    "empty lines around code are none of it": (
        "<pre><code>\n \n  def f():\n\n    return 1  \n\n</code></pre>",
        [text("  def f():\n\n    return 1", Role.CODE)],
    ),
    "break in pre is a newline": ("<pre><code>a<br>  b</code></pre>", [text("a\n  b", Role.CODE)]),
    "line numbers beside code are dropped": (
        "<table><tr><td><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>",
        [text("a\nb", Role.CODE)],
    ),
    "nested lists are one segment": (
        "<ul><li>a<ol start=3><li>b</li><li>c</li></ol></li><li>d</li></ul>",
        [text("- a\n  3. b\n  4. c\n- d", Role.LIST)],
    ),
    "item of paragraphs": ("<ol><li><p>a</p><p>b</p></li></ol>", [text("1. a\n  b", Role.LIST)]),
    "medium in a list splits it": (
        "<ol><li>a</li><li>b<img src=i.png>c</li><li>d</li></ol>",
        [text("1. a\n2. b", Role.LIST), image("i.png"), text("  c\n3. d", Role.LIST)],
    ),
    "list of cards is walked as prose": (
        "<ul><li><h2>A</h2>a</li><li><h2>B</h2>b</li></ul>",
        [text("A", Role.HEADING, 2), text("a"), text("B", Role.HEADING, 2), text("b")],
    ),
    "data table": (
        "<table><tr><th>a<th>b|c<tr><td>1<td><p>2</p>3</table>",
        [text("| a | b\\|c |\n| --- | --- |\n| 1 | 2 3 |", Role.TABLE)],
    ),
    "images of a data table follow it": (
        "<table><tr><td>a<td><img src=i.png><tr><td>b<td>c</table>",
        [text("| a |  |\n| --- | --- |\n| b | c |", Role.TABLE), image("i.png")],
    ),
    "table of one column is layout": ("<table><tr><td>a<tr><td>b</table>", [text("a"), text("b")]),
    "table with headings is layout": (
        "<table><tr><td><h2>A</h2>a<td>b<tr><td>c<td>d</table>",
        [text("A", Role.HEADING, 2), text("a"), text("b"), text("c"), text("d")],
    ),
    "table in a table is layout outside": (
        "<table><tr><td>a<td><table><tr><td>1<td>2<tr><td>3<td>4</table><tr><td>b<td>c</table>",
        [text("a"), text("| 1 | 2 |\n| --- | --- |\n| 3 | 4 |", Role.TABLE), text("b"), text("c")],
    ),
    "display formula": (
        r'<p>a</p><math display=block><semantics><mi>x</mi><annotation encoding="application/x-tex">\frac{1}{x}</annotation></semantics></math>',
        [text("a"), text(r"\frac{1}{x}", Role.MATH)],
    ),
    "inline formula": ('<p>let <math alttext="x^2"><mi>x</mi></math> be</p>', [text("let $x^2$ be")]),
    "KaTeX": (
        '<p>a <span class=katex><span class=katex-mathml><math><mi>y</mi><annotation encoding="application/x-tex">y_1</annotation></math></span><span class=katex-html aria-hidden=true>y1</span></span></p>',
        [text("a $y_1$")],
    ),
    "formula that shows how it looks alone": (
        "<p>so <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> and <m:math><m:msqrt><m:mi>x</m:mi></m:msqrt></m:math> be</p>",
        [text(r"so $\frac{a}{b}$ and $\sqrt{x}$ be")],
    ),
    "MathJax scripts": (
        r'<p>a <script type="math/tex">e&lt;b</script> c</p><script type="math/tex; mode=display">\sum x</script>',
        [text("a $e&lt;b$ c"), text(r"\sum x", Role.MATH)],
    ),
    "formula image with a hidden twin": (
        r'<p>so <span style="display:none"><math><annotation encoding="application/x-tex">{\displaystyle a^2}</annotation></math></span><img class="mwe-math-fallback-image-inline" src=m.svg alt="{\displaystyle a^2}"> it is</p>',
        [text("so $a^2$ it is")],
    ),
    "image with alt": (
        '<p>a</p><img src="i.png" alt=" an\n image "><p>b</p>',
        [text("a"), image("i.png", "an image"), text("b")],
    ),
    "image inside a sentence splits it": (
        "<p>a <img src=i.png> b</p>",
        [text("a"), image("i.png"), replace(text("b"), joint=" ")],
    ),
    "url with a comma and spaces": (
        '<img src="w_300,h_200/my photo.jpg"><p>a',
        [image("w_300,h_200/my%20photo.jpg"), text("a")],
    ),
    "srcset": ('<img srcset="s.png 100w, l.png 900w" src=s.png><p>a', [image("l.png"), text("a")]),
    "picture": (
        '<picture><source srcset="s.webp 100w"><source srcset="l.webp 900w"><img src=f.png alt=x></picture><p>a',
        [image("l.webp", "x"), text("a")],
    ),
    "data image is ignored": ('<img src="data:image/png;base64,AA"><p>a', [text("a")]),
    "tracking pixel is ignored": ("<img src=t.png width=1 height=1><p>a", [text("a")]),
    "noscript after its placeholder": (
        '<img src="data:," class=lazy alt=p><noscript><img src=i.png alt=real></noscript><p>a',
        [image("i.png", "real"), text("a")],
    ),
    "noscript after its lazy twin": (
        "<img data-src=i.png alt=x><noscript><img src=i-large.png></noscript><p>a",
        [image("i.png", "x"), text("a")],
    ),
    "noscript before its lazy twin": (
        "<div><noscript><img src=i.png></noscript><img class=lazyload src=tiny.png data-src=i2.png></div><p>a",
        [image("i.png"), text("a")],
    ),
    "noscript beside another image": (
        "<img src=a.png><noscript><img src=b.png></noscript><p>a",
        [image("a.png"), image("b.png"), text("a")],
    ),
    "words in noscript are not shown": ("<p>a</p><noscript>Enable JavaScript</noscript>", [text("a")]),
    "figure": (
        "<p>before text</p><figure><figcaption>cap</figcaption><img src=i.png></figure><p>after</p>",
        [text("before text"), image("i.png"), caption("cap"), text("after")],
    ),
    "caption of several images follows the last": (
        "<figure><img src=1.png><img src=2.png><figcaption><p>a <b>b</b></p><p>c</p></figcaption></figure>",
        [image("1.png"), image("2.png"), caption("a b c")],
    ),
    "gallery of figures in a list": (
        "<ul><li><figure><img src=1.png><figcaption>a</figcaption></figure><li><figure><img src=2.png><figcaption>b</figcaption></figure></ul>",
        [image("1.png"), caption("a"), image("2.png"), caption("b")],
    ),
    "caption by class": (
        "<div><img src=i.png><p class=wp-caption-text>cap</p></div><p>a",
        [image("i.png"), caption("cap"), text("a")],
    ),
    "figure without a medium": (
        "<figure><pre>code</pre><figcaption>Listing 1</figcaption></figure>",
        [text("code", Role.CODE), text("Listing 1")],
    ),
    "video with tracks and caption": (
        "<figure><video poster=p.jpg aria-label='A film'><source src=v.webm><source src=v.mp4><track src=en.vtt><track kind=chapters src=c.vtt><track kind=captions src=de.vtt>old browser</video><figcaption>cap</figcaption></figure>",
        [
            Segment(SegmentKind.VIDEO, media_url="https://e.com/d/v.webm", alt="A film"),
            caption("cap"),
            track("en.vtt"),
            track("de.vtt"),
        ],
    ),
    "audio": (
        "<audio src=s.mp3></audio><p>a",
        [Segment(SegmentKind.AUDIO, media_url="https://e.com/d/s.mp3"), text("a")],
    ),
    "embedded files": (
        '<embed src=s.mp3><object data=v.mp4>old</object><iframe src=i.png></iframe><iframe src="https://player.org/1"></iframe><p>a',
        [
            Segment(SegmentKind.AUDIO, media_url="https://e.com/d/s.mp3"),
            Segment(SegmentKind.VIDEO, media_url="https://e.com/d/v.mp4"),
            image("i.png"),
            text("a"),
        ],
    ),
    "object of another kind shows its content": ("<object data=a.swf><p>instead</p></object>", [text("instead")]),
    "base": (
        '<base href="https://cdn.org/x/"><img src=i.png><p>a',
        [Segment(SegmentKind.IMAGE, media_url="https://cdn.org/x/i.png"), text("a")],
    ),
    "hidden elements": (
        "<p>a</p><p hidden>b</p><div style='display:none'>c</div><p aria-hidden=true>d</p>",
        [text("a")],
    ),
    "furniture": (
        "<nav>n</nav><header role=banner>h</header><main><p>a</p></main><aside>s</aside><footer>f</footer><form><button>b</button><select><option>o</select></form>",
        [text("a")],
    ),
    "furniture by class": (
        "<div class=breadcrumbs>b</div><div class=share-buttons>s</div><p>a text</p><div id=comments>c</div><div class='cookie-banner'>k</div>",
        [text("a text")],
    ),
    "dateline is part of its sentence, a byline of names alone is none": (
        "<p><span class=author>Ann</span> <span class=date>4 May</span></p><p><span class=dateline>KOBE -</span> A dog</p>",
        [text("KOBE - A dog")],
    ),
    "names that only contain such a word": (
        "<div class=page-headline><p>a</p></div><div class=has-sidebar><p>b</p></div>",
        [text("a"), text("b")],
    ),
    "list of links": ("<ul><li><a href=1>One</a><li><a href=2>Two</a></ul><p>a</p>", [text("a")]),
    "ruby shows its base": ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です</p>", [text("漢字です")]),
}


@pytest.mark.parametrize("name", CASES)
def test_construct(name: str) -> None:
    html, expected = CASES[name]
    assert segments(html) == expected


def test_constructs_mixed_keep_page_order() -> None:
    html = """<title>T</title><nav><a href=/x>x</a></nav><article><h1>Head</h1><p>Intro</p>
    <figure><picture><img data-src=hero.jpg src=blank.gif alt=hero></picture><figcaption>Hero</figcaption></figure>
    <h2>Part</h2><ul><li>one<li>two</ul><pre>x = 1</pre><table><tr><th>k<th>v<tr><td>a<td>1</table>
    <blockquote>said</blockquote><p>End</p></article><footer>f</footer>"""
    assert segments(html) == [
        text("Head", Role.HEADING, 1),
        text("Intro"),
        image("hero.jpg", "hero"),
        caption("Hero"),
        text("Part", Role.HEADING, 2),
        text("- one\n- two", Role.LIST),
        text("x = 1", Role.CODE),
        text("| k | v |\n| --- | --- |\n| a | 1 |", Role.TABLE),
        text("said", Role.QUOTE),
        text("End"),
    ]


def test_main_article_is_found_among_other_text_without_any_names() -> None:
    article = "".join(
        f"<p>Sentence number {n} of the story is long enough to be counted as prose, surely.</p>" for n in range(9)
    )
    teasers = "".join(f"<div><a href=/{n}>Another story of the day, number {n}</a></div>" for n in range(9))
    texts = [
        segment.text for segment in segments(f"<div><div>{teasers}</div><div>{article}</div><div>{teasers}</div></div>")
    ]
    assert texts == [
        f"Sentence number {n} of the story is long enough to be counted as prose, surely." for n in range(9)
    ]


def test_suspect_name_around_the_whole_article_is_forgiven() -> None:
    prose = "A sentence that is long enough to be counted as the prose of this page, without links."
    assert segments(f"<div class='content-sidebar-wrap'><p>{prose}</p></div><div class=sidebar>Ads</div>") == [
        text(prose)
    ]


def test_document_carries_what_the_page_and_its_response_say() -> None:
    page = read_html(
        b'<html lang=de><title>T</title><meta name=robots content="noai"><p>a <a href=/b>b</a> c d e f g h</p>',
        URL,
        headers={"X-Robots-Tag": "noimageai"},
    )
    assert (page.document.url, page.document.title, page.document.language) == (URL, "T", "de")
    assert page.document.opt_outs == ["meta:noai", "header:noimageai"]
    assert page.links == ["https://e.com/b"]


def test_relative_license_url_becomes_absolute() -> None:
    assert read_html('<a rel=license href="/terms">t</a>', URL).document.license == "https://e.com/terms"


@pytest.mark.parametrize("directive", ["nofollow", "none"])
def test_page_that_says_nofollow_has_no_links(directive: str) -> None:
    assert read_html(f'<meta name=robots content="{directive}"><a href=/b>b</a>', URL).links == []


def test_http_charset_is_used() -> None:
    assert read_html("<p>Привет".encode("cp1251"), URL, charset="windows-1251").document.segments == [text("Привет")]


@pytest.mark.parametrize("payload", [b"", b"\x00\xff", b"<", b"<html><frameset>", "\ud800<p>a"])
def test_odd_pages_give_a_document(payload: bytes | str) -> None:
    assert read_html(payload, URL).document.url == URL


_TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<ul>",
    "<ol>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</table>",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<h2>",
    "</h2>",
    "<br>",
    "<a>",
    "</a>",
    "<noscript>",
    "</noscript>",
    "<math>",
    "</math>",
    "<picture>",
    "</picture>",
    "<object>",
    "</object>",
    "<b>",
    "</b>",
    "<svg>",
    "</svg>",
    "<select>",
    "<template>",
    "</template>",
]


@given(st.binary(max_size=400))
def test_never_raises_on_bytes(payload: bytes) -> None:
    read_html(payload, URL)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_TAGS), st.text(max_size=4)), max_size=60).map("".join))
def test_never_raises_on_tag_soup(html: str) -> None:
    for segment in segments(html):
        assert segment.text.strip() or segment.media_url
        segment.text.encode("utf-8")


_SHAPES = (
    "<p>a</p>{}",
    "<ul><li>x{}</ul>",
    "<figure>{}<figcaption>c</figcaption></figure>",
    "<div>{}</div>",
    "<a href=/y>{}</a>",
    "<table><tr><td>1<td>{}<tr><td>2<td>3</table>",
    "<blockquote>{}</blockquote>",
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_SHAPES), min_size=1, max_size=12))
def test_media_order_is_page_order(shapes: list[str]) -> None:
    html = "".join(shape.format(f"<img src={n}.png>") for n, shape in enumerate(shapes))
    found = [segment.media_url for segment in segments(html) if segment.media_url]
    assert found == [f"https://e.com/d/{n}.png" for n in range(len(shapes))]


def test_reviews_of_a_product_are_left_out_and_a_review_of_its_own_stays() -> None:
    review = "<p>I have burnt it every evening since May, and the glass is still as clear as on the first day.</p>" * 3
    about = "<p>A lamp of cast brass for the wall of a boat, with a glass that is blown by hand and a wick of wool.</p>"
    stars = "<span>4 out of 5 stars</span>"
    for start in ('<div id="reviews">', '<section class="product-reviews">', '<div itemprop="review">'):
        page = f"<title>Lamp</title><body><h1>Lamp</h1>{about}{stars}{start}<h2>Reviews</h2>{review}"
        assert [part.text for part in segments(page)] == ["Lamp", about[3:-4]]
    page = f'<title>Lamp</title><body><h1>Lamp</h1><div itemscope itemtype="https://schema.org/Review">{review}'
    assert segments(page)[1].text == review[3:].partition("<")[0]


def test_a_paragraph_of_many_lines_is_read_in_little_time() -> None:
    started = time.process_time()
    assert len(segments("<p>x <img src=a.png> " + "a<br>" * 100_000)) == 3
    assert time.process_time() - started < 10
