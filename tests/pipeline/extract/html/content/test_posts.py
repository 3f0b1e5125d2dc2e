"""Posts in tables of the kind that forums wrote before they knew other markup."""

import pytest

from weft.pipeline.extract.html.read import read_html

LONG = "The paddle gear of our lock sticks every autumn, whatever grease I put on its teeth in the spring."
SHORT = ["Try tallow.", "Or lard! It worked for me.", "Neither did for us, in the end we bought a new one."]
HEAD = "<title>Onley Lock :: View topic - Paddle gear sticks in autumn</title><body><table><tr><td>"
TITLE = '<a href="viewtopic.php?t=7">Paddle gear sticks in autumn</a>'
SIGNED = 'Powered by <a href="http://www.phpbb.com/">phpBB</a> &copy; 2001'


def row(author: str, body: str) -> str:
    """A post with the details above it and the row of buttons below it, in a table inside its cell."""
    details = "<tr><td>Posted: Mon May 03, 2004 9:14 pm Post subject: Gear</td><td><a href=/q>Quote</a></td></tr>"
    text = f'<tr><td colspan="2"><hr></td></tr><tr><td colspan="2"><span class="postbody">{body}</span></td></tr>'
    buttons = f"<table><tr><td><a href=/pm>Write to {author}</a></td></tr></table>"
    return f"""<tr><td><b>{author}</b><br>Joined: 03 May 2004</td><td><table>{details}{text}</table></td></tr>
    <tr><td><a href="#top">Back to top</a></td><td>{buttons}</td></tr><tr><td colspan="2"></td></tr>"""


def thread(posts: list[str], foot: str = SIGNED) -> list[str]:
    rows = "".join(row(author, body) for author, body in zip(("Ann", "Bodo", "Cleo"), posts))
    page = f"""{HEAD}<table><tr><td>The keepers' forum</td></tr></table>{TITLE}
    <table><tr><th>Author</th><th>Message</th></tr>{rows}</table>
    <table><tr><td>All times are GMT</td></tr></table>{foot}</td></tr></table>"""
    return [segment.text for segment in read_html(page, "https://e.com/viewtopic.php?t=7").document.segments]


@pytest.mark.parametrize("foot", [SIGNED, "A board of its own"])
def test_short_replies_in_rows_of_a_table_stay_without_their_authors_and_buttons(foot: str) -> None:
    posts = [LONG, "Try tallow.", "Or lard! It worked for me."]
    assert thread(posts, foot) == ["Paddle gear sticks in autumn", *posts]


def test_signature_below_a_line_is_cut_off_a_post() -> None:
    signed = f"{LONG}<br>_________________<br>Mind the gap"
    assert thread([signed, "Try tallow."])[1:] == [LONG, "Try tallow."]


def test_threads_of_one_table_a_post_keep_short_replies() -> None:
    post = """<table><tr><td>03-14-2021</td><td><a href=/1>#{0}</a></td></tr>
    <tr><td><div>Ann</div><div>Harbour veteran</div><div>Posts: 12</div></td>
    <td><div><a href=/2>Re: gear</a></div><div>{1}</div></td></tr></table>"""
    posts = [LONG, "Try tallow.", f"And again: {LONG}", "Or lard!"]
    body = "".join(f"<div>{post.format(number, text)}</div>" for number, text in enumerate(posts))
    page = f"""<meta name="generator" content="vBulletin 3.8"><title>Gear</title><body><div><a href="/">Board</a></div>
    <h1>Gear</h1><div>{body}</div><div>Members who have read this: 4</div>"""
    kept = [segment.text for segment in read_html(page, "https://e.com/t").document.segments]
    assert kept == ["Gear", *posts]


def test_what_follows_the_last_post_is_no_post() -> None:
    texts = [f"{LONG} It is the {number}. one." for number in range(3)]
    posts = "".join(f"<div class='post p'><p>{text}</p></div>" for text in texts)
    form = "<div class=answer-form><h3>Your answer</h3><p>By sending it you agree to the terms of our board.</p></div>"
    html = (
        f"<body class=viewtopic><div id=thread><h1>Gear</h1>{posts}{form}</div><div><p>Run by three keepers.</p></div>"
    )
    said = [segment.text for segment in read_html(html, "https://e.com/t/7").document.segments]
    assert said == ["Gear", *texts]


def test_topic_and_replies_of_boards_with_software_of_their_own() -> None:
    reply = '<div class="cell" id="r_{}"><table><tr><td><img class=avatar></td><td>{}</td></tr></table></div>'
    replies = "".join(reply.format(n, f"<div class=reply_content>{text}</div>") for n, text in enumerate(SHORT))
    html = f"<title>Gear</title><div class=box><h1>Gear</h1><div class=topic_content>{LONG}</div></div>"
    html += f"<div class=box>{replies}</div><div class=foot>A place for keepers of locks</div>"
    said = [segment.text for segment in read_html(html, "https://e.com/t/7").document.segments]
    assert said == ["Gear", LONG, *SHORT]


def test_dates_numbers_and_signatures_with_dashes_are_no_posts() -> None:
    lines = "<p>#3</p><p>2023-08-06 23:47:31</p>"
    posts = "".join(f"<div class=post>{lines}<p>{text}</p><p>-- Mind the gap</p></div>" for text in SHORT)
    html = f"<body class=viewtopic><h1>Gear</h1><div class=post><p>{LONG}</p></div>{posts}"
    said = [segment.text for segment in read_html(html, "https://e.com/t/7").document.segments]
    assert said == ["Gear", LONG, *SHORT]


def test_numbered_posts_make_a_thread() -> None:
    posts = "".join(
        f'<section class=c id="post_{n + 100}"><article><div>{text}</div></article></section>'
        for n, text in enumerate(SHORT)
    )
    first = f"<section class=c id=post_99><article><p>{LONG}</p></article></section>"
    html = f"<title>Gear</title><div><h1>Gear</h1>{first}{posts}"
    said = [segment.text for segment in read_html(html, "https://e.com/t/7").document.segments]
    assert said == ["Gear", LONG, *SHORT]


def test_what_phpbb_calls_a_profile_is_no_post_however_long() -> None:
    profile = '<td class="profile">Keeper of the old lock<br>Joined: 03 May 2004, from the hill above Onley<br>Posts: 5'
    said = thread([LONG, *SHORT[:2]])
    rows = "".join(row(author, body) for author, body in zip(("Ann", "Bodo", "Cleo"), [LONG, *SHORT[:2]]))
    page = f"""{HEAD}{TITLE}<table><tr><th>Author</th><th>Message</th></tr>{rows}</table>{SIGNED}</td></tr></table>"""
    page = page.replace("<tr><td><b>", f"<tr>{profile}<b>")
    assert [segment.text for segment in read_html(page, "https://e.com/viewtopic.php?t=7").document.segments] == said
