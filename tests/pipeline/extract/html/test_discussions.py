"""Pages that are discussions, by what they say of themselves."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.html.discussions import is_discussion
from weft.pipeline.extract.html.elements import page_elements
from weft.pipeline.extract.html.metadata.json_ld import read_json_ld
from weft.pipeline.extract.html.read import read_html

LONG = "The paddle gear sticks every autumn, whatever grease I put on its teeth in the spring."


def judged(html: str) -> bool:
    tree = LexborHTMLParser(html)
    elements = page_elements(tree)
    return is_discussion(tree, elements, read_json_ld(script.text() for script in elements.json_ld), html.encode())


@pytest.mark.parametrize(
    "html",
    [
        '<div itemscope itemtype="https://schema.org/DiscussionForumPosting">',
        '<script type="application/ld+json">{"@type": "QAPage"}</script>',
        '<meta name="generator" content="phpBB 3.3">',
        '<body class="notouch section-viewtopic ltr">',
        '<body class="comments-page with-listing-chooser">',
        '<html op="item"><body>',
        "<body><shreddit-app><shreddit-post><p>How?</shreddit-post></shreddit-app>",
        '<meta name="route-controller" content="issues"><p>It crashes',
        '<body id="vanilla_discussion_index" class="Vanilla Discussion">How?',
        "<p>A post<div>Powered by Vanilla</div>",
        '<p>A post<div>Powered by <a href="http://www.phpbb.com/">phpBB</a> &copy; 2001</div>',
        '<span class="postbody">How?</span><span class="postbody">So.</span>',
    ],
)
def test_discussion(html: str) -> None:
    assert judged(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>A forum",
        '<script>types = ["QAPage"]</script><p>How a QAPage is marked',
        '<meta name="generator" content="Hugo">',
        '<body class="blog">',
        "<p>Powered by wind",
        '<span class="postbody">All there is</span>',
    ],
)
def test_other_pages(html: str) -> None:
    assert not judged(html)


def texts(html: str) -> list[str]:
    return [segment.text for segment in read_html(html, "https://e.com/t").document.segments]


def post(text: str, number: int) -> str:
    return f"""<article class="message"><div class="message-user"><a class="username">Ann</a><h5>Member</h5></div>
    <div class="message-attribution"><a>#{number}</a></div><div class="comment">{text}</div>
    <div class="signature">Sent from my barge</div></article>"""


def test_posts_of_a_thread_stay_in_order_without_users_and_signatures() -> None:
    posts = "".join(post(text, number) for number, text in enumerate([LONG, "Try tallow.", f"Thanks! {LONG}"]))
    page = f"""<title>Sticking paddle gear</title><body class="viewtopic"><h1><a href="/t">Sticking paddle gear</a></h1>
    <div class="comments">{posts}</div>"""
    assert texts(page) == ["Sticking paddle gear", LONG, "Try tallow.", f"Thanks! {LONG}"]


@pytest.mark.parametrize(
    ("thread", "opening", "post"),
    [
        ("<div>{}</div>", "<article>{}</article>", "<article>{}</article>"),
        ("<ol>{}</ol>", "<li><div>{}</div></li>", "<li><div>{}</div></li>"),
        ("<main><section>{}</section></main>", "<div><div>{}</div></div>", "<div><div>{}</div></div>"),
    ],
)
def test_short_answers_stay_beside_a_long_question(thread: str, opening: str, post: str) -> None:
    question = f"<p>{LONG}</p><p>Again: {LONG} And again: {LONG}</p>"
    answers = ["Try tallow.", "Or lard!", "Tallow did it, thanks."]
    posts = opening.format(question) + "".join(post.format(f"<p>{answer}</p>") for answer in answers)
    page = '<title>Gear</title><body class="viewtopic"><nav><a href="/">Board</a></nav><h1>Gear</h1>'
    assert texts(page + thread.format(posts)) == ["Gear", LONG, f"Again: {LONG} And again: {LONG}", *answers]


def test_comments_below_an_answer_are_left_out() -> None:
    page = f"""<body class="question-page"><h1>Paddle gear</h1><div class="answer"><p>{LONG}</p></div>
    <div class="answer"><p>Again: {LONG}</p><div class="comments"><p>Have you oiled it?</p></div></div>"""
    assert texts(page) == ["Paddle gear", LONG, f"Again: {LONG}"]


def test_comments_are_left_out_below_an_article_and_kept_on_a_page_of_nothing_else() -> None:
    comments = f'<div class="comments"><div class="comment"><p>{LONG}</p></div></div>'
    assert texts(f"<title>Gear</title><h1>Gear</h1><p>Article. {LONG}</p>{comments}") == ["Gear", f"Article. {LONG}"]
    assert texts(f"<title>Gear</title><h1>Gear</h1>{comments}") == ["Gear", LONG]


def test_cells_beside_a_post_in_a_table_are_left_out() -> None:
    rows = f"""<table><tr><td>03-14-2021</td><td>#1</td></tr>
    <tr><td><div>Ann</div><div>Harbour veteran</div><div>Posts 12</div></td><td><div>x</div><div>{LONG}</div></td></tr>
    </table>"""
    page = f'<meta name="generator" content="vBulletin 3.8"><body><h1>Gear</h1>{rows}{rows.replace("The", "A")}'
    kept = texts(page)
    assert LONG in kept
    assert not any(word in text for text in kept for word in ("Ann", "veteran", "03-14"))


def test_what_a_post_answers_to_stays() -> None:
    quote = '<aside class="quote"><div class="title">ann:</div><blockquote><p>The gear sticks.</p></blockquote></aside>'
    posts = "".join(post(f"{text}<p>{LONG}</p>", number) for number, text in enumerate(("", quote)))
    page = f'<div itemscope itemtype="https://schema.org/DiscussionForumPosting"><h1>Gear</h1>{posts}</div>'
    assert texts(page) == ["Gear", LONG, "ann:", "The gear sticks.", LONG]


def test_a_url_spelled_out_in_a_post_is_text_of_the_post() -> None:
    reply = 'Or: <a href="https://oil.example/a">https://oil.example/a</a> has some. <a href="/x">A list of them</a>'
    posts = post(LONG, 1) + post(reply, 2)
    page = f'<div itemscope itemtype="https://schema.org/DiscussionForumPosting"><h1>Gear</h1>{posts}</div>'
    assert texts(page) == ["Gear", LONG, "Or: https://oil.example/a has some. A list of them"]


def test_posts_that_their_authors_can_edit_stay() -> None:
    replies = ["Turn it down until the flame is flat.", "That worked, thank you!"]
    forms = "".join(
        f'<div class="comment"><p>[–] 12 points 3 days ago</p><form><div class="md"><p>{reply}</p></div></form></div>'
        for reply in replies
    )
    page = f'<body class="comments-page"><div class="content"><h1>Gear</h1><form><p>{LONG}</p></form>{forms}</div>'
    assert texts(page) == ["Gear", LONG, *replies]
